"""The conditions that switch steps and fields on and off: one predicate of plain facts for each name."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from companies.profiles import Notice, Option, Profile, Refund
from mobilities.rules.dates import Dates

FILE = Path(__file__).parent.parent / "data" / "free_movement.yaml"
ADULT_AT = 18


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """All that the conditions ask about one mobility.

    `profile`: of the training contract, else the one chosen for a learner without contract, else None. `option`: key
    of the way chosen for the home contract, "" while open. `concluded_on`: day on which the agreement with the
    employer is concluded, which picks the dated rules; None counts as the first day. `issued_on`: days on which
    documents were issued. Countries are ISO codes; `home_country` is where the apprentice is insured. `birth_date`:
    None where it is not known, which counts as a minor. `contract_begins`, `contract_ends`: of the training contract,
    None where there is none on file. `other_stays`: the days abroad of the apprentice's other stays.
    """

    birth_date: date | None
    dates: Dates
    home_country: str
    host_country: str
    profile: Profile | None = None
    has_contract: bool = False
    option: str = ""
    concluded_on: date | None = None
    issued_on: tuple[date, ...] = ()
    nationalities: frozenset[str] = frozenset()
    entry_formalities: bool = False
    fewer_opportunities: bool = False
    first_time_partner: bool = False
    green_travel: bool = False
    programme_changed: bool = False
    accompanied: bool = False
    group: bool = False
    blended: bool = False
    pay_kept: bool | None = None
    contract_begins: date | None = None
    contract_ends: date | None = None
    other_stays: tuple[Dates, ...] = ()

    @property
    def first_day(self) -> date:
        return self.dates.first_day

    @property
    def last_day(self) -> date:
        return self.dates.last_day

    @property
    def ruled_on(self) -> date:
        """The day that picks among dated rules."""
        return self.concluded_on or self.first_day

    @property
    def law(self) -> Profile | None:
        """The profile as the law stood when the agreement was concluded."""
        return self.profile.on(self.ruled_on) if self.profile else None

    @property
    def chosen(self) -> Option | None:
        """The option chosen for the home contract, as it stood when the agreement was concluded."""
        return self.profile.option(self.option, self.ruled_on) if self.profile and self.option else None

    @property
    def age(self) -> int | None:
        """Years on the first day; who was born on 29 February is a year older on 1 March."""
        if self.birth_date is None:
            return None
        born, day = self.birth_date, self.first_day
        return day.year - born.year - ((day.month, day.day) < (born.month, born.day))

    def holds(self, condition: str) -> bool:
        """The same as `holds`, for papers: their fields name conditions and know no mobility."""
        return holds(condition, self)


@lru_cache(maxsize=1)
def _areas() -> dict[str, frozenset[str]]:
    areas = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return {name: frozenset(area["countries"]) for name, area in areas.items()}


def ehic_countries() -> frozenset[str]:
    """Give the ISO codes of the states of the European Health Insurance Card (`data/free_movement.yaml`)."""
    return _areas()["ehic"]


def adult_on(birth_date: date) -> date:
    """Give the eighteenth birthday; who was born on 29 February comes of age on 1 March."""
    try:
        return birth_date.replace(year=birth_date.year + ADULT_AT)
    except ValueError:
        return date(birth_date.year + ADULT_AT, 3, 1)


def formalities_likely(nationalities: Collection[str], host_country: str) -> bool:
    """Suggest the answer to "visa, permit or clearance?": yes unless citizen, home and host are of the free area.

    Countries are ISO codes; where no nationality is on file, citizens of the free area are likely.
    """
    free = _areas()["free_movement"]
    citizen = not nationalities or not free.isdisjoint(nationalities)
    return not (citizen and host_country in free)


def applies(condition: Mapping[str, Any], facts: Facts) -> bool:
    """Whether a rule's condition holds; the names are those of companies.rules.law.CONDITIONS."""
    days, age = facts.dates.stay_days, facts.age
    return (
        condition.get("min_stay_days", 0) <= days <= condition.get("max_stay_days", days)
        and ("under_age" not in condition or age is None or age < condition["under_age"])
        and facts.host_country in condition.get("hosts", [facts.host_country])
        and facts.option in condition.get("arrangements", [facts.option])
        and condition.get("blended", facts.blended) == facts.blended
        and condition.get("pay_kept", facts.pay_kept) == facts.pay_kept
    )


def _here(dated: Iterable[Any], facts: Facts) -> list[Any]:
    return [row for row in dated if row.rule is None or applies(row.rule.condition, facts)]


def notices(when: str, facts: Facts) -> list[Notice]:
    """Give the notices that this mobility owes: "notify_before" or "notify_after"."""
    law = facts.law
    return _here(law.notices_before if when == "notify_before" else law.notices_after, facts) if law else []


def refunds(to: str, facts: Facts) -> list[Refund]:
    """Give what a party can get back: the home employer as long as there is one."""
    law = facts.law if to != "home_employer" else _employed(facts)
    return [refund for refund in _here(law.refunds, facts) if refund.to == to] if law else []


def _minor(facts: Facts) -> bool:
    # Nobody grows younger: a minor on any of these days is one on the earliest.
    return facts.birth_date is None or adult_on(facts.birth_date) > min([facts.first_day, *facts.issued_on])


def _minor_on_stay(facts: Facts) -> bool:
    return _minor(replace(facts, issued_on=()))


def _employed(facts: Facts) -> Profile | None:
    """The profile, where there is an employer at home."""
    law = facts.law
    return law if facts.has_contract and law and law.home_employer else None


def _insured_at_home(facts: Facts) -> bool:
    profile = _employed(facts)
    if profile is None or profile.social_security.a1 is False:
        return False
    if profile.contract_effect == "option":
        # As long as nothing is chosen the certificate stays on the list: a gate must not be missing silently.
        return facts.chosen is None or facts.chosen.insured_at_home
    return profile.contract_effect == "continues"


def _ehic_valid_at_host(facts: Facts) -> bool:
    return {facts.home_country, facts.host_country} <= ehic_countries()


CONDITIONS: dict[str, Callable[[Facts], bool]] = {
    "always": lambda facts: True,
    "minor": _minor,
    "has_employer": lambda facts: _employed(facts) is not None,
    "insured_at_home": _insured_at_home,
    "ehic_valid_at_host": _ehic_valid_at_host,
    "ehic_not_valid_at_host": lambda facts: not _ehic_valid_at_host(facts),
    "entry_formalities": lambda facts: facts.entry_formalities,
    "fewer_opportunities": lambda facts: facts.fewer_opportunities,
    "notify_before": lambda facts: bool(notices("notify_before", facts)),
    "notify_after": lambda facts: bool(notices("notify_after", facts)),
    "refund_claim": lambda facts: bool(refunds("home_employer", facts)),
    "first_time_partner": lambda facts: facts.first_time_partner,
    "stay_over_90": lambda facts: facts.dates.stay_days > 90,
    "green_travel": lambda facts: facts.green_travel,
    "programme_changed": lambda facts: facts.programme_changed,
    "accompanied": lambda facts: facts.accompanied,
    "group": lambda facts: facts.group,
    "blended": lambda facts: facts.blended,
}
PRIVATE = frozenset({"fewer_opportunities"})
# What a host promises about the days of the stay, whatever the age when it signs. Only papers ask these.
OF_PAPERS = {"minor_on_stay": _minor_on_stay}


def holds(condition: str, facts: Facts) -> bool:
    """Whether a condition of the vocabulary or of the papers holds; an unknown name is a bug, for data is checked."""
    return (CONDITIONS | OF_PAPERS)[condition](facts)
