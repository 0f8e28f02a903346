"""Where the rules were seen: pages of sources, as far as they are known."""

from dataclasses import replace

import pytest
from django.db import IntegrityError, transaction

from companies.actions import source as actions
from companies.models import Source
from companies.rules.shipped import shipped as rules
from companies.rules.sources import Page, faults, shipped
from doallvet.core.refused import Refused, Stale
from doallvet.core.seals import seal
from doallvet.history.models import Event
from tests.factories import NOW, make_user

PAGE = Page(code="NO1", title="Lærlinger i utlandet", published="udir.example", dated="2026-03")


@pytest.fixture
def admin():
    return make_user("admin@instance.example", is_staff=True)


def test_every_source_that_a_shipped_rule_names_is_told_about():
    named = {code for rule in rules() for code in rule.sources}

    assert named - {page.code for page in shipped()} == set()
    assert [(page, faults(page)) for page in shipped() if faults(page)] == []


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({}, []),
        ({"code": "no1"}, ["code"]),
        ({"code": "NO"}, ["code"]),
        ({"title": "", "published": ""}, ["title"]),
        ({"title": ""}, []),
        ({"dated": "March 2026"}, ["dated"]),
        ({"dated": "2026-13"}, ["dated"]),
        ({"dated": "2026-03-14"}, []),
        ({"address": "javascript:alert(1)"}, ["address"]),
        ({"address": "https://udir.example/utland"}, []),
    ],
)
def test_what_is_wrong_with_a_page_is_named(changes, found):
    assert [name for name, _sentence in faults(replace(PAGE, **changes))] == found


@pytest.mark.django_db
def test_the_shipped_sources_are_kept_once_and_a_changed_one_is_left_alone(admin):
    row = Source.objects.get(code="DE1")
    actions.change(row, replace(row.plain, title="Rechtliche Basis"), seen=seal(row.plain), by=admin, at=NOW)

    assert actions.load_shipped() == 0
    assert Source.objects.get(code="DE1").title == "Rechtliche Basis"
    assert Source.objects.count() == len(shipped())


@pytest.mark.django_db
def test_a_page_added_twice_is_there_once_and_its_history_tells(admin):
    rows = [actions.add(PAGE, by=admin, at=NOW) for _ in range(2)]

    assert rows[0] == rows[1]
    assert [event.verb for event in Event.objects.about(rows[0])] == ["source_added"]


@pytest.mark.django_db
def test_a_change_keeps_what_was_there_in_the_history(admin):
    row = actions.add(PAGE, by=admin, at=NOW)

    actions.change(row, replace(PAGE, dated="2026-04"), seen=seal(PAGE), by=admin, at=NOW)

    event = Event.objects.about(row).get(verb="source_changed")
    assert (event.before["dated"], event.after["dated"]) == ("2026-03", "2026-04")


@pytest.mark.django_db
def test_who_saw_something_else_or_takes_the_name_or_the_place_of_another_is_refused(admin):
    row, other = actions.add(PAGE, by=admin, at=NOW), actions.add(replace(PAGE, dated="2025"), by=admin, at=NOW)

    with pytest.raises(Stale):
        actions.change(row, replace(PAGE, dated="2024"), seen=seal(other.plain), by=admin, at=NOW)
    for page in (replace(PAGE, code="NO2"), other.plain, replace(PAGE, title="", published="")):
        with pytest.raises(Refused):
            actions.change(row, page, seen=seal(PAGE), by=admin, at=NOW)
    assert Source.objects.get(pk=row.pk).plain == PAGE


@pytest.mark.django_db
def test_a_page_that_is_called_nothing_cannot_be_kept():
    with pytest.raises(IntegrityError), transaction.atomic():
        Source.objects.create(code="NO1")
