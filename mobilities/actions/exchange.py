"""Another host, another hosting centre, another home employer: what was agreed with the former one begins anew."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from companies.profiles import profiles
from doallvet.accounts import links
from doallvet.accounts.models import User
from doallvet.core.refused import Refused
from doallvet.history import actions as history
from mobilities.actions import agreed, agreement, change, news, planning, roadmap
from mobilities.actions.locks import lock_mobility
from mobilities.choices import ACTS_AS, Level, Role
from mobilities.hosts import Host, host_of
from mobilities.models import Approval, Mobility, Party
from mobilities.rules.reasons import coded


@transaction.atomic
def set_company(
    mobility: Mobility, role: Role, host: Host, *, version: int | None = None, by: User, at: datetime, reason: str
) -> Mobility:
    """Change the host, with the hosting centre that leads there, or the home employer; what they do begins anew.

    `role`: HOST_SIGNATORY or EMPLOYER_SIGNATORY; an employer may also be added, from a contract of the apprentice. What
    the former ones agreed to or did is opened again, because the new ones have agreed to nothing yet. Raises Refused
    where the centre is no partner or nobody knows the company, Stale when somebody was faster.
    """
    mobility = lock_mobility(mobility)
    roadmap.refuse_over(mobility)
    former = present(mobility, role)
    if former == host:
        return mobility
    change.refuse_stale(mobility, version)
    change.refuse_unsaid(reason)
    if role == Role.HOST_SIGNATORY:
        planning.refuse_strange(mobility.sending_centre, host.centre, host.company, today=timezone.localdate(at))
    terms, gone = agreed.terms_of(mobility), leaving(mobility, role, host)
    owners = {party.acts_as for party in gone}
    told = news.told(mobility, owners)
    _replace(mobility, role, host, gone, at=at)
    same = former is not None and former.company == host.company
    names = {"before": former and _name(former, same), "after": _name(host, same)}
    verb = "party_changed" if former else "employer_added"
    event = history.record(mobility, verb, by=by, at=at, note=reason, **names)
    for owner in sorted(owners):
        agreement.forget(mobility, owner, by=by, at=at)
        begin_anew(mobility, owner, by=by, at=at, why=coded("company", company=names["after"]))
    mobility = change.follow(mobility, terms, by=by, at=at)
    news.tell_exchange(mobility, event, ACTS_AS[role], told, at=at)
    return change.bring_in_step(mobility, at=at)


def _name(host: Host, same_company: bool) -> str:
    """What is another one now: the company, else the centre that leads there."""
    return str(host.centre or host.company) if same_company else str(host.company)


def present(mobility: Mobility, role: Role) -> Host | None:
    """The host or employer as it is; None where there is no employer."""
    if role == Role.HOST_SIGNATORY:
        return host_of(mobility)
    party = mobility.party(role)
    return Host(party.company, party.site, None) if party else None


def leaving(mobility: Mobility, role: Role, host: Host) -> list[Party]:
    """The parties whose place is taken: the company's, and the hosting centre's where another one leads there."""
    gone = [party for party in mobility.parties.all() if party.acts_as == ACTS_AS[role]]
    if gone and (gone[0].company, gone[0].site) == (host.company, host.site):
        gone = []
    hosting = mobility.party(Role.HOSTING_COORDINATOR) if role == Role.HOST_SIGNATORY else None
    return [*gone, hosting] if hosting and hosting.centre != host.centre else gone


def _replace(mobility: Mobility, role: Role, host: Host, gone: list[Party], *, at: datetime) -> None:
    """Put the new parties in the place of the former ones, whose links end."""
    for party in gone:
        for person in party.people:
            links.end_all(person, at=at, subjects=[mobility])
        party.delete()
    there = {party.role for party in mobility.parties.all()} - {party.role for party in gone}
    joining = []
    if role == Role.HOST_SIGNATORY and host.centre and Role.HOSTING_COORDINATOR not in there:
        joining.append(planning.hosting_party(mobility, host.centre))
    if role not in there:
        centres = [centre for centre in (host.centre, mobility.sending_centre) if centre]
        joining += planning.company_parties(mobility, host.company, host.site, centres, role)
    for party in joining:
        party.joined_at = at
    Party.objects.bulk_create(joining)
    _move(mobility, host) if role == Role.HOST_SIGNATORY else _employ(mobility, host)


def _move(mobility: Mobility, host: Host) -> None:
    place = host.site or host.company
    mobility.host_country, mobility.host_city = place.country, place.city
    mobility.distance_km = planning.distance(mobility.sending_centre, host.site or host.centre)
    mobility.save(update_fields=["host_country", "host_city", "distance_km"])


def _employ(mobility: Mobility, host: Host) -> None:
    """Let the rules be those of the contract with this employer; without one the former rules stay."""
    contract = mobility.apprentice.contracts.filter(employer=host.company).first()
    if contract is None and mobility.party(Role.EMPLOYER_SIGNATORY) is None:
        raise Refused(_("Note the training contract with %(company)s first.") % {"company": host.company})
    if contract and contract.profile != mobility.profile:
        options = {option.key for option in profiles()[contract.profile].options}
        mobility.profile = contract.profile
        mobility.arrangement = mobility.arrangement if mobility.arrangement in options else ""
        mobility.save(update_fields=["profile", "arrangement"])


def begin_anew(mobility: Mobility, owner: str, *, by: User, at: datetime, why: str) -> None:
    """Take back all that a party answered, handed in and did on this mobility."""
    Approval.objects.live().filter(mobility=mobility, owner=owner).update(replaced_at=at)
    steps = mobility.steps.needed().with_plan().filter(owner=owner, plan__level=Level.MOBILITY)
    agreed.take_back(steps, mobility, by=by, at=at, why=why)
