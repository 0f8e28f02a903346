"""Where towns lie, and how far it is.

`data/places.csv.gz` is a cut of GeoNames' places of Europe and around (CC BY 4.0, see NOTICE): those over 5,000
people, by country and size. `folded` and `others` are the name and its other names as `core.text.fold` writes them;
of those only Latin, Greek and Cyrillic ones with a capital and a small letter are kept, because the others are codes
and transliterations.
"""

import csv
import gzip
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from geographiclib.geodesic import Geodesic

from doallvet.core.text import fold

FILE = Path(__file__).parent / "data" / "places.csv.gz"


@dataclass(frozen=True, slots=True)
class Place:
    """A town: coordinates in degrees, the name of its time zone, its people."""

    country: str
    name: str
    latitude: float
    longitude: float
    time_zone: str
    population: int


def find_place(country: str, name: str) -> Place | None:
    """Give the town of this name, in whichever language, in a country (ISO code); the largest of equals.

    Where the whole is unknown, what people add after a comma or in brackets is left out: "El Ejido, Almería".
    """
    places = _places(country)
    return places.get(_key(fold(name))) or places.get(_key(fold(re.split(r"[,(]", name)[0])))


def time_zone_of(country: str) -> str:
    """Give the time zone of a country's largest town; "" for a country without a town here."""
    largest = max(_places(country).values(), key=lambda place: place.population, default=None)
    return largest.time_zone if largest else ""


def distance_km(here: tuple[float, float], there: tuple[float, float]) -> float:
    """Give the length of the straight line on the ellipsoid, in km, between two (latitude, longitude) pairs."""
    return Geodesic.WGS84.Inverse(*here, *there)["s12"] / 1000


@lru_cache(maxsize=64)
def _places(country: str) -> dict[str, Place]:
    """A country's towns by each of their names; own names go first, then size (the order of the file)."""
    places: dict[str, Place] = {}
    others: dict[str, Place] = {}
    for row in _rows(country):
        place = Place(
            country,
            row["name"],
            float(row["latitude"]),
            float(row["longitude"]),
            row["timezone"],
            int(row["population"]),
        )
        places.setdefault(_key(row["folded"]), place)
        for other in filter(None, row["others"].split("|")):
            others.setdefault(_key(other), place)
    return others | places


def _key(folded: str) -> str:
    """The words of a name, as addresses write them in their own ways: "Saint-Étienne Cedex 2" is Saint Étienne."""
    return " ".join(word for word in re.split(r"[\W\d_]+", folded) if word and word != "cedex")


def _rows(country: str) -> Iterator[dict[str, str]]:
    with gzip.open(FILE, "rt", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["country"] == country:
                yield row
