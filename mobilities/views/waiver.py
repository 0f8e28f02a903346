"""The page of a second person: what is asked, what they need to judge it, and their answer. No dossier behind it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from doallvet.core.refused import Refused, Stale
from doallvet.history.models import Event
from mobilities import access
from mobilities.actions import waiver as actions
from mobilities.choices import Purpose, Verdict
from mobilities.forms.step import ReasonForm, SecondForm
from mobilities.models import Mobility, Waiver
from mobilities.views import cells
from mobilities.views.wizard import period


def reached(request, pk):
    """Give a waiver with its step and mobility, and as what the person is its second one; 404 for everybody else."""
    row = get_object_or_404(
        Waiver.objects.visible_to(request.user).with_people().select_related("step__plan", "step__mobility"), pk=pk
    )
    row.step.mobility = Mobility.objects.with_people().get(pk=row.step.mobility_id)
    return row, access.second_seat(request.user, row.step.mobility)


@never_cache
def waiver(request, pk):
    """What is asked; the answer is a POST, on one's own account."""
    row, seat = reached(request, pk)
    if request.method != "POST":
        return page(request, row, seat)
    if seat == "administrator" and not has_looked(request.user, row):
        raise PermissionDenied
    form = SecondForm(request.POST)
    if not form.is_valid():
        return page(request, row, seat, form=form, status=422)
    said = form.cleaned_data
    try:
        row = actions.answer(
            row,
            agrees=request.POST.get("say") == "agree",
            words=said["words"],
            version=said["version"],
            by=request.user,
            at=timezone.now(),
        )
    except Stale as stale:
        messages.warning(request, str(stale))
        data = request.POST.copy()
        data["version"] = row.step.mobility.version
        return page(request, row, seat, form=SecondForm(data), status=409)
    except Refused as refused:
        form.add_error(None, refused.reasons)
        return page(request, row, seat, form=form, status=422)
    messages.success(request, kept(row, request.user))
    return redirect("mobilities:waiver", pk)


def kept(row, person):
    """What became of an answer: it is kept, or somebody was faster, or the question was taken back."""
    if row.answered_by_id == person.pk:
        return _("Your answer is kept. %(who)s is told.") % {"who": row.asked_by}
    return outcome(row)


@require_POST
def look(request, pk):
    """An administrator says why they look at somebody's stay; then the page shows it."""
    row, seat = reached(request, pk)
    if seat != "administrator":
        raise PermissionDenied
    form = ReasonForm(request.POST, prefix="look")
    if not form.is_valid():
        return page(request, row, seat, look=form, status=422)
    actions.look(row, by=request.user, at=timezone.now(), reason=form.cleaned_data["reason"])
    return redirect("mobilities:waiver", pk)


def has_looked(person, row):
    """Whether an administrator has said why they look, since this was asked."""
    looks = Event.objects.about(row.step.mobility).filter(verb="waiver_looked", by=person, at__gte=row.asked_at)
    return looks.filter(subject_label="mobilities.step", subject_id=row.step_id).exists()


def page(request, row, seat, *, form=None, look=None, status=200):
    mine = not row.verdict or row.answered_by_id == request.user.pk
    closed = not seat or (seat == "administrator" and not has_looked(request.user, row))
    open_now = not row.verdict and not row.step.is_done
    context = {
        "waiver": row,
        "heading": heading(row),
        "facts": facts(row, seat) if mine and not closed else [],
        "outcome": "" if open_now else outcome(row),
        "open": open_now and not closed,
        "look": (look or ReasonForm(prefix="look")) if closed and open_now else None,
        "step_url": step_url(row) if seat == "colleague" else "",
        "second": form or SecondForm(initial={"version": row.step.mobility.version}),
        "form": look or form,
    }
    return render(request, "mobilities/waiver.html", context, status=status)


def heading(row):
    if row.purpose == Purpose.LEAVE:
        return _("May the apprentice leave without it?")
    return _("May this step be waived?")


def outcome(row):
    """How the question ended, in one sentence."""
    names = {"who": row.answered_by, "date": date_format(timezone.localdate(row.answered_at))} if row.verdict else {}
    return {
        Verdict.AGREED: _("%(who)s agreed on %(date)s."),
        Verdict.REFUSED: _("%(who)s did not agree, on %(date)s."),
        Verdict.WITHDRAWN: _("The question was withdrawn on %(date)s."),
    }.get(row.verdict, _("The step was done meanwhile: nothing is left to answer.")) % names


def facts(row, seat):
    """What the second person needs to judge it, in rows of ready strings."""
    step, mobility = row.step, row.step.mobility
    place = f"{mobility.sending_centre.city} → {mobility.host_city}, {mobility.host_country.name}"
    minor = mobility.apprentice.is_minor(mobility.first_day)
    rows = [
        (_("Step"), title(step, seat)),
        (_("What is asked for"), row.get_purpose_display()),
        (_("Why"), row.reason),
        (_("Who asks"), f"{row.asked_by} · {mobility.sending_centre}"),
        (_("Since"), date_format(timezone.localdate(row.asked_at))),
        (_("Whose step"), capfirst(cells.owner(step.owner))),
        (_("Due on"), date_format(step.due_on)),
        (_("Who travels"), traveller(mobility, seat)),
        (_("Age"), _("under 18 on the first day") if minor else _("18 or older on the first day")),
        (_("Where"), place),
        (_("When"), period(mobility.starts_on, mobility.ends_on)),
        (_("Your words"), row.words),
    ]
    return [{"label": label, "value": words} for label, words in rows if words]


def title(step, seat):
    """The step by its title; what is of class S is not named to people from outside the centre."""
    if step.plan.private and seat != "colleague":
        return _("A consent of a parent or guardian; what it is about is for the family and the centre alone")
    return step.title


def traveller(mobility, seat):
    """The apprentice by name; a manager of the network reads no names."""
    person = mobility.apprentice.person
    if seat == "manager":
        return " ".join(f"{name[0]}." for name in (person.first_name, person.last_name) if name)
    return str(person)


def step_url(row):
    return reverse("mobilities:step", args=[row.step.mobility_id, row.step_id])


def rows(ids):
    """Rows of ready strings: waivers that wait for the reader as the second person. One query."""
    to_page = cells.addresses("mobilities:waiver")
    found = Waiver.objects.filter(pk__in=ids).select_related("asked_by", "step__mobility__sending_centre")
    return [
        {
            "state": "now",
            "title": heading(row),
            "url": to_page(row.pk),
            "about": str(row.step.mobility.sending_centre),
            "who": _("asked by %(who)s") % {"who": row.asked_by},
            "since": _("since %(date)s") % {"date": cells.day(timezone.localdate(row.asked_at))},
            "status": _("To answer"),
            "tone": "warning",
        }
        for row in found.order_by("asked_at", "pk")
    ]
