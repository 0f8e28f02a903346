"""When two entries are probably one company."""

import pytest

from companies.rules.likeness import Card, alike, core_name, plain_number


@pytest.mark.parametrize(
    ("name", "core"),
    [
        ("Metal Bierzo, S.L.", "metal bierzo"),
        ("METAL-BIERZO S. L. U.", "metal bierzo"),
        ("Müller GmbH & Co. KG", "muller"),
        ("Järven Puu Oy", "jarven puu"),
        ("J.M. Talleres, S.L.U.", "jm talleres"),
        ("A. Pérez e Hijos", "a perez e hijos"),
        ("S.L.", "sl"),
        ("Αφοί Παππά", "αφοι παππα"),
    ],
)
def test_a_name_is_compared_without_what_the_law_adds(name, core):
    assert core_name(name) == core


@pytest.mark.parametrize(
    ("number", "country", "plain"),
    [
        ("ES-B 24.012.345", "ES", "B24012345"),
        ("b24012345", "ES", "B24012345"),
        ("EL 123456789", "GR", "123456789"),
        ("HRB 12345 B", "DE", "HRB12345B"),
        ("1234567-8", "FI", "12345678"),
        ("ES", "ES", "ES"),
        ("", "ES", ""),
    ],
)
def test_a_number_is_compared_without_separators_and_the_prefix_of_its_country(number, country, plain):
    assert plain_number(number, country) == plain


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (Card("Metal Bierzo SL", "ES", "Ponferrada"), Card("Metalbierzo", "ES", "PONFERRADA"), True),
        (Card("Metal Bierzo SL", "ES", "Ponferrada"), Card("Metal Bierzo", "ES", "Bembibre"), True),
        (Card("Metal Bierzo SL", "ES", "Ponferrada"), Card("Talleres Metal Bierzo", "ES", "Ponferrada"), True),
        (Card("Metal Bierzo SL", "ES", "Ponferrada"), Card("Talleres Metal Bierzo", "ES", "Bembibre"), False),
        (Card("Metal Bierzo SL", "ES", "Ponferrada"), Card("Metal Sil", "ES", "Ponferrada"), False),
        (Card("Metal Bierzo SL", "ES", "Ponferrada"), Card("Metal Bierzo", "PT", "Ponferrada"), False),
        (Card("One", "ES", "León", "B24012345"), Card("Other", "ES", "Madrid", "ES B-24012345"), True),
        (Card("One", "ES", "León", "B24012345"), Card("Other", "PT", "Madrid", "B24012345"), False),
        (Card("Müller GmbH", "DE", "Köln", "HRB 1"), Card("Mueller", "DE", "Köln", "DE123456789"), True),
    ],
)
def test_likeness(one, other, same):
    assert (alike(one, other), alike(other, one)) == (same, same)
