"""Every address with an id, as every role: what concerns a person opens, and nothing else is even there.

On mobilities, roles that take part try GET and POST on every address, and another method on every fourth. Where all
is closed to a role, one method is tried; the turn goes round, so that every address is tried with every method.
"""

import pytest

from tests.access.pages import fingerprint
from tests.access.routes import CASES, Case, without_case
from tests.access.table import ROLES, STATUS, STRANGERS, expectations
from tests.access.walk import Visitor, page

pytestmark = pytest.mark.django_db

TABLE = expectations()
SELDOM = ("HEAD", "PUT", "DELETE")
ROUND = ("GET", "POST", "DELETE", "PUT", "HEAD")
SIDES = ["coordinator", "hosting", "employer_signatory", "host_signatory", "apprentice", "guardian"]
OWNERS = ["coordinator", "employer_signatory", "apprentice"]


def turn(role: str, case: Case) -> int:
    return list(ROLES.values()).index(role) + CASES.index(case)


def letter(case: Case, method: str, role: str) -> str:
    return TABLE[case.post if method == "POST" else case.row][role]


def methods(role: str, case: Case) -> list[str]:
    """Give the methods that a role tries on its own side."""
    place = turn(role, case)
    outside = role in STRANGERS or not case.name.startswith("mobilities:")
    if outside and {letter(case, "GET", role), letter(case, "POST", role)} == {"."}:
        return [ROUND[place % len(ROUND)]]
    closed = letter(case, "GET", role) in STATUS
    return ["GET", "POST", *([SELDOM[place // 4 % 3]] if closed and place % 4 == 0 else [])]


def test_every_address_with_an_id_is_walked():
    assert not without_case(), "\n".join(without_case())


def test_an_address_that_nobody_walks_is_named_with_what_to_do():
    sentence = without_case(cases=[case for case in CASES if case.name != "centres:programme"])

    assert sentence == [
        "/centres/programmes/<int:pk>/ (centres:programme) has an id that no test walks: add a line for it to CASES in "
        "tests/access/routes.py, with its row of the table in tests/access/table.py."
    ]


def test_every_row_of_the_table_is_walked():
    assert {case.row for case in CASES} | {case.post for case in CASES} == set(TABLE)


def test_every_address_is_tried_with_every_method():
    for case in CASES:
        away = {ROUND[(SIDES.index(role) + CASES.index(case)) % len(ROUND)] for role in SIDES}
        home = {method for role in ROLES.values() for method in methods(role, case)}
        assert home == away == set(ROUND), case
    assert sum(len(methods(role, case)) for role in ROLES.values() for case in CASES) > 2500


@pytest.fixture(autouse=True)
def quietly(caplog):
    """Thousands of closed doors need no line each in the log."""
    caplog.set_level("CRITICAL", "django.request")


@pytest.fixture(scope="module")
def posted_only(built, django_db_blocker):
    """The addresses that take nothing but POST: other methods answer 405, whatever the id."""
    with django_db_blocker.unblock():
        visitor = Visitor(built.home.people["coordinator"])
        return {case.name for case in CASES if visitor.ask("GET", case.missing()).status_code == 405}


@pytest.mark.parametrize("role", ROLES.values())
def test_the_doors_that_concern_a_role_open_and_no_others(worlds, pages, posted_only, role):
    visitor, wrong = Visitor(worlds.home.people[role]), []
    unknown, wishes = Unknown(visitor), [(case, method) for case in CASES for method in methods(role, case)]
    known = [case for case, method in wishes if method == "GET" and letter(case, method, role) == "o"]

    for case, method in wishes:
        address, wanted = case.address(worlds.home), STATUS.get(letter(case, method, role))
        if method == "GET" and wanted is None:
            answer = pages.found[role, address]
        else:
            answer = visitor.ask(method, address, case.sent(worlds.home))
        wanted = 405 if method != "POST" and case.name in posted_only else wanted
        if not fits(answer, wanted, unknown):
            wrong.append(f"{method} {case.name} ({case.row}): {answer.status_code}, not {wanted or 'open'}")

    assert not wrong, "\n".join(wrong)
    assert visitor.asked + len(known) == len(wishes) + len(unknown.pages)


@pytest.mark.parametrize("role", SIDES)
def test_what_belongs_to_the_other_side_is_not_there(worlds, posted_only, role):
    visitor, wrong = Visitor(worlds.home.people[role]), []
    unknown = Unknown(visitor)

    for place, case in enumerate(CASES):
        method = ROUND[(SIDES.index(role) + place) % len(ROUND)]
        wanted = 405 if method != "POST" and case.name in posted_only else 404
        answer = visitor.ask(method, case.address(worlds.away), case.sent(worlds.home))
        if not fits(answer, wanted, unknown):
            wrong.append(f"{method} {case.name} ({case.row}): {answer.status_code}, not {wanted}")

    assert not wrong, "\n".join(wrong)
    assert visitor.asked == len(CASES) + len(unknown.pages)


@pytest.mark.parametrize("role", OWNERS)
def test_parts_of_another_mobility_are_not_there_under_the_own_one(worlds, role):
    visitor, parts = Visitor(worlds.home.people[role]), [case for case in CASES if case.has_parts]

    wrong = []
    for case in parts:
        method = ROUND[turn(role, case) % len(ROUND)]
        addresses = (case.mixed(worlds.home, worlds.away), case.missing(worlds.home))
        foreign, none = (visitor.ask(method, address, case.sent(worlds.home)) for address in addresses)
        if (foreign.status_code, page(foreign)) != (none.status_code, page(none)) or foreign.status_code >= 500:
            wrong.append(f"{method} {case.name} ({case.row}): {foreign.status_code}, but {none.status_code} for no row")

    assert not wrong, "\n".join(wrong)
    assert visitor.asked == 2 * len(parts) > 0


def test_fetching_changes_nothing(pages):
    assert pages.changed == []


def test_a_change_would_be_seen(worlds):
    before = fingerprint()

    type(worlds.home.apprentice).objects.filter(pk=worlds.home.apprentice.pk).update(gender="woman")

    after = fingerprint()
    assert [name for name, checksum in after.items() if checksum != before[name]] == ["centres.Apprentice"]


def fits(answer, wanted: int | None, unknown: "Unknown") -> bool:
    """Tell whether an answer is the one that is wanted; what is not there must look like an id that nothing has."""
    if wanted is None:
        return answer.status_code < 500 and answer.status_code not in {401, 403, 404, 405}
    return answer.status_code == wanted and (wanted != 404 or unknown.is_like(answer))


class Unknown:
    """The pages that one visitor gets for ids that nothing has; the navigation depends on the first part alone."""

    def __init__(self, visitor: Visitor) -> None:
        self.visitor = visitor
        self.pages: dict[str, bytes] = {}

    def is_like(self, answer) -> bool:
        part = answer.wsgi_request.path.split("/")[1]
        if part not in self.pages:
            known = next(case for case in CASES if case.missing().split("/")[1] == part)
            self.pages[part] = page(self.visitor.ask("POST", known.missing()))
        return page(answer) == self.pages[part]
