"""What the administrator of an instance sets up: networks, centres, their first people. No dossier is shown here."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from centres import reports
from centres.actions import centre as centres
from centres.actions import member as members
from centres.actions import network as networks
from centres.choices import MemberRole
from centres.forms.instance import CentreNetworkForm, FoundForm, NetworkForm
from centres.forms.member import InviteForm
from centres.models import Centre, Network, NetworkMember
from centres.views.lookups import page_of
from centres.views.members import say_on_its_way
from doallvet.accounts import proof
from doallvet.accounts.administrators import administrators_only
from doallvet.core.refused import Refused


@administrators_only
def index(request):
    """The networks, and the centres with their coordinators."""
    words = request.GET.get("q", "").strip()[:100]
    page = page_of(request, Centre.objects.select_related("network").matching(words))
    context = {
        "networks": Network.objects.all(),
        "page": page,
        "rows": reports.with_coordinators(page.rows),
        "words": words,
    }
    return render(request, "centres/instance.html", context)


@administrators_only
@proof.required
def network_new(request):
    form = NetworkForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            network = networks.create(by=request.user, at=timezone.now(), **form.cleaned_data)
        except Refused as refused:
            form.add_error("name", refused.reasons)
        else:
            return redirect("centres:instance-network", network.pk)
    return render(request, "centres/network_edit.html", {"form": form}, status=422 if form.errors else 200)


@administrators_only
@proof.required
def network(request, pk):
    """A network: its managers, and inviting one."""
    found = get_object_or_404(Network, pk=pk)
    form = InviteForm(request.POST or None, initial={"language": request.user.language})
    if request.method == "POST" and form.is_valid():
        try:
            member = members.invite_manager(found, by=request.user, at=timezone.now(), **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, refused.reasons)
        else:
            say_on_its_way(request, member)
            return redirect("centres:instance-network", pk)
    managers = found.members.open().select_related("person").order_by("pk")
    context = {"form": form, "network": found, "managers": managers, "centres": found.centres.all()}
    return render(request, "centres/instance_network.html", context, status=422 if form.errors else 200)


@administrators_only
@proof.required
def manager_end(request, pk):
    """Ask first, then end the membership of a network's manager."""
    member = get_object_or_404(NetworkMember.objects.open().select_related("network", "person"), pk=pk)
    if request.method == "POST":
        members.end_manager(member, by=request.user, at=timezone.now())
        return redirect("centres:instance-network", member.network_id)
    return render(request, "centres/manager_end.html", {"member": member})


@administrators_only
@proof.required
def centre_new(request):
    """A new centre, and the invitation of its first coordinator."""
    form = FoundForm(request.POST or None, initial={"network": request.GET.get("network")})
    coordinator = InviteForm(request.POST or None, initial={"language": request.user.language})
    valid = request.method == "POST" and all([form.is_valid(), coordinator.is_valid()])
    if valid:
        try:
            centre = centres.found(
                coordinator=coordinator.cleaned_data, by=request.user, at=timezone.now(), **form.values()
            )
        except Refused as refused:
            form.add_error(None, refused.reasons)
        else:
            messages.success(request, _("The centre is here; its coordinator gets an invitation."))
            return redirect("centres:instance-centre", centre.pk)
    context = {"form": form, "coordinator": coordinator}
    failed = form.errors or coordinator.errors
    return render(request, "centres/instance_centre_new.html", context, status=422 if failed else 200)


@administrators_only
@proof.required
def centre(request, pk):
    """A centre: its coordinators, and inviting one (again)."""
    found = get_object_or_404(Centre.objects.select_related("network"), pk=pk)
    form = InviteForm(request.POST or None, initial={"language": request.user.language})
    if request.method == "POST" and form.is_valid():
        try:
            member = members.invite(
                found, role=MemberRole.COORDINATOR, by=request.user, at=timezone.now(), **form.cleaned_data
            )
        except Refused as refused:
            form.add_error(None, refused.reasons)
        else:
            say_on_its_way(request, member)
            return redirect("centres:instance-centre", pk)
    context = {"form": form, "centre": found, "coordinators": reports.with_coordinators([found])[0][1]}
    return render(request, "centres/instance_centre.html", context, status=422 if form.errors else 200)


@administrators_only
@proof.required
def centre_network(request, pk):
    """Put a centre into a network, or take it out."""
    found = get_object_or_404(Centre, pk=pk)
    form = CentreNetworkForm(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        centres.update(found, by=request.user, at=timezone.now(), **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("centres:instance-centre", pk)
    return render(request, "centres/instance_centre_network.html", {"form": form, "centre": found})
