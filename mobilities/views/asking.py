"""What the coordinator does with answers: asks for them, records them, deals with them."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from doallvet.core.refused import Refused, Stale
from mobilities import terms
from mobilities.actions import approval, asking, scans
from mobilities.choices import Answer, Channel
from mobilities.forms.answer import RecordForm
from mobilities.forms.step import DoneForm, WordsForm
from mobilities.rules import completion
from mobilities.views.detail import frame
from mobilities.views.step import act, manages, permitted


@require_POST
def ask(request, pk, step_pk):
    """Send those who sign for the step's party a message with a personal link."""
    at = _mobility, _seat, step = permitted(request, pk, step_pk, manages)
    form = WordsForm(request.POST, prefix="ask")

    def action(said):
        return asking.ask(step, by=request.user, at=timezone.now(), text=said["text"])

    return act(request, at, form, action, _("A message with a personal link is on its way."), ask=form)


@require_POST
def settle(request, pk, step_pk, approval_pk):
    """Accept the conditions of an answer, or note that it was dealt with."""
    at = _mobility, _seat, step = permitted(request, pk, step_pk, manages)
    answer = get_object_or_404(step.approvals.all(), pk=approval_pk)
    stamp = {"by": request.user, "at": timezone.now()}
    accepts = answer.answer == Answer.CONDITIONS and request.POST.get("say") == "accept"
    form = DoneForm(request.POST)

    def action(said):
        return approval.accept_conditions(answer, **stamp) if accepts else approval.mark_seen(answer, **stamp)

    done = _("The conditions are accepted.") if accepts else _("Kept: you have dealt with this answer.")
    return act(request, at, form, action, done, settle=form)


def record(request, pk, step_pk):
    """Write down an answer that came by phone or on paper, with its evidence; it is shown as such."""
    mobility, seat, step = permitted(request, pk, step_pk, manages)
    if not completion.asks(step.plan.kind, step.owner):
        messages.error(request, _("Nobody is asked for an answer to this step."))
        return redirect("mobilities:step", mobility.pk, step.pk)
    now = terms.fingerprint(terms.of_step(mobility, step))
    asked = {"owner": step.owner, "compares": scans.is_issued(step)}
    form = RecordForm(request.POST or None, request.FILES or None, initial={"shown": now}, **asked)
    status = 422 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        try:
            keep(step, form.cleaned_data, request.user)
        except Stale as stale:
            form = RecordForm(initial=form.cleaned_data | {"shown": now}, **asked)
            messages.warning(request, str(stale))
            status = 409
        except Refused as refused:
            form.add_error(None, refused.reasons)
        else:
            messages.success(request, _("The answer is kept, as recorded by you."))
            return redirect("mobilities:step", mobility.pk, step.pk)
    context = frame(request, mobility, seat, "roadmap") | {"step": step, "form": form}
    return render(request, "mobilities/record.html", context, status=status)


def keep(step, said, person):
    named = {name: said[name] for name in ("answer", "reason", "text", "typed_name", "shown")}
    named["compared"] = said.get("compared", False)
    approval.record(step, said["file"], **named, channel=Channel(said["channel"]), by=person, at=timezone.now())
