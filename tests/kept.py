"""Rows that many tests of a file begin with: made once, and given to each test as they were.

They stand in a transaction around the tests that ask for them, as Django's `setUpTestData` has it; what a test does to
them is undone with the test, and what it holds of them is its own copy. Tests that ask for none do not meet them.
"""

import pickle
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from inspect import signature
from typing import Any

import pytest
import time_machine
from django.db import connection, transaction
from django.utils import timezone, translation

from tests.factories import NOW

makers: dict[tuple[str, str], Callable] = {}
shelf: list["Rows"] = []  # what stands in the database now, outermost first


@dataclass
class Rows:
    """What a maker made, and the transaction in which it stands."""

    make: Callable
    around: transaction.Atomic
    held: bytes = b""


def kept(make: Callable) -> Any:
    """Make a fixture of a function that makes rows on the fixed day; it may ask for other kept fixtures only.

    Signing in, settings, files and the clock belong to a plain fixture that asks for this one.
    """
    makers[make.__module__, make.__name__] = make

    @wraps(make)
    def copy(request, db):
        return given(make)

    del copy.__wrapped__  # pytest would take the maker's arguments for those of the fixture
    return pytest.fixture(copy)


def given(make: Callable) -> Any:
    return next(pickle.loads(rows.held) for rows in shelf if rows.make is make)


def wanted(request) -> list[Callable]:
    """Give the makers of what a test asks for, each behind those it builds on."""
    found: list[Callable] = []
    names = {name for _, name in makers}
    for name in request.fixturenames:
        if name in names and (make := _named(name, request.module.__name__)):
            _after_its_own(make, found)
    return found


def settle(wished: list[Callable]) -> None:
    """Let the rows of these makers stand in the database and no others."""
    lost = connection.closed_in_transaction  # a test that closes an answer closes the connection
    while shelf and (lost or [rows.make for rows in shelf] != wished[: len(shelf)]):
        _undo(shelf.pop())
    for make in wished[len(shelf) :]:
        _do(make)


def _do(make: Callable) -> None:
    rows = Rows(make, transaction.atomic())
    rows.around.__enter__()
    shelf.append(rows)
    needs = {name: given(_named(name, make.__module__)) for name in signature(make).parameters}
    with translation.override("en"), timezone.override(None), time_machine.travel(NOW, tick=False):
        rows.held = pickle.dumps(make(**needs))
    connection.check_constraints()


def _undo(rows: Rows) -> None:
    transaction.set_rollback(True)
    rows.around.__exit__(None, None, None)


def _after_its_own(make: Callable, found: list[Callable]) -> None:
    for name in signature(make).parameters:
        _after_its_own(_named(name, make.__module__), found)
    if make not in found:
        found.append(make)


def _named(name: str, module: str) -> Callable | None:
    """Give the maker that a name means in a module: its own, else that of the nearest conftest."""
    folders = module.split(".")[:-1]
    places = [module] + [".".join([*folders[:depth], "conftest"]) for depth in range(len(folders), 0, -1)]
    return next((makers[place, name] for place in places if (place, name) in makers), None)
