"""Asking for partnerships, answering, the terms, the end."""

import io
from datetime import date, timedelta

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from centres.access import readable_centres
from centres.actions import partnership as partnerships
from centres.choices import MemberRole, PartnershipState
from centres.models import Partnership
from centres.reports import partners
from centres.rules import partnership as rules
from doallvet.core.refused import Refused
from doallvet.history.models import Event
from doallvet.outbox.models import Notice
from tests.factories import NOW, TODAY, make_centre, make_coordinator, make_member, make_partnership

pytestmark = pytest.mark.django_db

SECRETS = {"legal_name": "Legal Canary", "email": "canary@jarvi.example", "address": "Canary street 7"}


def pdf(name="memorandum.pdf"):
    stream = io.BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        document.save(stream)
    return SimpleUploadedFile(name, stream.getvalue(), "application/pdf")


def states(centre, today=TODAY):
    return [(row.name, row.state) for row in partners(centre, today)]


@pytest.mark.parametrize(
    ("facts", "state"),
    [
        ({}, "asked"),
        ({"asked_by_us": False}, "waiting"),
        ({"accepted": True}, "in_force"),
        ({"accepted": True, "valid_until": date(2027, 11, 23)}, "in_force"),
        ({"accepted": True, "valid_until": date(2027, 1, 22)}, "ending"),
        ({"accepted": True, "valid_until": TODAY}, "ending"),
        ({"accepted": True, "valid_until": date(2026, 11, 22)}, "expired"),
        ({"accepted": True, "ended": True}, "ended"),
        ({"ended": True}, "declined"),
    ],
)
def test_where_a_partnership_stands(facts, state):
    given = {"accepted": False, "ended": False, "valid_until": None, "asked_by_us": True, "today": TODAY} | facts

    assert rules.state(**given) == PartnershipState(state)


def test_asking_tells_the_coordinators_of_the_other_centre(coordinator, stranger):
    make_member(stranger.centre, MemberRole.TEACHER)

    partnership = partnerships.ask(coordinator.centre, stranger.centre, message="Hello", by=coordinator, at=NOW)

    assert (partnership.accepted_at, partnership.message, partnership.asked_by) == (None, "Hello", coordinator)
    assert list(Notice.objects.values_list("kind", "person")) == [("partnership_asked", stranger.pk)]
    assert states(coordinator.centre) == [("Järvi", PartnershipState.ASKED)]
    assert states(stranger.centre) == [("CIFP Río Sil", PartnershipState.WAITING)]


def test_asking_twice_and_from_both_sides_makes_one_partnership(coordinator, stranger):
    first = partnerships.ask(coordinator.centre, stranger.centre, by=coordinator, at=NOW)
    again = partnerships.ask(coordinator.centre, stranger.centre, by=coordinator, at=NOW)
    back = partnerships.ask(stranger.centre, coordinator.centre, by=stranger, at=NOW)

    assert [again, back] == [first, first]
    assert (Partnership.objects.count(), Notice.objects.count()) == (1, 1)


def test_the_database_refuses_a_second_open_question(coordinator, stranger):
    make_partnership(coordinator.centre, stranger.centre)

    with pytest.raises(IntegrityError), transaction.atomic():
        make_partnership(coordinator.centre, stranger.centre)


def test_a_centre_is_not_its_own_partner(coordinator):
    with pytest.raises(Refused, match=r"A centre cannot be its own partner\."):
        partnerships.ask(coordinator.centre, coordinator.centre, by=coordinator, at=NOW)


def test_no_data_reach_the_other_side_before_it_accepted(client, coordinator, stranger):
    type(stranger.centre).objects.filter(pk=stranger.centre.pk).update(**SECRETS)
    partnership = partnerships.ask(coordinator.centre, stranger.centre, by=coordinator, at=NOW)
    client.force_login(coordinator)
    pages = [
        reverse("centres:list") + "?q=savonlinna",
        reverse("centres:partnership", args=[partnership.pk]),
        reverse("centres:partnership-ask", args=[coordinator.centre.pk]) + f"?to={stranger.centre.pk}",
    ]

    seen = "".join(client.get(page).content.decode() for page in pages)

    assert "Järvi" in seen
    assert [secret for secret in SECRETS.values() if secret in seen] == []
    assert client.get(reverse("centres:detail", args=[stranger.centre.pk])).status_code == 404
    assert list(readable_centres(coordinator, TODAY)) == [coordinator.centre]

    partnerships.accept(partnership, by=stranger, at=NOW)

    page = client.get(reverse("centres:detail", args=[stranger.centre.pk])).content.decode()
    assert [secret for secret in SECRETS.values() if secret not in page] == []


