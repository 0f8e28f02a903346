"""Two sides that have nothing to do with each other; each with centres, companies, people and papers.

Every secret holds a canary: a word made of the side and of what it is, found nowhere else.
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Any
from uuid import uuid4

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from centres.choices import MemberRole
from centres.models import CentreMember, EmergencyContact, LanguageLevel, Network, NetworkMember, SupportNeeds
from companies.choices import Function
from doallvet.accounts.models import User
from doallvet.signing.actions import document as signing
from doallvet.signing.actions.circuit import lay_out
from doallvet.signing.models import Version
from doallvet.signing.papers import Place
from mobilities import documents, filling, terms
from mobilities.actions import approval, clauses, drafting, evidence, roadmap, waiver
from mobilities.choices import Answer, Channel, Owner, Reason
from mobilities.models import (
    Agreement,
    AuditPack,
    Bed,
    Candidate,
    Companion,
    Deed,
    Evidence,
    Group,
    Mobility,
    Room,
    Step,
    VirtualSession,
)
from tests.access.memoranda import build_memorandum
from tests.access.replies import build_reply
from tests.access.talk import build_talk
from tests.access.told import build_told
from tests.core.files import make_pdf, upload
from tests.factories import (
    NOW,
    make_apprentice,
    make_centre,
    make_company,
    make_contact,
    make_contract,
    make_guardian,
    make_member,
    make_mobility,
    make_own_plan,
    make_partnership,
    make_programme,
    make_project,
    make_site,
    make_user,
)

EARLIER = datetime(2026, 6, 1, 10, 0, tzinfo=UTC)
CLOSED = date(2027, 12, 27)
BORN_ON = {"otter": date(2010, 2, 3), "falke": date(2010, 4, 5)}
NUMBERS = {"otter": 1, "falke": 2}


@dataclass
class World:
    """One side: its people by role, and its rows by name."""

    side: str
    people: dict[str, User] = field(default_factory=dict)
    rows: dict[str, Any] = field(default_factory=dict)

    def __getattr__(self, name):
        rows = self.__dict__.get("rows", {})
        if name not in rows:
            raise AttributeError(name)
        return rows[name]

    def word(self, secret: str) -> str:
        """Give the canary of a secret of this side."""
        return f"kanarek{self.side}{secret}q"

    def phone(self, number: int) -> str:
        return f"+3461{NUMBERS[self.side]}000{number:03d}"

    def person(self, role: str, **fields) -> User:
        """Make the person of a role; the last name is a canary of its own."""
        fields = {"first_name": role.capitalize(), "last_name": self.word(role.replace("_", ""))} | fields
        self.people[role] = make_user(f"{role}@{self.side}.example".replace("_", "."), **fields)
        return self.people[role]

    def step(self, key: str) -> Step:
        return self.mobility.steps.with_plan().get(plan__key=key, occurrence=0)


def build(side: str) -> World:
    """Make one side, with a mobility of a minor that waits for answers and holds papers of every kind."""
    world = World(side)
    world.rows["people"] = world.people
    places = (build_centres, build_companies, build_apprentices, build_mobilities)
    for part in (*places, build_papers, build_talk, build_memorandum, build_plans, build_told):
        part(world)
    return world


def build_centres(world):
    rows, word = world.rows, world.word
    network = rows["network"] = Network.objects.create(name=word("network"))
    stamp = {"invited_at": NOW, "accepted_at": NOW}
    rows["manager"] = NetworkMember.objects.create(network=network, person=world.person("manager"), **stamp)
    world.person("administrator", is_staff=True)
    sending = rows["sending"] = make_centre(
        word("sending"), network=network, phone=world.phone(1), address="Calle Mayor 5", postcode="24400"
    )
    hosting = rows["hosting"] = make_centre(word("hosting"), country="DE", city="Dresden")
    rows["third"] = make_centre(word("third"), country="FI", city="Savonlinna")
    rows["sending_closure"] = sending.closures.create(name=word("closed"), begins_on=CLOSED, ends_on=CLOSED)
    rows["member"] = make_member(sending, person=world.person("coordinator"))
    rows["teacher"] = make_member(sending, MemberRole.TEACHER, person=world.person("teacher"))
    rows["viewer"] = make_member(sending, MemberRole.VIEWER, person=world.person("viewer"))
    make_member(hosting, person=world.person("hosting"))
    make_member(hosting, MemberRole.TEACHER, person=world.person("hosting_teacher"))
    rows["former"] = make_member(sending, person=world.person("former"))
    invited = world.person("invited")
    rows["invitation"] = CentreMember.objects.create(centre=sending, person=invited, role="teacher", invited_at=NOW)
    rows["network_invitation"] = NetworkMember.objects.create(network=network, person=invited, invited_at=NOW)
    memorandum = default_storage.save("memoranda/access.pdf", ContentFile(make_pdf()))
    rows["partnership"] = make_partnership(
        sending, hosting, message=word("question"), memorandum=memorandum, memorandum_name="memorandum.pdf"
    )
    programme = rows["programme"] = make_programme(sending, title=word("programme"))
    rows["unit"] = programme.units.get()


def build_companies(world):
    rows, word = world.rows, world.word
    for role, centre, city in (("employer", world.sending, "Ponferrada"), ("host", world.hosting, "Dresden")):
        company = rows[role] = make_company(word(role), centre, world.third, city=city)
        rows[f"{role}_closure"] = company.closures.create(name=word("shut"), begins_on=CLOSED, ends_on=CLOSED)
        rows[f"{role}_site"] = make_site(company, name=word(f"{role}site"))
        signatory = world.person(f"{role}_signatory", phone=world.phone(10 + len(rows)))
        rows[f"{role}_contact"] = make_contact(company, centre, person=signatory, phone=signatory.phone)
        make_contact(company, centre, Function.MENTOR, person=world.person(f"{role}_mentor"))
        make_contact(company, world.third, person=world.person(f"{role}_other"))


def build_apprentices(world):
    rows, word = world.rows, world.word
    sending, born_on = world.sending, BORN_ON[world.side]
    apprentice = rows["apprentice"] = make_apprentice(
        sending,
        person=world.person("apprentice", phone=world.phone(101)),
        born_on=born_on,
        address=word("address"),
        class_name=word("class"),
        programme=world.programme,
    )
    LanguageLevel.objects.create(apprentice=apprentice, language="de", level="B1")
    EmergencyContact.objects.create(apprentice=apprentice, name=word("emergency"), phone=world.phone(102))
    SupportNeeds.objects.create(apprentice=apprentice, text=word("support"), fewer_opportunities=True)
    rows["guardian"] = make_guardian(apprentice, person=world.person("guardian", phone=world.phone(103)))
    rows["contract"] = make_contract(
        apprentice, world.employer, site=world.employer_site, trainer=world.people["employer_mentor"]
    )
    rows["classmate"] = make_apprentice(
        sending, person=world.person("classmate"), born_on=date(2008, 10, 20), class_name=word("class")
    )
    rows["grown_guardian"] = make_guardian(world.classmate, person=world.person("grown_guardian"))


def build_mobilities(world):
    """The classmate has come back; the apprentice's stay is planned by somebody who has left since."""
    project = make_project(world.sending, title=world.word("project"), begins_on=date(2026, 1, 1))
    group = Group.objects.create(project=project, title=world.word("group"))
    path = default_storage.save("packs/access.zip", ContentFile(b"PK\x05\x06" + b"\0" * 18))
    asked = {"asked_at": NOW, "asked_by": world.people["coordinator"], "language": "en"}
    world.rows["pack"] = AuditPack.objects.create(project=project, file=path, built_at=NOW, **asked)
    said = {"party": "", "text": {"en": world.word("clause")}}
    world.rows["clause_book"] = clauses.publish(
        world.sending, "GRANT_AGREEMENT", [said], world.word("note"), seen=0, by=world.people["coordinator"], at=NOW
    )
    world.rows |= {"project": project, "group": group, **build_group(world, group)}
    places = {"host": world.host, "hosting": world.hosting, "by": world.people["former"]}
    world.rows["past"] = make_mobility(
        apprentice=world.classmate, starts_on=date(2026, 10, 5), days=21, at=EARLIER, **places
    )
    shared = world.past.steps.with_plan().get(plan__key="P01")
    roadmap.close(world.past, shared, "done", by=world.people["coordinator"], at=NOW)
    world.rows["mobility"] = make_mobility(apprentice=world.apprentice, pay_kept=True, **places)
    Bed.objects.create(room=world.room, mobility=world.mobility, arrives_on=EARLIER.date(), leaves_on=NOW.date())
    Mobility.objects.filter(pk=world.mobility.pk).update(decision_reason=world.word("decisionreason"), group=group)
    world.rows["session"] = VirtualSession.objects.create(
        mobility=world.mobility,
        title="Safety",
        on=date(2027, 8, 30),
        begins=time(10),
        minutes=60,
        time_zone="Europe/Berlin",
        note=world.word("session"),
        takes_part=["apprentice", "host_company", "hosting_coordinator"],
        planned_at=NOW,
        planned_by=world.people["coordinator"],
        changed_at=NOW,
    )
    world.rows["parties"] = {party.role: party for party in world.mobility.parties.all()}
    CentreMember.objects.filter(pk=world.former.pk).update(ended_at=NOW)


