"""The drafts of a stay's papers beside the learning agreement, with all that the portal knows to fill them in."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from centres.choices import MemberRole
from centres.models import CentreMember
from companies.models import TrainingContract
from companies.profiles import profiles
from doallvet.signing.choices import State
from doallvet.signing.models import Document
from mobilities import filling, standing
from mobilities.access import Seat, reads_paper
from mobilities.choices import GREEN, Answer, Owner, Role
from mobilities.concluded import ruled_on
from mobilities.facts import companions_of, dates_of, facts_of
from mobilities.models import Agreement, Approval, Mobility
from mobilities.rules import paper_words, papers, releases, signing
from mobilities.rules.agreement import Block, Field, Missing, Values
from mobilities.rules.conditions import Facts
from mobilities.rules.documents import sensitive
from mobilities.stays import obstacles_to_stay

FIELDS = "fields"  # the one block of a paper's draft
REPORT_DAYS = 30  # to hand in the participant report after the invitation (domain.md 2.3, P)


@dataclass
class Paper:
    """The draft of one paper of a mobility with all that it is judged by."""

    mobility: Mobility
    agreement: Agreement
    facts: Facts
    filled: Values
    agrees_to: Document | None = None  # the learning agreement, once all have signed it

    @property
    def kind(self) -> str:
        return self.agreement.kind

    @property
    def block(self) -> Block:
        return papers.papers()[self.kind]

    @property
    def form(self) -> str:
        """In which national kind it is made; "" for most papers."""
        mobility = self.mobility
        if self.kind == papers.AMENDMENT:
            return "LA_EXTENSION" if self.values.get("reason") == "extension" else ""
        if self.kind != releases.RELEASE:
            return ""
        return releases.form(mobility.profile, mobility.arrangement, ruled_on(mobility))

    @property
    def title(self) -> str:
        """The title in the reader's language."""
        return paper_words.title(self.kind, self.form)

    @property
    def fields(self) -> list[Field]:
        """What this paper asks."""
        return [field for field in self.block.fields if field.asked(self.facts)]

    @property
    def open_fields(self) -> list[Field]:
        """What people fill in: not facts."""
        return [field for field in self.fields if not (field.is_fact and field.key in self.filled)]

    @cached_property
    def values(self) -> dict[str, Any]:
        """What it says now."""
        return papers.merged(self.kind, self.agreement.draft.get(FIELDS, {}), self.filled)

    @cached_property
    def missing(self) -> list[Missing]:
        return papers.missing(self.kind, self.values, self.facts) + self._unamendable()

    def _unamendable(self) -> list[Missing]:
        """An amendment changes an agreement that all have signed; before, the agreement itself is changed."""
        if self.kind != papers.AMENDMENT:
            return []
        if self.agrees_to is None:
            return [
                Missing(self.kind, "amends", _("The learning agreement is not signed by all yet: change it itself."))
            ]
        dates = papers.amended(self.values, dates_of(self.mobility))
        mobility = self.mobility
        if dates.end < dates.start:
            return [Missing(self.kind, "end", _("The stay would end before it begins."))]
        reasons = obstacles_to_stay(mobility.apprentice, mobility.project, mobility.blueprint, dates, besides=mobility)
        return [Missing(self.kind, "", reason) for reason in reasons]

    @property
    def begun(self) -> bool:
        """Whether somebody wrote in it."""
        return bool(self.agreement.draft)

    @property
    def languages(self) -> list[str]:
        """The languages in which it is written: the sender's, then the host's where it is another one."""
        countries = (self.mobility.sending_centre.country.code, self.mobility.host_country.code)
        return list(dict.fromkeys(map(paper_words.spoken_in, countries)))


def needed(mobility: Mobility) -> list[str]:
    """Give the papers that the roadmap of a mobility asks for, those that were begun, and those that are possible.

    A signed learning agreement can be amended. Three queries.
    """
    asked = {code for step in standing.steps_of(mobility) for code in step.plan.evidence}
    begun = Agreement.objects.filter(mobility=mobility)
    asked |= set(begun.values_list("kind", flat=True))
    if begun.filter(kind=filling.KIND, document__versions__completed_at__isnull=False).exists():
        asked.add(papers.AMENDMENT)
    return [kind for kind in papers.papers() if kind in asked]


def drafts_of(mobility: Mobility, kinds: list[str]) -> list[Paper]:
    """Gather several papers of a mobility, which comes with its people; as many queries as for one."""
    kept = Agreement.objects.select_related("document").filter(mobility=mobility).order_by("pk")
    rows = {row.kind: row for row in kept}
    signed = _signed(rows.get(filling.KIND)) if papers.AMENDMENT in kinds else None
    for row in rows.values():
        row.mobility = mobility  # with its people
    facts, known = facts_of(mobility, list(mobility.parties.all())), _known(mobility, rows.get(filling.KIND))
    return [
        Paper(
            mobility, rows.get(kind) or Agreement(mobility=mobility, kind=kind), facts, papers.fill(kind, known), signed
        )
        for kind in kinds
    ]


def draft_of(mobility: Mobility, kind: str) -> Paper:
    """Gather one paper of a mobility, which comes with its people."""
    return drafts_of(mobility, [kind])[0]


