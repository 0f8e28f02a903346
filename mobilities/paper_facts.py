"""What the portal knows by itself of a stay, for the papers beside the learning agreement."""

from datetime import date
from typing import Any

from django.utils import timezone

from centres.choices import MemberRole
from centres.models import CentreMember, Guardian
from companies.profiles import profiles
from doallvet.papers.fields import Values
from mobilities import filling
from mobilities.choices import GREEN, Answer, Owner, Role
from mobilities.concluded import ruled_on
from mobilities.facts import companions_of, contract_of
from mobilities.models import Agreement, Approval, Mobility
from mobilities.rules import papers


def known(mobility: Mobility, agreement: Agreement | None, confirmed: Values) -> dict[str, Any]:
    """What is known by its dotted name: as the learning agreement knows it, and what only other papers ask.

    `confirmed`: what the draft of its complement says.
    """
    draft = agreement.draft if agreement else {}
    found = filling.known(mobility, draft)
    found |= _stay(mobility, draft, agreement) | _home(mobility) | _host(mobility) | _people(mobility)
    return found | {"complement.outcomes_achieved": confirmed.get("outcomes_achieved")}


def _stay(mobility: Mobility, draft: Values, agreement: Agreement | None) -> dict[str, Any]:
    def said(block: str, key: str) -> Any:
        return (draft.get(block) or {}).get(key)

    today = timezone.localdate()
    weeks = [row.get("tasks", "") for row in draft.get("learning_programme") or []]
    insured = [said("insurance_and_work", key) for key in ("liability", "accident")]
    return {
        "mobility.parts": ["online", "onsite"] if mobility.is_blended else ["onsite"],
        "mobility.virtual_hours": said("virtual_component", "hours"),
        "mobility.actual_virtual_hours": said("virtual_component", "hours") if mobility.last_day <= today else None,
        "mobility.weekly_hours": said("mobility", "working_hours_per_week"),
        "mobility.exams": said("reintegration", "exams"),
        "mobility.tasks": "\n".join(filter(None, weeks)),
        "mobility.outcomes": [row.get("text") or row.get("title") for row in draft.get("learning_outcomes") or []],
        "mobility.health_cover": said("insurance_and_work", "health"),
        "mobility.insurance": ", ".join(filter(None, insured)),
        "mobility.green_travel": mobility.transport in GREEN if mobility.transport else None,
        "mobility.actual_start": _been(mobility.departed_on or mobility.starts_on, today),
        "mobility.actual_end": _been(mobility.ends_on, today),
        "mobility.accompanying": _named(companions_of(mobility)),
        "learning_agreement.number": agreement.document.number if agreement and agreement.document else None,
        "mobility.distance_km": mobility.distance_km,
    } | {f"payments.{name}": days for name, days in papers.payments().items()}


def _been(day: date, today: date) -> str | None:
    """A day that has come; what is only planned is no fact yet."""
    return day.isoformat() if day <= today else None


def _home(mobility: Mobility) -> dict[str, Any]:
    """The contract at home, what the country's rules say of it, and what the employer asked for."""
    employer = mobility.party(Role.EMPLOYER_SIGNATORY)
    profile = profiles(mobility.concluded_at).get(mobility.profile)
    law = profile.on(ruled_on(mobility)) if profile else None
    if employer is None or employer.company is None or law is None:
        return {}
    contract = contract_of(mobility, list(mobility.parties.all()))
    yes = Approval.objects.live().filter(mobility=mobility, owner=Owner.HOME_EMPLOYER, answer=Answer.CONDITIONS).first()
    pay = {True: "kept", False: "not_paid", None: None}[mobility.pay_kept]
    chosen = law.option(mobility.arrangement, ruled_on(mobility)) if mobility.arrangement else None
    payer = chosen.pay_by if chosen else law.pay_by
    return {
        "training_contract.reference": contract.reference if contract else None,
        "mobility.arrangement": mobility.arrangement
        or (law.contract_effect if law.contract_effect != "option" else None),
        "mobility.pay_kept": pay,
        "profile.pay_by": None if pay == papers.NOT_PAID and payer in papers.EMPLOYER else payer,
        "profile.leave_may_be_used": True if law.leave_may_be_used is False else None,
        "profile.social_security.a1": chosen.insured_at_home if chosen else law.social_security.a1,
        "home_employer.accident_insurer": employer.company.accident_insurer,
        "approval.conditions": yes.text if yes else None,
    }


def _host(mobility: Mobility) -> dict[str, Any]:
    mentors, host = mobility.party(Role.HOST_MENTOR), mobility.party(Role.HOST_SIGNATORY)
    return {
        "host_company.deputy": filling.person(mentors.deputy) if mentors else None,
        "host_company.takes_minors": host.company.takes_minors if host and host.company else None,
    }


def _people(mobility: Mobility) -> dict[str, Any]:
    coordinator = mobility.party(Role.SENDING_COORDINATOR)
    in_charge = coordinator.person if coordinator else None
    teachers = CentreMember.objects.current().filter(centre=mobility.sending_centre_id, role=MemberRole.TEACHER)
    only, *others = list(teachers.select_related("person").order_by("pk")[:2]) or [None]
    return _guardians(mobility) | {
        "apprentice.name": {"name": str(mobility.apprentice)},
        "apprentice.bank.holder": str(mobility.apprentice),
        "sending_centre.contact_email": in_charge.email if in_charge else None,
        "sending_centre.signatory": filling.person(in_charge),
        "mobility.class_teacher": filling.person(only.person) if only and not others else None,
    }


def _guardians(mobility: Mobility) -> dict[str, Any]:
    """Those who sign for a minor, each on a line of their own: name, relation, telephone."""
    named = [party.person_id for party in mobility.parties.all() if party.role == Role.GUARDIAN and party.person_id]
    rows = Guardian.objects.current().filter(apprentice=mobility.apprentice_id, person__in=named)
    found = list(rows.select_related("person").order_by("pk")) if named else []
    if not found:
        return {}
    phones = [(str(row.person), filling.written(row.person.phone)) for row in found if row.person.phone]
    several = len(found) > 1
    return {
        "guardian.name": {"name": "\n".join(str(row.person) for row in found)},
        "guardian.relation": [row.relation for row in found] if several else found[0].relation,
        "guardian.phone": "\n".join(f"{name}: {phone}" if several else phone for name, phone in phones),
    }


def _named(people: list[Any]) -> dict[str, str] | None:
    names = ", ".join(along.name for along in people)
    return {"name": names} if names else None
