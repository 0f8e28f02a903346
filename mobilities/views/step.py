"""One step: what is to do now, by whom, and what has been said and handed in."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from doallvet.core.refused import Refused
from doallvet.outbox.addresses import addresses
from mobilities import access, claims, reading, standing, terms
from mobilities.actions import asking, roadmap, scans, waiver
from mobilities.choices import Kind, Outcome, Owner, Purpose, Verdict
from mobilities.forms.step import DoneForm, HandInForm, ReasonForm, WaiveForm, WordsForm
from mobilities.rules import completion
from mobilities.rules.commitments import replies
from mobilities.rules.documents import documents, waiver_takes_two
from mobilities.views import evidence_rows, memorandum, nobody, shown, tick, unreached, ways
from mobilities.views.detail import found, frame
from mobilities.views.talk import Talk
from mobilities.views.task_rows import Rows


def reached(request, pk, step_pk):
    """Give mobility, seat and step, or 404 where the person may not see the step, or it is needed no more."""
    mobility, seat, step = known(request, pk, step_pk)
    if not step.needed:
        raise Http404
    return mobility, seat, step


def known(request, pk, step_pk):
    """The same, with steps that are needed no more: an older message may lead there."""
    mobility, seat = found(request, pk)
    steps = mobility.steps.with_plan().select_related("done_by", "done_via__mobility__apprentice__person")
    step = get_object_or_404(steps, pk=step_pk)
    if not access.may_see(seat, step):
        raise Http404
    return mobility, seat, step


def permitted(request, pk, step_pk, may):
    """Give mobility, seat and step to a person who may do this; 404 where it is not seen, 403 where it is seen only."""
    mobility, seat, step = reached(request, pk, step_pk)
    if not may(seat, step):
        raise PermissionDenied
    return mobility, seat, step


def manages(seat, step):
    return access.may_manage(seat)


def step(request, pk, step_pk):
    mobility, seat, step = known(request, pk, step_pk)
    if not step.needed:
        return render(request, "mobilities/step_gone.html", {"mobility": mobility, "step": step}, status=410)
    return page(request, mobility, seat, step)


def page(request, mobility, seat, step, review=None, **bound):
    """Render a step; `bound` are forms that came back with errors, `review` that of a paper: (its id, form)."""
    steps = reading.steps_of(mobility)
    since = access.reads_since(seat, mobility)
    papers = evidence_rows.rows(mobility, step, since, review) if access.may_read_evidence(seat, step) else []
    answers = list(step.approvals.since(since).select_related("person", "recorded_by"))
    live = next((answer for answer in answers if not answer.replaced_at), None)
    own = step.owner in seat.owners
    is_open = not step.is_done and not mobility.is_over
    asks = completion.asks(step.plan.kind, step.owner)
    context = frame(request, mobility, seat, "roadmap") | {
        "step": step,
        "row": Rows(timezone.localdate(), seat=seat, mobility=mobility).row(step),
        "people": (people := holders(mobility, step)),
        "unreached": unreached.lost(mobility, seat, people) if is_open else [],
        "naming": naming(mobility, step),
        "documents": [documents()[code].title for code in step.plan.evidence],
        "open": is_open,
        "own": own,
        "before": before(steps, step, seat),
        "after": after(steps, step, seat),
        "obstacles": standing.obstacles_to_complete(mobility, step, own=own, reason="–", steps=steps)
        if is_open
        else [],
        "papers": papers,
        "answers": answer_cards(mobility, step, answers),
        "live": live,
        "asks": asks,
        **signers(mobility, step, asks=asks and is_open and access.may_manage(seat)),
        "needs_paper": step.plan.kind == Kind.SIGNATURE
        or completion.takes_documents(step.plan.kind, step.owner, step.plan.evidence),
        "claims": claims.may_read(seat, step),
        "may_answer": access.may_answer(seat, step),
        "may_complete": access.may_complete(seat, step),
        "may_manage": access.may_manage(seat),
        "may_review": access.may_review(seat, step),
        "memorandum": memorandum.address(mobility, seat, step) if is_open else "",
        **waivers(request.user, mobility, seat, step),
        **Talk(mobility, seat, request.user, step).context(bound.get("comment"), everything="all" in request.GET),
    }
    context |= nobody.context(mobility, seat, step) | {"ways": ways.ways_of(mobility, seat, step, request.user)}
    forms = {
        "hand_in": hand_in_form(mobility, seat, step),
        "complete": ReasonForm(prefix="complete"),
        "waive": WaiveForm(prefix="waive", purposes=purposes(mobility, step)),
        "reopen": ReasonForm(prefix="reopen"),
        "ask": WordsForm(prefix="ask", initial={"text": ready_answer(live, context["signers"])}),
    }
    failed = review[1] if review else next(iter(bound.values()), None)
    failed = failed.sent if isinstance(failed, ways.Ways) else failed
    return render(
        request, "mobilities/step.html", context | forms | bound | {"form": failed}, status=422 if failed else 200
    )


def signers(mobility, step, *, asks):
    """Who gets a message when an answer is asked for, and whether anybody is named for it."""
    named = asking.signers(mobility, step.owner) if asks else []
    reached = addresses(named)
    return {"signers": [person for person in named if reached[person.pk]], "signs": bool(named)}


def ready_answer(live, signers):
    """What may be answered to a refusal, in the language of who reads it first."""
    if live is None:
        return ""
    with override(signers[0].language if signers else get_language()):
        return replies(live.owner).get(live.reason, "")


def holders(mobility, step):
    """The people who act for the step's owner on this mobility."""
    parties = [party for party in mobility.parties.all() if party.acts_as == step.owner]
    return list(dict.fromkeys(party.person for party in parties if party.person))


