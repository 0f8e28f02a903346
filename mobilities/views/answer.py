"""The page on which a company or a guardian answers: by personal link, or signed in."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from doallvet.accounts import links
from doallvet.core.refused import Refused, Stale
from mobilities import access, filling, law, terms
from mobilities.actions import approval, asking
from mobilities.choices import Channel, Owner
from mobilities.forms.answer import AnswerForm
from mobilities.models import Mobility
from mobilities.rules.commitments import commitments, in_principle
from mobilities.rules.completion import COUNTERPARTS
from mobilities.views import shown as words
from mobilities.views.detail import found

SALT = "terms"


@login_not_required
@never_cache
def by_link(request, link_id, step_pk=None):
    """The page of a personal link. Reading it changes nothing; the act is a POST with a typed name."""
    link = request.link
    mobility, owners = reached(link)
    if not owners:
        return redirect("link-closed")
    if link.version == terms.PRINCIPLE and step_pk is None and (first := terms.principle(mobility)):
        step_pk = first.pk
    desk = Desk(request, mobility, link.person, owners, step_pk, reverse("link-answer", args=[link.pk]))
    answer = desk.keep(Channel.LINK) if request.method == "POST" else desk.show()
    if request.method == "POST" and answer.status_code == 302:
        links.mark_used(link, at=timezone.now())
    return answer


def reached(link):
    """Give the mobility of a link and for whom its person answers there, or 404; for nobody when that is over."""
    if link.purpose != "answer" or link.subject_label != "mobilities.mobility":
        raise Http404
    mobility = Mobility.objects.with_people().filter(pk=link.subject_id).first()
    people = asking.all_signers(mobility) if mobility and not mobility.is_over else {}
    return mobility, sorted(owner for owner in COUNTERPARTS if link.person in people.get(owner, ()))


@never_cache
def signed_in(request, pk, step_pk=None):
    """The same page for somebody who signed in and may sign."""
    mobility, seat = found(request, pk)
    owners = access.answers_for(seat)
    if not owners:
        raise PermissionDenied
    desk = Desk(request, mobility, request.user, owners, step_pk, reverse("mobilities:answer", args=[pk]))
    return desk.keep(Channel.SIGNED_IN) if request.method == "POST" else desk.show()


def asked_of(mobility, owners, step_pk):
    """By owner what is answered on the page: all questions, those of one party, or the agreement in principle alone."""
    asked = {owner: terms.questions(mobility, owner) for owner in owners}
    if step_pk is None:
        return asked
    first = terms.principle(mobility) if Owner.HOME_EMPLOYER in owners else None
    if first and first.pk == step_pk:
        return {first.owner: [first]}
    return {owner: steps for owner, steps in asked.items() if step_pk in {step.pk for step in steps}}


class Desk:
    """What one person answers for one party of a mobility; `page` is the address, with a step that of a question."""

    def __init__(self, request, mobility, person, owners, step_pk, page):
        self.request, self.mobility, self.person, self.page = request, mobility, person, page
        asked = asked_of(mobility, owners, step_pk)
        if not asked:
            raise Http404
        self.last = terms.last_answers(mobility, asked)
        self.owner, self.steps = next(
            ((owner, steps) for owner, steps in asked.items() if not all(map(self.stands, steps))),
            next(iter(asked.items())),
        )
        self.step = next((step for step in self.steps if step.pk == step_pk), None)
        self.principle = bool(self.steps) and terms.is_in_principle(self.steps[0])
        self.shown = terms.terms(mobility, self.owner)
        if self.principle:
            self.shown = terms.principle_terms(mobility)
            self.last = {row.pk: said for row in self.steps if (said := terms.live_answers(row).first())}

    def stands(self, step):
        """Whether there is an answer to a question that holds today."""
        last = self.last.get(step.pk)
        return last is not None and last.replaced_at is None

    def show(self, *, bound=None, status=200, changes=()):
        """Who, what, when, what one commits to, and a form for each question; `bound` is one that came back."""
        mobility = self.mobility
        context = {
            "mobility": mobility,
            "owner": self.owner,
            "principle": self.principle,
            "facts": (words.principle if self.principle else words.facts)(self.shown, mobility),
            "commitments": in_principle() if self.principle else self.commitments(),
            "questions": [self.question(step, bound if bound and step == self.step else None) for step in self.steps],
            "changes": terms.in_words(changes, mobility),
            "contact": mobility.party("sending_coordinator"),
            "by_link": self.request.link is not None,
            "law": None if self.principle else law.told(law.AUDIENCE[self.owner], mobility, today=timezone.localdate()),
            "rules_url": "",
            "form": bound,
        } | self.proposal()
        return render(self.request, "mobilities/answer.html", context, status=status)

    def commitments(self):
        mobility = self.mobility
        minor = mobility.apprentice.is_minor(mobility.first_day)
        return commitments(self.owner, pay_kept=mobility.pay_kept, blended=mobility.is_blended, minor=minor)

    def proposal(self):
        """Where a host proposes what is done each week, and what it proposed already."""
        if self.owner != Owner.HOST_COMPANY or self.mobility.is_over:
            return {}
        link = self.request.link
        block = reverse("mobilities:agreement-block", args=[self.mobility.pk, "learning_programme"])
        return {
            "propose_url": reverse("link-tasks", args=[link.pk]) if link else block,
            "agreement": filling.agreement_of(self.mobility),
        }

    def question(self, step, bound):
        card = words.card(last, self.shown, self.mobility) if (last := self.last.get(step.pk)) else None
        outdated = bool(card and card["changes"])
        settled = self.principle and step.is_done and card is None
        return {
            "step": step,
            "card": card if self.stands(step) or outdated else None,
            "form": bound or self.form(step),
            "settled": settled,
            "open": bound is not None or outdated or not (self.stands(step) or settled),
            "url": f"{self.page}{step.pk}/",
            "to_sign": not approval.closes_itself(step),
            "later_url": "" if self.stands(step) or step.is_done else self.later_url(step),
        }

    def later_url(self, step):
        """Where one says that it has to wait, or that it is not theirs."""
        if self.request.link:
            return reverse("link-later", args=[self.request.link.pk, step.pk])
        return f"{reverse('mobilities:step', args=[self.mobility.pk, step.pk])}#ways"

    def form(self, step, said=None):
        """The form of a question; whoever answered a question before need not type the name again."""
        typed = next((answer.typed_name for answer in self.last.values() if answer.person == self.person), "")
        initial = {"typed_name": typed} | (said or {}) | {"shown": signing.dumps(self.shown, salt=SALT)}
        return AnswerForm(initial=initial, owner=self.owner, auto_id=f"id_{step.pk}_%s")

    def keep(self, channel):
        """Keep the answer and show it; a change in between is said, never overwritten."""
        step, shown = self.step, {}
        if step is None:
            raise Http404
        form = AnswerForm(self.request.POST, owner=self.owner, auto_id=f"id_{step.pk}_%s")
        if not form.is_valid():
            return self.show(bound=form, status=422)
        try:
            shown = signing.loads(form.cleaned_data["shown"], salt=SALT)
            self.give(form.cleaned_data, shown, channel)
        except (Stale, signing.BadSignature):
            messages.warning(
                self.request,
                _("Something changed since you opened the page. Please look at it again; nothing was kept."),
            )
            changes = terms.differences(shown, self.shown) if shown else ()
            return self.show(bound=self.form(step, form.cleaned_data), status=409, changes=changes)
        except Refused as refused:
            form.add_error(None, refused.reasons)
            return self.show(bound=form, status=422)
        messages.success(self.request, _("Thank you. Your answer is kept; everybody who waits for it sees it."))
        return redirect(f"{self.page}{step.pk}/" if self.principle else self.page)

    def give(self, said, shown, channel):
        named = {name: said[name] for name in ("answer", "reason", "text", "typed_name")}
        approval.give(
            self.step,
            **named,
            person=self.person,
            shown=terms.fingerprint(shown),
            channel=channel,
            at=timezone.now(),
        )
