"""Plays the plot: plans each mobility on its day, and lets happen what happened since."""

from datetime import UTC, date, datetime, time, timedelta
from uuid import uuid4

from doallvet.core.calendars import Calendar
from doallvet.history import actions as history
from doallvet.history.models import Event
from mobilities import reading, standing, terms
from mobilities.actions import approval, asking, decision, planning, roadmap, session
from mobilities.choices import Answer, Channel, Decision, Kind, Outcome, Owner, Phase, Reason, Review
from mobilities.demo.papers import Paper, agree, sign
from mobilities.demo.places import Places
from mobilities.demo.plot import Story
from mobilities.filling import KIND
from mobilities.models import Blueprint, Evidence, Mobility, Step
from mobilities.rules import documents
from mobilities.rules.completion import takes_documents

PROFILES = {"sil": "ES-INT", "elbe": "DE-DUAL", "jarvi": "FI-OPPI", "donau": "AT-LEHRE"}
STUDENTS = {"sil": "ES-GEN", "elbe": "DE-DUAL", "jarvi": "FI-KOUL"}
PENDING = {"declined": {"G02"}, "conditions": {"G03"}, "minor": {"G02", "G03", "G08", "G09", "G10"}}  # not answered yet
EARLY = {Phase.PREPARE, Phase.RECRUIT, Phase.AGREE}


