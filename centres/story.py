"""Says in words what happened to an apprentice."""

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from centres.particulars import labels


def told(event):
    """Give one line of the timeline, or None for what is told elsewhere; changes name the fields, not the values."""
    words = {
        "enrolled": _("Enrolled"),
        "changed": _("Changed: %(fields)s"),
        "left": _("Left the centre"),
        "came_back": _("Enrolled again"),
        "invited": _("Invited to the portal: %(after)s"),
        "accepted": _("Accepted the invitation"),
        "guardian_named": _("Guardian named: %(after)s"),
        "guardian_changed": _("Guardian changed"),
        "guardian_ended": _("Guardian ended: %(before)s"),
        "guardian_kept": _("A guardian keeps access"),
        "guardian_not_kept": _("A guardian keeps no access any more"),
    }
    if event.verb not in words:
        return None
    names = labels()
    fields = ", ".join(names[name] for name in event.after if name in names) if isinstance(event.after, dict) else ""
    return {
        "text": words[event.verb] % {"fields": fields, "before": event.before, "after": event.after},
        "at": date_format(localtime(event.at), "DATETIME_FORMAT"),
        "by": event.by,
    }
