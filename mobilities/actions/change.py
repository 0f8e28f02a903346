"""Changes of a running mobility: its dates, its people, its end."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from doallvet.accounts import links
from doallvet.accounts.models import User
from doallvet.core.refused import Refused
from doallvet.history import actions as history
from mobilities.actions import agreed, decision, guardians, news, roadmap, room, schedule, search
from mobilities.actions.locks import lock_apprentice, lock_mobility, refuse_stale
from mobilities.choices import Decision, Role
from mobilities.facts import dates_of
from mobilities.law import outlook_of
from mobilities.models import Mobility, Party
from mobilities.rules.dates import Dates
from mobilities.rules.law import obstacles
from mobilities.rules.reasons import coded
from mobilities.stays import obstacles_to_stay


def follow(mobility: Mobility, terms: dict[str, dict], *, by: User, at: datetime) -> Mobility:
    """Let answers and signatures follow a change that is written; gives it anew. The caller holds the lock.

    `terms`: what each party had been shown before the change (`agreed.terms_of`).
    """
    bump(mobility)
    mobility = lock_mobility(mobility)
    agreed.follow(mobility, terms, by=by, at=at)
    return mobility


def bring_in_step(mobility: Mobility, *, at: datetime) -> Mobility:
    """Let the open steps follow the mobility's facts and dates; gives it as it is counted anew."""
    schedule.follow(mobility, today=timezone.localdate(at))
    roadmap.recount(mobility, at=at)
    return mobility


@transaction.atomic
def set_dates(mobility: Mobility, dates: Dates, *, version: int, by: User, at: datetime) -> Mobility:
    """Write new dates; answers, signatures and open steps follow. Raises Refused, Stale when somebody was faster."""
    lock_apprentice(mobility.apprentice_id)
    mobility = lock_mobility(mobility)
    roadmap.refuse_over(mobility)
    former = dates_of(mobility)
    if dates == former:
        return mobility
    refuse_stale(mobility, version)
    if reasons := obstacles_to_stay(mobility.apprentice, mobility.project, mobility.blueprint, dates, besides=mobility):
        raise Refused(reasons)
    terms, known = agreed.terms_of(mobility), blocks(mobility, at)
    keep_dates(mobility, dates)
    guardians.follow_one(mobility, today=timezone.localdate(at), by=by, at=at)
    event = history.record(mobility, "redated", by=by, at=at, before=as_json(former), after=as_json(dates))
    mobility = follow(mobility, terms, by=by, at=at)
    refuse_unlawful(mobility, known, at=at)
    news.tell_change(mobility, event, at=at)
    return bring_in_step(mobility, at=at)


def amend_dates(mobility: Mobility, dates: Dates, *, by: User, at: datetime) -> Mobility:
    """Write the dates of an amendment that all have signed; what was agreed holds with it, open steps follow.

    The caller holds the locks of apprentice and mobility. Raises Refused where the stay cannot be on these days.
    """
    roadmap.refuse_over(mobility)
    former, known = dates_of(mobility), blocks(mobility, at)
    if dates != former:
        reasons = obstacles_to_stay(mobility.apprentice, mobility.project, mobility.blueprint, dates, besides=mobility)
        if reasons:
            raise Refused(reasons)
        keep_dates(mobility, dates)
        guardians.follow_one(mobility, today=timezone.localdate(at), by=by, at=at)
        event = history.record(mobility, "redated", by=by, at=at, before=as_json(former), after=as_json(dates))
        bump(mobility)
        mobility = lock_mobility(mobility)
        refuse_unlawful(mobility, known, at=at)
        news.tell_change(mobility, event, at=at)
    if not mobility.programme_changed:
        mobility.programme_changed = True
        mobility.save(update_fields=["programme_changed"])
    return bring_in_step(mobility, at=at)


@transaction.atomic
def set_rules(mobility: Mobility, settled: dict[str, Any], *, version: int, by: User, at: datetime) -> Mobility:
    """Settle what planning left open: rules, pay, formalities, transport, company on the way, group.

    `settled`: values by the names of the mobility's fields. Answers, signatures and open steps follow. Raises Refused,
    Stale when somebody was faster.
    """
    mobility = lock_mobility(mobility)
    roadmap.refuse_over(mobility)
    former = {name: getattr(mobility, name) for name in settled}
    if settled == former:
        return mobility
    refuse_stale(mobility, version)
    terms, known = agreed.terms_of(mobility), blocks(mobility, at)
    for name, value in settled.items():
        setattr(mobility, name, value)
    mobility.save(update_fields=list(settled))
    history.record(mobility, "rules_settled", by=by, at=at, before=former, after=settled)
    mobility = follow(mobility, terms, by=by, at=at)
    refuse_unlawful(mobility, known, at=at)
    return bring_in_step(mobility, at=at)


