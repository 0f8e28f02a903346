"""The rules of the countries: read by everybody who is signed in, changed by the administrator of the instance."""

from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from companies.actions import law
from companies.models import Rule
from companies.profiles import profiles
from tests.factories import NOW, make_apprentice, make_coordinator, make_user

pytestmark = pytest.mark.django_db
KEY = "AT-LEHRE-refund"
LIST, COMPARE = "/rules/", "/rules/compare/"


@pytest.fixture
def admin(client):
    person = make_user("admin@instance.example", first_name="Ines", last_name="Admin", is_staff=True)
    client.force_login(person)
    return person


def page(client, name, key=KEY, **data):
    return client.get(reverse(f"mobilities:{name}", args=[key]), data)


def rule(key=KEY):
    return Rule.objects.newest().get(key=key)


def typed(row=None, **changes):
    """What the form of a rule sends when nothing was changed."""
    row = row or rule()
    says = {f"says:{name}": value for name, value in row.says.items()}
    plain = {"law": row.law, "level": row.level, "sources": ", ".join(row.sources), "unconfirmed": row.unconfirmed}
    dates = {"review_due_on": "2027-11-23", "valid_from": row.valid_from or "", "valid_to": row.valid_to or ""}
    return says | plain | dates | {"change": "correction", "version": row.version, "note": "Seen in the law"} | changes


@pytest.mark.parametrize("name", ["rule", "rule-edit"])
def test_who_is_not_signed_in_reads_no_rule(client, name):
    assert page(client, name).status_code == 302
    assert client.get(LIST).status_code == 302


@pytest.mark.parametrize("who", [make_coordinator, lambda: make_apprentice().person])
def test_everybody_reads_and_nobody_but_the_administrator_changes(client, who):
    client.force_login(who())

    seen = page(client, "rule")

    assert (client.get(LIST).status_code, seen.status_code, client.get(COMPARE).status_code) == (200, 200, 200)
    assert "Reviewed today" not in seen.text
    assert page(client, "rule-edit").status_code == 403
    assert client.post(reverse("mobilities:rule-edit", args=[KEY]), typed()).status_code == 403
    assert client.post(reverse("mobilities:rule-reviewed", args=[KEY]), {"version": 1}).status_code == 403
    assert Rule.objects.filter(key=KEY).count() == 1


@pytest.mark.parametrize("name", ["rule", "rule-edit"])
def test_a_rule_that_is_not_there_is_not_found(client, admin, name):
    assert page(client, name, key="XX-nothing").status_code == 404


@pytest.mark.parametrize(
    ("asked", "keys"),
    [
        ({"profile": "AT-LEHRE", "kind": "refund"}, ["AT-LEHRE-refund", "AT-LEHRE-refund-2"]),
        ({"country": "FR", "kind": "limit"}, ["FR-APP-limit"]),
        ({"country": "FR", "kind": "notice_after"}, []),
        ({"due": "on"}, []),
        ({"since": "2027-01-01"}, []),
    ],
)
def test_the_list_is_filtered(client, admin, asked, keys):
    assert [row["key"] for row in client.get(LIST, asked).context["rows"]] == keys


def test_what_changed_and_what_is_due_is_found(client, admin, time_machine):
    law.correct(rule(), {"law": "BAG § 19c"}, note="Law", by=admin, at=datetime(2026, 12, 2, 9, 0, tzinfo=UTC))
    time_machine.move_to(datetime(2027, 11, 24, 9, 0, tzinfo=UTC), tick=False)
    client.force_login(admin)

    changed, due = (client.get(LIST, asked).context["rows"] for asked in ({"since": "2026-12-02"}, {"due": "on"}))

    assert [row["key"] for row in changed] == [KEY]
    assert len(due) == Rule.objects.newest().count() - 1  # the one that changed was looked at then
    assert {row["standing"]["text"] for row in due} == {"review is due"}


@pytest.mark.parametrize("asked", [{"country": "XX"}, {"since": "soon"}, {"kind": "weather"}])
def test_a_filter_that_is_not_known_is_said(client, admin, asked):
    answer = client.get(LIST, asked)

    assert (answer.status_code, answer.context["rows"]) == (422, [])


def test_a_change_makes_a_version_and_shows_what_changed(client, admin):
    answer = client.post(reverse("mobilities:rule-edit", args=[KEY]), typed(**{"says:within_months": 4}), follow=True)

    assert [(row.version, row.says["within_months"]) for row in Rule.objects.filter(key=KEY)] == [(2, 4), (1, 3)]
    assert "Within how many months after the stay: <del>3</del> → <b>4</b>" in answer.text
    assert "Ines Admin: Seen in the law" in answer.text
    assert profiles()["AT-LEHRE"].refunds[0].within_months == 4