def build_group(world, group):
    """Who is still to be planned, who comes along and where they sleep, and what was done at once."""
    nights = {"arrives_on": date(2027, 9, 1), "leaves_on": date(2027, 9, 4)}
    along = Companion.objects.create(
        group=group, name=world.word("companion"), role="teacher", centre=world.sending, **nights
    )
    deed = Deed.objects.create(
        group=group, token=uuid4(), kind="waive", reason=world.word("deed"), at=NOW, by=world.people["coordinator"]
    )
    listed = Candidate.objects.create(group=group, apprentice=world.classmate)
    room = Room.objects.create(group=group, name="12", places=2, note=world.word("room"))
    bed = Bed.objects.create(room=room, companion=along, **nights)
    return {"companion": along, "deed": deed, "candidate": listed, "room": room, "bed": bed}


def build_papers(world):
    """Answers of both companies; a paper of a private step, of a payment, of the employer and of the host."""
    rows, word, people = world.rows, world.word, world.people
    rows["steps"] = {key: world.step(key) for key in ("P01", "R03", "R05", "G02", "G03", "D08", "D12")}
    rows["waiver"] = waiver.ask(rows["steps"]["D08"], by=people["coordinator"], at=NOW, reason=word("waiverreason"))
    answer(world, Owner.HOME_EMPLOYER, Answer.DECLINE, reason=Reason.WORK_PEAK, text=word("employeranswer"))
    rows["approval"] = answer(world, Owner.HOST_COMPANY, Answer.CONDITIONS, text=word("hostanswer"))
    handed = (
        ("R05", "SUPPORT_PLAN", "coordinator", "supportpaper"),
        ("D12", "PAYMENT_1", "coordinator", "paymentpaper"),
        ("G02", "PAY_ARRANGEMENT", "employer_signatory", "paypaper"),
        ("G03", "HOST_ACCEPTANCE", "host_signatory", "hostpaper"),
        ("R03", "EUROPASS_CV", "apprentice", "cvpaper"),
    )
    for key, document, role, secret in handed:
        said = {"document": document, "note": word(f"{secret}note"), "by": people[role], "at": NOW}
        evidence.hand_in(world.steps[key], upload(make_pdf(), f"{word(secret)}.pdf"), **said)
    build_reply(world, CLOSED)
    build_agreement(world)
    rows["papers"] = {row.step.plan.key: row for row in Evidence.objects.filter(step__mobility=world.mobility)}


