"""The list of sources: read by everybody who is signed in, added to by the administrator of the instance."""

import pytest
from django.urls import reverse

from companies.actions import law
from companies.models import Rule, Source
from tests.factories import NOW, make_coordinator, make_user

pytestmark = pytest.mark.django_db
LIST, NEW = "/rules/sources/", "/rules/sources/new/"
TYPED = {"code": "NO1", "title": "Lærlinger i utlandet", "published": "udir.example", "dated": "2026-03"}


@pytest.fixture
def admin(client):
    person = make_user("admin@instance.example", first_name="Ines", last_name="Admin", is_staff=True)
    client.force_login(person)
    return person


def edit(row):
    return reverse("mobilities:source-edit", args=[row.pk])


def test_a_rule_says_where_it_was_seen_and_links_to_the_page(client, admin):
    page = client.get(reverse("mobilities:rule", args=["AT-LEHRE-refund"])).text

    assert 'href="https://jusline.at/gesetz/bag/paragraf/27c"' in page
    assert ">jusline.at/gesetz/bag/paragraf/27c</a>" in page
    assert "Auslandspraktika, usp.gv.at" in page
    assert "no address of the page known" in page


def test_the_list_names_each_source_with_those_whose_rules_name_it(client, admin):
    rows = {row["code"]: row for group in client.get(LIST).context["groups"] for row in group["rows"]}

    assert [page.published for page in rows["DE5"]["pages"]] == [
        "na-bibb.de",
        "bghm-magazin.de",
        "arbeiten-und-lernen-in-europa.de",
    ]
    assert (rows["ES6"]["profiles"], rows["ES9"]["profiles"]) == (["ES-INT"], [])
    names = [group["name"] for group in client.get(LIST).context["groups"]]
    assert (names[:2], len(names)) == (["Austria", "Denmark"], 10)
    assert list(rows).index("DE2") < list(rows).index("DE10")


def test_a_source_of_which_nothing_is_known_is_said_so(client, admin):
    rule = Rule.objects.newest().get(key="AT-LEHRE-refund")
    law.correct(rule, {"sources": ["AT99"]}, note="Seen", by=admin, at=NOW)

    for address in (LIST, reverse("mobilities:rule", args=[rule.key])):
        assert "Nothing more is known of this source here." in client.get(address).text


def test_a_source_is_added_and_changed(client, admin):
    answer = client.post(NEW, TYPED)
    row = Source.objects.get(code="NO1")
    seen = client.get(edit(row)).context["seen"]
    client.post(edit(row), TYPED | {"dated": "2026-04", "address": "udir.example/utland", "seen": seen})

    row.refresh_from_db()
    assert answer.url == f"{LIST}#NO1"
    assert (row.dated, row.address) == ("2026-04", "https://udir.example/utland")


def test_whoever_was_slower_sees_both_texts(client, admin):
    client.post(NEW, TYPED)
    row = Source.objects.get(code="NO1")
    seen = client.get(edit(row)).context["seen"]
    client.post(edit(row), TYPED | {"dated": "2026-04", "seen": seen})

    answer = client.post(edit(row), TYPED | {"dated": "2025", "seen": seen})

    assert (answer.status_code, Source.objects.get(code="NO1").dated) == (409, "2026-04")
    assert [(line["now"], line["typed"]) for line in answer.context["differences"]] == [("2026-04", "2025")]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"code": "norway"}, "code"),
        ({"title": "", "published": ""}, "title"),
        ({"dated": "spring"}, "dated"),
        ({"address": "not an address"}, "address"),
    ],
)
def test_bad_input_is_refused_near_its_cause(client, admin, changes, field):
    answer = client.post(NEW, TYPED | changes)

    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    assert not Source.objects.filter(published="udir.example").exists()


def test_nobody_but_the_administrator_adds_or_changes(client):
    client.force_login(make_coordinator())
    row = Source.objects.get(code="DE1")

    assert (client.get(LIST).status_code, client.get(NEW).status_code, client.get(edit(row)).status_code) == (
        200,
        403,
        403,
    )
    assert (client.post(NEW, TYPED).status_code, client.post(edit(row), TYPED).status_code) == (403, 403)
    assert "Add a source" not in client.get(LIST).text


def test_a_source_that_is_not_there_is_not_found(client, admin):
    assert client.get("/rules/sources/999999/").status_code == 404


@pytest.mark.parametrize("count", [1, 50])
def test_the_list_takes_the_same_queries_whatever_its_length(client, admin, count, django_assert_num_queries):
    Source.objects.bulk_create(Source(code=f"NO{place}", title="Side") for place in range(count))
    client.get(LIST)

    with django_assert_num_queries(6):
        client.get(LIST)
