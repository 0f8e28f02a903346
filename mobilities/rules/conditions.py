"""The conditions that switch steps and fields on and off: one predicate of plain facts for each name."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

import yaml

from companies.profiles import Option, Profile
from mobilities.rules.dates import Dates

FILE = Path(__file__).parent.parent / "data" / "free_movement.yaml"
ADULT_AT = 18


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """All that the conditions ask about one mobility.

    `profile`: of the training contract, else the one chosen for a learner without contract, else None. `option`: key
    of the way chosen for the home contract, "" while open. `concluded_on`: day on which the agreement with the
    employer is concluded, which picks the dated rules; None counts as the first day. `issued_on`: days on which
    documents were issued. Countries are ISO codes; `home_country` is where the apprentice is insured.
    """

    birth_date: date
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
    def chosen(self) -> Option | None:
        """The option chosen for the home contract, as it stood when the agreement was concluded."""
        return self.profile.option(self.option, self.ruled_on) if self.profile and self.option else None


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


def _minor(facts: Facts) -> bool:
    # Nobody grows younger: a minor on any of these days is one on the earliest.
    return adult_on(facts.birth_date) > min([facts.first_day, *facts.issued_on])


def _employed(facts: Facts) -> Profile | None:
    """The profile, where there is an employer at home."""
    return facts.profile if facts.has_contract and facts.profile and facts.profile.home_employer else None


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


def _notify_before(facts: Facts) -> bool:
    notice = facts.profile.notify_before if facts.profile else None
    return (
        notice is not None and notice.in_force(facts.ruled_on) and facts.dates.stay_days >= (notice.min_stay_days or 0)
    )


def _notify_after(facts: Facts) -> bool:
    notice = facts.profile.notify_after if facts.profile else None
    return notice is not None and notice.in_force(facts.ruled_on)


def _refund_claim(facts: Facts) -> bool:
    profile = _employed(facts)
    return profile is not None and any(
        refund.to == "home_employer" and refund.in_force(facts.ruled_on) for refund in profile.refunds
    )


CONDITIONS: dict[str, Callable[[Facts], bool]] = {
    "always": lambda facts: True,
    "minor": _minor,
    "has_employer": lambda facts: _employed(facts) is not None,
    "insured_at_home": _insured_at_home,
    "ehic_valid_at_host": _ehic_valid_at_host,
    "ehic_not_valid_at_host": lambda facts: not _ehic_valid_at_host(facts),
    "entry_formalities": lambda facts: facts.entry_formalities,
    "fewer_opportunities": lambda facts: facts.fewer_opportunities,
    "notify_before": _notify_before,
    "notify_after": _notify_after,
    "refund_claim": _refund_claim,
    "first_time_partner": lambda facts: facts.first_time_partner,
    "stay_over_90": lambda facts: facts.dates.stay_days > 90,
    "green_travel": lambda facts: facts.green_travel,
    "programme_changed": lambda facts: facts.programme_changed,
    "accompanied": lambda facts: facts.accompanied,
    "group": lambda facts: facts.group,
    "blended": lambda facts: facts.blended,
}
PRIVATE = frozenset({"fewer_opportunities"})


def holds(condition: str, facts: Facts) -> bool:
    """Whether a condition of the vocabulary holds; blueprints are checked on loading, so an unknown name is a bug."""
    return CONDITIONS[condition](facts)
