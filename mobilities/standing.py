"""How a mobility stands: gathers from the rows what the rules of steps and stages ask."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from doallvet.core.prepared import prepared
from mobilities import reading
from mobilities.choices import SIDE_OF, Answer, Kind, Owner, Phase, Purpose, Review, Side
from mobilities.concluded import ruled_on
from mobilities.facts import dates_of, is_minor
from mobilities.models import Approval, Evidence, Mobility, Reply, Step, Waiver
from mobilities.rules import completion, releases, roadmap
from mobilities.rules import documents as catalogue
from mobilities.rules.stage import StageFacts


def sides(mobility: Mobility) -> set[str]:
    """The parties of a mobility, by the names with which documents say who signs.

    For a minor there is a guardian among them, also as long as nobody has been named; and for who comes of age before
    the first day as long as they are a minor, because what they sign until then a guardian signs with them.
    """
    there = {SIDE_OF[Owner(party.acts_as)] for party in mobility.parties.all()}
    return there | {Side.GUARDIAN} if is_minor(mobility, timezone.localdate()) else there


def signs_alone(mobility: Mobility) -> bool:
    """Whether the apprentice has come of age, also during the stay, and lets no guardian act any more."""
    kept = any(party.acts_as == Owner.GUARDIAN for party in mobility.parties.all())
    return not kept and not mobility.apprentice.is_minor(timezone.localdate())


def sides_on(mobility: Mobility, step: Step) -> set[str]:
    """The parties whose signatures a paper of this step may carry."""
    return sides(mobility) if step.plan.kind == Kind.SIGNATURE else set()


def signers(mobility: Mobility, code: str) -> list[str]:
    """Name the parties that sign a document of this mobility today; a release is signed as its country makes it.

    A guardian signs until the birthday on which the apprentice comes of age. No query.
    """
    there = sides(mobility) - ({Side.GUARDIAN} if signs_alone(mobility) else set())
    if code == releases.RELEASE:
        there = releases.signing(there, mobility.profile, mobility.arrangement, ruled_on(mobility))
    return catalogue.signers(code, there)


def missing_signatures(mobility: Mobility, step: Step, evidence: list[Evidence]) -> list[str]:
    """Name the parties whose signature on this step's documents no accepted scan carries yet.

    Those without whom a document is worth nothing are named all the same.
    """
    missing = []
    for code in step.plan.evidence:
        signed = {side for row in evidence if row.document == code for side in row.signed_by}
        missing += [side for side in signers(mobility, code) if side not in signed]
    return list(dict.fromkeys(missing))


def missing_documents(step: Step, evidence: list[Evidence]) -> list[str]:
    """Name the documents of the step of which no copy was accepted."""
    if not completion.takes_documents(step.plan.kind, step.owner, step.plan.evidence):
        return []
    have = {row.document for row in evidence}
    return [catalogue.documents()[code].title for code in step.plan.evidence if code not in have]


def obstacles_to_complete(
    mobility: Mobility, step: Step, *, own: bool = True, reason: str = "", steps: list[Step] | None = None
) -> list[str]:
    """Name all that keeps this step open; one query each where papers or answers are asked for.

    `steps`: the needed ones with their plans, where they were read already; else one query more.
    """
    steps = steps or reading.steps_of(mobility)
    papers: list[Evidence] = []
    if step.plan.kind == Kind.SIGNATURE or completion.takes_documents(step.plan.kind, step.owner, step.plan.evidence):
        papers = list(Evidence.objects.accepted().filter(step__mobility=mobility, document__in=step.plan.evidence))
    live = step.approvals.live().first() if step.owner in completion.COUNTERPARTS else None
    return obstacles(mobility, step, steps, papers, live, own=own, reason=reason)


def obstacles(
    mobility: Mobility,
    step: Step,
    steps: list[Step],
    papers: Iterable[Evidence],
    live: Approval | None,
    *,
    own: bool = True,
    reason: str = "",
) -> list[str]:
    """Name all that keeps a step open, from rows that were read: `papers` accepted on the mobility, the `live` answer.

    No query: the mobility comes with its people, the steps with their plans.
    """
    titles = {row.plan.key: row.title for row in steps}
    blocked = roadmap.blocked(step.plan.key, step.plan.needs, state(steps, mobility.decision))
    signed, recurs = step.plan.kind == Kind.SIGNATURE, _recurs(step, steps)
    accepted = [
        paper for paper in papers if paper.document in step.plan.evidence and (not recurs or paper.step_id == step.pk)
    ]
    return completion.obstacles(
        kind=step.plan.kind,
        owner=step.owner,
        blocked_by=[titles[key] for key in blocked],
        missing_documents=missing_documents(step, accepted),
        missing_signatures=[Side(side).label for side in missing_signatures(mobility, step, accepted)]
        if signed
        else [],
        answer=live.answer if live else "",
        agreed=live.agrees if live else False,
        own=own,
        reason=reason,
        indispensable=catalogue.waiver_takes_two(step.plan.evidence),
    )


def _recurs(step: Step, steps: list[Step]) -> bool:
    """Whether a step is one of a series, such as a weekly diary: then each asks for a paper of its own."""
    return any(row.plan.key == step.plan.key and row.pk != step.pk for row in steps)


def state(steps: Iterable[Step], decision: str) -> list[tuple[str, int, bool]]:
    """The steps as the rule that blocks them reads them: key, occurrence, closed. Nothing waits for an excused one."""
    return [(step.plan.key, step.occurrence, step.is_done or step.excused(decision)) for step in steps]


def employers_answers(mobilities: Iterable[Mobility]) -> list[Approval]:
    """What the home employers of these mobilities say now; one query."""
    return _employers_answers([mobility.pk for mobility in mobilities])


@prepared
def _employers_answers(mobilities: list[int]) -> QuerySet[Approval]:
    return Approval.objects.live().filter(mobility__in=mobilities, owner=Owner.HOME_EMPLOYER)


def declined(mobility: Mobility) -> Step | None:
    """Give the open step to which somebody said no, as long as nobody has dealt with it; one query."""
    no = Approval.objects.live().filter(mobility=mobility, answer=Answer.DECLINE, settled_at=None, step__done_at=None)
    answer = no.select_related("step__plan").first()
    return answer.step if answer else None


def to_look_at(steps: Iterable[Step]) -> set[int | str]:
    """Name those of some steps with which it is the sending centre's turn, by id and by what they are shared by.

    A step that is done once for several mobilities is looked at once: with each of them it is the centre's turn.
    """
    keys = {step.shared_key for step in steps if step.shared_key}
    said = Exists(Evidence.objects.waiting().filter(step=OuterRef("pk")))
    said |= Exists(Approval.objects.with_the_centre().filter(step=OuterRef("pk")))
    said |= Exists(Reply.objects.with_the_centre().filter(step=OuterRef("pk")))
    here = Q(mobility__in={step.mobility_id for step in steps}) | Q(shared_key__in=keys)
    found = Step.objects.open().filter(here).filter(said).order_by()
    return {name for names in found.values_list("pk", "shared_key") for name in names if name}


def sent_back(steps: Iterable[Step]) -> dict[int, Evidence]:
    """Give by step the paper that was refused, where nothing newer was handed in; one query."""
    still_open = [step.pk for step in steps if not step.is_done]
    newest = {paper.step_id: paper for paper in reversed(Evidence.objects.filter(step__in=still_open))}
    return {pk: paper for pk, paper in newest.items() if paper.state == Review.REFUSED}


def stage_facts(mobility: Mobility, steps: list[Step], answers: Iterable[Approval], *, today: date) -> StageFacts:
    """Give what the stage follows from: the needed steps with their plans, and the employer's answers.

    An answer counts on the release that is needed now, as for the day on which the agreement was concluded.
    """
    employer = [step for step in steps if step.owner == Owner.HOME_EMPLOYER]
    # An agreement in principle is not yet a release of this apprentice.
    releases_asked = {step.pk for step in employer if "EMPLOYER_CONSENT" in step.plan.evidence}
    return StageFacts(
        today=today,
        dates=dates_of(mobility),
        blended=mobility.is_blended,
        has_employer=bool(releases_asked),
        employer_agreed=any(answer.agrees and answer.step_id in releases_asked for answer in answers)
        or closed(steps, "EMPLOYER_CONSENT"),
        host_accepted=closed(steps, "HOST_ACCEPTANCE"),
        agreement_signed=closed(steps, "LEARNING_AGREEMENT", kind=Kind.SIGNATURE),
        gates_closed=not open_gates(steps),
        departed=mobility.departed_on is not None,
        report=closed(steps, "PARTICIPANT_REPORT"),
        assessment=closed(steps, "HOST_ASSESSMENT"),
        proofs=closed(steps, "TRAVEL_PROOF"),
        recognised=closed(steps, "RECOGNITION_DECISION"),
    )


def open_gates(steps: Iterable[Step]) -> list[Step]:
    """The gates that keep the apprentice from departing."""
    return [step for step in steps if step.plan.gate and not step.is_done]


def gates_for_two(mobility: Mobility, gates: Iterable[Step]) -> list[Step]:
    """Those of the open gates with which nobody leaves until a second person agrees; one query at most.

    An agreement counts for the first day abroad for which it was given.
    """
    found = [gate for gate in gates if catalogue.waiver_takes_two(gate.plan.evidence)]
    if not found:
        return []
    agreed = Waiver.objects.agreed().filter(purpose=Purpose.LEAVE, leaves_on=mobility.starts_on, step__in=found)
    known = set(agreed.values_list("step", flat=True))
    return [gate for gate in found if gate.pk not in known]


def closed(steps: Iterable[Step], code: str, *, kind: str = "", phase: str = "") -> bool:
    """Whether there is a step for this document (of a kind, in a phase) and it is closed."""
    found = [
        step
        for step in steps
        if code in step.plan.evidence and kind in ("", step.plan.kind) and phase in ("", step.plan.phase)
    ]
    return bool(found) and all(step.is_done for step in found)


def money_settled(steps: Iterable[Step]) -> dict[str, bool]:
    """What closing the file needs beside the stage."""
    return {
        "balance_paid": closed(steps, "PAYMENT_2"),
        "record_complete": closed(steps, "BM_RECORD", phase=Phase.RETURN),
    }