def test_accepting_twice_tells_the_other_side_once(coordinator, stranger):
    partnership = partnerships.ask(coordinator.centre, stranger.centre, by=coordinator, at=NOW)
    partnerships.accept(partnership, by=stranger, at=NOW)
    partnerships.accept(partnership, by=stranger, at=NOW + timedelta(days=1))

    partnership.refresh_from_db()
    assert (partnership.accepted_at, partnership.accepted_by) == (NOW, stranger)
    assert list(Notice.objects.filter(kind="partnership_accepted").values_list("person", flat=True)) == [coordinator.pk]


def test_a_question_that_was_withdrawn_cannot_be_accepted(coordinator, stranger):
    partnership = partnerships.ask(coordinator.centre, stranger.centre, by=coordinator, at=NOW)
    partnerships.end(partnership, by=coordinator, at=NOW)

    with pytest.raises(Refused, match=r"not open any more"):
        partnerships.accept(partnership, by=stranger, at=NOW)


def test_after_a_no_one_may_ask_again(coordinator, stranger):
    first = partnerships.ask(coordinator.centre, stranger.centre, by=coordinator, at=NOW)
    partnerships.decline(first, by=stranger, at=NOW)
    partnerships.decline(first, by=stranger, at=NOW)
    second = partnerships.ask(coordinator.centre, stranger.centre, by=coordinator, at=NOW)

    assert first != second
    assert list(Event.objects.order_by("pk").values_list("verb", flat=True)) == ["asked", "declined", "asked"]


def test_what_was_accepted_is_not_declined(coordinator, partner):
    with pytest.raises(Refused, match=r"accepted in the meantime"):
        partnerships.decline(Partnership.objects.get(), by=partner, at=NOW)


def test_an_expired_partnership_is_asked_for_anew(coordinator, stranger):
    old = make_partnership(coordinator.centre, stranger.centre, valid_until=date(2026, 11, 1))
    assert states(coordinator.centre) == [("Järvi", PartnershipState.EXPIRED)]
    assert list(readable_centres(coordinator, TODAY)) == [coordinator.centre]

    with pytest.raises(Refused, match=r"not in force"):
        partnerships.renew(old, valid_until=date(2028, 1, 1), by=coordinator, at=NOW)
    new = partnerships.ask(stranger.centre, coordinator.centre, by=stranger, at=NOW)

    old.refresh_from_db()
    assert (old.ended_at, new.centre, new.accepted_at) == (NOW, stranger.centre, None)
    assert states(coordinator.centre) == [("Järvi", PartnershipState.WAITING)]


@pytest.mark.parametrize(
    ("day", "sentence"),
    [(date(2026, 11, 22), r"The last day is in the past"), (date(2062, 11, 22), r"more than 15 years away")],
)
def test_a_last_day_that_makes_no_sense_is_refused(coordinator, partner, day, sentence):
    with pytest.raises(Refused, match=sentence):
        partnerships.renew(Partnership.objects.get(), valid_until=day, by=coordinator, at=NOW)


def test_the_memorandum_is_filed_and_given_back_to_both_sides_only(client, coordinator, partner, stranger):
    partnership = Partnership.objects.get()
    page = reverse("centres:partnership-terms", args=[partnership.pk])
    last = timezone.localdate() + timedelta(days=700)
    client.force_login(coordinator)

    assert client.get(page).status_code == 200
    client.post(page, {"valid_until": last.isoformat(), "memorandum": pdf("../Μνημόνιο.pdf")})

    partnership.refresh_from_db()
    assert (partnership.valid_until, partnership.memorandum_name) == (last, "Μνημόνιο.pdf")
    paper = reverse("centres:memorandum", args=[partnership.pk])
    for person in (coordinator, partner):
        client.force_login(person)
        answer = client.get(paper)
        assert b"".join(answer.streaming_content).startswith(b"%PDF-")
        assert answer["Content-Disposition"].startswith("attachment")
    client.force_login(stranger)
    assert client.get(paper).status_code == 404


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"PK\x03\x04 not a document", "This is an office document or an archive"),
        (b"hello", "This file is not a PDF"),
        (b"%PDF-1.7 cut", "This PDF is incomplete"),
        (b"", "The submitted file is empty."),
    ],
)
def test_a_memorandum_that_is_no_pdf_is_told_near_its_cause(client, coordinator, partner, content, sentence):
    client.force_login(coordinator)
    partnership = Partnership.objects.get()

    answer = client.post(
        reverse("centres:partnership-terms", args=[partnership.pk]),
        {"valid_until": "2030-01-01", "memorandum": SimpleUploadedFile("memorandum.pdf", content)},
    )

    partnership.refresh_from_db()
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert (partnership.memorandum, partnership.valid_until) == ("", None)