def test_a_form_sent_as_it_was_shown_changes_nothing(client, admin):
    for key in ("AT-LEHRE-refund", "FR-APP-limit", "FR-APP-option-2", "DE-DUAL-notice_before", "ES-GEN-documents"):
        form = page(client, "rule-edit", key=key).context["form"]
        shown = {field.html_name: value for field in form if (value := field.value()) is not None}

        answer = client.post(reverse("mobilities:rule-edit", args=[key]), shown | {"note": "Nothing"})

        assert (answer.status_code, Rule.objects.filter(key=key).count()) == (302, 1), key


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"says:body": ""}, "says:body", "This field is required."),
        ({"says:within_months": "-1"}, "says:within_months", "Ensure this value is greater than or equal to 1."),
        ({"says:within_months": "soon"}, "says:within_months", "Enter a whole number."),
        ({"says:share": "7"}, "says:share", "Ensure this value is less than or equal to 1."),
        ({"says:to": "the cat"}, "says:to", "Select a valid choice. the cat is not one of the available choices."),
        ({"valid_from": "2027-02-01", "valid_to": "2027-01-01"}, "valid_to", "The last day lies before the first one."),
        ({"note": ""}, "note", "This field is required."),
        ({"change": "law"}, "since", "Say from which day on the new law holds."),
        ({"if:min_stay_days": "5000"}, "if:min_stay_days", "Ensure this value is less than or equal to 4000."),
    ],
)
def test_bad_input_is_refused_near_its_cause(client, admin, changes, field, sentence):
    answer = client.post(reverse("mobilities:rule-edit", args=[KEY]), typed(**changes))

    assert (answer.status_code, answer.context["form"].errors[field]) == (422, [sentence])
    assert Rule.objects.filter(key=KEY).count() == 1


def test_a_paper_that_is_not_known_is_refused(client, admin):
    row = rule("ES-GEN-documents")

    answer = client.post(
        reverse("mobilities:rule-edit", args=[row.key]), typed(row, **{"says:codes": "EHIC, PASSPORT_OF_MARS"})
    )

    assert answer.context["form"].errors["says:codes"] == ["“PASSPORT_OF_MARS” is not known."]


def test_who_was_slower_sees_both_texts_and_overwrites_nothing(client, admin):
    slow = typed(**{"says:within_months": 5})
    law.correct(rule(), {"says": rule().says | {"within_months": 4}}, note="Faster", by=admin, at=NOW)

    answer = client.post(reverse("mobilities:rule-edit", args=[KEY]), slow)

    assert answer.status_code == 409
    rows = {str(row["label"]): (row["now"], row["typed"]) for row in answer.context["differences"]}
    assert rows["Within how many months after the stay"] == ("4", "5")
    assert 'name="version" value="2"' in answer.text
    assert rule().says["within_months"] == 4


def test_a_new_law_is_a_rule_of_its_own(client, admin):
    changes = {"change": "law", "since": "2028-01-01", "says:within_months": 6}

    answer = client.post(reverse("mobilities:rule-edit", args=[KEY]), typed(**changes))

    assert answer.url == "/rules/AT-LEHRE-refund-3/"
    assert (rule().valid_to, rule("AT-LEHRE-refund-3").says["within_months"]) == (date(2027, 12, 31), 6)


def test_reviewed_today_is_one_click(client, admin, time_machine):
    time_machine.move_to(datetime(2027, 11, 24, 9, 0, tzinfo=UTC), tick=False)
    client.force_login(admin)

    for _click in range(2):
        answer = client.post(reverse("mobilities:rule-reviewed", args=[KEY]), {"version": rule().version}, follow=True)

    assert (rule().version, rule().reviewed_on, rule().reviewed_by) == (2, date(2027, 11, 24), "Ines Admin")
    assert "Looked at: nothing changed." in answer.text


def test_a_review_of_what_changed_meanwhile_is_refused(client, admin):
    law.correct(rule(), {"law": "BAG"}, note="Law", by=admin, at=NOW)

    answer = client.post(reverse("mobilities:rule-reviewed", args=[KEY]), {"version": 1}, follow=True)

    assert "Nothing was overwritten." in answer.text
    assert rule().version == 2


def test_two_countries_stand_side_by_side(client, admin):
    answer = client.get(COMPARE, {"one": "DE-DUAL", "other": "ES-GEN"})

    rows = {row["name"]: [[cell["text"] for cell in side] for side in row["sides"]] for row in answer.context["rows"]}
    assert rows["notice before the stay, notice after the stay"][0][0].startswith("home employer · competent body")
    assert [
        "employee of the company at home" in side[0]
        for side in rows["status, what happens to the contract, way for the contract"]
    ] == [True, False]
    assert list(rows)[-1] == "papers"
    assert "please confirm" in answer.text


def test_a_country_that_is_not_known_is_said(client, admin):
    answer = client.get(COMPARE, {"one": "DE-DUAL", "other": "XX"})

    assert (answer.status_code, answer.context["rows"]) == (422, [])


def test_a_law_that_nobody_has_seen_is_not_printed(client, admin):
    assert "Wet educatie" not in page(client, "rule", key="NL-BBL-notice_before").text
    assert "BBiG § 76(3)" in page(client, "rule", key="DE-DUAL-notice_before").text


def test_the_list_takes_the_same_queries_however_many_rules_there_are(client, admin, django_assert_max_num_queries):
    client.get(LIST)
    with django_assert_max_num_queries(6):
        client.get(LIST)
    with django_assert_max_num_queries(6):
        client.get(LIST, {"country": "FR"})
