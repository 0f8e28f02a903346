"""What a centre of the demo adds to its learning agreements: a clause for all, and one of the home employer."""

from datetime import timedelta

from mobilities.actions import clauses
from mobilities.demo.places import Places

LONG_AGO = timedelta(weeks=60)
NOTES = ("Working time", "The home employer says what becomes of the pay.")
WORKING_TIME = {
    "party": "",
    "text": {
        "en": "# Working time\n\n{{ apprentice }} works {{ hours }} hours a week at {{ host }}:\n\n"
        "- Saturdays and Sundays are free\n"
        "- {% if minor %}no work at night{% else %}work at night only when agreed a week before{% endif %}",
        "es": "# Horario\n\n{{ apprentice }} trabaja {{ hours }} horas a la semana en {{ host }}:\n\n"
        "- libra los sábados y los domingos\n"
        "- {% if minor %}no trabaja de noche{% else %}de noche solo si se acuerda una semana antes{% endif %}",
    },
}
PAY = {
    "party": "home_employer",
    "text": {
        "en": "{% if pay_kept %}{{ employer }} goes on paying from {{ begins }} to {{ ends }}.{% else %}"
        "The pay rests from {{ begins }} to {{ ends }}.{% endif %}",
        "es": "{% if pay_kept %}{{ employer }} sigue pagando del {{ begins }} al {{ ends }}.{% else %}"
        "La retribución queda en suspenso del {{ begins }} al {{ ends }}.{% endif %}",
    },
}


def make(places: Places) -> None:
    """Two versions, published long before anything was issued."""
    centre, ana = places.centres["sil"], places.coordinators["sil"]
    for seen, rows in enumerate(([WORKING_TIME], [WORKING_TIME, PAY])):
        at = places.now - LONG_AGO + timedelta(weeks=seen)
        clauses.publish(centre, "LEARNING_AGREEMENT", rows, NOTES[seen], seen=seen, by=ana, at=at)