def test_only_the_side_that_was_asked_answers(client, coordinator, stranger):
    partnership = partnerships.ask(coordinator.centre, stranger.centre, by=coordinator, at=NOW)
    teacher = make_member(stranger.centre, MemberRole.TEACHER).person
    page = reverse("centres:partnership-answer", args=[partnership.pk])

    for person, status in ((coordinator, 403), (teacher, 403), (make_coordinator(), 404)):
        client.force_login(person)
        assert client.post(page, {"answer": "yes"}).status_code == status
    client.force_login(stranger)
    assert client.post(page, {"answer": "perhaps"}).status_code == 404
    assert client.post(page, {"answer": "yes"}).status_code == 302

    partnership.refresh_from_db()
    assert partnership.accepted_by == stranger


def test_a_stale_page_does_not_decline_what_was_accepted(client, coordinator, stranger):
    partnership = partnerships.ask(coordinator.centre, stranger.centre, by=coordinator, at=NOW)
    partnerships.accept(partnership, by=stranger, at=NOW)
    client.force_login(stranger)

    answer = client.post(reverse("centres:partnership-answer", args=[partnership.pk]), {"answer": "no"}, follow=True)

    partnership.refresh_from_db()
    assert "has been accepted in the meantime" in answer.content.decode()
    assert partnership.ended_at is None


def test_a_partnership_is_asked_for_in_the_browser(client, coordinator, stranger):
    client.force_login(coordinator)
    page = reverse("centres:partnership-ask", args=[coordinator.centre.pk])
    question = {"to": stranger.centre.pk, "message": "<script>alert(1)</script>\nΚαλημέρα"}

    first, second = client.post(page, question), client.post(page, question)

    partnership = Partnership.objects.get()
    assert [first.url, second.url] == [reverse("centres:partnership", args=[partnership.pk])] * 2
    client.force_login(stranger)
    assert "&lt;script&gt;alert(1)&lt;/script&gt;<br>Καλημέρα" in client.get(first.url).content.decode()


@pytest.mark.parametrize("to", ["", "0", "<script>", "999999", "99999999999999999999999"])
def test_asking_a_centre_that_is_not_there_answers_404(client, coordinator, to):
    client.force_login(coordinator)
    page = reverse("centres:partnership-ask", args=[coordinator.centre.pk])

    assert client.get(page, {"to": to}).status_code == 404
    assert client.post(page, {"to": to}).status_code == 404


def test_a_message_too_long_is_told_and_kept_on_the_page(client, coordinator, stranger):
    client.force_login(coordinator)
    page = reverse("centres:partnership-ask", args=[coordinator.centre.pk])

    answer = client.post(page, {"to": stranger.centre.pk, "message": "x" * 2001})

    assert answer.status_code == 422
    assert "x" * 2001 in answer.content.decode()


def test_ending_asks_first_and_closes_the_partners_page(client, coordinator, partner):
    partnership = Partnership.objects.get()
    client.force_login(coordinator)
    page = reverse("centres:partnership-end", args=[partnership.pk])

    assert client.get(page).status_code == 200
    assert Partnership.objects.open().count() == 1
    client.post(page)
    client.post(page)

    assert Partnership.objects.open().count() == 0
    assert client.get(reverse("centres:detail", args=[partner.centre.pk])).status_code == 404
    assert Event.objects.filter(verb="ended").count() == 1


@pytest.mark.parametrize("count", [1, 50])
def test_the_list_takes_the_same_queries_whatever_its_length(client, coordinator, count, django_assert_num_queries):
    for _ in range(count):
        make_partnership(coordinator.centre, make_centre(city="Ulm"))
    client.force_login(coordinator)

    with django_assert_num_queries(5):
        page = client.get(reverse("centres:list"), {"q": "ulm"}).content.decode()
    assert page.count("in force") == 2 * count
