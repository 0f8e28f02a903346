"""A rule that follows no other: made by the administrator, checked while one types."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from companies.actions import law
from companies.models import Rule
from companies.profiles import profiles
from doallvet.core.refused import Refused
from doallvet.history.models import Event
from tests.factories import NOW, make_coordinator, make_user

pytestmark = pytest.mark.django_db
NEW = "/rules/new/"
TO = f"{NEW}?profile=PT-APR&kind=notice_after"
TYPED = {
    "says:by": "sending_centre",
    "says:body": "IEFP training centre",
    "says:within_days": "30",
    "level": "M",
    "sources": "PT1",
    "review_due_on": "2027-11-28",
    "note": "Told by the training centre",
}
VALUES = {
    "says": {"by": "sending_centre", "body": "IEFP", "within_days": 30},
    "condition": {},
    "law": "",
    "sources": ["PT1"],
    "level": "M",
    "valid_from": None,
    "valid_to": None,
    "unconfirmed": "",
    "unconfirmed_es": "",
    "review_due_on": date(2027, 11, 28),
}


@pytest.fixture
def admin(client):
    person = make_user("admin@instance.example", first_name="Ines", last_name="Admin", is_staff=True)
    client.force_login(person)
    return person


def test_a_rule_that_follows_no_other_is_kept_and_holds_from_then_on(client, admin):
    answer = client.post(TO, TYPED)

    row = Rule.objects.get(key="PT-APR-notice_after")
    assert answer.url == reverse("mobilities:rule", args=[row.key])
    assert (row.version, row.country.code, row.made_by, row.reviewed_by) == (1, "PT", admin, "Ines Admin")
    assert [event.verb for event in Event.objects.about(row)] == ["rule_made"]
    assert [notice.within_days for notice in profiles()["PT-APR"].notices_after] == [30]
    assert (
        profiles(NOW - timedelta(days=1))["PT-APR"].notices_after == ()
    )  # agreements concluded before do not know of it


def test_it_stands_among_the_rules_of_its_kind_of_apprenticeship(client, admin):
    client.post(TO, TYPED)

    keys = [row["key"] for row in client.get("/rules/", {"profile": "PT-APR"}).context["rows"]]

    assert keys.index("PT-APR-notice_before") < keys.index("PT-APR-notice_after") < keys.index("PT-APR-insurance")


def test_a_second_click_and_the_same_rule_again_make_nothing_new(client, admin):
    answers = [client.post(TO, TYPED).url for _ in range(2)]

    assert answers[0] == answers[1]
    assert Rule.objects.filter(profile="PT-APR", kind="notice_after").count() == 1


def test_another_rule_of_the_same_kind_gets_a_key_of_its_own(client, admin):
    for days in ("30", "60"):
        client.post(TO, TYPED | {"says:within_days": days})

    keys = Rule.objects.filter(profile="PT-APR", kind="notice_after").order_by("key").values_list("key", flat=True)
    assert list(keys) == ["PT-APR-notice_after", "PT-APR-notice_after-2"]


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"valid_from": "2027-02-01", "valid_to": "2027-01-01"}, "valid_to", "The last day lies before the first one."),
        ({"if:hosts": "ES, XX"}, "if:hosts", "“XX” is no country: write two capital letters, such as ES."),
        ({"if:arrangements": "standby"}, "if:arrangements", "“standby” is no way for the contract here. Known: –."),
        ({"says:by": "the cat"}, "says:by", "Select a valid choice. the cat is not one of the available choices."),
        ({"says:body": ""}, "says:body", "This field is required."),
        ({"level": ""}, "level", "This field is required."),
        ({"sources": ""}, "sources", "Name where it was seen, or mark it as “from experience, not checked”."),
        ({"sources": "PT1, PT77"}, "sources", "“PT77” is not in the list of sources. Add it there first."),
        ({"note": ""}, "note", "This field is required."),
    ],
)
def test_bad_input_is_said_near_its_cause_and_while_one_types(client, admin, changes, field, sentence):
    answer, live = client.post(TO, TYPED | changes), client.post(TO, TYPED | changes | {"check": "1"})

    assert (answer.status_code, answer.context["form"].errors[field]) == (422, [sentence])
    told = "Still to be filled in" if sentence == "This field is required." else sentence
    assert told in live.text
    assert not Rule.objects.filter(profile="PT-APR", kind="notice_after").exists()


def test_what_came_from_experience_needs_no_source(client, admin):
    assert client.post(TO, TYPED | {"level": "P", "sources": ""}).status_code == 302


def test_while_one_types_nothing_is_written_and_what_is_sound_is_said_so(client, admin):
    live = client.post(TO, TYPED | {"check": "1"})
    begun = client.post(TO, {"check": "1"})

    assert "Nothing is wrong with this rule." in live.text
    assert "Still to be filled in: Who tells; Which body; Evidence" in begun.text
    assert "So it could not be kept" not in begun.text
    assert not Rule.objects.filter(profile="PT-APR", kind="notice_after").exists()


def test_a_change_of_a_rule_is_checked_while_one_types_as_well(client, admin):
    live = client.post(reverse("mobilities:rule-edit", args=["PT-APR-notice_before"]), TYPED | {"check": "1"})

    assert "Still to be filled in: What is it?" in live.text
    assert Rule.objects.filter(key="PT-APR-notice_before").count() == 1


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ("?profile=XX&kind=limit", "This kind of apprenticeship is not known here. Please choose from the list."),
        ("?profile=PT-APR&kind=weather", "This subject is not known. Please choose from the list."),
        ("?profile=PT-APR&kind=pay", "There is exactly one rule about “who pays” at any time."),
    ],
)
def test_what_cannot_be_chosen_is_said_with_a_way_on(client, admin, asked, sentence):
    answer = client.get(NEW + asked)

    assert (answer.status_code, sentence in answer.text) == (422, True)
    assert (reverse("mobilities:rule-edit", args=["PT-APR-pay"]) in answer.text) == ("kind=pay" in asked)


def test_one_begins_with_two_questions(client, admin):
    answer = client.get(NEW)

    assert answer.status_code == 200
    assert [value for value, _label in answer.context["kinds"]] == [
        "option",
        "notice_before",
        "notice_after",
        "refund",
        "limit",
    ]


def test_nobody_but_the_administrator_adds_a_rule(client):
    client.force_login(make_coordinator())

    assert (client.get(NEW).status_code, client.get(TO).status_code, client.post(TO, TYPED).status_code) == (
        403,
        403,
        403,
    )
    assert "Add a rule" not in client.get("/rules/").text


@pytest.mark.parametrize(
    ("profile", "kind", "changes"),
    [
        ("XX", "notice_after", {}),
        ("PT-APR", "pay", {}),
        ("PT-APR", "notice_after", {"says": {"by": "nobody"}}),
        ("PT-APR", "notice_after", {"sources": []}),
    ],
)
def test_the_action_refuses_what_the_form_would(admin, profile, kind, changes):
    with pytest.raises(Refused):
        law.establish(profile, kind, VALUES | changes, note="x", by=admin, at=NOW)
