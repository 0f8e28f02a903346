"""Words that several publish at once: one version for a double click, and nothing is overwritten unseen."""

import pytest
from django.db import connection

from doallvet.core.refused import Stale
from doallvet.history.models import Event
from doallvet.outbox.wording import Words
from mobilities.actions import wording
from mobilities.models import Wording
from tests.factories import NOW, make_coordinator
from tests.mobilities.actions.test_races import at_once

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time"),
]


def publish(ana, text):
    return wording.publish(ana.centre, "nudge", "en", Words("Hello", text), seen=0, by=ana, at=NOW)


def test_twenty_clicks_at_once_make_one_version():
    ana = make_coordinator()

    results = at_once(*[lambda: publish(ana, "Be on time.") for _ in range(20)])

    assert {row.number for row in results} == {1}
    assert (Wording.objects.count(), Event.objects.filter(verb="words_published").count()) == (1, 1)


def test_of_two_who_publish_other_words_at_once_one_is_told():
    ana = make_coordinator()

    results = at_once(*[lambda text=text: publish(ana, text) for text in ("One.", "Other.")])

    assert sorted(type(result).__name__ for result in results) == [Stale.__name__, "Wording"]
    assert Wording.objects.count() == 1
