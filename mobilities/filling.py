"""Gathers from the rows what the learning agreement need not ask (`filled_from` of its fields)."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils import timezone

from centres.choices import MemberRole, PaperCheck
from centres.models import Apprentice, Centre, CentreMember, Guardian, Programme
from companies.models import CompanyContact, Site
from companies.profiles import profiles
from doallvet.accounts.models import User
from doallvet.papers import words as paper_words
from mobilities.choices import Role
from mobilities.facts import companions_of, facts_of, issuing
from mobilities.models import Agreement, Mobility
from mobilities.rules import agreement as rules
from mobilities.rules.conditions import Facts

KIND = "LEARNING_AGREEMENT"


@dataclass
class Draft:
    """The draft of a mobility's agreement with all that it is judged by."""

    mobility: Mobility
    agreement: Agreement
    facts: Facts
    filled: dict[str, Any]
    asked = None  # all of its parties sign

    @cached_property
    def blocks(self) -> list[rules.Block]:
        """The blocks that this agreement has."""
        return [block for block in rules.blocks().values() if block.applies(self.facts, self.filled)]

    @cached_property
    def values(self) -> dict[str, Any]:
        """What it says now: block → field → value, or rows."""
        return rules.merged(self.agreement.draft, self.filled)

    @cached_property
    def missing(self) -> list[rules.Missing]:
        """What keeps it from being issued; its people as far as the centre lets them."""
        people = PaperCheck.PEOPLE in self.mobility.sending_centre.stopping
        return rules.missing(self.agreement.draft, self.facts, self.filled, people=people)

    @property
    def doubts(self) -> list[str]:
        """What is worth a look, and is not missing."""
        missing = {gap.sentence for gap in self.missing}
        return [gap.sentence for gap in rules.doubtful(self.values) if gap.sentence not in missing]

    @property
    def languages(self) -> list[str]:
        """The languages in which it is written: the sender's, then the host's where it is another one."""
        return paper_words.between(self.mobility.sending_centre.country.code, self.mobility.host_country.code)


def draft_of(mobility: Mobility, agreement: Agreement | None = None) -> Draft:
    """Gather the draft of a mobility, which comes with its people."""
    agreement = agreement or agreement_of(mobility)
    facts = issuing(facts_of(mobility, list(mobility.parties.all())), timezone.localdate())
    return Draft(mobility, agreement, facts, filled(mobility, agreement.draft))


def agreement_of(mobility: Mobility) -> Agreement:
    """Give the draft of a mobility; an empty one that is not kept yet where nobody has begun."""
    found = Agreement.objects.select_related("document").filter(mobility=mobility, kind=KIND).first()
    if found is None:
        return Agreement(mobility=mobility, kind=KIND)
    found.mobility = mobility  # with its people
    return found


def filled(mobility: Mobility, draft: rules.Values) -> dict[str, Any]:
    """Give block → field → value of all that the portal knows, and rows for who travels along; about ten queries.

    `mobility` comes with its people. What is suggested in one block follows what was written in another: who assesses
    is the mentor, the participant needs the language of work.
    """
    return rules.fill(known(mobility, draft)) | _rows(mobility)


def known(mobility: Mobility, draft: rules.Values) -> dict[str, Any]:
    """Give what is known by its dotted name, as values of JSON."""
    apprentice = Apprentice.objects.with_details().get(pk=mobility.apprentice_id)
    guardian = Guardian.objects.current().select_related("person").filter(apprentice=apprentice).first()
    language = _said(draft, "mobility", "language_of_work")
    levels = {row.language: row.level for row in apprentice.languages.all()}
    return (
        _stay(mobility)
        | _apprentice(apprentice)
        | (_guardian(guardian) if guardian else {})
        | _sending(mobility, draft)
        | _hosting(mobility, draft)
        | _employer(mobility)
        | {"mobility.language_of_work": language, "apprentice.language_level": levels.get(language)}
    )


def person(user: User | None, *, phone: Any = "") -> dict[str, str] | None:
    """Give a person as the agreement names one."""
    if user is None:
        return None
    return {"name": str(user), "email": user.email or "", "phone": written(phone or user.phone)}


def written(phone: Any) -> str:
    """Give a telephone number as it is printed: +34 612 34 56 78."""
    return phone.as_international if phone else ""


def contacts_of(mobility: Mobility) -> list[CompanyContact]:
    """The people at the host whom the centres of this mobility know."""
    host, hosting = mobility.party(Role.HOST_SIGNATORY), mobility.party(Role.HOSTING_COORDINATOR)
    centres = [mobility.sending_centre_id] + ([hosting.centre_id] if hosting else [])
    rows = CompanyContact.objects.current().filter(company=host.company_id if host else None, centre__in=centres)
    return list(rows.select_related("person").order_by("pk"))


def _stay(mobility: Mobility) -> dict[str, Any]:
    days = {
        "start": mobility.starts_on,
        "end": mobility.ends_on,
        "vstart": mobility.virtual_starts_on,
        "vend": mobility.virtual_ends_on,
    }
    profile = profiles().get(mobility.profile)
    return {f"mobility.{name}": day.isoformat() for name, day in days.items() if day} | {
        "mobility.eu_id": mobility.eu_id,
        "mobility.activity_type": mobility.activity,
        "mobility.mode": mobility.mode,
        "mobility.days": mobility.days,
        "project.code": mobility.project.code,
        "project.call_year": mobility.project.call_year,
        "profile.social_security.a1": profile.social_security.a1 if profile else None,
    }


