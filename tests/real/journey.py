"""Takes one mobility from the application to the closed file, day by day, each step by whoever owns it."""

import re
from datetime import datetime, time, timedelta
from uuid import uuid4

from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from companies.models import CompanyContact
from mobilities import standing
from mobilities.actions import scans
from mobilities.choices import Kind, Owner, Review, Role
from mobilities.models import Approval, Evidence, Mobility, Step
from mobilities.rules.completion import takes_documents
from mobilities.rules.documents import documents
from mobilities.terms import is_in_principle
from tests.real import paper
from tests.real.office import browser, deliver, letters_to, link_in, pdf, post_form, send

DECIDED_BY = {
    "APPLICATION_FORM": "applied",
    "LANGUAGE_BASELINE": "shortlisted",
    "SELECTION_MINUTES": "selected",
    "ACCEPTANCE": "accepted",
}
COMPANIES = {Owner.HOME_EMPLOYER, Owner.HOST_COMPANY}


def plan(world, apprentice, blueprint, **dates):
    """The wizard, as somebody who applies."""
    client = browser(world.ana)
    address = reverse("mobilities:new", args=["check"])
    where = client.get(
        reverse("mobilities:new", args=["where"]),
        {"who-asked": "1", "apprentice": apprentice.pk, "project": world.project.pk, "decision": "draft"},
    ).context["form"]
    hosts = [key for _name, rows in where.fields["host"].choices[1:] for key, label in rows if str(world.host) in label]
    contract = apprentice.contracts.first()
    answers = {
        "who-asked": "1",
        "apprentice": apprentice.pk,
        "project": world.project.pk,
        "decision": "draft",
        "where-asked": "1",
        "host": hosts[0],
        "when-asked": "1",
        "blueprint": blueprint.pk,
        "profile": contract.profile if contract else "ES-GEN",
        "pay_kept": "true" if contract else "",
        "transport": "plane",
    } | dates
    shown = client.get(address, answers)
    planned = post_form(client, f"{address}?{shown.context['query']}", {"token": uuid4()})
    return Mobility.objects.with_people().get(pk=int(re.search(r"(\d+)/$", planned.url)[1]))


