"""What a person may see and do on a mobility (the table of docs/roles.md)."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from centres.choices import MemberRole
from centres.models import Centre, CentreMember, Network, NetworkMember
from companies.models import CompanyContact
from doallvet.accounts.models import User
from doallvet.core.prepared import prepared
from mobilities.choices import SIDE_OF, SIGNED, Kind, Owner, Role, Side
from mobilities.models import Blueprint, Mobility, Party, Step, VirtualSession
from mobilities.rules.completion import COUNTERPARTS, asks, takes_documents

COMPANIES = {Owner.HOME_EMPLOYER, Owner.HOST_COMPANY}


@dataclass(frozen=True, slots=True)
class Seat:
    """As what a person sits at a mobility.

    `owners`: for whom they act, so whose steps they see and do. `signs`: for whom they may approve and sign.
    """

    owners: frozenset[str] = frozenset()
    signs: frozenset[str] = frozenset()
    coordinates: bool = False
    hosts: bool = False
    teaches: bool = False
    views: bool = False
    teaches_for: frozenset[str] = frozenset()

    @property
    def sits(self) -> bool:
        """Has any part in the mobility: the same people for whom `Mobility.objects.visible_to` finds it."""
        return bool(self.owners or self.coordinates or self.hosts or self.teaches or self.views)

    @property
    def reads_roadmap(self) -> bool:
        """Sees the steps of others too, those of class S excepted."""
        return self.coordinates or self.hosts or self.teaches or bool(self.owners & {Owner.APPRENTICE, Owner.GUARDIAN})

    @property
    def reads_groups(self) -> bool:
        """Reads the groups of the sending centre."""
        return self.coordinates or Owner.SENDING_COORDINATOR in self.teaches_for

    @property
    def is_company(self) -> bool:
        return not self.reads_roadmap and bool(self.owners & COMPANIES)


def seat(person: User, mobility: Mobility, memberships: Iterable[CentreMember] | None = None) -> Seat:
    """Give the person's seat at a mobility that was read with its people, or by `reading` with its parties.

    `memberships`: the person's current ones, where a request has read them already. One query, else two. Who is only
    named on a party, but has left its centre or company since, has no seat.
    """
    if memberships is None:
        memberships = CentreMember.objects.current().filter(person=person)
    parties = list(mobility.parties.all())
    sides = {mobility.sending_centre_id: Owner.SENDING_COORDINATOR} | {
        party.centre_id: Owner.HOSTING_COORDINATOR for party in parties if party.role == Role.HOSTING_COORDINATOR
    }
    roles = {sides[row.centre_id]: row.role for row in memberships if row.centre_id in sides}
    coordinated = {side for side, role in roles.items() if role == MemberRole.COORDINATOR}
    personal = {party.acts_as for party in parties if party.person_id == person.pk and party.is_personal}
    works_for, signs_for = _companies(person, parties, sides)
    return Seat(
        owners=frozenset(coordinated | personal | works_for),
        signs=frozenset(coordinated | personal | signs_for),
        coordinates=Owner.SENDING_COORDINATOR in coordinated,
        hosts=Owner.HOSTING_COORDINATOR in coordinated,
        teaches=MemberRole.TEACHER in roles.values(),
        teaches_for=frozenset(side for side, role in roles.items() if role == MemberRole.TEACHER),
        views=MemberRole.VIEWER in roles.values(),
    )


def seat_of(*owners: str) -> Seat:
    """Give the seat of whoever acts for some owners."""
    return Seat(
        owners=frozenset(owners),
        coordinates=Owner.SENDING_COORDINATOR in owners,
        hosts=Owner.HOSTING_COORDINATOR in owners,
    )


def teacher_of(owner: str) -> Seat:
    """Give the seat of a teacher at the centre that acts for an owner."""
    return Seat(teaches=True, teaches_for=frozenset({owner}))


def reads_since(seat: Seat, mobility: Mobility) -> datetime | None:
    """Give since when a person reads answers, papers and versions; None: from the beginning.

    A company that took another's place does not read what was said and signed before it came.
    """
    joined = [party.joined_at for party in mobility.parties.all() if party.joined_at and party.acts_as in seat.owners]
    return max(joined, default=None) if seat.is_company else None


def _companies(person: User, parties: list[Party], centres: Collection[int]) -> tuple[set[str], set[str]]:
    """For which companies of the mobility the person works, and for which of them they may sign.

    A contact is private to the centre that knows it. It signs as signatory or by delegation, as it is noted now.
    """
    companies = {party.company_id for party in parties if party.company_id}
    contacts = _contacts(person, companies, tuple(centres)) if companies else []
    known = {row.company_id for row in contacts}
    signing = {row.company_id for row in contacts if row.signs}
    return tuple({party.acts_as for party in parties if party.company_id in there} for there in (known, signing))


@prepared
def _contacts(person: User, companies: set[int], centres: tuple[int, ...]) -> QuerySet[CompanyContact]:
    return CompanyContact.objects.current().filter(person=person, company__in=companies, centre__in=centres)


def may_see(seat: Seat, step: Step) -> bool:
    """A person sees a step they own, take part in, or coordinate; others of their side see what is not private."""
    if seat.coordinates or step.owner in seat.owners or seat.owners & set(step.plan.takes_part):
        return True
    if step.plan.private:
        return False
    if step.plan.kind == Kind.PAYMENT and not seat.owners & {Owner.APPRENTICE, Owner.GUARDIAN}:
        return False
    return seat.reads_roadmap


def may_complete(seat: Seat, step: Step) -> bool:
    """The sending coordinator any step; others their own; teachers what their centre need not sign."""
    if seat.coordinates:
        return True
    if step.owner in seat.teaches_for:
        return step.plan.kind not in SIGNED and not step.plan.private
    return step.owner in seat.owners and (step.plan.kind not in SIGNED or step.owner in seat.signs)


def may_tick(seat: Seat, step: Step) -> bool:
    """Whether a tick in the list closes a step of one's own: it can be done, and nothing is signed or handed in."""
    simple = step.plan.kind not in SIGNED and not takes_documents(step.plan.kind, step.owner, step.plan.evidence)
    return simple and step.owner in seat.owners and not step.is_done and not step.waits and not step.mobility.is_over


