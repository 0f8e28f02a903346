"""Changes of a running mobility: dates, people, companies, each after a look at what it does."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from doallvet.core.refused import Refused, Stale
from mobilities import access
from mobilities.actions import change as changes
from mobilities.choices import Role
from mobilities.forms.change import CompanyForm, DatesForm, PersonForm
from mobilities.hosts import employers, hosts
from mobilities.views.detail import found, frame
from mobilities.views.wizard import period

NOTHING = {"now": "", "says": "", "effects": (), "obstacles": (), "missing": "", "danger": False}


def managed(request, pk):
    """Give a mobility that the person manages: 404 where it is not visible, 403 where it is not theirs to change."""
    mobility, seat = found(request, pk)
    if not access.may_manage(seat):
        raise PermissionDenied
    return mobility, seat


def dates(request, pk):
    """New dates: first what they move, then the button that does exactly that."""
    mobility, seat = managed(request, pk)
    if mobility.is_over:
        return over(request, mobility)
    form, preview, status = DatesForm(request.POST or None, mobility=mobility), None, 422 if request.POST else 200
    if request.method == "POST" and form.is_valid():
        try:
            if "confirm" in request.POST:
                stamp = {"by": request.user, "at": timezone.now()}
                changes.set_dates(mobility, form.dates, version=form.cleaned_data["version"], **stamp)
                messages.success(request, _("The dates are changed, and the open steps with them."))
                return redirect("mobilities:detail", mobility.pk)
            preview = told(
                mobility, changes.preview_dates(found(request, pk)[0], form.dates, today=timezone.localdate())
            )
            status = 200
        except Stale as stale:
            form, status = again(request, stale, mobility.version, DatesForm, {"mobility": mobility}), 409
        except Refused as refused:
            form.add_error(None, refused.reasons)
    context = {"form": form, "preview": preview, "now": when(mobility)}
    return render(
        request,
        "mobilities/change_dates.html",
        frame(request, mobility, seat, "change") | context,
        status=status,
    )


def when(mobility):
    """The dates as they are."""
    virtual = period(mobility.virtual_starts_on, mobility.virtual_ends_on)
    stay = period(mobility.starts_on, mobility.ends_on)
    return _("%(stay)s, virtual phase %(virtual)s") % {"stay": stay, "virtual": virtual} if virtual else stay


def told(mobility, redated):
    """What a change of dates does, in rows of ready strings."""
    titles = {step.key: step.title for step in mobility.blueprint.steps.all()}
    return {
        "moved": [
            {"title": titles[row.key], "before": date_format(row.before), "after": date_format(row.after)}
            for row in redated.moved
        ],
        "added": [{"title": titles[row.key], "after": date_format(row.due_on)} for row in redated.added],
        "dropped": [titles[key] for key, _occurrence in redated.dropped],
        "answers": [
            f"{answer.get_owner_display()}: {answer.get_answer_display()}".capitalize()
            for answer in mobility.approvals.live()
        ],
    }


def person(request, pk, party_pk):
    """Another person in a role."""
    mobility, seat = managed(request, pk)
    party = get_object_or_404(
        mobility.parties.with_names().exclude(role__in=[Role.APPRENTICE, Role.GUARDIAN]), pk=party_pk
    )
    if mobility.is_over:
        return over(request, mobility)
    party.mobility = mobility
    title, now = party.get_role_display(), str(party.person or _("nobody yet"))
    return ask(
        request,
        mobility,
        seat,
        PersonForm,
        _set_person,
        {"party": party},
        title=title,
        now=now,
        button=_("Keep"),
        missing=where_people_are(party),
    )


def where_people_are(party):
    """The page on which somebody is added who is not in the list."""
    if party.company_id:
        return reverse("companies:detail", args=[party.company_id])
    return reverse("centres:detail", args=[party.centre_id])


def _set_person(said, *, party, **stamp):
    changes.set_person(party, said["person"], deputy=said["deputy"], version=said["version"], **stamp)


def company(request, pk, side):
    """Another host company or employer; what it undoes is said before."""
    mobility, seat = managed(request, pk)
    role = Role.HOST_SIGNATORY if side == "host" else Role.EMPLOYER_SIGNATORY
    party = mobility.party(role)
    if mobility.is_over or party is None:
        return over(request, mobility)
    effects = [
        _("What the former company agreed to and did is open again."),
        _("Its people see this mobility no more; their links end."),
        _("The learning agreement is to be signed anew."),
    ]
    title = _("Another host company") if side == "host" else _("Another home employer")
    about = {"mobility": mobility, "hosts": within_reach(mobility, side)}
    return ask(
        request,
        mobility,
        seat,
        CompanyForm,
        _set_company(role),
        about,
        title=title,
        now=str(party.company),
        effects=effects,
    )


def within_reach(mobility, side):
    """The companies among which one can change: at home, or abroad through the same hosting centre or directly."""
    if side != "host":
        return employers(mobility.sending_centre)
    hosting = mobility.party(Role.HOSTING_COORDINATOR)
    through = {None, hosting.centre if hosting else None}
    grouped = hosts(mobility.sending_centre, timezone.localdate())
    return [host for found in grouped.values() for host in found if host.centre in through]


def _set_company(role):
    def action(said, *, mobility, hosts, **stamp):
        chosen = said["host"]
        changes.set_company(mobility, role, chosen.company, chosen.site, version=said["version"], **stamp)

    return action


def ask(request, mobility, seat, form_class, action, about, **shown):
    """A form with one button: run the action and go back; what forbids it, or a change meanwhile, is said."""
    form, status = form_class(request.POST or None, **about), 422 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        try:
            action(form.cleaned_data, **about, by=request.user, at=timezone.now())
        except Stale as stale:
            form, status = again(request, stale, mobility.version, form_class, about), 409
        except Refused as refused:
            form.add_error(None, refused.reasons)
        else:
            messages.success(request, _("Kept. The roadmap is in step with it."))
            return redirect("mobilities:change", mobility.pk)
    return page(request, mobility, seat, form, status=status, **shown)


def again(request, stale, version, form_class, about):
    """The form as it was typed, for the mobility as it is now; the page shows what it is now beside it."""
    messages.warning(request, str(stale))
    data = request.POST.copy()
    data["version"] = version
    return form_class(data, **about)


def over(request, mobility):
    messages.error(request, _("This mobility cannot be changed in this way."))
    return redirect("mobilities:change", mobility.pk)


def page(request, mobility, seat, form, *, status=200, **shown):
    """Render the form with what is so now, what follows, or what stands in the way."""
    context = frame(request, mobility, seat, "change") | NOTHING | {"form": form, "button": shown["title"]} | shown
    return render(request, "mobilities/change_form.html", context, status=status)
