"""Rows of mobilities on a first page: who leaves or arrives soon, what is overdue."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mobilities.views import cells


def leaving(found, now, *, precise):
    """Who leaves, with what is open before."""
    to_page = cells.addresses("mobilities:detail")
    return [_soon(row, now, precise, to_page) | {"about": cells.place(row)} for row in found]


def arriving(found, now, *, precise):
    """Who arrives where the centre hosts, and from where."""
    to_page = cells.addresses("mobilities:detail")
    return [_soon(row, now, precise, to_page) | {"about": row["sending_centre__name"]} for row in found]


def _soon(row, now, precise, to_page):
    status, tone = cells.state(row, precise=precise)
    return {
        "state": "now" if row["gates_open"] or not precise else "done",
        "title": cells.name(row),
        "url": to_page(row["mobility"]),
        "who": _missing(row["gates_open"]) if precise else "",
        "status": status,
        "tone": tone,
        "due": f"{cells.day(row['starts_on'])}, {_in_days((row['starts_on'] - now).days)}",
    }


def _missing(gates):
    """What is open before departure; private steps are not counted, so nothing is said where none is left."""
    words = ngettext("%(number)s step open before departure", "%(number)s steps open before departure", gates)
    return words % {"number": gates} if gates else ""


def _in_days(days):
    return _("today") if days == 0 else ngettext("in %(days)s day", "in %(days)s days", days) % {"days": days}


def came_late(found, now):
    """Stays under way of which nobody said yet whether what a change brought late is done already."""
    to_page = cells.addresses("mobilities:late")
    return [
        {
            "state": "now",
            "title": cells.name(row),
            "url": to_page(row["mobility"]),
            "about": cells.place(row),
            "status": _("Already done?"),
            "tone": "warning",
        }
        for row in found
    ]


def late(found, now):
    """Mobilities with something overdue, and who has the ball."""
    to_page = cells.addresses("mobilities:detail")
    return [_late(row, now, to_page) for row in found]


def _late(row, now, to_page):
    waits = row["waits_for"]
    return {
        "state": "late",
        "title": cells.name(row),
        "url": to_page(row["mobility"]),
        "about": cells.place(row),
        "who": _("waiting for: %(who)s") % {"who": cells.owner(waits)} if waits else "",
        "status": cells.due(row["next_due_on"], now)[0],
        "tone": "danger",
    }


def unlikely(found, now):
    """Who may not be ready in time: the chance, and when they leave."""
    to_page = cells.addresses("mobilities:timeline")
    return [
        {
            "state": "late",
            "title": cells.name(row),
            "url": to_page(row["mobility"]),
            "about": cells.place(row),
            "who": _("%(chance)s %% likely to be ready") % {"chance": row["chance"]},
            "status": cells.day(row["starts_on"]),
            "tone": "danger",
        }
        for row in found
    ]
