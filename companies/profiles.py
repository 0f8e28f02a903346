"""Home-country profiles: what an apprentice's status at home asks of a mobility. Law is data, never code.

A profile is made of the rules of one kind of apprenticeship (`rules.law`), which stand in rows (`companies.law`) and
have two kinds of time: the days for which the law holds, and the version that we knew. Where no rows can be read,
the rules that are shipped speak.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from companies.choices import RuleKind
from companies.rules.law import ONCE, Rule
from companies.rules.shipped import shipped


@dataclass(frozen=True, slots=True, kw_only=True)
class Dated:
    """What all dated rules share; `law` is set only where the text of a law was seen. `rule`: where it comes from."""

    law: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    level: str
    rule: Rule | None = field(default=None, compare=False, repr=False)

    def in_force(self, on: date) -> bool:
        """Whether the rule holds for an agreement concluded on this day; no day given means no limit known."""
        return (self.valid_from or date.min) <= on <= (self.valid_to or date.max)


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice(Dated):
    """A duty to tell a body; `by` is home_employer, sending_centre or apprentice."""

    by: str
    body: str
    min_stay_days: int | None = None
    plan_min_stay_days: int | None = None
    within_days: int | None = None
    within_months: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Option(Dated):
    """One of the ways the home contract can go during the stay, chosen by its parties."""

    key: str
    name: str
    effect: str
    pay_by: str
    insured_at_home: bool
    max_days: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Refund(Dated):
    """Money back to a party; `within_days`, `within_months` count from the last day abroad."""

    to: str
    body: str
    within_days: int | None = None
    within_months: int | None = None
    share: float | None = None
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit(Dated):
    """How long a stay may be, or how young who goes; `hard` limits are law, the others advice."""

    note: str
    share: float | None = None
    of: str | None = None
    days: int | None = None
    months: int | None = None
    min_age: int | None = None
    hard: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SocialSecurity(Dated):
    """Whether an A1 certificate can be had; None: it depends on the option chosen."""

    a1: bool | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """One kind of apprenticeship in one country. Unless it was asked for `on` a day, it is the newest law."""

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
    notices_before: tuple[Notice, ...]
    notices_after: tuple[Notice, ...]
    refunds: tuple[Refund, ...]
    social_security: SocialSecurity
    documents: tuple[str, ...]
    minors: dict[str, Any]
    funding: dict[str, Any]
    level: str
    reviewed_on: date
    unconfirmed: tuple[str, ...]
    sources: tuple[str, ...]
    rules: tuple[Rule, ...] = field(compare=False, repr=False)
    all_rules: tuple[Rule, ...] = field(compare=False, repr=False)
    starts: tuple[date, ...] = field(compare=False, repr=False)
    dated: "dict[date, Profile]" = field(default_factory=dict, compare=False, repr=False)

    def on(self, day: date) -> "Profile":
        """Give the profile as it stands for an agreement concluded on this day; the same object for the same law."""
        place = bisect_right(self.starts, day)
        period = self.starts[place - 1] if place else date.min
        if period not in self.dated:
            self.dated[period] = _profile(self.all_rules, [rule for rule in self.all_rules if rule.in_force(day)])
        return self.dated[period]

    def the(self, kind: str) -> Rule:
        """Give the rule of a kind of which there is one."""
        return next(rule for rule in self.rules if rule.kind == kind)

    def option(self, key: str, on: date) -> Option | None:
        """Give the option of this key as it stands for an agreement concluded on this day."""
        return next((option for option in self.on(on).options if option.key == key), None)


def _starts(rule: Rule) -> Iterable[date]:
    """The days on which it begins or has just ended to hold."""
    if rule.valid_from:
        yield rule.valid_from
    if rule.valid_to and rule.valid_to < date.max:
        yield rule.valid_to + timedelta(days=1)


def _profile(everything: tuple[Rule, ...], held: list[Rule]) -> Profile:
    """Make a profile of the rules that hold; what every profile has comes from the earliest where none holds yet."""
    ones = {kind: _one(kind, everything, held) for kind in ONCE}
    kept = tuple(rule for rule in held if rule.kind not in ONCE or rule is ones[RuleKind(rule.kind)])
    kept += tuple(rule for rule in ones.values() if rule not in kept)
    status, consent, school = ones[RuleKind.STATUS], ones[RuleKind.CONSENT], ones[RuleKind.SCHOOL]

    def many(kind: str, made: type) -> tuple:
        return tuple(_make(made, rule) for rule in kept if rule.kind == kind)

    return Profile(
        code=status.profile,
        country=status.country,
        scheme=status.says["scheme"],
        status=status.says["status"],
        home_employer=status.says["home_employer"],
        contract=status.says["contract"],
        employer_consent=consent.says["rule"],
        right_to_go=consent.says.get("right_to_go"),
        max_abroad=many(RuleKind.LIMIT, Limit),
        contract_effect=ones[RuleKind.CONTRACT].says["effect"],
        options=many(RuleKind.OPTION, Option),
        pay_by=ones[RuleKind.PAY].says["by"],
        leave_may_be_used=ones[RuleKind.LEAVE].says.get("may_be_used"),
        school_release={"rule": school.says.get("rule"), "note": school.says.get("note"), "level": school.level},
        notices_before=many(RuleKind.NOTICE_BEFORE, Notice),
        notices_after=many(RuleKind.NOTICE_AFTER, Notice),
        refunds=many(RuleKind.REFUND, Refund),
        social_security=_make(SocialSecurity, ones[RuleKind.INSURANCE]),
        documents=tuple(ones[RuleKind.DOCUMENTS].says["codes"]),
        minors={"note": ones[RuleKind.MINORS].says.get("note"), "level": ones[RuleKind.MINORS].level},
        funding=ones[RuleKind.FUNDING].says,
        level=status.level,
        reviewed_on=min(rule.reviewed_on for rule in kept),
        unconfirmed=tuple(rule.unconfirmed for rule in kept if rule.unconfirmed),
        sources=tuple(dict.fromkeys(source for rule in kept for source in rule.sources)),
        rules=kept,
        all_rules=everything,
        starts=tuple(sorted({start for rule in everything for start in _starts(rule)})),
    )


def _one(kind: str, everything: Iterable[Rule], held: Iterable[Rule]) -> Rule:
    """The rule of a kind: the one that came last among those that hold; else the earliest there is."""
    here = sorted((rule for rule in held if rule.kind == kind), key=lambda rule: rule.valid_from or date.min)
    if here:
        return here[-1]
    return min((rule for rule in everything if rule.kind == kind), key=lambda rule: rule.valid_from or date.min)


def _make(made: type, rule: Rule) -> Any:
    names = set(made.__dataclass_fields__)
    said = {name: value for name, value in (rule.condition | rule.says).items() if name in names}
    return made(
        **said
        | {"law": rule.law or None, "level": rule.level, "rule": rule}
        | {"valid_from": rule.valid_from, "valid_to": rule.valid_to}
    )


class Book:
    """All versions of all rules; gives the profiles as they were known at a time."""

    def __init__(self, versions: Iterable[Rule], stamp: Any = None) -> None:
        self.stamp = stamp
        self.versions: dict[str, list[Rule]] = {}
        for rule in versions:
            self.versions.setdefault(rule.key, []).append(rule)
        self.cuts = sorted({rule.made_at for rules in self.versions.values() for rule in rules})
        self._known: dict[int, dict[str, Profile]] = {}

    def profiles(self, at: datetime | None = None) -> dict[str, Profile]:
        """Give all profiles by code, with the versions that were known then; before all, the earliest there are."""
        place = len(self.cuts) if at is None else max(1, bisect_right(self.cuts, at))
        if place not in self._known:
            self._known[place] = self._make(self.cuts[place - 1])
        return self._known[place]

    def _make(self, cut: datetime) -> dict[str, Profile]:
        """What was known by then; what came later only where a profile could not be without it."""
        found: dict[str, list[Rule]] = {}
        later: dict[str, list[Rule]] = {}
        for rules in self.versions.values():
            rule = next((rule for rule in reversed(rules) if rule.made_at <= cut), None)
            (found if rule else later).setdefault(rules[0].profile, []).append(rule or rules[0])
        for code, rules in later.items():
            known = {rule.kind for rule in found.get(code, ())}
            found.setdefault(code, []).extend(rule for rule in rules if not known or rule.kind in ONCE - known)
        return {code: _profile(tuple(rules), _newest(rules)) for code, rules in found.items()}


def _newest(rules: list[Rule]) -> list[Rule]:
    """What an agreement meets from now on, and every way there ever was."""
    return [rule for rule in rules if rule.valid_to is None or rule.kind == RuleKind.OPTION]


@lru_cache(maxsize=1)
def shipped_book() -> Book:
    return Book(shipped())


_source: list[Callable[[], Book]] = [shipped_book]


def read_from(source: Callable[[], Book]) -> None:
    """Say where the rules are read; the app does so when it starts."""
    _source[0] = source


def profiles(at: datetime | None = None) -> dict[str, Profile]:
    """Give all profiles by code: as they are known, or as they were known at a time."""
    return _source[0]().profiles(at)


def for_country(country: str) -> list[Profile]:
    """Give the profiles of a country by its ISO code; empty where none is on file."""
    return [profile for profile in profiles().values() if profile.country == country]