def may_answer(seat: Seat, step: Step) -> bool:
    """Who may approve for a company or a guardian: those who may sign for it."""
    return step.owner in answers_for(seat) and asks(step.plan.kind, step.owner)


def answers_for(seat: Seat) -> list[str]:
    """For which companies or as whose guardian the person answers."""
    return sorted(seat.signs & COUNTERPARTS)


def may_hand_in(seat: Seat, step: Step) -> bool:
    """Evidence is handed in by the owner, by who takes part, by the coordinator, by teachers for their centre."""
    if step.owner in seat.teaches_for and not step.plan.private:
        return True
    return seat.coordinates or step.owner in seat.owners or bool(seat.owners & set(step.plan.takes_part))


def may_review(seat: Seat, step: Step) -> bool:
    """The sending coordinator looks at all evidence, the hosting one at that of the host's side."""
    return seat.coordinates or (seat.hosts and step.owner in {Owner.HOSTING_COORDINATOR, Owner.HOST_COMPANY})


def may_read_evidence(seat: Seat, step: Step) -> bool:
    """Files, their names and notes are read by those who hand them in and those who look at them."""
    return may_hand_in(seat, step) or may_review(seat, step)


def knows(seat: Seat, owner: str) -> bool:
    """Whether a person is shown that a party takes part; a company is not shown the family, a host not the employer."""
    if not seat.is_company or owner in seat.owners:
        return True
    return owner not in {Owner.GUARDIAN, Owner.HOME_EMPLOYER}


def may_read_reasons(seat: Seat) -> bool:
    """Why a stay was cancelled or ended early is read by the coordinators, the apprentice and the guardians."""
    return seat.coordinates or seat.hosts or bool(seat.owners & {Owner.APPRENTICE, Owner.GUARDIAN})


