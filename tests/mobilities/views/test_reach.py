"""Whom mail does not reach: on the first page, on the mobility, and what a coordinator does about it."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from doallvet.accounts.models import PersonalLink
from doallvet.core.qr import read
from doallvet.outbox import undeliverable
from doallvet.outbox.choices import Source
from doallvet.outbox.models import DeadAddress
from mobilities.choices import Decision
from mobilities.models import Mobility, Party
from tests.factories import NOW, make_coordinator, make_guardian, make_mobility, make_user
from tests.kept import kept
from tests.mobilities.crowd import make_copies
from tests.mobilities.reaching import address, kill, verbs
from tests.mobilities.stay import Stay

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def now():
    with time_machine.travel(NOW, tick=False):
        yield


@kept
def stay():
    return Stay()


def first_page(client, person):
    client.force_login(person)
    return client.get(reverse("today")).context["unreached"]


def test_the_first_page_of_both_coordinators_names_who_cannot_be_reached(client, stay):
    kill(stay.rosa)
    client.force_login(stay.ana)
    html = client.get(reverse("today")).content.decode()

    for coordinator in (stay.ana, stay.jonas):
        [row] = first_page(client, coordinator)
        assert (row["title"], str(row["about"])) == (f"Rosa Vidal, {stay.rosa.email}", "Metal Bierzo")
        assert (row["due"], row["url"]) == ("since 23 Nov 2026", address(stay, stay.rosa))
        assert "550 no such user" in row["since"]
    assert "We cannot reach" in html and "Rosa Vidal" in html


def test_nobody_else_is_told(client, stay):
    kill(stay.rosa)
    for person in (stay.raul, stay.marta, stay.heike, stay.lucia, stay.paco, make_coordinator()):
        assert first_page(client, person) == []
    for person in (stay.raul, stay.heike, stay.lucia):
        client.force_login(person)
        assert (
            "cannot be reached"
            not in client.get(reverse("mobilities:people", args=[stay.mobility.pk])).content.decode()
        )
    client.force_login(make_coordinator())
    assert client.get(address(stay, stay.rosa)).status_code == 404


def test_people_of_other_centres_are_not_named(client, stay):
    stranger, other = make_user(), make_coordinator()
    strange = make_mobility(by=other)
    kill(strange.apprentice.person)
    kill(stranger)

    assert first_page(client, stay.ana) == []
    client.force_login(stay.ana)
    assert client.get(address(stay, stranger)).status_code == 404
    assert client.get(address(stay, strange.apprentice.person)).status_code == 404


def test_a_deputy_counts_and_a_stay_that_is_over_does_not(client, stay):
    deputy = make_user(first_name="Dora", last_name="Rey")
    Party.objects.filter(mobility=stay.mobility, person=stay.rosa).update(deputy=deputy)
    kill(deputy)

    assert [row["title"] for row in first_page(client, stay.ana)] == [f"Dora Rey, {deputy.email}"]
    Mobility.objects.update(decision=Decision.CANCELLED)
    assert first_page(client, stay.ana) == []


def test_who_has_a_second_address_that_works_is_reached(client, stay):
    kill(stay.rosa)
    stay.rosa.second_email = "office@metal.example"
    stay.rosa.save()

    assert first_page(client, stay.ana) == []
    undeliverable.mark("office@metal.example", source=Source.BOUNCE, reason="", at=NOW)
    assert len(first_page(client, stay.ana)) == 1


def test_the_second_address_is_named_and_can_be_changed(client, stay):
    stay.rosa.second_email = "office@metal.example"
    stay.rosa.save()
    client.force_login(stay.ana)
    people = reverse("mobilities:people", args=[stay.mobility.pk])
    page = client.get(address(stay, stay.rosa)).content.decode()
    assert "How we reach Rosa Vidal" in page and address(stay, stay.rosa, "-again") not in page
    assert "Second address: office@metal.example" in client.get(people).content.decode()

    kill(stay.rosa)

    page = client.get(address(stay, stay.rosa)).content.decode()
    assert "Messages go to office@metal.example meanwhile." in page and address(stay, stay.rosa, "-again") in page
    assert address(stay, stay.rosa, "-letter") not in page
    assert "Messages to Rosa Vidal go to office@metal.example since 23 Nov 2026" in client.get(people).content.decode()
    client.force_login(stay.lucia)
    assert "office@metal.example" not in client.get(people).content.decode()


@pytest.mark.parametrize("count", [1, 50])
def test_the_first_page_takes_the_same_queries(client, stay, django_assert_num_queries, count):
    kill(stay.rosa)
    for row in make_copies(stay.mobility, count - 1):
        kill(row.apprentice.person)
    client.force_login(stay.ana)

    with django_assert_num_queries(1 + 6 + 2):  # as without, and the people and why
        assert client.get(reverse("today")).context["unreached"]


def test_the_pages_of_the_stay_say_so(client, stay):
    kill(stay.rosa)
    client.force_login(stay.ana)
    step = stay.mobility.steps.filter(owner="home_employer").first()
    other = stay.mobility.steps.filter(owner="apprentice").first()
    pages = [reverse(f"mobilities:{name}", args=[stay.mobility.pk]) for name in ("detail", "people")]
    pages.append(reverse("mobilities:step", args=[stay.mobility.pk, step.pk]))

    for page in pages:
        assert "Rosa Vidal cannot be reached by e-mail since 23 Nov 2026" in client.get(page).content.decode()
    page = client.get(reverse("mobilities:step", args=[stay.mobility.pk, other.pk])).content.decode()
    assert "cannot be reached" not in page


def test_no_answer_is_asked_of_whom_no_message_reaches(client, stay):
    stay.ready("G02")
    client.force_login(stay.ana)
    told = client.get(stay.address("step", "G02")).text
    kill(stay.rosa)

    page = client.get(stay.address("step", "G02")).text
    asked = client.post(stay.address("ask", "G02"))

    assert "A message with a personal link goes to Rosa Vidal." in told
    assert "goes to Rosa Vidal" not in page and "No message reaches those who sign." in page
    assert (asked.status_code, "No message reaches those who sign for the home employer." in asked.text) == (422, True)
    assert "asked" not in verbs(stay)


def test_the_page_says_why_and_what_can_be_done(client, stay):
    kill(stay.rosa, reason="550 <b>gone</b>")
    client.force_login(stay.ana)

    html = client.get(address(stay, stay.rosa)).content.decode()

    assert "550 &lt;b&gt;gone&lt;/b&gt;" in html and stay.rosa.email in html
    assert "/companies/contacts/" in html
    for act in ("again", "second", "letter"):
        assert address(stay, stay.rosa, f"-{act}") in html
    assert address(stay, stay.rosa, "-sms") not in html


def test_who_is_reached_has_no_such_page(client, stay):
    client.force_login(stay.ana)

    assert client.get(address(stay, stay.rosa)).url == reverse("mobilities:people", args=[stay.mobility.pk])


def test_the_other_centres_contact_is_not_changed_here(client, stay):
    kill(stay.heike)
    client.force_login(stay.ana)

    page = client.get(address(stay, stay.heike))

    assert (page.context["change"], page.context["form"]) == ("", None)
    assert client.post(address(stay, stay.heike, "-second"), {"email": "x@y.example"}).status_code == 403
    client.force_login(stay.jonas)
    assert "/companies/contacts/" in client.get(address(stay, stay.heike)).context["change"]
    assert client.post(address(stay, stay.heike, "-letter")).status_code == 403


def test_a_guardian_and_an_apprentice_are_changed_on_their_pages(client):
    stay = Stay(born_on=NOW.date().replace(year=2010))
    for person in (stay.lucia, stay.pilar):
        kill(person)
    client.force_login(stay.ana)

    assert client.get(address(stay, stay.lucia)).context["change"].endswith(f"/{stay.apprentice.pk}/edit/")
    assert "/guardians/" in client.get(address(stay, stay.pilar)).context["change"]
    make_guardian(Stay().apprentice, person=stay.pilar)  # of a child at another centre, too
    assert client.get(address(stay, stay.pilar)).context["change"] == ""


def test_try_again_lifts_once(client, stay):
    kill(stay.rosa)
    client.force_login(stay.jonas)

    for _ in range(2):
        assert client.post(address(stay, stay.rosa, "-again")).status_code == 302

    assert not DeadAddress.objects.holding().exists()
    assert verbs(stay)[0] == "address_tried" and verbs(stay).count("address_tried") == 1
    assert client.get(address(stay, stay.rosa, "-again")).status_code == 405


@pytest.mark.parametrize("typed", ["own", "nonsense"])
def test_a_second_address_that_is_none_comes_back(client, stay, typed):
    kill(stay.rosa)
    client.force_login(stay.ana)

    answer = client.post(address(stay, stay.rosa, "-second"), {"email": stay.rosa.email if typed == "own" else typed})

    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["email"])


def test_a_second_address_is_kept_and_taken_away(client, stay):
    kill(stay.rosa)
    client.force_login(stay.ana)

    client.post(address(stay, stay.rosa, "-second"), {"email": "Office@Metal.example"})
    stay.rosa.refresh_from_db()
    assert stay.rosa.second_email == "office@metal.example"
    client.post(address(stay, stay.rosa, "-second"), {"email": ""})

    stay.rosa.refresh_from_db()
    assert stay.rosa.second_email == ""
    assert verbs(stay)[:2] == ["no_second_address", "second_address"]


def test_the_letter_carries_a_personal_link_as_a_square(client, stay):
    kill(stay.rosa)
    client.force_login(stay.ana)

    answer = client.post(address(stay, stay.rosa, "-letter"))

    content = b"".join(answer.streaming_content)
    [code] = read(content, "application/pdf")
    link = PersonalLink.objects.get()
    assert (answer["Content-Type"], link.person, link.purpose) == ("application/pdf", stay.rosa, "answer")
    assert PersonalLink.objects.of_token(code.rstrip("/").rpartition("/")[2]).get() == link
    assert verbs(stay)[0] == "letter_to_unreached"
    client.logout()
    assert client.get(code.removeprefix("http://testserver"), follow=True).status_code == 200


def test_without_a_question_the_letter_asks_for_an_address_alone(client, stay):
    kill(stay.lucia)
    client.force_login(stay.ana)

    answer = client.post(address(stay, stay.lucia, "-letter"))

    assert read(b"".join(answer.streaming_content), "application/pdf") == ["http://testserver"]
    assert not PersonalLink.objects.exists()


def test_an_address_that_is_held_for_long_is_shown_with_its_day(client, stay):
    undeliverable.mark(stay.rosa.email, source=Source.COMPLAINT, reason="", at=NOW - timedelta(days=40))

    assert first_page(client, stay.ana)[0]["due"] == "since 14 Oct 2026"