def naming(mobility, step):
    """Where somebody is named who acts for the step's owner: the words of a link, and its address."""
    if step.owner == Owner.GUARDIAN:
        return {"label": _("Name a guardian"), "url": reverse("centres:guardian-new", args=[mobility.apprentice_id])}
    return {"label": _("Name somebody"), "url": reverse("mobilities:change", args=[mobility.pk])}


def answer_cards(mobility, step, answers):
    """The answers of a step as they are shown; the newest with what changed since, where it does not stand any more."""
    now = terms.of_step(mobility, step) if answers else None
    return [shown.card(answer, None if place else now, mobility) for place, answer in enumerate(answers)]


def before(steps, step, seat):
    """The open steps for which this one waits, as far as the person may see them; empty where it can be done."""
    if not step.is_blocked:
        return []
    needs = set(step.plan.needs)
    return [row for row in steps if row.plan.key in needs and not row.is_done and access.may_see(seat, row)]


def after(steps, step, seat):
    """The steps that wait for this one."""
    return [row for row in steps if step.plan.key in row.plan.needs and not row.is_done and access.may_see(seat, row)]


def hand_in_form(mobility, seat, step):
    if not (step.plan.evidence and access.may_hand_in(seat, step)):
        return None
    return HandInForm(step=step, **scans.questions(mobility, step, reviews=access.may_review(seat, step)))


def takes_two(step):
    return waiver_takes_two(step.plan.evidence)


def purposes(mobility, step):
    """For what a second person may be asked; nothing where one is enough."""
    if not takes_two(step):
        return []
    return [Purpose.WAIVE, Purpose.LEAVE] if step.plan.gate and mobility.departed_on is None else [Purpose.WAIVE]


def waivers(person, mobility, seat, step):
    """What a second person was asked, and what became of it; where nobody was asked yet, who would be."""
    rows = list(step.waivers.with_people()) if takes_two(step) else []
    asked = next((row for row in rows if not row.verdict), None) if not step.is_done else None
    shown = takes_two(step) and access.may_manage(seat) and not step.is_done
    return {
        "takes_two": takes_two(step),
        "asked": asked,
        "waivers": [row for row in rows if row.is_answered],
        "seconds": list(access.second_people(mobility, asked.asked_by if asked else person)) if shown else [],
    }