def build_agreement(world):
    """A version that was issued and waits for the host's signature, and the draft of the classmate's stay there."""
    who = {"by": world.people["coordinator"], "at": NOW}
    document = signing.open_document("LEARNING_AGREEMENT", prefix="LA", title=world.word("agreement"), **who)
    outcomes = [{"code": "LO1", "title": "Press", "text": "Works safely", "part": "onsite"}]
    tasks = {"learning_programme": [{"week": 1, "place": "Hall", "tasks": world.word("tasks"), "outcomes": ["LO1"]}]}
    draft = tasks | {"learning_outcomes": outcomes}
    agreement = Agreement.objects.create(mobility=world.mobility, draft=draft, document=document)
    mobility = Mobility.objects.with_people().get(pk=world.mobility.pk)
    frozen = documents.data_of(filling.draft_of(mobility, agreement), document, languages=["en"])
    version, _new = signing.freeze(
        document, frozen, language="en", template=documents.TEMPLATE, template_version="1", **who
    )
    path = default_storage.save("agreements/access.pdf", ContentFile(make_pdf()))
    signing.keep_file(version, file=path, file_hash="0" * 64, at=NOW)
    Version.objects.filter(pk=version.pk).update(sealed_file=path, sealed_hash="0" * 64, sealed_at=NOW)
    place = Place("host_company", 0, str(world.host), world.people["host_signatory"])
    world.rows |= {
        "version": version,
        "place": lay_out(version, [place], commits={}, at=NOW)[0],
        "past_agreement": Agreement.objects.create(mobility=world.past, draft=tasks),
    }


def answer(world, owner, said, **words):
    mobility = Mobility.objects.with_people().get(pk=world.mobility.pk)
    role = "employer_signatory" if owner == Owner.HOME_EMPLOYER else "host_signatory"
    return approval.give(
        terms.questions(mobility, owner)[0],
        answer=said,
        person=world.people[role],
        shown=terms.fingerprint(terms.terms(mobility, owner)),
        channel=Channel.LINK,
        at=NOW,
        typed_name=str(world.people[role]),
        **words,
    )


def build_plans(world):
    """A plan of the sending centre with a draft of its next version, and one of the network."""
    rows, people = world.rows, world.people
    rows["plan"] = make_own_plan(world.sending, people["coordinator"], title=world.word("plan"))
    rows["draft"] = drafting.start_draft(world.plan, by=people["coordinator"], at=NOW)
    rows["draft_step"] = world.draft.steps.first()
    rows["network_plan"] = make_own_plan(world.network, people["manager"], title=world.word("networkplan"))
