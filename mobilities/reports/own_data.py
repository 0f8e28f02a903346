"""What the portal holds about apprentices, as tables for themselves and for their guardians.

Nothing stands here that their pages do not show: the same seats, the same steps, the same papers. A guardian does not
open the apprentice's own page, so what stands only there (address, class, contracts) stays with the apprentice.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from centres import particulars
from centres.models import Apprentice, Guardian
from companies.models import TrainingContract
from companies.profiles import profiles
from doallvet.accounts.models import User
from doallvet.core.spreadsheets import Column, Table
from doallvet.signing.models import Version
from mobilities import access, conversation, reading
from mobilities.choices import Owner, Role
from mobilities.models import Approval, Evidence, Mobility, Step
from mobilities.models.posts import Posts
from mobilities.rules import decisions
from mobilities.rules.documents import documents

TO_GUARDIANS = ("first_name", "last_name", "email", "phone", "born_on", "programme", "languages", "emergency_contacts")
Rows = Iterator[list[Any]]


@dataclass(frozen=True)
class Stay:
    """A mobility of the apprentice, the reader's seat at it, and the steps that may be seen from there."""

    mobility: Mobility
    seat: access.Seat
    steps: list[Step]

    @property
    def name(self) -> str:
        mobility = self.mobility
        return f"{mobility.apprentice} → {mobility.host_city}, {date_format(mobility.starts_on)}"


def stays(posts: Posts) -> list[Stay]:
    """Give the mobilities on which a person is apprentice or guardian, the newest first."""
    found = Mobility.objects.filter(pk__in=posts.own).with_people().order_by("-starts_on", "-pk")
    return [_stay(mobility, access.seat(posts.person, mobility)) for mobility in found]


def _stay(mobility: Mobility, seat: access.Seat) -> Stay:
    return Stay(mobility, seat, [step for step in reading.steps_of(mobility) if access.may_see(seat, step)])


def apprentices(person: User, own: Iterable[Stay]) -> list[Apprentice]:
    """Give whom the data is about: the person, and those whose guardian the person is on a mobility."""
    wards = {stay.mobility.apprentice_id for stay in own}
    found = Apprentice.objects.filter(pk__in=wards) | Apprentice.objects.filter(person=person)
    return list(found.with_details().order_by("pk"))


def tables(person: User, about: list[Apprentice], own: list[Stay]) -> Iterator[Table]:
    """Give what is held about some apprentices, part by part; a part in which nothing stands is left out."""
    text, day = "text", "date"
    contracts = TrainingContract.objects.filter(apprentice__in=about, apprentice__person=person)
    parts: list[tuple[str, list[tuple[str, str]], Rows]] = [
        (_("Person"), [(_("Who"), text), (_("What"), text), (_("Value"), text)], _particulars(person, about)),
        (
            _("Training contracts"),
            [
                (_("Employer"), text),
                (_("Place"), text),
                (_("Kind of apprenticeship"), text),
                (_("Number of the contract"), text),
                (_("Begins"), day),
                (_("Ends"), day),
                (_("Trainer"), text),
            ],
            _contracts(contracts.select_related("employer", "site", "trainer")),
        ),
        (
            _("Stays"),
            [
                *[(_("Stay"), text), (_("Sending centre"), text), (_("Home employer"), text)],
                *[(_("Hosting centre"), text), (_("Host company"), text), (_("Host town"), text)],
                *[(_("Host country"), text), (_("First day abroad"), day), (_("Last day abroad"), day)],
                *[(_("First virtual day"), day), (_("Last virtual day"), day), (_("Left on"), day)],
                *[(_("Status"), text), (_("Reason"), text)],
            ],
            (_described(stay) for stay in own),
        ),
        (
            _("Steps"),
            [
                *[(_("Stay"), text), (_("Phase"), text), (_("Step"), text), (_("Who"), text)],
                *[(_("Due"), day), (_("Done at"), day), (_("Status"), text)],
            ],
            (_done(stay, step) for stay in own for step in stay.steps),
        ),
        (
            _("Papers"),
            [
                *[(_("Stay"), text), (_("Step"), text), (_("Document"), text), (_("File"), text)],
                *[(_("Handed in at"), day), (_("By"), text), (_("Note"), text), (_("Status"), text)],
                (_("Reason"), text),
            ],
            (row for stay in own for row in _papers(stay)),
        ),
        (
            _("Answers"),
            [
                *[(_("Stay"), text), (_("Step"), text), (_("Who"), text), (_("Answer"), text), (_("Reason"), text)],
                *[(_("In their words"), text), (_("Name"), text), (_("Given at"), day), (_("Way"), text)],
                (_("Replaced at"), day),
            ],
            (row for stay in own for row in _answers(stay)),
        ),
        (
            _("Conversation"),
            [(_("Stay"), text), (_("Step"), text), (_("When"), day), (_("Who"), text), (_("Message"), text)],
            (row for stay in own for row in _written(stay, person)),
        ),
    ]
    for name, heads, rows in parts:
        if found := list(rows):
            yield name, columns(heads), found


