"""What a centre of the demo says in its own words: that somebody was selected, in both languages."""

from datetime import timedelta

from doallvet.outbox.wording import Words
from mobilities.actions import wording
from mobilities.demo.places import Places

SELECTED = {
    "es": Words(
        "{{ apprentice }}: plaza para {{ town }}",
        "¡Enhorabuena! La plaza del {{ begins }} al {{ ends }} es suya.\n\n"
        "Antes de seguir nos vemos en el centro: traiga el documento de identidad y, si es menor de edad, venga con su "
        "familia.\n\nEquipo de movilidad, {{ centre }}",
    ),
    "en": Words(
        "{{ apprentice }}: a place in {{ town }}",
        "Congratulations! The place from {{ begins }} to {{ ends }} is yours.\n\n"
        "Before we go on we meet at the centre: bring your identity card and, if you are under 18, your family.\n\n"
        "The mobility team of {{ centre }}",
    ),
}


def make(places: Places) -> None:
    centre, ana = places.centres["sil"], places.coordinators["sil"]
    at = places.now - timedelta(weeks=60)
    for language, words in SELECTED.items():
        wording.publish(centre, "decided-selected", language, words, seen=0, by=ana, at=at)
