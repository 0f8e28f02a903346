"""What a company or a guardian is shown before they answer, in rows and words."""

from django.utils.translation import gettext as _

from mobilities import terms


def facts(shown, mobility):
    """The terms in few rows: who, where, when, and what concerns this party alone."""
    said = {name: terms.value(name, given, mobility) for name, given in shown.items() if given not in ("", None)}
    where = ", ".join(said[name] for name in ("host_company", "workplace", "host_country") if name in said)
    rows = [
        (_("Who"), " · ".join(said[name] for name in ("apprentice", "programme") if name in said)),
        (_("Where"), where),
        (_("When"), f"{said['starts_on']} – {said['ends_on']}"),
        (_("Virtual phase"), f"{said['virtual_starts_on']} – {said['virtual_ends_on']}" if mobility.is_blended else ""),
        *((terms.NAMES[name], said.get(name, "")) for name in ("mentor", "sending_centre", "hosting_centre", "tasks")),
        (terms.NAMES["pay_kept"], said.get("pay_kept", "")),
        (terms.NAMES["arrangement"], said.get("arrangement", "")),
        (terms.NAMES["age_note"], _("yes, on the first day") if shown.get("age_note") else ""),
    ]
    return [{"label": label, "value": words} for label, words in rows if words]


def principle(shown, mobility):
    """What an agreement in principle is about, in rows."""
    said = {name: terms.value(name, given, mobility) for name, given in shown.items()}
    rows = [(terms.NAMES[name], said[name]) for name in ("home_employer", "project")]
    rows += [(_("When"), f"{said['project_begins_on']} – {said['project_ends_on']}")]
    rows += [(terms.NAMES["sending_centre"], said["sending_centre"])]
    return [{"label": label, "value": words} for label, words in rows]


def card(answer, now, mobility):
    """An answer as it is shown; `changes`: what is not the same any more, where it was given for other terms.

    `now`: the terms of today, for the newest answer; None for one that a later one replaced.
    """
    changes = terms.broken(answer.terms, now) if now else []
    return {"row": answer, "changes": terms.in_words(changes, mobility)}
