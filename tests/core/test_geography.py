"""Towns are found by any of their names; distances are those of the ellipsoid."""

import csv
import gzip
from pathlib import Path

import pytest

from doallvet.core.geography import Place, distance_km, find_place, time_zone_of

CITIES = Path(__file__).parents[3] / "shared" / "data" / "cities_europe.csv.gz"


@pytest.mark.parametrize(
    ("country", "typed", "found"),
    [
        ("DE", "dresden", "Dresden"),
        ("DE", "Munich", "Munich"),
        ("DE", "MÜNCHEN", "Munich"),
        ("DE", "Munchen", "Munich"),
        ("ES", "Sevilla", "Sevilla"),
        ("ES", "Seville", "Sevilla"),
        ("ES", "San Sebastián", "Donostia / San Sebastián"),
        ("ES", " ponferrada ", "Ponferrada"),
        ("AT", "Wien", "Vienna"),
        ("FI", "Savonlinna", "Savonlinna"),
        ("GR", "Αθήνα", "Athens"),
        ("BG", "София", "Sofia"),
        ("PL", "Lodz", "Łódź"),
        ("NL", "Den Haag", "The Hague"),
        ("ES", "EL EJIDO, ALMERÍA", "El Ejido"),
        ("ES", "Calatayud (Zaragoza)", "Calatayud"),
    ],
)
def test_a_town_is_found_by_its_names(country, typed, found):
    assert find_place(country, typed).name == found


def test_a_town_comes_with_all_that_is_known_of_it():
    assert find_place("FI", "Nyslott") == Place("FI", "Savonlinna", 61.8699, 28.87999, "Europe/Helsinki", 31283)


def test_of_equal_names_the_largest_is_taken():
    assert find_place("DE", "Frankfurt").name == "Frankfurt am Main"
    assert find_place("IT", "Villanova").population == 15117


def test_an_own_name_goes_before_another_towns_other_name():
    assert find_place("DE", "Essen").name == "Essen"


@pytest.mark.parametrize(
    ("country", "typed"), [("ES", "Nirgendwo"), ("XX", "Dresden"), ("ES", ""), ("", "x"), ("ES", "|")]
)
def test_an_unknown_town_is_not_invented(country, typed):
    assert find_place(country, typed) is None


@pytest.mark.parametrize(("country", "zone"), [("FI", "Europe/Helsinki"), ("ES", "Europe/Madrid"), ("XX", "")])
def test_a_country_has_the_time_zone_of_its_largest_town(country, zone):
    assert time_zone_of(country) == zone


@pytest.mark.parametrize(
    ("here", "there", "length"),
    [
        ((40.6, -73.8), (51.6, -0.5), 5551.759),  # the example of GeographicLib's own documentation
        ((40.4168, -3.7038), (48.2082, 16.3738), 1813.1),
        ((0, 0), (0, 0), 0),
        ((0, 179), (0, -179), 222.639),
    ],
)
def test_the_distance_is_that_of_the_ellipsoid(here, there, length):
    assert distance_km(here, there) == pytest.approx(length, abs=0.1)


@pytest.mark.skipif(not CITIES.exists(), reason="the real data is not here")
def test_every_town_of_the_real_data_is_found_by_its_own_name():
    with gzip.open(CITIES, "rt", encoding="utf-8", newline="") as file:
        towns = [row for row in csv.DictReader(file) if int(row["population"] or 0) > 5000]

    lost = [row["name"] for row in towns if find_place(row["countrycode"], row["name"]) is None]

    assert (len(towns), lost) == (19705, [])


@pytest.mark.parametrize("typed", ["SAINT ETIENNE", "Saint-Étienne", "Saint-Etienne Cedex 2"])
def test_hyphens_and_postal_words_do_not_hide_a_town(typed):
    assert find_place("FR", typed).name == "Saint-Étienne"
