"""Home-country profiles: what an apprentice's status at home asks of a mobility. Law is data, never code.

The file `data/country_profiles.yaml` says what each key means; every rule carries a level of evidence
(C seen in a public source, M partly seen, P prior knowledge: to be checked) and its first and last day.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

FILE = Path(__file__).parent / "data" / "country_profiles.yaml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What all dated rules share; `law` is set only where the text of a law was seen."""

    law: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    level: str

    def in_force(self, on: date) -> bool:
        """Whether the rule holds for an agreement concluded on this day; no day given means no limit known."""
        return (self.valid_from or date.min) <= on <= (self.valid_to or date.max)


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice(Rule):
    """A duty to tell a body; `by` is home_employer, sending_centre or apprentice."""

    by: str
    body: str
    min_stay_days: int | None = None
    plan_min_stay_days: int | None = None
    within_days: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Option(Rule):
    """One of the ways the home contract can go during the stay, chosen by its parties."""

    key: str
    name: str
    effect: str
    pay_by: str
    insured_at_home: bool
    max_days: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Refund(Rule):
    """Money back to a party; `within_days` counts from the last day abroad."""

    to: str
    body: str
    within_days: int | None
    share: float | None
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit(Rule):
    """How long a stay may be; `hard` limits are law, the others advice."""

    note: str
    share: float | None
    of: str | None
    days: int | None
    months: int | None
    hard: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SocialSecurity(Rule):
    """Whether an A1 certificate can be had; None: it depends on the option chosen."""

    a1: bool | None
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """One kind of apprenticeship in one country."""

    code: str
    country: str
    scheme: str
    status: str
    home_employer: bool
    contract: str
    employer_consent: str
    right_to_go: bool | None
    max_abroad: tuple[Limit, ...]
    contract_effect: str
    options: tuple[Option, ...]
    pay_by: str
    leave_may_be_used: bool | None
    school_release: dict[str, Any]
    notify_before: Notice | None
    notify_after: Notice | None
    refunds: tuple[Refund, ...]
    social_security: SocialSecurity
    documents: tuple[str, ...]
    minors: dict[str, Any]
    funding: dict[str, Any]
    level: str
    reviewed_on: date
    unconfirmed: tuple[str, ...]
    sources: tuple[str, ...]

    def option(self, key: str, on: date) -> Option | None:
        """Give the option of this key as it stands for an agreement concluded on this day."""
        return next((option for option in self.options if option.key == key and option.in_force(on)), None)

    def options_on(self, on: date) -> list[Option]:
        """Give the options that an agreement concluded on this day may choose from."""
        return [option for option in self.options if option.in_force(on)]


def _profile(row: dict[str, Any]) -> Profile:
    def notice(key: str) -> Notice | None:
        return Notice(**row[key]) if row[key] else None

    return Profile(
        **row
        | {
            "max_abroad": tuple(Limit(**rule) for rule in row["max_abroad"]),
            "options": tuple(Option(**rule) for rule in row["options"]),
            "notify_before": notice("notify_before"),
            "notify_after": notice("notify_after"),
            "refunds": tuple(Refund(**rule) for rule in row["refunds"]),
            "social_security": SocialSecurity(**row["social_security"]),
            "documents": tuple(row["documents"]),
            "unconfirmed": tuple(row["unconfirmed"]),
            "sources": tuple(row["sources"]),
        }
    )


@lru_cache(maxsize=1)
def profiles() -> dict[str, Profile]:
    """Give all profiles by code, in the order of the file. A file with a wrong key does not load."""
    rows = yaml.safe_load(FILE.read_text(encoding="utf-8"))["profiles"]
    return {row["code"]: _profile(row) for row in rows}


def for_country(country: str) -> list[Profile]:
    """Give the profiles of a country by its ISO code; empty where none is on file."""
    return [profile for profile in profiles().values() if profile.country == country]


def _choices(found: Iterable[Profile]) -> list[tuple[str, str]]:
    return [(profile.code, f"{profile.country} · {profile.scheme}") for profile in found]


PROFILE_CHOICES = _choices(profiles().values())
