"""What the fields of a message say of its stay, in the language that is active."""

from django.utils.formats import date_format

from mobilities.models import Mobility


def of_stay(mobility: Mobility) -> dict[str, object]:
    return {
        "apprentice": mobility.apprentice,
        "town": mobility.host_city,
        "begins": date_format(mobility.starts_on),
        "ends": date_format(mobility.ends_on),
        "centre": mobility.sending_centre,
    }
