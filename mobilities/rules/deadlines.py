"""Days that a home-country profile sets after the stay; the steps name them by field."""

from collections.abc import Callable

from companies.profiles import Profile, profiles


def _notice(profile: Profile) -> int | None:
    return profile.notify_after.within_days if profile.notify_after else None


def _refund(profile: Profile) -> int | None:
    days = [
        refund.within_days
        for refund in profile.refunds
        if refund.to == "home_employer" and refund.within_days is not None
    ]
    return min(days, default=None)


DAYS_FROM: dict[str, Callable[[Profile], int | None]] = {
    "notify_after.within_days": _notice,
    "refunds.within_days": _refund,
}
# The condition under which the profile has these days at all.
HELD_BY = {"notify_after.within_days": "notify_after", "refunds.within_days": "refund_claim"}


def shortest(name: str) -> int:
    """Give the fewest days that any profile sets: what a plan for all countries must reckon with."""
    found = (DAYS_FROM[name](profile) for profile in profiles().values())
    return min(days for days in found if days is not None)


def days_from(name: str, profile: Profile | None) -> int:
    """Give the days a profile sets, the smallest where there are several; where it sets none, the fewest of all."""
    days = DAYS_FROM[name](profile) if profile else None
    return shortest(name) if days is None else days