def _apprentice(apprentice: Apprentice) -> dict[str, Any]:
    return (_studies(apprentice.programme) if apprentice.programme else {}) | {
        "apprentice.last_name": apprentice.person.last_name or apprentice.person.first_name,
        "apprentice.first_name": apprentice.person.first_name,
        "apprentice.date_of_birth": apprentice.born_on.isoformat(),
        "apprentice.nationalities": [str(country) for country in apprentice.nationalities],
        "apprentice.gender": apprentice.gender,
        "apprentice.email": apprentice.person.email,
        "apprentice.phone": written(apprentice.person.phone),
        "apprentice.address": apprentice.address,
        "apprentice.year_of_training": apprentice.year_of_training,
    }


def _studies(programme: Programme) -> dict[str, Any]:
    return {
        "apprentice.programme.title": programme.title,
        "apprentice.programme.qualification": programme.qualification,
        "apprentice.programme.nqf_level": programme.nqf_level,
        "apprentice.programme.eqf_level": programme.eqf_level,
        "apprentice.programme.isced_f": programme.isced_f,
        "mobility.isced_f": programme.isced_f,
    }


def _guardian(guardian: Guardian) -> dict[str, Any]:
    return {
        "guardian.name": person(guardian.person),
        "guardian.relation": guardian.relation,
        "guardian.email": guardian.person.email,
        "guardian.phone": written(guardian.person.phone),
    }


def _sending(mobility: Mobility, draft: rules.Values) -> dict[str, Any]:
    centre = mobility.sending_centre
    coordinator = mobility.party(Role.SENDING_COORDINATOR)
    teachers = CentreMember.objects.current().filter(centre=centre, role=MemberRole.TEACHER).select_related("person")
    teacher = teachers.order_by("pk").first()
    in_charge = person(coordinator.person) if coordinator else None
    mentor = _said(draft, "sending", "mentor") or (person(teacher.person) if teacher else None)
    return {
        "sending_centre.legal_name": centre.legal_name,
        "sending_centre.oid": centre.oid,
        "sending_centre.address": _address(centre),
        "sending_centre.country": str(centre.country),
        "sending_centre.type": centre.kind,
        "sending_centre.mentor": mentor,
        "sending_centre.administrative_contact": in_charge,
        "sending_centre.emergency_contact": in_charge,
        "sending_centre.coordinator": in_charge,
    }


def _hosting(mobility: Mobility, draft: rules.Values) -> dict[str, Any]:
    host, mentors = mobility.party(Role.HOST_SIGNATORY), mobility.party(Role.HOST_MENTOR)
    hosting = mobility.party(Role.HOSTING_COORDINATOR)
    found: dict[str, Any] = {}
    if hosting and hosting.centre:
        found |= {
            "hosting_centre.legal_name": hosting.centre.legal_name,
            "hosting_centre.oid": hosting.centre.oid,
            "hosting_centre.coordinator": person(hosting.person),
        }
    if not host or not host.company:
        return found
    phones = {contact.person_id: contact.phone for contact in contacts_of(mobility) if contact.phone}
    mentor, deputy, signatory = (
        person(user, phone=phones.get(user.pk)) if user else None
        for user in (mentors and mentors.person, mentors and mentors.deputy, host.person)
    )
    return found | {
        "host_company.legal_name": host.company.name,
        "host_company.address": _address(host.site),
        "host_company.country": str((host.site or host.company).country),
        "host_company.type": "company",
        "host_company.nace": host.company.nace,
        "host_company.size": host.company.size,
        "host_company.site.address": _address(host.site),
        "host_company.site.name": host.site.name if host.site else "",
        "host_company.mentor": _said(draft, "hosting", "mentor") or mentor,
        "host_company.administrative_contact": signatory,
        "host_company.emergency_contact": deputy or mentor,
    }


def _employer(mobility: Mobility) -> dict[str, Any]:
    signatory, trainer = mobility.party(Role.EMPLOYER_SIGNATORY), mobility.party(Role.EMPLOYER_MENTOR)
    if not signatory or not signatory.company:
        return {}
    return {
        "home_employer.legal_name": signatory.company.name,
        "home_employer.registration_no": signatory.company.register_number,
        "home_employer.mentor": person(trainer.person) if trainer else None,
        "home_employer.signatory": person(signatory.person),
    }


def _rows(mobility: Mobility) -> dict[str, list[dict[str, Any]]]:
    people = [
        {
            "name": {"name": along.name},
            "role": along.role,
            "from": along.begins_on.isoformat(),
            "to": along.ends_on.isoformat(),
        }
        for along in companions_of(mobility)
    ]
    return {"accompanying_persons": people} if people else {}


def _said(draft: rules.Values, block: str, key: str) -> Any:
    value = (draft.get(block) or {}).get(key)
    return None if rules.is_empty(value) else value


def _address(place: Centre | Site | None) -> str:
    """Street, number and town; nothing where the street is not known: then it is asked."""
    return f"{place.address}, {place.postcode} {place.city}".replace("  ", " ") if place and place.address else ""
