"""What a company or a guardian is shown before they answer, in rows and words."""

from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_countries import countries

from companies.profiles import profiles

NAMES = {
    "apprentice": gettext_lazy("Apprentice"),
    "programme": gettext_lazy("Programme"),
    "sending_centre": gettext_lazy("Sending centre"),
    "hosting_centre": gettext_lazy("Hosting centre"),
    "host_company": gettext_lazy("Host company"),
    "workplace": gettext_lazy("Workplace"),
    "host_country": gettext_lazy("Country"),
    "mentor": gettext_lazy("Mentor"),
    "starts_on": gettext_lazy("First day abroad"),
    "ends_on": gettext_lazy("Last day abroad"),
    "virtual_starts_on": gettext_lazy("Virtual phase from"),
    "virtual_ends_on": gettext_lazy("Virtual phase until"),
    "pay_kept": gettext_lazy("Pay goes on"),
    "arrangement": gettext_lazy("What happens to the contract"),
    "tasks": gettext_lazy("Tasks"),
    "age_note": gettext_lazy("Under 18"),
}


def facts(shown, mobility):
    """The terms in few rows: who, where, when, and what concerns this party alone."""
    said = {name: value(name, given, mobility) for name, given in shown.items() if given not in ("", None)}
    where = ", ".join(said[name] for name in ("host_company", "workplace", "host_country") if name in said)
    rows = [
        (_("Who"), " · ".join(said[name] for name in ("apprentice", "programme") if name in said)),
        (_("Where"), where),
        (_("When"), f"{said['starts_on']} – {said['ends_on']}"),
        (_("Virtual phase"), f"{said['virtual_starts_on']} – {said['virtual_ends_on']}" if mobility.is_blended else ""),
        *((NAMES[name], said.get(name, "")) for name in ("mentor", "sending_centre", "hosting_centre", "tasks")),
        (NAMES["pay_kept"], said.get("pay_kept", "")),
        (NAMES["arrangement"], said.get("arrangement", "")),
        (NAMES["age_note"], _("yes, on the first day") if shown.get("age_note") else ""),
    ]
    return [{"label": label, "value": words} for label, words in rows if words]


def changed(differences, mobility):
    """What is not the same any more: (name, before, after) in words."""
    return [
        (NAMES[name], *(value(name, given, mobility) for given in pair)) for name, *pair in differences if name in NAMES
    ]


def value(name, given, mobility):
    if given in ("", None):
        return "–"
    if isinstance(given, bool):
        return str(_("yes") if given else _("no"))
    if name == "host_country":
        return str(countries.name(given))
    if name == "arrangement":
        profile = profiles().get(mobility.profile)
        return next((option.name for option in profile.options if option.key == given), given) if profile else given
    day = parse_date(given) if name.endswith("_on") else None
    return date_format(day) if day else given
