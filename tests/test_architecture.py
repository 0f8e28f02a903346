"""A room uses what stands below it, never what stands above (docs/decisions/0001-house.md)."""

import ast
from pathlib import Path

import pytest

from tests.house import arrows, code
from tests.house.lookups import lookups
from tests.house.planted import GOOD, VIOLATIONS
from tests.house.rooms import PLACED, layer_of, room_of

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = ("doallvet", "centres", "companies", "mobilities")
CHECKS = [
    arrows.between_rooms,
    arrows.by_name,
    arrows.foreign_keys,
    arrows.layers,
    arrows.hidden,
    arrows.circles,
    lookups,
]


@pytest.fixture(scope="module")
def modules():
    return code.read(ROOT, *FOLDERS)


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_the_house_keeps_its_direction(check, modules):
    assert "mobilities.models.mobility" in modules
    assert list(check(modules)) == []


def test_every_module_that_was_given_a_place_is_there(modules):
    packages = {name.rsplit(".", 1)[0] for name in modules} | set(modules)

    assert [name for name in PLACED if name not in packages] == []


@pytest.fixture
def planted(tmp_path):
    """Write small files and read them as if they were the house."""

    def plant(files):
        for path, source in files.items():
            (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / path).write_text(source, encoding="utf-8")
        return code.read(tmp_path, *FOLDERS)

    return plant


def test_a_house_in_order_is_left_alone(planted):
    modules = planted(GOOD)

    assert [sentence for check in CHECKS for sentence in check(modules)] == []


@pytest.mark.parametrize(("check", "path", "source", "sentence"), VIOLATIONS)
def test_each_kind_of_violation_is_named(check, path, source, sentence, planted):
    modules = planted(GOOD | {path: source})

    assert list(check(modules)) == [sentence]


@pytest.mark.parametrize(
    ("source", "above"),
    [
        ("Centre.objects.filter(companies__name='Werkstatt')", "companies"),
        ("Apprentice.objects.exclude(contracts__employer__name='Werkstatt')", "companies"),
        ("CentreMember.objects.values('person__parties__role')", "mobilities"),
        ("Centre.objects.annotate(number=Count('sent'))", "mobilities"),
        ("apprentice.mobilities.running()", "mobilities"),
    ],
)
def test_a_lookup_that_reaches_up_is_found_among_the_real_models(source, above, modules):
    planted = code.Module("centres.actions.planted", "planted.py", ast.parse(source))

    (sentence,) = lookups(modules | {planted.name: planted})

    assert f"comes from {above}: centres stands below {above}." in sentence


def test_modules_that_lead_back_to_themselves_are_named(planted):
    modules = planted(
        GOOD
        | {
            "mobilities/actions/one.py": "from mobilities.actions import two\n",
            "mobilities/actions/two.py": "from mobilities.actions import three\n",
            "mobilities/actions/three.py": "from mobilities.actions.one import start\n",
        }
    )

    assert list(arrows.circles(modules)) == [
        "mobilities.actions.one → mobilities.actions.two → mobilities.actions.three → mobilities.actions.one: a circle."
    ]


def test_a_lookup_that_may_also_stay_below_is_no_violation(planted):
    people = "class Person(models.Model):\n    mobilities = models.ForeignKey('accounts.User', related_name='+')\n"

    modules = planted(
        GOOD
        | {"centres/models.py": GOOD["centres/models.py"] + people, "centres/actions.py": "Q(mobilities__name='A')\n"}
    )

    assert list(lookups(modules)) == []


@pytest.mark.parametrize(
    ("name", "room", "layer"),
    [
        ("mobilities.rules.stage", "mobilities", 1),
        ("mobilities.models", "mobilities", 2),
        ("mobilities.facts", "mobilities", 3),
        ("mobilities.management.commands.seed_demo", "mobilities", 5),
        ("centres.middleware", "centres", 5),
        ("companies.profiles", "companies", 1),
        ("doallvet.core.pdf", "doallvet.core", 1),
        ("mobilities_else.x", None, None),
    ],
)  # fmt: skip
def test_a_module_has_one_place(name, room, layer):
    assert room_of(name) == room
    assert room is None or layer_of(name) == layer