class Scene:
    """One mobility from its plan to where it stands today."""

    def __init__(self, places: Places, story: Story, paper: Paper) -> None:
        self.places, self.story, self.paper = places, story, paper
        self.apprentice = places.apprentices[story.who]
        self.key = next(key for key, centre in places.centres.items() if centre == self.apprentice.centre)
        self.by = places.coordinators[self.key]

    def play(self) -> None:
        self.mobility = self.plan()
        getattr(self, f"be_{self.story.state}")()
        if self.story.twist:
            getattr(self, f"twist_{self.story.twist}")()

    def plan(self) -> Mobility:
        story, places = self.story, self.places
        plan = Blueprint.objects.shipped().get(key=story.plan)
        company = places.companies[story.host]
        starts = places.today + timedelta(days=story.begins)
        ends = starts + timedelta(days=story.days - 1)
        blended = plan.mode == "blended"
        contract = places.contract(story.who, story.employer, PROFILES[self.key]) if story.employer else None
        hosting = company.centres.first()
        lead = plan.lead_days + (35 if blended else 0)
        planned_at = min(at(starts - timedelta(days=lead)), places.now - timedelta(days=20))
        return planning.create(
            planning.Plan(
                token=uuid4(),
                apprentice=self.apprentice,
                project=places.projects[self.key],
                blueprint=plan,
                starts_on=starts,
                ends_on=ends,
                virtual_starts_on=starts - timedelta(days=35) if blended else None,
                virtual_ends_on=ends + timedelta(days=28) if blended else None,
                host_company=company,
                host_site=company.sites.first(),
                hosting_centre=hosting,
                contract=contract,
                profile=contract.profile if contract else STUDENTS[self.key],
                arrangement="continues" if contract and self.key == "jarvi" else "",
                pay_kept=True if contract else None,
                transport="train",
            ),
            by=self.by,
            at=planned_at,
        )

    # -- how far it has come

    def be_planned(self) -> None:
        self.close(lambda step: step.due_on < self.places.today)

    def be_late(self) -> None:
        self.close(lambda step: step.due_on < self.places.today - timedelta(days=16))

    def be_agreed(self) -> None:
        self.close(lambda step: step.plan.phase in EARLY or step.due_on < self.places.today)

    def be_virtual(self) -> None:
        self.close(lambda step: step.plan.phase in EARLY or step.due_on <= self.places.today)
        self.meet()

    def meet(self) -> None:
        """Two sessions of the virtual phase: one that is over, one to come."""
        for title, days in (("Meet the team and the workshop", -6), ("Safety at work: questions and answers", 4)):
            on = Calendar(self.mobility.host_country.code).on_or_after(self.places.today + timedelta(days=days))
            fields = {"on": on, "begins": time(10), "minutes": 60, "time_zone": self.by.time_zone, "title": title}
            who = [Owner.SENDING_COORDINATOR, Owner.HOSTING_COORDINATOR, Owner.HOST_COMPANY, Owner.APPRENTICE]
            fields |= {"link": "https://meet.example/doallvet", "takes_part": who}
            session.plan(self.mobility, fields, for_all=False, by=self.by, at=self.places.now)

    def be_leaving(self) -> None:
        soon = self.places.today + timedelta(days=2)
        self.close(lambda step: step.plan.phase in EARLY or (step.due_on <= soon and step.plan.key != "D10"))

    def be_ready(self) -> None:
        self.close(lambda step: step.plan.phase in EARLY or step.plan.gate or step.due_on < self.places.today)

    def be_abroad(self) -> None:
        self.close(lambda step: step.plan.phase in EARLY | {Phase.READY} or step.due_on < self.places.today)
        self.leave()

    def be_interrupted(self) -> None:
        self.be_abroad()
        decision.move(
            self.mobility, Decision.INTERRUPTED, by=self.by, at=self.places.now, reason="Ill; at home for some days."
        )

    def be_returned(self) -> None:
        self.be_abroad()

    def be_closed(self) -> None:
        self.close(lambda step: True)
        self.leave()
        last = max(step.done_at for step in self.mobility.steps.needed())
        decision.move(self.mobility, Decision.CLOSED, by=self.by, at=last)

    def leave(self) -> None:
        """Set out on the first day; where the stay is over, that was noticed on the morning after it."""
        starts, ends = self.mobility.starts_on, self.mobility.ends_on
        self.mobility = decision.depart(self.mobility, on=starts, by=self.by, at=min(at(starts), self.places.now))
        over = min(at(ends + timedelta(days=1)), self.places.now)
        roadmap.recount(self.fresh(), at=over, today=self.places.today)

    def be_cancelled(self) -> None:
        self.be_planned()
        decision.move(
            self.mobility,
            Decision.CANCELLED,
            by=self.by,
            at=self.places.now,
            reason="The apprentice withdrew for family reasons.",
        )

    # -- what is peculiar

    def twist_declined(self) -> None:
        self.answer(
            Owner.HOME_EMPLOYER,
            Answer.DECLINE,
            reason=Reason.WORK_PEAK,
            text="In the canning season we need every hand.",
        )

    def twist_conditions(self) -> None:
        self.answer(
            Owner.HOST_COMPANY, Answer.CONDITIONS, text="We start at four in the morning; not on the first day."
        )

    def twist_minor(self) -> None:
        """Guardian and companies have been asked and have not answered yet."""
        for owner in (Owner.GUARDIAN, Owner.HOST_COMPANY, Owner.HOME_EMPLOYER):
            for step in terms.questions(self.fresh(), owner)[:1]:
                asking.ask(step, by=self.by, at=self.places.now)

    def twist_student(self) -> None:
        """Nothing more: a student of the general regime has no employer, and the roadmap shows it."""

    # -- how it happens

    def fresh(self) -> Mobility:
        return Mobility.objects.with_people().get(pk=self.mobility.pk)

    def close(self, wanted) -> None:
        """Close the wanted steps, each on its day by whoever owns it, with accepted papers."""
        open_steps = self.mobility.steps.open().with_plan()
        steps = [step for step in open_steps if wanted(step) and step.plan.key not in PENDING.get(self.story.twist, ())]
        keys = {step.plan.key for step in steps}
        for owner in (Owner.HOST_COMPANY, Owner.HOME_EMPLOYER):
            if {key for key in keys if key in ("G03", "G02")} and any(step.owner == owner for step in steps):
                self.answer(owner, Answer.APPROVE, only=keys)
        if drafted := next((step for step in steps if step.plan.key == "G04"), None):
            issued = agree(self.fresh(), self.paper, by=self.by, at=min(at(drafted.due_on), self.places.now))
            signed = next((step for step in steps if step.plan.key == "G11"), None)
            sign(issued, to=None if signed else 2, at=self.day_of(signed or drafted))
        parties = {party.acts_as: party.person for party in self.mobility.parties.all()}
        there = standing.sides(self.fresh())
        events, papers = [], []
        for step in self.mobility.steps.open().with_plan().filter(pk__in=[step.pk for step in steps]):
            step.done_at = self.day_of(step)
            step.done_by = parties.get(step.owner) or self.by
            step.outcome = Outcome.DONE
            events.append(
                history.event(
                    step, "step_done", story=self.mobility, by=step.done_by, at=step.done_at, private=step.plan.private
                )
            )
            papers += self.papers(step, there)
            Step.objects.filter(pk=step.pk).update(done_at=step.done_at, done_by=step.done_by, outcome=step.outcome)
        Event.objects.bulk_create(events)
        Evidence.objects.bulk_create(papers)
        self.let_wait()
        self.mobility = self.fresh()
        last = max((step.done_at for step in steps if step.done_at), default=self.mobility.planned_at)
        roadmap.recount(self.mobility, at=last, today=self.places.today)

    def day_of(self, step: Step) -> datetime:
        """When a step was done: on its day or a few days before, never before there was a plan."""
        on = at(step.due_on - timedelta(days=step.plan.position % 5))
        return min(max(on, self.mobility.planned_at), self.places.now)

    def let_wait(self) -> None:
        """Say of each step since when it could be done: since the last of those it needs was."""
        steps = reading.steps_of(self.mobility)
        done = {step.plan.key: step.done_at for step in steps if step.is_done and step.occurrence == 0}
        for step in steps:
            ready_at = max([done[key] for key in step.plan.needs if key in done], default=self.mobility.planned_at)
            step.ready_at = min(ready_at, step.done_at or self.places.now)
        Step.objects.bulk_update(steps, ["ready_at"])

    def papers(self, step: Step, there: set[str]) -> list[Evidence]:
        if step.plan.kind != Kind.SIGNATURE and not takes_documents(step.plan.kind, step.owner, step.plan.evidence):
            return []
        return [
            Evidence(
                step=step,
                document=code,
                file=self.paper.path,
                name=f"{code.lower()}.pdf",
                mime="application/pdf",
                size=self.paper.size,
                sha256=self.paper.sha256,
                signed_by=sorted(set(documents.signers(code, there)) & there)
                if step.plan.kind == Kind.SIGNATURE
                else [],
                uploaded_at=step.done_at,
                uploaded_by=step.done_by,
                state=Review.ACCEPTED,
                reviewed_at=step.done_at,
                reviewed_by=self.by,
            )
            for code in step.plan.evidence
            if (step.plan.kind, code) != (Kind.SIGNATURE, KIND)  # signed on the issued paper itself
        ]

    def answer(self, owner: Owner, answer: Answer, *, only=None, **said) -> None:
        mobility = self.fresh()
        signers = asking.signers(mobility, owner)
        for step in terms.questions(mobility, owner):
            if not signers or (only is not None and step.plan.key not in only):
                continue
            approval.give(
                step,
                answer=answer,
                person=signers[0],
                shown=terms.fingerprint(terms.terms(mobility, owner)),
                channel=Channel.LINK,
                at=min(at(step.due_on), self.places.now),
                typed_name=str(signers[0]),
                **said,
            )


def at(day: date) -> datetime:
    """Ten in the morning."""
    return datetime.combine(day, time(10), tzinfo=UTC)