def act(request, at, form, action, done, **back):
    """Call the action with what was typed, say what was done and go to the step; or show what stands in the way.

    `at`: mobility, seat, step. `done`: a sentence, or a function that gives one from what the action gave. `back`:
    where the page shows the form again.
    """
    mobility, _seat, step = at
    if form.is_valid():
        try:
            result = action(form.cleaned_data)
        except Refused as refused:
            form.add_error(None, refused.reasons)
        else:
            messages.success(request, done(result) if callable(done) else done)
            return redirect("mobilities:step", mobility.pk, step.pk)
    return page(request, *at, **back)


@require_POST
def complete(request, pk, step_pk):
    """Close a step: one's own by a tick, another's with a reason."""
    if request.POST.get("from") == "roadmap" or request.htmx:
        return tick.answer(request, pk, step_pk)
    at = _mobility, seat, step = permitted(request, pk, step_pk, access.may_complete)
    own = step.owner in seat.owners
    form = DoneForm(request.POST) if own else ReasonForm(request.POST, prefix="complete")

    def action(said):
        return roadmap.complete(step, by=request.user, at=timezone.now(), own=own, reason=said.get("reason", ""))

    return act(
        request, at, form, action, closed(request, Outcome.DONE, _("Done. The roadmap moves on.")), complete=form
    )


def closed(request, outcome, sentence):
    """What to say of a step that should be closed now: perhaps somebody else was faster."""

    def say(step):
        if step.done_by_id == request.user.pk and step.outcome == outcome:
            return sentence
        return _("%(who)s was faster: this step is “%(outcome)s” already.") % {
            "who": step.done_by,
            "outcome": step.get_outcome_display(),
        }

    return say


@require_POST
def waive(request, pk, step_pk):
    """Close a step that is not needed, or ask a second person where it takes two."""
    at = mobility, _seat, step = permitted(request, pk, step_pk, manages)
    form = WaiveForm(request.POST, prefix="waive", purposes=purposes(mobility, step))
    done = asked(request) if takes_two(step) else closed(request, Outcome.WAIVED, _("The step is waived."))

    def action(said):
        if takes_two(step):
            return waiver.ask(step, by=request.user, at=timezone.now(), **said)
        return roadmap.waive(step, by=request.user, at=timezone.now(), reason=said["reason"])

    return act(request, at, form, action, done, waive=form)


def asked(request):
    """What to say when a second person should be asked: perhaps a colleague has asked already."""

    def say(row):
        if row.asked_by_id == request.user.pk:
            return _("A second person is asked. The step stays open until they agree.")
        return _("%(who)s was faster: a second person is asked already.") % {"who": row.asked_by}

    return say


@require_POST
def withdraw_waiver(request, pk, step_pk):
    """Take back the question to a second person, as who asked it."""
    at = _mobility, _seat, step = permitted(request, pk, step_pk, manages)
    row = step.waivers.unanswered().first()
    if row and row.asked_by_id != request.user.pk:
        raise PermissionDenied
    form = DoneForm(request.POST)

    def action(said):
        return waiver.withdraw(row, by=request.user, at=timezone.now()) if row else None

    def say(row):
        withdrawn = row and row.verdict == Verdict.WITHDRAWN
        return _("The question is withdrawn.") if withdrawn else _("Nothing is left to withdraw.")

    return act(request, at, form, action, say, waive=form)


@require_POST
def reopen(request, pk, step_pk):
    """Open a closed step again."""
    at = _mobility, _seat, step = permitted(request, pk, step_pk, manages)
    form = ReasonForm(request.POST, prefix="reopen")

    def action(said):
        return roadmap.reopen(step, by=request.user, at=timezone.now(), reason=said["reason"])

    return act(request, at, form, action, _("The step is open again."), reopen=form)