@transaction.atomic
def set_person(
    party: Party,
    person: User | None,
    *,
    deputy: User | None = None,
    version: int | None = None,
    by: User,
    at: datetime,
    reason: str = "",
) -> Party:
    """Put somebody else into a role of a mobility; links of the one who leaves end.

    `version`: that of the mobility which was shown, or None. `reason`: why somebody is replaced. Raises Refused, Stale
    when somebody was faster.
    """
    mobility = lock_mobility(party.mobility)
    roadmap.refuse_over(mobility)
    party = Party.objects.select_related("person", "deputy").get(pk=party.pk)
    if party.role in (Role.APPRENTICE, Role.GUARDIAN):
        raise Refused(_("The apprentice stays with the mobility, and guardians are named on the apprentice's page."))
    if deputy is not None and deputy == person:
        raise Refused(_("The deputy is somebody else than the person."))
    leaving = party.person if party.person != person else None
    if (party.person, party.deputy) == (person, deputy):
        return party
    refuse_stale(mobility, version)
    if leaving:
        refuse_unsaid(reason)
    terms, amended = agreed.terms_of(mobility), mobility.programme_changed
    for former in party.people:
        if former not in (person, deputy):
            links.end_all(former, at=at, subjects=[mobility])
    tell(party, "party", party.person, person, by=by, at=at, reason=reason)
    tell(party, "deputy", party.deputy, deputy, by=by, at=at)
    Party.objects.filter(pk=party.pk).update(person=person, deputy=deputy)
    mobility = follow(mobility, terms, by=by, at=at)
    if mobility.programme_changed != amended:
        bring_in_step(mobility, at=at)
    return Party.objects.get(pk=party.pk)


def tell(
    party: Party, place: str, before: User | None, after: User | None, *, by: User, at: datetime, reason: str = ""
) -> None:
    """Keep in the history who took, changed or left a place: "party" or "deputy"."""
    if before == after:
        return
    verb = "left" if after is None else "named" if before is None else "changed"
    names = {"before": before and str(before), "after": after and str(after)}
    note = coded("place", role=party.role, said=reason) if reason else party.role
    history.record(party, f"{place}_{verb}", story=party.mobility, by=by, at=at, note=note, **names)


@transaction.atomic
def end_early(mobility: Mobility, on: date, *, version: int, by: User, at: datetime, reason: str) -> Mobility:
    """End a stay before its last day (F47): the day moves, with it what is due after the return."""
    lock_apprentice(mobility.apprentice_id)
    mobility = lock_mobility(mobility)
    if (mobility.decision, mobility.ends_on) == (Decision.ENDED_EARLY, on):
        return mobility
    mobility = decision.move(mobility, Decision.ENDED_EARLY, by=by, at=at, reason=reason)
    if not mobility.starts_on <= on <= mobility.ends_on:
        raise Refused(_("Choose a day of the stay."))
    refuse_stale(mobility, version)
    former = dates_of(mobility)
    dates = Dates(former.vstart, former.start, on, former.vend)
    keep_dates(mobility, dates)
    history.record(mobility, "redated", by=by, at=at, before=as_json(former), after=as_json(dates))
    bump(mobility)
    return bring_in_step(mobility, at=at)


def keep_dates(mobility: Mobility, dates: Dates, *others: str) -> None:
    """Write the dates, with other fields that are set already; beds follow."""
    before = mobility.starts_on, mobility.ends_on
    mobility.virtual_starts_on, mobility.starts_on = dates.vstart, dates.start
    mobility.ends_on, mobility.virtual_ends_on = dates.end, dates.vend
    mobility.save(update_fields=["starts_on", "ends_on", "virtual_starts_on", "virtual_ends_on", *others])
    room.follow(mobility, before, (dates.start, dates.end))


def bump(mobility: Mobility) -> None:
    """Count the change and bring the search text in step with the people."""
    fresh = Mobility.objects.with_people().get(pk=mobility.pk)
    found_by = search.words(fresh, fresh.parties.all())
    Mobility.objects.filter(pk=mobility.pk).update(version=F("version") + 1, search=found_by)
    mobility.version += 1


def blocks(mobility: Mobility, at: datetime) -> list[str]:
    """Give what the law of the country forbids of a stay as it is."""
    return obstacles(outlook_of(mobility, list(mobility.parties.all()), today=timezone.localdate(at)))


def refuse_unlawful(mobility: Mobility, known: list[str], *, at: datetime) -> None:
    """Raise Refused with what the law forbids of the stay as it is now and did not forbid before."""
    if reasons := [text for text in blocks(mobility, at) if text not in known]:
        raise Refused(reasons)


def refuse_unsaid(reason: str) -> None:
    """Raise Refused where nobody said why."""
    if not reason.strip():
        raise Refused(_("Say why this changes; it is kept in the history."))


def as_json(dates: Dates) -> dict[str, date | None]:
    return {"from": dates.start, "to": dates.end, "virtual_from": dates.vstart, "virtual_to": dates.vend}