def _signed(agreement: Agreement | None) -> Document | None:
    """Give the document of an agreement whose newest version all have signed."""
    if agreement is None or agreement.document is None:
        return None
    newest = agreement.document.versions.newest().filter(completed_at__isnull=False)
    return agreement.document if newest.exists() else None


def may_read(seat: Seat, mobility: Mobility, kind: str) -> bool:
    """Whether a person reads a paper: who signs it, the sending coordinators, whom it is passed on to. No query."""
    return reads_paper(
        seat, signing=standing.signers(mobility, kind), readers=signing.readers(kind), private=sensitive([kind])
    )


def readable(seat: Seat, mobility: Mobility) -> list[str]:
    """Give the kinds of papers, the learning agreement among them, that a person reads on a mobility."""
    return [filling.KIND, *(kind for kind in papers.papers() if may_read(seat, mobility, kind))]


def taken_back(agreement: Agreement) -> int:
    """Give how often a signature on a paper was taken back: given anew, it is signed anew."""
    if agreement.document_id is None:
        return 0
    versions = agreement.document.versions.filter(signatories__state=State.WITHDRAWN)
    return versions.distinct().count()


def _known(mobility: Mobility, agreement: Agreement | None) -> dict[str, Any]:
    """What is known by its dotted name: as the learning agreement knows it, and what only other papers ask."""
    draft = agreement.draft if agreement else {}
    known = filling.known(mobility, draft)
    return known | _stay(mobility, draft, agreement) | _home(mobility) | _host(mobility) | _people(mobility)


def _stay(mobility: Mobility, draft: Values, agreement: Agreement | None) -> dict[str, Any]:
    def said(block: str, key: str) -> Any:
        return (draft.get(block) or {}).get(key)

    weeks = [row.get("tasks", "") for row in draft.get("learning_programme") or []]
    insured = [said("insurance_and_work", key) for key in ("liability", "accident")]
    return {
        "mobility.parts": ["online", "onsite"] if mobility.is_blended else ["onsite"],
        "mobility.virtual_hours": said("virtual_component", "hours"),
        "mobility.actual_virtual_hours": said("virtual_component", "hours"),
        "mobility.weekly_hours": said("mobility", "working_hours_per_week"),
        "mobility.exams": said("reintegration", "exams"),
        "mobility.tasks": "\n".join(filter(None, weeks)),
        "mobility.outcomes": [row.get("text") or row.get("title") for row in draft.get("learning_outcomes") or []],
        "mobility.health_cover": said("insurance_and_work", "health"),
        "mobility.insurance": ", ".join(filter(None, insured)),
        "mobility.green_travel": mobility.transport in GREEN if mobility.transport else None,
        "mobility.actual_start": (mobility.departed_on or mobility.starts_on).isoformat(),
        "mobility.actual_end": mobility.ends_on.isoformat(),
        "mobility.accompanying": _named(companions_of(mobility)),
        "learning_agreement.number": agreement.document.number if agreement and agreement.document else None,
        "rules.participant_report_days": REPORT_DAYS,
    }


def _home(mobility: Mobility) -> dict[str, Any]:
    """The contract at home, what the country's rules say of it, and what the employer asked for."""
    employer = mobility.party(Role.EMPLOYER_SIGNATORY)
    profile = profiles(mobility.concluded_at).get(mobility.profile)
    law = profile.on(ruled_on(mobility)) if profile else None
    if employer is None or employer.company is None or law is None:
        return {}
    contract = TrainingContract.objects.filter(apprentice=mobility.apprentice_id, employer=employer.company).first()
    yes = Approval.objects.live().filter(mobility=mobility, owner=Owner.HOME_EMPLOYER, answer=Answer.CONDITIONS).first()
    pay = {True: "kept", False: "not_paid", None: None}[mobility.pay_kept]
    chosen = law.option(mobility.arrangement, ruled_on(mobility)) if mobility.arrangement else None
    return {
        "training_contract.reference": contract.reference if contract else None,
        "mobility.arrangement": mobility.arrangement
        or (law.contract_effect if law.contract_effect != "option" else None),
        "mobility.pay_kept": pay,
        "profile.pay_by": chosen.pay_by if chosen else law.pay_by,
        "profile.leave_may_be_used": True if law.leave_may_be_used is False else None,
        "profile.social_security.note": law.social_security.note,
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
    teacher = teachers.select_related("person").order_by("pk").first()
    guardians = [party.person for party in mobility.parties.all() if party.role == Role.GUARDIAN and party.person]
    return {
        "apprentice.name": {"name": str(mobility.apprentice)},
        "apprentice.bank.holder": str(mobility.apprentice),
        "guardian.name": {"name": ", ".join(map(str, guardians))} if guardians else None,
        "sending_centre.contact_email": in_charge.email if in_charge else None,
        "sending_centre.signatory": filling.person(in_charge),
        "mobility.class_teacher": filling.person(teacher.person) if teacher else None,
    }


def _named(people: list[Any]) -> dict[str, str] | None:
    names = ", ".join(along.name for along in people)
    return {"name": names} if names else None
