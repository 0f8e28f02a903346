"""Where a partnership stands, and what may be written on it."""

from datetime import date, timedelta

from django.utils.translation import gettext as _

from centres.choices import PartnershipState

WARN_BEFORE = timedelta(days=60)  # a new memorandum takes about that long to be signed
LONGEST = timedelta(days=365 * 15)


def state(*, accepted: bool, ended: bool, valid_until: date | None, asked_by_us: bool, today: date) -> PartnershipState:
    """Say where a partnership stands, seen from one side. Only IN_FORCE and ENDING let data pass."""
    if ended:
        return PartnershipState.ENDED if accepted else PartnershipState.DECLINED
    if not accepted:
        return PartnershipState.ASKED if asked_by_us else PartnershipState.WAITING
    if valid_until is None:
        return PartnershipState.IN_FORCE
    if valid_until < today:
        return PartnershipState.EXPIRED
    return PartnershipState.ENDING if valid_until - today <= WARN_BEFORE else PartnershipState.IN_FORCE


def obstacles_to_terms(*, current: PartnershipState, valid_until: date | None, today: date) -> list[str]:
    """Name what speaks against writing a memorandum and this last day on a partnership; empty means nothing does."""
    if current not in {PartnershipState.IN_FORCE, PartnershipState.ENDING}:
        return [_("This partnership is not in force, so nothing can be written on it. Ask the other centre again.")]
    if valid_until and valid_until < today:
        return [_("The last day is in the past. To stop working together today, end the partnership.")]
    if valid_until and valid_until - today > LONGEST:
        return [_("The last day is more than 15 years away: please check the year.")]
    return []
