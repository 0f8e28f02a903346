"""Two administrators change the rules of a country at once."""

import pytest
from django.db import connection

from companies.actions import law as actions
from companies.models import Rule
from doallvet.core.refused import Stale
from tests.factories import NOW, make_user
from tests.mobilities.actions.test_races import at_once

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time"),
]


@pytest.fixture
def admin():
    actions.load_shipped(at=NOW)  # a flush may have taken them away
    return make_user("admin@instance.example", is_staff=True)


def test_a_rule_corrected_five_times_at_once_has_one_new_version_and_the_others_are_told(admin):
    seen = Rule.objects.get(key="AT-LEHRE-refund", version=1)

    results = at_once(
        *[lambda: actions.correct(seen, {"law": "BAG § 27c"}, note="Law", by=admin, at=NOW)] * 5,
    )

    assert sorted(type(result).__name__ for result in results) == ["Rule", *[Stale.__name__] * 4]
    assert Rule.objects.filter(key=seen.key).count() == 2
