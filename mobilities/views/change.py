"""Changes of a running mobility: dates, people, companies, each after a look at what it does."""

from functools import partial

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from companies.access import may_change
from doallvet.core.refused import Refused, Stale
from mobilities import access
from mobilities.actions import change as changes
from mobilities.actions import exchange, replan
from mobilities.actions.rehearsal import rehearse
from mobilities.choices import Role
from mobilities.forms.change import CompanyForm, DatesForm, KindForm, PersonForm
from mobilities.forms.rules import RulesForm
from mobilities.hosts import contracted, employers, hosts
from mobilities.law import outlook_of
from mobilities.rules.law import obstacles, warnings
from mobilities.views import effects
from mobilities.views.detail import found, frame
from mobilities.views.late import late_steps
from mobilities.views.wizard import period

NOTHING = {"preview": None, "now": "", "says": "", "effects": (), "obstacles": (), "ways": (), "danger": False}
NOTHING |= {"missing": "", "ask_them": None, "chooses_kind": False, "law_warnings": ()}


def managed(request, pk):
    """Give a mobility that the person manages: 404 where it is not visible, 403 where it is not theirs to change."""
    mobility, seat = found(request, pk)
    if not access.may_manage(seat):
        raise PermissionDenied
    return mobility, seat


def dates(request, pk):
    """New dates of the stay."""
    mobility, seat = managed(request, pk)
    if mobility.is_over:
        return over(request, mobility)
    shown = {"title": _("Change the dates"), "now": when(mobility), "law_warnings": law_warnings(mobility)}
    return ask(request, mobility, seat, DatesForm, _set_dates, {"mobility": mobility}, previews=True, **shown)


def _set_dates(said, *, mobility, **stamp):
    changes.set_dates(mobility, said["dates"], version=said["version"], **stamp)


def kind(request, pk):
    """Another kind of stay: blended instead of abroad only, long instead of short."""
    mobility, seat = managed(request, pk)
    if mobility.is_over or mobility.departed_on:
        return over(request, mobility)
    shown = {"title": _("Another kind of stay"), "now": str(mobility.blueprint), "chooses_kind": True}
    shown["law_warnings"] = law_warnings(mobility)
    return ask(request, mobility, seat, KindForm, _set_kind, {"mobility": mobility}, previews=True, **shown)


def _set_kind(said, *, mobility, **stamp):
    replan.set_kind(mobility, said["blueprint"], said["dates"], version=said["version"], **stamp)


def rules(request, pk):
    """Rules and travel: what planning left open, or what is different by now."""
    mobility, seat = managed(request, pk)
    if mobility.is_over:
        return over(request, mobility)
    shown = {"title": _("Rules and travel"), "button": _("Keep"), "law_warnings": law_warnings(mobility)}
    return ask(request, mobility, seat, RulesForm, _set_rules, {"mobility": mobility}, previews=True, **shown)


def _set_rules(said, *, mobility, **stamp):
    changes.set_rules(mobility, said["settled"], version=said["version"], **stamp)


def law_warnings(mobility):
    """What the rules of the country say against the stay as it is, shown where it can be changed."""
    findings = outlook_of(mobility, list(mobility.parties.all()), today=timezone.localdate())
    return obstacles(findings) + warnings(findings)


def when(mobility):
    """The dates as they are."""
    virtual = period(mobility.virtual_starts_on, mobility.virtual_ends_on)
    stay = period(mobility.starts_on, mobility.ends_on)
    return _("%(stay)s, virtual phase %(virtual)s") % {"stay": stay, "virtual": virtual} if virtual else stay


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
        previews=True,
        title=title,
        now=now,
        **where_people_are(request.user, party),
    )


def where_people_are(person, party):
    """Where somebody is added who is not in the list: a page, or who is asked because only they know the company."""
    if not party.company_id:
        return {"missing": reverse("centres:detail", args=[party.centre_id])}
    if may_change(person, party.company):
        return {"missing": reverse("companies:detail", args=[party.company_id])}
    return {"ask_them": party.mobility.party(Role.HOSTING_COORDINATOR)}


def _set_person(said, *, party, **stamp):
    changes.set_person(party, said["person"], deputy=said["deputy"], **why(said), **stamp)


def company(request, pk, side):
    """Another host company or employer; what it undoes is said before."""
    mobility, seat = managed(request, pk)
    role = Role.HOST_SIGNATORY if side == "host" else Role.EMPLOYER_SIGNATORY
    party = mobility.party(role)
    if mobility.is_over or not (party or contracted(mobility)):
        return over(request, mobility)
    follows = [_("The people of the former company see this mobility no more; their links end.")] if party else []
    title = (
        _("Another host company")
        if side == "host"
        else _("Another home employer")
        if party
        else _("Add the home employer")
    )
    about = {"mobility": mobility, "hosts": within_reach(mobility, side)}
    return ask(
        request,
        mobility,
        seat,
        CompanyForm,
        _set_company(role),
        about,
        previews=True,
        title=title,
        now=str(party.company if party else _("none")),
        effects=follows,
    )


def within_reach(mobility, side):
    """The companies among which one can change: abroad as in planning, at home, or where there is a contract."""
    if side == "host":
        return hosts(mobility.sending_centre, timezone.localdate())
    found = employers(mobility.sending_centre) if mobility.party(Role.EMPLOYER_SIGNATORY) else []
    with_contract = contracted(mobility)
    others = [host for host in found if host.key not in {host.key for host in with_contract}]
    return [(_("Training contract on file"), with_contract), (_("Companies at home"), others)]


def _set_company(role):
    def action(said, *, mobility, hosts, **stamp):
        exchange.set_company(mobility, role, said["host"], **why(said), **stamp)

    return action


def why(said):
    """The reason of a change, and the version of the mobility that was shown."""
    return {"reason": said["reason"], "version": said["version"]}


def ask(request, mobility, seat, form_class, action, about, *, previews=False, **shown):
    """A form with one button: run the action and go back; what forbids it, or a change meanwhile, is said.

    `previews`: first the page shows all that the action does, then the button does exactly that.
    """
    form, status = form_class(request.POST or None, **about), 422 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        act = partial(action, form.cleaned_data, **about, by=request.user, at=timezone.now())
        try:
            if previews and "confirm" not in request.POST:
                preview = effects.told(rehearse(mobility, act, today=timezone.localdate()))
                return page(request, mobility, seat, form, previews=previews, preview=preview, **shown)
            act()
        except Stale as stale:
            form, status = again(request, stale, mobility.version, form_class, about), 409
        except Refused as refused:
            form.add_error(None, refused.reasons)
        else:
            messages.success(request, _("Kept. The roadmap is in step with it."))
            return redirect("mobilities:late" if late_steps(mobility) else "mobilities:change", mobility.pk)
    return page(request, mobility, seat, form, status=status, previews=previews, **shown)


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