def may_manage(seat: Seat) -> bool:
    """Plan, change dates and parties, waive, reopen, decide: the sending coordinator."""
    return seat.coordinates


def may_read_draft(seat: Seat) -> bool:
    """The draft of an agreement is read by those who work on it: coordinators and teachers of both centres."""
    return seat.coordinates or seat.hosts or seat.teaches


def may_write_draft(seat: Seat) -> bool:
    """The sending coordinator writes the agreement and issues it."""
    return seat.coordinates


def may_plan_sessions(seat: Seat) -> bool:
    """The coordinators of both centres plan virtual sessions."""
    return seat.coordinates or seat.hosts


def may_change_session(seat: Seat, session: VirtualSession) -> bool:
    """That of a stay the coordinators of both centres, that of a whole group those of the sending one."""
    return seat.coordinates or (seat.hosts and session.group_id is None)


def may_see_session(seat: Seat, session: VirtualSession) -> bool:
    """Who takes part, and the centres' coordinators and teachers."""
    return seat.coordinates or seat.hosts or seat.teaches or bool(seat.owners & set(session.takes_part))


def may_propose_tasks(seat: Seat) -> bool:
    """The host's side proposes what is done week by week."""
    return seat.hosts or Owner.HOST_COMPANY in seat.owners


def may_read_papers(seat: Seat) -> bool:
    """Issued papers are read by the parties, who sign them, and by those who work on them; not by viewers."""
    return bool(seat.owners) or may_read_draft(seat)


def reads_paper(seat: Seat, *, signing: Iterable[str], readers: Iterable[str], private: bool) -> bool:
    """Whether a person reads one paper of a stay: the sending coordinators all; parties what they sign or is for them.

    Teachers read what is for their centre. `private`: of class S, read by who signs it and by the apprentice alone.
    """
    if seat.coordinates:
        return True
    mine = {SIDE_OF[Owner(owner)] for owner in seat.owners}
    if private:
        return bool(mine & {Side.APPRENTICE, *signing} & {Side.APPRENTICE, Side.GUARDIAN})
    taught = {SIDE_OF[Owner(owner)] for owner in seat.teaches_for}
    return bool(mine & {*signing, *readers} or taught & set(readers))


def second_people(mobility: Mobility, person: User) -> QuerySet[User]:
    """Who may be the second person of a waiver: colleagues, else the network's managers, else the administrators."""
    others = User.objects.filter(is_active=True).exclude(pk=person.pk)
    centre = mobility.sending_centre
    members = CentreMember.objects.coordinators().filter(centre=centre)
    managers = NetworkMember.objects.current().filter(network__centres=centre)
    for people in (others.filter(pk__in=members.values("person")), others.filter(pk__in=managers.values("person"))):
        if people.exists():
            return people
    return others.filter(is_staff=True)


def second_seat(person: User, mobility: Mobility) -> str:
    """As what a person is the second one of a waiver: "colleague", "manager", "administrator"; "" who is none any more.

    A colleague reads the dossier; a manager of the network reads no names; an administrator reads none before saying
    why.
    """
    if CentreMember.objects.coordinators().filter(centre=mobility.sending_centre, person=person).exists():
        return "colleague"
    managed = NetworkMember.objects.current().filter(network__centres=mobility.sending_centre, person=person)
    return "manager" if managed.exists() else "administrator" if person.is_staff else ""


def may_edit_blueprint(person: User, blueprint: Blueprint) -> bool:
    """Coordinators write their centre's plans, network managers the network's; nobody those of the project."""
    if blueprint.centre_id:
        return CentreMember.objects.coordinators().filter(person=person, centre=blueprint.centre_id).exists()
    if blueprint.network_id:
        return NetworkMember.objects.current().filter(person=person, network=blueprint.network_id).exists()
    return False


def plan_owners(person: User) -> list[Centre | Network]:
    """For whom a person may write plans: centres they coordinate, networks they manage."""
    return [*Centre.objects.coordinated_by(person), *Network.objects.visible_to(person)]
