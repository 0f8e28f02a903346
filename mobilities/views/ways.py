"""The ways out of a reminder: done, later, not me, done another way; and the page for who has a personal link."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from doallvet.core.refused import Refused
from doallvet.signing.choices import State
from doallvet.signing.models import Document, Signatory
from mobilities import access, standing
from mobilities.actions import replies, roadmap
from mobilities.choices import Kind
from mobilities.forms.reply import LaterForm, NotMeForm, OtherwiseForm
from mobilities.models import Mobility, Reply, Step
from mobilities.responsible import colleagues
from mobilities.rules import completion
from mobilities.rules.documents import documents
from mobilities.rules.replies import tells_the_centre
from mobilities.views import answer


class Ways:
    """What one person may say to a reminder of one step; `sent`: the form that came back."""

    def __init__(self, mobility, seat, step, person, data=None):
        self.seat, self.step, self.person = seat, step, person
        self.say = (data or {}).get("say", "")
        self.standing = (
            Reply.objects.about(step).standing().filter(person=person).select_related("to").order_by("pk").last()
        )
        self.tells = tells_the_centre(step.owner)
        self.later = LaterForm(self.of("later", data), prefix="later", step=step, mobility=mobility)
        self.not_me = NotMeForm(
            self.of("not_me", data), prefix="not_me", people=colleagues(step, person), tells=self.tells
        )
        self.otherwise = OtherwiseForm(self.of("otherwise", data), prefix="otherwise")
        self.papers = [documents()[code].title for code in step.plan.evidence]

    def of(self, say, data):
        return data if self.say == say else None

    @property
    def sent(self):
        return {"later": self.later, "not_me": self.not_me, "otherwise": self.otherwise}.get(self.say)

    @property
    def stands(self):
        """What the person has said already, in a sentence."""
        said = self.standing
        if said is None:
            return ""
        words = {"date": said.until and date_format(said.until), "who": said.to}
        if said.kind == Reply.Kind.LATER:
            return _("You are reminded again on %(date)s.") % words
        if said.kind == Reply.Kind.OTHERWISE:
            return _("You said that it was done another way. The coordinator confirms it.")
        return (
            _("You handed it over to %(who)s.") if said.to else _("You said “not me”. The coordinator knows.")
        ) % words

    def keep(self):
        """Keep what was said; gives a sentence. Raises Refused; None where a form has errors."""
        by = {"person": self.person, "at": timezone.now()}
        if self.say == "done":
            if not access.may_complete(self.seat, self.step):
                raise PermissionDenied
            roadmap.complete(self.step, by=self.person, at=by["at"])
            return _("Done. The roadmap moves on.")
        if self.say == "back":
            if self.standing:
                replies.take_back(self.standing, by=self.person, at=by["at"])
            return _("Taken back: you are reminded as before.")
        if self.sent is None or not self.sent.is_valid():
            return None
        if self.say == "later":
            reply = replies.later(self.step, **self.later.cleaned_data, **by)
            return _("Until %(date)s you are not reminded of it.") % {"date": date_format(reply.until)}
        if self.say == "not_me":
            reply = replies.not_me(self.step, **self.not_me.said(), **by)
            return _("%(who)s is asked from now on.") % {"who": reply.to} if reply.to else _("The coordinator is told.")
        replies.otherwise(self.step, text=self.otherwise.cleaned_data["text"], **by)
        return _("Thank you. The coordinator confirms it.")


def ways_of(mobility, seat, step, person, data=None):
    """The ways out for somebody who has to do the step; None where nothing is asked of them."""
    asked = step.needed and not (step.is_done or mobility.is_over or step.waits)
    return Ways(mobility, seat, step, person, data) if asked and step.owner in seat.owners else None


def kept(request, ways, step, again):
    """Keep what was said and say so; gives the page again where something is wrong, nothing where all is well."""
    if ways is None:
        messages.info(request, _("It is done already, or it is not your turn: nothing is asked of you now."))
        return None
    try:
        sentence = ways.keep()
    except Refused as refused:
        if ways.sent is None:
            for reason in refused.reasons:
                messages.warning(request, reason)
            return None
        ways.sent.add_error(None, refused.reasons)
        return again()
    if sentence is None:
        return again()
    messages.success(request, sentence)
    return None


@login_not_required
@never_cache
def by_link(request, link_id):
    """The page behind a personal link of a reminder. Reading it changes nothing."""
    link = request.link
    if link.purpose != "step" or link.subject_label != "mobilities.step":
        raise Http404
    step = get_object_or_404(Step.objects.with_plan(), pk=link.subject_id)
    return _by_link(request, step, reverse("link-step", args=[link_id]), "")


@login_not_required
@never_cache
def from_answer(request, link_id, step_pk):
    """The same for a question, beside the page on which it is answered."""
    mobility, owners = answer.reached(request.link)
    step = get_object_or_404(mobility.steps.with_plan().filter(owner__in=owners), pk=step_pk)
    here = reverse("link-later", args=[link_id, step_pk])
    return _by_link(request, step, here, reverse("link-answer", args=[link_id]))


def papers_to_sign(mobility, step, person):
    """The places at which the person is asked to sign papers of this step now."""
    places = Signatory.objects.on_turn().filter(person=person, state=State.WAITING).with_version()
    papers = {"agreement__mobility": mobility, "kind__in": step.plan.evidence}
    return places.filter(version__document__in=Document.objects.filter(**papers))


def _by_link(request, step, here, to_answer):
    person = request.link.person
    mobility = step.mobility = Mobility.objects.with_people().get(pk=step.mobility_id)
    seat = access.seat(person, mobility)
    if step.owner not in seat.owners:
        return redirect("link-closed")
    ways = ways_of(mobility, seat, step, person, request.POST if request.method == "POST" else None)

    def show(status=200):
        asks = completion.asks(step.plan.kind, step.owner)
        may_tick = bool(ways) and access.may_complete(seat, step) and not asks and step.plan.kind != Kind.SIGNATURE
        context = {
            "mobility": mobility,
            "step": step,
            "ways": ways,
            "form": ways and ways.sent,
            "to_answer": to_answer,
            "obstacles": standing.obstacles_to_complete(mobility, step, own=True, reason="") if ways else [],
            "to_sign": papers_to_sign(mobility, step, person),
            "may_tick": may_tick,
            "contact": mobility.party("sending_coordinator"),
            "here": here,
        }
        return render(request, "mobilities/ways.html", context, status=status)

    if request.method == "POST":
        return kept(request, ways, step, lambda: show(422)) or redirect(here)
    return show()
