"""Ids that travel in forms and after the question mark: those of the other side answer like ids that nothing has."""

import pytest
from django.urls import reverse

from tests.access.routes import MISSING, found
from tests.access.walk import Visitor, page

pytestmark = pytest.mark.django_db

TRIES = [
    ("POST", "centres:switch", {}, {"centre": "sending"}),
    ("POST", "centres:apprentice-new", {}, {"centre": "sending"}),
    ("POST", "centres:enrol", {}, {"centre": "sending"}),
    ("POST", "centres:enrol-confirm", {}, {"centre": "sending"}),
    ("POST", "centres:apprentice-edit", {"pk": "apprentice"}, {"programme": "programme"}),
    ("GET", "centres:apprentices", {}, {"programme": "programme"}),
    ("POST", "companies:new", {}, {"centre": "sending"}),
    ("POST", "companies:contact-new", {"pk": "employer"}, {"centre": "sending"}),
    ("POST", "companies:contact-edit", {"pk": "employer_contact"}, {"site": "employer_site"}),
    ("GET", "companies:contract-new", {"pk": "apprentice"}, {"employer": "employer"}),
    ("POST", "companies:contract-edit", {"pk": "contract"}, {"site": "employer_site", "trainer": "people.teacher"}),
    ("POST", "mobilities:project-new", {}, {"centre": "sending"}),
    ("GET", "mobilities:list", {}, {"project": "project"}),
    ("GET", "mobilities:export", {"kind": "=csv"}, {"project": "project"}),
    (
        "GET",
        "mobilities:new",
        {},
        {"who-asked": "=1", "asking": "=who", "apprentice": "apprentice", "project": "project", "group": "group"},
    ),
    (
        "POST",
        "mobilities:change-person",
        {"pk": "mobility", "party_pk": "parties.host_mentor"},
        {"person": "people.host_signatory", "deputy": "people.host_mentor"},
    ),
    ("POST", "mobilities:agreement-copy", {"pk": "mobility"}, {"other": "past_agreement"}),
]


@pytest.mark.parametrize(("method", "name", "ids", "sent"), TRIES)
def test_an_id_of_the_other_side_in_a_form_is_like_one_that_nothing_has(worlds, method, name, ids, sent):
    visitor = Visitor(worlds.home.people["coordinator"])
    address = reverse(name, kwargs={key: found(worlds.home, row) for key, row in ids.items()})
    foreign = {key: str(found(worlds.away, row)) for key, row in sent.items()}
    none = {key: row[1:] if row.startswith("=") else str(MISSING + place) for place, (key, row) in numbered(sent)}

    answer, same = (visitor.ask(method, address, values) for values in (foreign, none))

    said = page(same).decode()
    for key, value in none.items():
        said = said.replace(value, foreign[key])
    assert answer.status_code == same.status_code < 500
    assert told(answer) == told(same)
    assert page(answer).decode() == said
    assert worlds.away.side not in said


def numbered(sent):
    return enumerate(sent.items())


def told(answer) -> tuple[str, str]:
    """Give where an answer leads, and what the next page will say."""
    said = answer.cookies.get("messages")
    return answer.headers.get("Location", ""), said.value if said else ""


def test_the_own_ids_would_have_done_something(worlds):
    visitor, answered = Visitor(worlds.home.people["coordinator"]), set()

    for method, name, ids, sent in TRIES:
        address = reverse(name, kwargs={key: found(worlds.home, row) for key, row in ids.items()})
        own, none = (
            visitor.ask(method, address, {key: str(found(world, row)) for key, row in sent.items()})
            for world in (worlds.home, None)
        )
        if (own.status_code, told(own), page(own)) != (none.status_code, told(none), page(none)):
            answered.add(name)

    assert answered == {name for _method, name, _ids, _sent in TRIES}
