"""When somebody may be reminded by hand: once in a while, so that it stays worth reading."""

from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _

COOL_DOWN = timedelta(days=3)


def too_soon(last: date | None, today: date) -> str:
    """Say why nobody is reminded again so soon; empty where they may be."""
    if last is None or today - last >= COOL_DOWN:
        return ""
    days = {"date": date_format(last), "again": date_format(last + COOL_DOWN)}
    return _("Reminded on %(date)s already; again from %(again)s.") % days
