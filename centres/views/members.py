"""The people of a centre: inviting, changing what they are, letting them go."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from centres.access import may_run
from centres.actions import member as members
from centres.forms.member import InviteColleagueForm, RoleForm
from centres.models import CentreMember, NetworkMember
from centres.views.lookups import own_centre
from doallvet.accounts import proof
from doallvet.core.refused import Refused


@proof.required
def invite(request, pk):
    centre = own_centre(request, pk)
    form = InviteColleagueForm(request.POST or None, initial={"language": request.user.language})
    if request.method == "POST" and form.is_valid():
        try:
            member = members.invite(centre, by=request.user, at=timezone.now(), **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, refused.reasons)
        else:
            say_on_its_way(request, member)
            return redirect("centres:detail", pk)
    context = {"form": form, "centre": centre}
    return render(request, "centres/member_invite.html", context, status=422 if form.errors else 200)


def detail(request, pk):
    """One colleague, or oneself: what they are here, and what may be changed."""
    member = visible_member(request, pk)
    runs = may_run(request.user, member.centre)
    if request.method == "POST" and not runs:
        raise PermissionDenied
    if request.method == "POST":
        proof.require(request)
    form = RoleForm(request.POST or None, initial={"role": member.role}) if runs else None
    if request.method == "POST" and form.is_valid():
        try:
            members.change_role(member, form.cleaned_data["role"], by=request.user, at=timezone.now())
        except Refused as refused:
            form.add_error(None, refused.reasons)
        else:
            messages.success(request, _("Saved."))
            return redirect("centres:detail", member.centre_id)
    context = {"form": form, "member": member, "may_run": runs, "own": member.person_id == request.user.pk}
    return render(request, "centres/member.html", context, status=422 if form and form.errors else 200)


@require_POST
@proof.required
def resend(request, pk):
    member = visible_member(request, pk)
    if not may_run(request.user, member.centre):
        raise PermissionDenied
    try:
        members.resend(member, by=request.user, at=timezone.now())
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        say_on_its_way(request, member)
    return redirect("centres:detail", member.centre_id)


@proof.required
def end(request, pk):
    """Ask first, then end a membership or withdraw an invitation; anybody may leave."""
    member = visible_member(request, pk)
    own = member.person_id == request.user.pk
    if not own and not may_run(request.user, member.centre):
        raise PermissionDenied
    if request.method == "POST":
        try:
            members.end(member, by=request.user, at=timezone.now())
        except Refused as refused:
            messages.error(request, str(refused))
            return redirect("centres:member", pk)
        messages.success(request, _("You have left %(centre)s.") % {"centre": member.centre} if own else _("Done."))
        return redirect("today") if own else redirect("centres:detail", member.centre_id)
    return render(request, "centres/member_end.html", {"member": member, "own": own})


@require_POST
def accept(request, pk):
    """Say yes to one's own invitation to a centre."""
    return _accept(request, get_object_or_404(CentreMember.objects.open(), pk=pk, person=request.user))


@require_POST
def accept_network(request, pk):
    """Say yes to one's own invitation to a network."""
    return _accept(request, get_object_or_404(NetworkMember.objects.open(), pk=pk, person=request.user))


def _accept(request, member):
    members.accept(member, by=request.user, at=timezone.now())
    messages.success(request, _("Welcome to %(organisation)s.") % {"organisation": member.organisation})
    return redirect("centres:list")


def visible_member(request, pk):
    """Give a colleague or one's own membership; a place to ask before accepting is the list."""
    rows = CentreMember.objects.visible_to(request.user).select_related("centre", "person")
    member = get_object_or_404(rows, pk=pk)
    if member.accepted_at is None and member.person_id == request.user.pk:
        raise Http404
    return member


def say_on_its_way(request, member):
    messages.success(request, _("The invitation is on its way to %(email)s.") % {"email": member.person.email})
