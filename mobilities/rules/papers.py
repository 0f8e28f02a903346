"""The papers of a stay beside the learning agreement: their fields, and what is missing before one is issued."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from django.utils.translation import gettext as _

from doallvet.papers import fields
from doallvet.papers.fields import Block, Missing, PaperField, Values, is_empty
from mobilities.rules import identifiers
from mobilities.rules.conditions import Facts
from mobilities.rules.dates import Dates

FILE = Path(__file__).parent.parent / "data" / "document_fields.yaml"
AMENDMENT, GRANT = "LA_AMENDMENT", "GRANT_AGREEMENT"
# Each paper in the order of the stay, and how its numbers begin.
PREFIXES = {
    "DATA_CONSENT": "DC",
    "MEDIA_CONSENT": "MC",
    "EMPLOYER_CONSENT": "ER",
    "HOST_ACCEPTANCE": "HA",
    "CATCHUP_PLAN": "CP",
    "GUARDIAN_CONSENT_STAY": "GS",
    "GUARDIAN_CONSENT_TRAVEL": "GT",
    "GUARDIAN_CONSENT_MEDICAL": "GM",
    "GUARDIAN_CONSENT_IMAGE": "GI",
    GRANT: "GA",
    AMENDMENT: "AM",
    "LA_COMPLEMENT": "LC",
    "EUROPASS_MOBILITY": "EM",
}
# Known from elsewhere and put right there, so that a paper cannot say something else; an amendment says the new.
FACTS = re.compile(
    r"mobility\.(start|end|parts|arrangement|pay_kept)|profile\.leave_may_be_used|project\.code"
    r"|apprentice\.(name|date_of_birth)|guardian\.(name|relation|phone)"
    r"|(sending_centre|host_company|hosting_centre)\.legal_name|learning_agreement\.number"
)
CHANGING = ("start", "end", "workplace", "tasks", "outcomes", "mentor")  # what an amendment can change
GOES_ON, NOT_PAID = ("kept", "reduced"), "not_paid"  # the pay during the stay
BY_AGREEMENT = "by_agreement"
NOBODY, EMPLOYER = ("grant", "nobody"), ("home_employer", "home_employer_refunded")  # who pays it
# Days that follow each other, by paper: no later one lies before an earlier one.
IN_ORDER = (
    ("start", "end", "return_to_work"),
    ("outward", "homeward"),
    ("absent_from", "absent_to"),
    ("actual_start", "actual_end", "confirmed_on", "issued_on"),
)
_CHANGED = {(AMENDMENT, key) for key in CHANGING}


@dataclass(frozen=True, slots=True)
class StayField(PaperField):
    """One thing a paper of a stay says."""

    @property
    def is_fact(self) -> bool:
        source = self.filled_from or ""
        return bool(FACTS.fullmatch(source)) and (self.block, self.key) not in _CHANGED

    @property
    def reached(self) -> bool:
        return (self.block, self.key) in _CHANGED and self.type == "person"


@lru_cache(maxsize=1)
def papers() -> dict[str, Block]:
    """Give the papers by kind, each as one block of fields, in the order of PREFIXES."""
    rows = yaml.safe_load(FILE.read_text(encoding="utf-8"))["documents"]
    return {kind: Block(kind, False, fields.read(kind, rows[kind]["fields"], StayField)) for kind in PREFIXES}


@lru_cache(maxsize=1)
def payments() -> dict[str, int]:
    """Give the days within which a grant is paid: `first_days` and `balance_days`, as suggestions."""
    return yaml.safe_load(FILE.with_name("payments.yaml").read_text(encoding="utf-8"))


def fill(kind: str, known: Values) -> dict[str, Any]:
    """Give field → value of what is known, by its dotted name."""
    found = {}
    for field in papers()[kind].fields:
        if (kind, field.key) in _CHANGED:  # it says what becomes different, not what is
            continue
        value = known.get(field.filled_from or "")
        if isinstance(value, dict):
            value = {"name": value["name"]}
        if not is_empty(value):
            found[field.key] = value
    return found


def merged(kind: str, own: Values, filled: Values) -> dict[str, Any]:
    """Give what a paper says now: facts, then what people wrote, then what the portal suggests."""
    return fields.merged(papers()[kind], own, filled)


def frozen(kind: str, values: Values, facts: Facts) -> dict[str, Any]:
    """Give what is issued: what is asked, without what is empty."""
    return fields.kept_of(papers()[kind], values, facts)


def missing(kind: str, values: Values, facts: Facts, *, today: date) -> list[Missing]:
    """Name all that keeps a paper from being issued today; empty means it can be issued."""
    block = papers()[kind]
    found = fields.gaps(block, values, facts)
    found += [*fields.out_of_order(block, values, IN_ORDER), *_wrong_account(kind, values), *_wrong_pay(block, values)]
    found += [*_agreed_how(block, values), *_too_early(block, values, today)]
    if kind == AMENDMENT:
        found += _wrong_amendment(values)
    return found + list(fields.unseen(block, values))


def _too_early(block: Block, values: Values, today: date) -> Iterator[Missing]:
    """What took place is confirmed when it has taken place."""
    last = values.get("actual_end")
    if last and date.fromisoformat(last) > today:
        sentence = _("The stay is not over yet: what took place is confirmed on its last day or after it.")
        yield Missing(block.key, "actual_end", sentence)


def _wrong_account(kind: str, values: Values) -> Iterator[Missing]:
    if values.get("iban") and (wrong := identifiers.obstacles_to_iban(values["iban"])):
        yield Missing(kind, "iban", wrong[0])


def _wrong_pay(block: Block, values: Values) -> Iterator[Missing]:
    """Whether there is pay, and who pays it, must not contradict each other."""
    names = {field.key: f"“{field.label}: {field.shown(values.get(field.key))}”" for field in block.fields}
    pay, payer = values.get("pay"), values.get("pay_by")
    if (pay in GOES_ON and payer in NOBODY) or (pay == NOT_PAID and payer in EMPLOYER):
        sentence = _("%(pay)s and %(payer)s contradict each other.")
        yield Missing(block.key, "pay_by", sentence % {"pay": names["pay"], "payer": names["pay_by"]})


def _agreed_how(block: Block, values: Values) -> Iterator[Missing]:
    """Who pays "as agreed below" points to something only where it is said below."""
    if values.get("pay_by") == BY_AGREEMENT and is_empty(values.get("conditions")):
        labels = {field.key: field.label for field in block.fields}
        sentence = _("Who pays is agreed below: write under “%(field)s” what is agreed.")
        yield Missing(block.key, "conditions", sentence % {"field": labels["conditions"]})


def _wrong_amendment(values: Values) -> Iterator[Missing]:
    end, holds_from = values.get("end"), values.get("effective_from")
    if end and holds_from and holds_from > end:
        yield Missing(AMENDMENT, "effective_from", _("It would hold only after the new last day."))
    if all(is_empty(values.get(key)) for key in CHANGING):
        yield Missing(AMENDMENT, "", _("Say what changes: days, place of work, tasks, outcomes or mentor."))


def amended(said: Values, now: Dates) -> Dates:
    """Give the dates of a stay once an amendment that says this holds."""
    first, last = (date.fromisoformat(said[key]) if said.get(key) else None for key in ("start", "end"))
    return Dates(vstart=now.vstart, start=first or now.start, end=last or now.end, vend=now.vend)
