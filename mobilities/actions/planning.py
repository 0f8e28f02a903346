"""Plans a mobility: its row, its parties and its roadmap, in one go."""

from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from centres.models import Apprentice, Centre, Partnership
from companies.choices import Function
from companies.models import Company, CompanyContact, Site, TrainingContract
from doallvet.accounts.models import User
from doallvet.core.geography import distance_km
from doallvet.core.jobs import queue
from doallvet.core.refused import Refused
from doallvet.history import actions as history
from mobilities.actions import news, schedule, search
from mobilities.actions import roadmap as roadmaps
from mobilities.actions.locks import lock_apprentice, lock_project, lock_served
from mobilities.choices import ACTS_AS, Decision, Outcome, Role
from mobilities.facts import counted_day, is_minor
from mobilities.law import outlook_of
from mobilities.models import Blueprint, Group, Mobility, Party, Project
from mobilities.rules.completion import known_before
from mobilities.rules.dates import Dates
from mobilities.rules.law import obstacles
from mobilities.stays import obstacles_to_stay

MENTOR_OF = {Role.HOST_SIGNATORY: Role.HOST_MENTOR, Role.EMPLOYER_SIGNATORY: Role.EMPLOYER_MENTOR}


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What the wizard asks: who goes where, when, under which rules. People left empty are found from the contacts.

    `decision`: accepted for an apprentice already chosen, draft for one who applies.
    """

    token: UUID
    apprentice: Apprentice
    project: Project
    blueprint: Blueprint
    starts_on: date
    ends_on: date
    virtual_starts_on: date | None = None
    virtual_ends_on: date | None = None
    host_company: Company
    host_site: Site | None = None
    hosting_centre: Centre | None = None
    contract: TrainingContract | None = None
    profile: str = ""
    arrangement: str = ""
    pay_kept: bool | None = None
    entry_formalities: bool = False
    transport: str = ""
    group: Group | None = None
    accompanying: list[dict] = field(default_factory=list)
    decision: Decision = Decision.ACCEPTED


def drafted(plan: Plan, *, by: User | None, today: date) -> tuple[Mobility, list[Party]]:
    """Give the mobility and parties that a plan makes, without writing anything."""
    centre = plan.apprentice.centre
    country = plan.host_site.country if plan.host_site else plan.host_company.country
    mobility = Mobility(
        plan_token=plan.token,
        project=plan.project,
        group=plan.group,
        sending_centre=centre,
        apprentice=plan.apprentice,
        blueprint=plan.blueprint,
        activity=plan.blueprint.activity,
        mode=plan.blueprint.mode,
        starts_on=plan.starts_on,
        ends_on=plan.ends_on,
        virtual_starts_on=plan.virtual_starts_on,
        virtual_ends_on=plan.virtual_ends_on,
        host_country=country,
        host_city=plan.host_site.city if plan.host_site else plan.host_company.city,
        distance_km=distance(centre, plan.host_site or plan.hosting_centre),
        profile=plan.profile or (plan.contract.profile if plan.contract else ""),
        arrangement=plan.arrangement,
        pay_kept=plan.pay_kept,
        entry_formalities=plan.entry_formalities,
        transport=plan.transport,
        accompanying=plan.accompanying,
        decision=plan.decision,
        planned_by=by,
    )
    return mobility, _parties(mobility, plan, by, today)


def gaps(plan: Plan, mobility: Mobility, parties: list[Party], *, today: date) -> list[str]:
    """Say whose steps will go to the sending coordinator, because nobody holds the role."""
    named = {party.role: party for party in parties}
    found = []
    if Role.HOSTING_COORDINATOR not in named:
        found.append(_("There is no hosting centre: its steps come to you."))
    if Role.EMPLOYER_SIGNATORY not in named:
        found.append(_("There is no home employer on file: steps of an employer are left out."))
    elif named[Role.EMPLOYER_SIGNATORY].person is None:
        found.append(_("Nobody is known who signs for %(company)s.") % {"company": plan.contract.employer})
    if named[Role.HOST_SIGNATORY].person is None:
        found.append(_("Nobody is known who signs for %(company)s.") % {"company": plan.host_company})
    if named[Role.HOST_MENTOR].person is None:
        found.append(_("%(company)s has no mentor yet.") % {"company": plan.host_company})
    if is_minor(mobility, today) and Role.GUARDIAN not in named:
        found.append(_("The apprentice is a minor and has no guardian on file."))
    return found


@transaction.atomic
def create(plan: Plan, *, by: User, at: datetime, done_before: set[str] = frozenset()) -> Mobility:
    """Keep the mobility with its parties and its roadmap, and give it; the same token again gives the same mobility.

    `done_before`: keys of steps that lay before today and were done before planning; those that need a paper or the
    answer of another party stay open. Raises Refused where the law of the country forbids the stay, or the hosting
    centre has not accepted the partnership (no data flows before, F12).
    """
    lock_project(plan.project.pk)
    lock_apprentice(plan.apprentice.pk)
    if known := Mobility.objects.filter(plan_token=plan.token).first():
        return known
    today = timezone.localdate(at)
    refuse_unsound(plan, today=today)
    mobility, parties = drafted(plan, by=by, today=today)
    if reasons := obstacles(outlook_of(mobility, parties, today=today)):
        raise Refused(reasons)
    mobility.planned_at = at
    mobility.search = search.words(mobility, parties)
    mobility.save()
    for party in parties:
        party.mobility = mobility
    Party.objects.bulk_create(parties)
    stay = {"starts_on": plan.starts_on, "ends_on": plan.ends_on}
    planned = history.record(mobility, "planned", by=by, at=at, after=stay)
    schedule.make(mobility)
    late = mobility.steps.open().exclude(quiet_until=None).filter(plan__key__in=done_before).select_related("plan")
    late = [step for step in late if known_before(step.plan.kind, step.owner, step.plan.evidence)]
    lock_served(late)
    roadmaps.close_all(mobility, late, Outcome.BEFORE, by=by, at=at)
    news.tell_planned(mobility, planned, at=at)
    queue("mobilities.count_memorandum", mobility_id=mobility.pk)
    return mobility


def refuse_unsound(plan: Plan, *, today: date) -> None:
    """Raise Refused when the dates cannot be, the hosting centre is no partner, or nobody knows the company."""
    centre = plan.apprentice.centre
    dates = Dates(plan.virtual_starts_on, plan.starts_on, plan.ends_on, plan.virtual_ends_on)
    if reasons := obstacles_to_stay(plan.apprentice, plan.project, plan.blueprint, dates):
        raise Refused(reasons)
    refuse_strange(centre, plan.hosting_centre, plan.host_company, today=today)


def refuse_strange(centre: Centre, hosting: Centre | None, company: Company, *, today: date) -> None:
    """Raise Refused when the hosting centre is no partner, or neither centre knows the host company."""
    if hosting and not Partnership.objects.accepted(today).of(centre).of(hosting).exists():
        raise Refused(
            _("%(centre)s has not accepted a partnership with you: no data of apprentices may go there yet.")
            % {"centre": hosting}
        )
    sides = [side for side in (centre, hosting) if side]
    if not Company.objects.known_to(*sides).filter(pk=company.pk).exists():
        raise Refused(
            _("%(company)s is not among the companies of your centre or your partner.") % {"company": company}
        )


def _parties(mobility: Mobility, plan: Plan, by: User | None, today: date) -> list[Party]:
    centre, hosting = mobility.sending_centre, plan.hosting_centre
    parties = [
        make_party(mobility, Role.SENDING_COORDINATOR, centre=centre, person=by),
        make_party(mobility, Role.APPRENTICE, person=plan.apprentice.person),
    ]
    if hosting:
        parties.append(hosting_party(mobility, hosting))
    centres = [side for side in (hosting, centre) if side]
    parties += company_parties(mobility, plan.host_company, plan.host_site, centres, Role.HOST_SIGNATORY)
    if plan.contract:
        employer = plan.contract.employer
        parties += company_parties(mobility, employer, plan.contract.site, [centre], Role.EMPLOYER_SIGNATORY)
    guardians = plan.apprentice.guardians.acting(counted_day(mobility, today)).select_related("person")
    return parties + [make_party(mobility, Role.GUARDIAN, person=row.person) for row in guardians]


def make_party(mobility: Mobility, role: Role, **fields) -> Party:
    return Party(mobility=mobility, role=role, acts_as=ACTS_AS[role], **fields)


def hosting_party(mobility: Mobility, hosting: Centre) -> Party:
    """Make the party of a hosting centre, unkept, with the coordinator who is there longest."""
    member = hosting.members.coordinators().select_related("person").order_by("pk").first()
    return make_party(mobility, Role.HOSTING_COORDINATOR, centre=hosting, person=member.person if member else None)


def company_parties(
    mobility: Mobility, company: Company, site: Site | None, centres: list[Centre], role: Role
) -> list[Party]:
    """Make the two parties of a company, unkept, with the people whom the first of the centres knows there.

    `role`: HOST_SIGNATORY or EMPLOYER_SIGNATORY; the mentor's comes with it.
    """
    people: dict[str, CompanyContact] = {}
    for centre in centres:
        for contact in CompanyContact.objects.of(company, centre).select_related("person"):
            people.setdefault(contact.function, contact)
    signatory, mentor, deputy = (people.get(name) for name in (Function.SIGNATORY, Function.MENTOR, Function.DEPUTY))
    stands_in = deputy.person if deputy and (mentor is None or deputy.person_id != mentor.person_id) else None
    place = {"company": company, "site": site}
    return [
        make_party(mobility, role, **place, person=signatory.person if signatory else None),
        make_party(
            mobility,
            MENTOR_OF[role],
            **place,
            person=mentor.person if mentor else None,
            deputy=stands_in,
        ),
    ]


def distance(here: Centre, there: Centre | Site | None) -> int | None:
    """Give the kilometres between two places, or None where one is not on the map."""
    if there is None or None in (here.latitude, there.latitude):
        return None
    return round(distance_km((here.latitude, here.longitude), (there.latitude, there.longitude)))
