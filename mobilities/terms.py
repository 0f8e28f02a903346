"""What a company or a guardian is shown before they answer; the answer is bound to exactly this."""

import hashlib
import json
from collections.abc import Iterable
from typing import Any

from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django_countries import countries

from companies.profiles import profiles
from mobilities.choices import Kind, Level, Owner, Role
from mobilities.models import Agreement, Approval, Mobility, Step
from mobilities.models.approval import ApprovalQuerySet
from mobilities.rules.completion import asks
from mobilities.rules.terms import NAMES

# What a yes leaves open: tasks are bound by the signatures under the learning agreement, a mentor may be named later.
LEFT_OPEN = {"tasks"}
NAMED_LATER = {"mentor"}
PRINCIPLE = "principle"  # what a personal link carries that leads to the agreement in principle
QUESTIONS = {Owner.HOME_EMPLOYER: "EMPLOYER_CONSENT", Owner.HOST_COMPANY: "HOST_ACCEPTANCE"}


def is_question(kind: str, owner: str, evidence: Iterable[str]) -> bool:
    """Whether a step is answered on its party's page: one step of a company, each consent of a guardian."""
    return asks(kind, owner) and (owner == Owner.GUARDIAN or QUESTIONS.get(Owner(owner)) in evidence)


def questions(mobility: Mobility, owner: str) -> list[Step]:
    """The steps that a party answers on its page."""
    steps = mobility.steps.needed().with_plan().filter(owner=owner)
    return [step for step in steps if is_question(step.plan.kind, owner, step.plan.evidence)]


def in_principle(kind: str, level: str, owner: str) -> bool:
    """Whether an employer is asked for its yes in principle: once for a company and project, before any apprentice."""
    return (kind, level, owner) == (Kind.APPROVAL, Level.COMPANY, Owner.HOME_EMPLOYER)


def is_in_principle(step: Step) -> bool:
    return in_principle(step.plan.kind, step.plan.level, step.owner)


def principle(mobility: Mobility) -> Step | None:
    """The step with which the home employer agrees in principle, where there is one."""
    steps = mobility.steps.needed().with_plan().filter(owner=Owner.HOME_EMPLOYER, plan__level=Level.COMPANY)
    return next(filter(is_in_principle, steps), None)


def of_step(mobility: Mobility, step: Step) -> dict:
    """What is shown to the owner of a step before it answers: nothing of one apprentice where it is in principle."""
    return principle_terms(mobility) if is_in_principle(step) else terms(mobility, step.owner)


def principle_terms(mobility: Mobility) -> dict:
    """Give which company, which project and what period an agreement in principle is about, as plain values."""
    project = mobility.project
    return {
        "home_employer": _name(mobility.party(Role.EMPLOYER_SIGNATORY)),
        "sending_centre": mobility.sending_centre.name,
        "project": project.title,
        "project_begins_on": project.begins_on.isoformat(),
        "project_ends_on": project.ends_on.isoformat(),
    }


def live_answers(step: Step) -> ApprovalQuerySet:
    """The answer to a step that stands; to one that is done once for several mobilities, on whichever it was given."""
    said = Approval.objects.live().filter(owner=step.owner)
    return said.filter(step__shared_key=step.shared_key) if step.shared_key else said.filter(step=step)


def last_answers(mobility: Mobility, owners: Iterable[str]) -> dict[int, Approval]:
    """What these parties said last, by step, also where it does not stand any more; one query.

    What a former company said is not told to the one that took its place.
    """
    joined = {party.acts_as: party.joined_at for party in mobility.parties.all() if party.joined_at}
    said = Approval.objects.filter(mobility=mobility, owner__in=owners).select_related("person", "recorded_by")
    return {
        answer.step_id: answer
        for answer in said.order_by("answered_at", "pk")
        if answer.owner not in joined or answer.answered_at >= joined[answer.owner]
    }


def terms(mobility: Mobility, owner: str) -> dict:
    """Give what is shown to a party, as plain values: no grades, health, family or money beyond its own."""
    party = mobility.party
    host, mentor = party(Role.HOST_SIGNATORY), party(Role.HOST_MENTOR)
    shown = {
        "apprentice": str(mobility.apprentice),
        "programme": str(mobility.apprentice.programme or ""),
        "sending_centre": mobility.sending_centre.name,
        "hosting_centre": _name(party(Role.HOSTING_COORDINATOR)),
        "host_company": _name(host),
        "workplace": _place(host, mobility),
        "host_country": mobility.host_country.code,
        "mentor": str(mentor.person) if mentor and mentor.person else "",
        "starts_on": mobility.starts_on.isoformat(),
        "ends_on": mobility.ends_on.isoformat(),
        "virtual_starts_on": mobility.virtual_starts_on.isoformat() if mobility.virtual_starts_on else "",
        "virtual_ends_on": mobility.virtual_ends_on.isoformat() if mobility.virtual_ends_on else "",
    }
    if owner == Owner.HOME_EMPLOYER:
        shown |= {"home_employer": _name(party(Role.EMPLOYER_SIGNATORY))}
        shown |= {"pay_kept": mobility.pay_kept, "arrangement": mobility.arrangement}
    if owner == Owner.HOST_COMPANY:
        shown |= {"tasks": _tasks(mobility), "age_note": mobility.apprentice.is_minor(mobility.first_day)}
    return shown


def fingerprint(shown: dict) -> str:
    """Give the SHA-256 of the canonical JSON of what was shown."""
    return hashlib.sha256(json.dumps(shown, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def differences(before: dict, after: dict) -> list[tuple[str, object, object]]:
    """Give (name, before, after) of what is not the same any more."""
    return [
        (name, before.get(name), after.get(name)) for name in {**before, **after} if before.get(name) != after.get(name)
    ]


def broken(before: dict, after: dict) -> list[tuple[str, object, object]]:
    """Give the differences for which a yes to the former terms does not hold for the latter; empty means it holds."""
    return [
        (name, was, now)
        for name, was, now in differences(before, after)
        if name not in LEFT_OPEN and (was or name not in NAMED_LATER)
    ]


def in_words(changes: Iterable[tuple[str, Any, Any]], mobility: Mobility) -> list[tuple[str, str, str]]:
    """Give changes as (name, before, after) in the active language."""
    known = [change for change in changes if change[0] in NAMES]
    return [
        (str(NAMES[name]), value(name, before, mobility), value(name, after, mobility)) for name, before, after in known
    ]


def _place(host, mobility: Mobility) -> str:
    """The address without the country's name, which reads differently in each language: terms are the same in all."""
    if host is None or host.site is None:
        return mobility.host_city
    return ", ".join(filter(None, [host.site.address, f"{host.site.postcode} {host.site.city}".strip()]))


def _name(party) -> str:
    return str(party.organisation) if party else ""


def _tasks(mobility: Mobility) -> str:
    agreement = Agreement.objects.filter(mobility=mobility, kind="LEARNING_AGREEMENT").first()
    rows = agreement.draft.get("learning_programme", []) if agreement else []
    return "\n".join(row.get("tasks", "") for row in rows)


def value(name: str, given: Any, mobility: Mobility) -> str:
    """A value as people read it, in the active language."""
    if given in ("", None):
        return "–"
    if isinstance(given, bool):
        return str(_("yes") if given else _("no"))
    if name == "host_country":
        return str(countries.name(given))
    if name == "arrangement":
        profile = profiles().get(mobility.profile)
        return next((option.name for option in profile.options if option.key == given), given) if profile else given
    day = parse_date(given) if name.endswith("_on") else None
    return date_format(day) if day else given