def columns(heads: list[tuple[str, str]]) -> list[Column]:
    """Name the columns of a table by their place, for rows that come in this order."""
    return [(str(place), heading, kind) for place, (heading, kind) in enumerate(heads)]


def _particulars(person: User, about: list[Apprentice]) -> Rows:
    names = particulars.labels()
    for apprentice in about:
        known, who = particulars.particulars(apprentice), str(apprentice)
        programmes = {apprentice.programme_id: str(apprentice.programme)} if apprentice.programme else {}
        shown = names if apprentice.person_id == person.pk else TO_GUARDIANS
        for name in shown:
            if said := particulars.in_words(name, getattr(known, name), programmes):
                yield [who, names[name], said]
        if apprentice.person_id == person.pk and person.second_email:
            yield [who, _("Second e-mail address"), person.second_email]
        yield [who, _("Centre"), str(apprentice.centre)]
        guardians = Guardian.objects.current().filter(apprentice=apprentice).select_related("person")
        for guardian in guardians:
            second = guardian.person.second_email if guardian.person_id == person.pk else ""
            parts = [guardian, guardian.get_relation_display(), guardian.person.email, second, guardian.person.phone]
            yield [who, _("Parent or guardian"), " · ".join(str(part) for part in parts if part)]


def _contracts(contracts: Iterable[TrainingContract]) -> Rows:
    for row in contracts:
        profile = profiles().get(row.profile)
        kind = profile.scheme if profile else row.profile
        yield [row.employer, row.site, kind, row.reference, row.begins_on, row.ends_on, row.trainer]


def _described(stay: Stay) -> list[Any]:
    mobility = stay.mobility
    sides = {
        role: str(party.organisation) if (party := mobility.party(role)) else ""
        for role in (Role.EMPLOYER_SIGNATORY, Role.HOSTING_COORDINATOR, Role.HOST_SIGNATORY)
    }
    return [
        *[stay.name, str(mobility.sending_centre), *sides.values(), mobility.host_city, mobility.host_country.name],
        *[mobility.starts_on, mobility.ends_on, mobility.virtual_starts_on, mobility.virtual_ends_on],
        mobility.departed_on,
        decisions.word(mobility.decision, mobility.stage).label,
        mobility.decision_reason if access.may_read_reasons(stay.seat) else "",
    ]


def _done(stay: Stay, step: Step) -> list[Any]:
    state = step.get_outcome_display() if step.is_done else _("open")
    owner = Owner(step.owner).label
    return [stay.name, step.plan.get_phase_display(), step.title, owner, step.due_on, step.done_at, state]


def _papers(stay: Stay) -> Rows:
    """The papers that may be read, by their names, and the agreements that were issued."""
    steps = {step.pk: step for step in stay.steps if access.may_read_evidence(stay.seat, step)}
    for paper in Evidence.objects.filter(step__in=steps).select_related("uploaded_by"):
        at = [paper.uploaded_at, paper.uploaded_by, paper.note, paper.get_state_display(), paper.why]
        yield [stay.name, steps[paper.step_id].title, documents()[paper.document].title, paper.name, *at]
    issued = Version.objects.filter(document__agreement__mobility=stay.mobility).select_related("document", "issued_by")
    for version in issued if access.may_read_papers(stay.seat) else ():
        title = _("%(number)s, version %(version)s") % {"number": version.document.number, "version": version.number}
        yield [stay.name, "", version.document.title, title, version.issued_at, version.issued_by, "", "", ""]


def _written(stay: Stay, person: User) -> Rows:
    """What others wrote for the person to read, and the person's own words."""
    for comment in conversation.thread(stay.mobility, stay.seat, person.pk):
        about = comment.step.title if comment.step else ""
        yield [stay.name, about, comment.written_at, comment.author, comment.text or _("taken back")]


def _answers(stay: Stay) -> Rows:
    steps = {step.pk: step for step in stay.steps}
    for said in Approval.objects.filter(step__in=steps).select_related("person"):
        whose = [said.get_owner_display(), said.get_answer_display(), said.get_reason_display(), said.text]
        how = [said.typed_name or said.person, said.answered_at, said.get_channel_display(), said.replaced_at]
        yield [stay.name, steps[said.step_id].title, *whose, *how]