class Journey:
    """A mobility on its way; `clock` is the time that is travelled.

    `by_phone`: keys of steps whose owner only called; the coordinator closes them with a reason, or records the answer.
    """

    def __init__(self, world, mobility, post, clock, by_phone=()):
        self.world, self.pk, self.post, self.clock, self.by_phone = world, mobility.pk, post, clock, by_phone
        self.stages, self.agreement = [mobility.stage], None

    @property
    def mobility(self):
        return Mobility.objects.with_people().get(pk=self.pk)

    def run(self):
        """Live through all days on which something is due, until nothing is left but to close the file."""
        while days := self.days():
            self.clock.move_to(datetime.combine(days[0], time(10), tzinfo=timezone.get_default_timezone()))
            call_command("queue_reminders", verbosity=0)
            deliver()
            self.look()
            self.live(days[0])
        return self

    def days(self):
        """The days to come on which something is due or a part of the stay begins or is over."""
        today, mobility = timezone.localdate(), Mobility.objects.get(pk=self.pk)
        due = set(mobility.steps.open().values_list("due_on", flat=True))
        marks = {mobility.starts_on, mobility.ends_on + timedelta(days=1), mobility.first_day}
        return sorted(day for day in (due | marks if due else ()) if day > today) or sorted(
            day for day in due if day <= today
        )

    def live(self, day):
        if day == Mobility.objects.get(pk=self.pk).starts_on:
            send(browser(self.world.ana), "mobilities:depart", self.pk, data={"on": day.isoformat()})
            self.look()
        while steps := list(Step.objects.ready().with_plan().filter(mobility=self.pk, due_on__lte=day)):
            for step in steps:
                self.close(step)
                self.look()
                self.decide(step)

    def look(self):
        """Note the stage where it is a new one."""
        stage = Mobility.objects.values_list("stage", flat=True).get(pk=self.pk)
        if stage != self.stages[-1]:
            self.stages.append(stage)

    def decide(self, step):
        """What follows for the coordinator when an applicant has come a step further."""
        for code in step.plan.evidence:
            if to := DECIDED_BY.get(code):
                self.move(to)

    def move(self, to):
        data = {"to": to, "version": self.mobility.version, "reason": ""}
        send(browser(self.world.ana), "mobilities:decide", self.pk, to, data=data)

    def close(self, step):
        """Whoever owns the step does what it asks for."""
        kind, owner = step.plan.kind, step.owner
        if self.wants_answer(step):
            self.record(step) if step.plan.key in self.by_phone else self.ask(step)
        if self.is_done(step):
            return
        if "LEARNING_AGREEMENT" in step.plan.evidence and kind == Kind.DOCUMENT:
            missing = paper.write(self.mobility, self.world.ana)
            assert missing == []
            self.agreement = paper.issue(self.mobility, self.world.ana)
        elif kind == Kind.SIGNATURE or takes_documents(kind, owner, step.plan.evidence):
            self.hand_in(step)
        elif step.plan.key in self.by_phone:
            told = {"complete-reason": "Told on the phone"}
            send(browser(self.world.ana), "mobilities:step-complete", self.pk, step.pk, data=told)
        else:
            send(browser(self.person(owner, kind)), "mobilities:step-complete", self.pk, step.pk, data={})
        assert self.is_done(step), (step.plan.key, standing.obstacles_to_complete(self.mobility, step))

    def wants_answer(self, step):
        """Companies are asked once for the stay, employers in principle before; guardians for each consent."""
        if step.owner == Owner.GUARDIAN:
            return True
        if step.owner not in COMPANIES or step.plan.kind not in (Kind.APPROVAL, Kind.SIGNATURE):
            return False
        said = Approval.objects.live().filter(mobility=self.pk, owner=step.owner).select_related("step__plan")
        return is_in_principle(step) not in {is_in_principle(answer.step) for answer in said}

    def is_done(self, step):
        return Step.objects.filter(pk=step.pk, done_at__isnull=False).exists()

    def person(self, owner, kind=""):
        """Who acts for an owner: at a company the mentor, but the signatory where something is signed."""
        if owner in COMPANIES:
            company = self.world.employer if owner == Owner.HOME_EMPLOYER else self.world.host
            function = "signatory" if kind in (Kind.APPROVAL, Kind.SIGNATURE) else "mentor"
            return CompanyContact.objects.get(company=company, function=function).person
        roles = {
            Owner.SENDING_COORDINATOR: Role.SENDING_COORDINATOR,
            Owner.HOSTING_COORDINATOR: Role.HOSTING_COORDINATOR,
            Owner.APPRENTICE: Role.APPRENTICE,
            Owner.GUARDIAN: Role.GUARDIAN,
        }
        return self.mobility.party(roles[owner]).person

    def ask(self, step):
        """The coordinator asks; who signs for the party gets a letter and answers behind its link, without account."""
        send(browser(self.world.ana), "mobilities:ask", self.pk, step.pk, data={"text": ""})
        deliver()
        who = self.person(step.owner, Kind.SIGNATURE)
        guest = browser()
        shown = guest.get(link_in(letters_to(self.post, who.email)[-1]), follow=True)
        asked = {row["step"].pk for row in shown.context["questions"]}
        question = next(row for row in shown.context["questions"] if row["step"].pk == step.pk or len(asked) == 1)
        typed = {"answer": "approve", "typed_name": str(who), "shown": question["form"].initial["shown"]}
        answered = post_form(guest, question["url"], typed)
        assert "Your answer is kept" in guest.get(answered.url).content.decode()

    def record(self, step):
        """An answer that came by phone is written down by the coordinator."""
        client = browser(self.world.ana)
        shown = client.get(reverse("mobilities:record", args=[self.pk, step.pk])).context["form"]
        who = self.person(step.owner, Kind.SIGNATURE)
        typed = {"channel": "phone", "answer": "approve", "typed_name": str(who), "shown": shown.initial["shown"]}
        send(client, "mobilities:record", self.pk, step.pk, data=typed)

    def hand_in(self, step):
        """A file for each paper, handed in by the owner and accepted by the coordinator, whose own needs no look."""
        sides = standing.sides(self.mobility)
        who = self.person(step.owner, step.plan.kind)
        for code in step.plan.evidence:
            title = f"{documents()[code].title} {step.plan.key} {step.occurrence}".replace("/", "-")
            file = pdf(title, scans.version_of(self.mobility, code))
            typed = {"document": code, "file": file, "note": ""}
            if step.plan.kind == Kind.SIGNATURE:
                typed["signed_by"] = sorted(sides)
            send(browser(who), "mobilities:step-hand-in", self.pk, step.pk, data=typed)
            evidence = Evidence.objects.filter(step=step, document=code).earliest("pk")  # the paper itself may follow
            if evidence.state == Review.ACCEPTED and who == self.world.ana:
                continue
            said = {"say": "accept"} | ({"signed_by": sorted(sides)} if step.plan.kind == Kind.SIGNATURE else {})
            send(browser(self.world.ana), "mobilities:review", self.pk, step.pk, evidence.pk, data=said)

    def told(self, reader):
        """The sentences of the history page, oldest first, each with who did it."""
        shown = browser(reader).get(reverse("mobilities:history", args=[self.pk]))
        return [(row["text"], row["by"]) for row in reversed(shown.context["events"])]
