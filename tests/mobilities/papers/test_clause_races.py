"""Clauses that several publish at once: one version for a double click, and nothing is overwritten unseen."""

import pytest
from django.db import connection

from doallvet.core.refused import Stale
from doallvet.history.models import Event
from mobilities.actions import clauses
from mobilities.models import ClauseBook
from tests.factories import NOW, make_coordinator
from tests.mobilities.actions.test_races import at_once

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time"),
]
KIND = "LEARNING_AGREEMENT"


def publish(ana, text):
    rows = [{"party": "", "text": {"en": text}}]
    return clauses.publish(ana.centre, KIND, rows, "New", seen=0, by=ana, at=NOW)


def test_twenty_clicks_at_once_make_one_version():
    ana = make_coordinator()

    results = at_once(*[lambda: publish(ana, "Be on time.") for _ in range(20)])

    assert {book.number for book in results} == {1}
    assert (ClauseBook.objects.count(), Event.objects.filter(verb="clauses_published").count()) == (1, 1)


def test_of_two_who_publish_other_clauses_at_once_one_is_told():
    ana = make_coordinator()

    results = at_once(*[lambda text=text: publish(ana, text) for text in ("One.", "Other.")])

    assert sorted(type(result).__name__ for result in results) == ["ClauseBook", Stale.__name__]
    assert ClauseBook.objects.count() == 1
