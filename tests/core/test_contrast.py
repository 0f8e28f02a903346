"""Colours that carry text or meaning can be told apart, in both themes (WCAG 2.2: 1.4.3 and 1.4.11)."""

import re

import pytest
from django.conf import settings

CSS = (settings.BASE_DIR / "static" / "css" / "app.css").read_text(encoding="utf-8")
SURFACES = ["paper", "surface", "sunken", "tint"]
TEXT = [
    *[(text, ground) for text in ("ink", "muted", "petrol", "petrol-strong") for ground in SURFACES],
    *[("ink", f"{tone}-bg") for tone in ("info", "success", "warning", "danger")],
    *[("petrol", f"{tone}-bg") for tone in ("info", "success", "warning", "danger")],
    *[(tone, f"{tone}-bg") for tone in ("info", "success", "warning", "danger")],
    *[(tone, ground) for tone in ("danger", "warning", "success", "info") for ground in ("paper", "surface")],
    ("on-petrol", "petrol"),
    ("on-petrol", "petrol-strong"),
    ("on-signal", "signal"),
]
PARTS = [("edge", "paper"), ("edge", "surface"), ("petrol", "paper"), ("petrol", "surface"), ("petrol", "line")]
PARTS += [("now", "signal"), ("now", "surface"), ("now", "paper"), ("danger", "danger-bg"), ("edge", "sunken")]


def tokens(theme):
    """Read the colours of a theme from the style sheet: name → (red, green, blue)."""
    block = re.search(rf"\[data-bs-theme={theme}\] {{(.*?)}}", CSS, re.DOTALL).group(1)
    found = re.findall(r"--([\w-]+): #([0-9a-f]{6});", block)
    return {name: tuple(int(value[i : i + 2], 16) for i in (0, 2, 4)) for name, value in found}


def luminance(colour):
    linear = [part / 255 / 12.92 if part <= 10 else ((part / 255 + 0.055) / 1.055) ** 2.4 for part in colour]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def ratio(one, other):
    """Give the contrast of two colours as WCAG defines it: from 1 to 21."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_the_ratio_is_that_of_the_definition():
    assert round(ratio((0, 0, 0), (255, 255, 255)), 2) == 21
    assert round(ratio((119, 119, 119), (255, 255, 255)), 2) == 4.48


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_text_has_a_contrast_of_four_and_a_half(theme):
    colour = tokens(theme)
    pale = {pair: round(ratio(colour[pair[0]], colour[pair[1]]), 2) for pair in TEXT}

    assert {pair: value for pair, value in pale.items() if value < 4.5} == {}


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_lines_borders_and_stations_have_a_contrast_of_three(theme):
    colour = tokens(theme)
    pale = {pair: round(ratio(colour[pair[0]], colour[pair[1]]), 2) for pair in PARTS}

    assert {pair: value for pair, value in pale.items() if value < 3} == {}
