"""What a person is told, and when; and how they do without."""

from datetime import timedelta

import pytest
from django.core import signing
from django.test import Client
from django.urls import reverse

from doallvet.accounts.models import User
from doallvet.history.models import Event
from doallvet.outbox import actions, compose, delivery, tokens
from doallvet.outbox.models import Mail, Notice, Refusal, Rhythm
from doallvet.outbox.writers import KINDS
from tests.factories import NOW, make_apprentice, make_coordinator, make_user
from tests.outbox import lines  # noqa: F401 (registers its writers)
from tests.outbox.morning import morning

pytestmark = pytest.mark.django_db
ADDRESS = "/accounts/messages/"
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


def owe(person, at, *kinds):
    for kind in kinds:
        actions.owe(kind, person=person, subject=person, at=at, due=str(at))


def letter(post, now, person, *kinds):
    owe(person, now, *kinds)
    delivery.deliver(clock=lambda: now)
    return post.letters[-1]


def mail_program(letter):
    """What a mail program does with the header: no cookie, no page read before."""
    return Client(enforce_csrf_checks=True), address_in(letter).removeprefix("http://testserver")


def address_in(letter):
    return letter["List-Unsubscribe"].strip(" <>")


def test_the_page_names_what_may_reach_the_person_and_no_more(client):
    pages = {}
    for person in (make_apprentice().person, make_coordinator(), make_user(is_staff=True)):
        client.force_login(person)
        pages[person] = client.get(ADDRESS).content.decode()

    titles = ("Papers to sign", "Partnerships accepted", "The end of the chain of signatures")
    assert [[title for title in titles if title in page] for page in pages.values()] == [
        ["Papers to sign"],
        ["Papers to sign", "Partnerships accepted"],
        ["Papers to sign", "The end of the chain of signatures"],
    ]


def test_only_what_is_not_compulsory_can_be_switched_off(client):
    client.force_login(make_coordinator())

    page = client.get(ADDRESS).content.decode()

    offered = {name for name in KINDS if f'value="{name}"' in page}
    assert offered == {kind.name for kind in KINDS.values() if kind.optional}
    compulsory = {str(kind.title) for kind in KINDS.values() if not kind.optional}
    of_administrators = {"The end of the chain of signatures", "Kinds of messages that fell silent"}
    assert {title for title in compulsory if f"<li>{title}</li>" not in page} == of_administrators


def test_what_is_kept_holds_from_the_next_message_on(client, now):
    person = make_coordinator()
    owe(person, now + timedelta(hours=1), "test-news", "test-step")
    compose.compose(at=now + timedelta(hours=1))
    client.force_login(person)

    answer = client.post(
        ADDRESS, {"digest_hour": "14", "time_zone": "Atlantic/Canary", "wanted": ["answered", "partnership_accepted"]}
    )

    person.refresh_from_db()
    assert (answer.status_code, answer.url) == (302, ADDRESS)
    assert (person.time_zone, Rhythm.objects.get(person=person).digest_hour) == ("Atlantic/Canary", 14)
    optional = {kind.name for kind in KINDS.values() if kind.optional}
    assert set(person.refusals.values_list("kind", flat=True)) == optional - {"answered", "partnership_accepted"}
    compose.compose(at=now + timedelta(hours=2))
    ripe = set(Notice.objects.filter(dropped_at=None).values_list("ripe_at", flat=True))
    assert ripe == {morning(now, "Atlantic/Canary") + timedelta(hours=6)}  # there, at two in the afternoon


@pytest.mark.parametrize(
    "wrong", [{"digest_hour": "3"}, {"digest_hour": "x"}, {"time_zone": "Mars/Base"}, {"wanted": ["step-reminder"]}]
)
def test_nonsense_is_refused_in_words_and_nothing_is_kept(client, wrong):
    client.force_login(make_user())

    answer = client.post(ADDRESS, {"digest_hour": "8", "time_zone": "Europe/Madrid", "wanted": []} | wrong)

    assert answer.status_code == 422
    assert "There is a problem" in answer.content.decode()
    assert not Refusal.objects.exists()


def test_what_a_person_does_without_is_not_sent_and_what_is_compulsory_is(now):
    person, other = make_user(first_name="Ana"), make_user(first_name="Noa")
    actions.refuse(person, ["test-news", "test-urgent"], at=now)
    for one in (person, other):
        owe(one, now, "test-news", "test-urgent")

    compose.compose(at=now)

    assert sorted(Mail.objects.values_list("subject", flat=True)) == ["News of Ana", "News of Noa", "News of Noa"]
    assert Notice.objects.get(person=person, kind="test-news").dropped_at == now


def test_a_mail_that_is_tried_again_leaves_out_what_was_refused_meanwhile(now):
    person = make_user()
    owe(person, now, "test-news")
    compose.compose(at=now)
    actions.refuse(person, ["test-news"], at=now)
    mail = Mail.objects.select_related("person").get()

    compose.refresh(mail, at=now)

    assert mail.state == "dropped"


@pytest.mark.parametrize(
    ("kinds", "header"), [(["test-news"], True), (["test-news", "test-step"], False), (["test-urgent"], False)]
)
def test_only_a_mail_that_one_may_do_without_has_the_header(post, now, kinds, header):
    got = letter(post, now, make_user(), *kinds)

    assert (got["List-Unsubscribe"] is not None, got["List-Unsubscribe-Post"] is not None) == (header, header)
    assert ("/unsubscribe/" in got.get_body(("plain",)).get_content()) == ("test-news" in kinds)
    assert f"http://testserver{ADDRESS}" in got.get_body(("plain",)).get_content()


@pytest.mark.parametrize(
    ("kinds", "words"),
    [(["test-news"], "messages of this kind"), (["test-news", "test-step"], "some of these messages")],
)
def test_of_a_mail_with_compulsory_lines_one_does_without_some(post, now, kinds, words):
    got = letter(post, now, make_user(), *kinds)

    assert [f"Do without {words}" in part.get_content() for part in got.iter_parts()] == [True, True]


def test_one_click_of_a_mail_program_is_enough(post, now):
    person = make_user()
    got = letter(post, now, person, "test-news")
    program, address = mail_program(got)

    answers = [program.post(address, ONE_CLICK) for _ in range(2)]

    assert got["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert [answer.status_code for answer in answers] == [200, 200]
    assert list(person.refusals.values_list("kind", flat=True)) == ["test-news"]


def test_a_scanner_that_follows_the_link_changes_nothing(post, now):
    person = make_user(language="es")
    program, address = mail_program(letter(post, now, person, "test-news"))

    answers = [program.get(address), program.head(address), program.options(address)]

    assert answers[0].status_code == 200
    assert 'lang="es"' in answers[0].content.decode()
    assert not person.refusals.exists()


def test_a_person_says_no_on_the_page_and_takes_it_back(post, now, client):
    person = make_user()
    _program, address = mail_program(letter(post, now, person, "test-news"))

    done = client.post(address, follow=True)
    refused = list(person.refusals.values_list("kind", flat=True))
    client.post(address, {"again": "1"})

    assert "You get no more of these messages" in done.content.decode()
    assert (refused, person.refusals.count()) == (["test-news"], 0)


def test_a_changed_or_foreign_address_is_refused_like_one_of_somebody_who_is_gone(client, now):
    person = make_user()
    token = tokens.address(person, ["test-news"]).split("/")[-2]
    other = signing.dumps([person.pk, "test-news"], salt="another")
    gone = tokens.address(make_user(is_active=False), ["test-news"]).split("/")[-2]

    for wrong in (token[:-1] + ("a" if token[-1] != "a" else "b"), other, gone, "x"):
        assert client.post(reverse("unsubscribe", args=[wrong]), ONE_CLICK).status_code == 404

    assert not Refusal.objects.exists()


def test_after_sending_the_address_is_not_kept(post, now):
    got = letter(post, now, make_user(), "test-news")

    mail = Mail.objects.get()
    token = address_in(got).split("/")[-2]
    assert (mail.unsubscribe, token in mail.text, "/unsubscribe/…/" in mail.text) == ("", False, True)


def test_what_is_said_about_a_kind_that_is_no_more_harms_nobody(client, now):
    person = User.objects.get(pk=make_user().pk)
    address = tokens.address(person, ["of-old", "test-news"]).removeprefix("http://testserver")

    assert client.get(address).status_code == 200
    assert client.post(address, ONE_CLICK).status_code == 200
    owe(person, now, "test-urgent")
    assert compose.compose(at=now) == 1


def test_the_second_address_is_shown_to_its_person_who_takes_it_away(client):
    person = make_user("ana@sil.example", second_email="office@sil.example")
    client.force_login(person)
    assert "they go to office@sil.example" in client.get(ADDRESS).content.decode()

    for _ in range(2):
        assert client.post(ADDRESS, {"no_second_address": ""}).status_code == 302

    person.refresh_from_db()
    assert person.second_email == ""
    assert [(event.verb, event.note) for event in Event.objects.about(person)] == [
        ("no_second_address", "office@sil.example")
    ]
    assert "Second e-mail address" not in client.get(ADDRESS).content.decode()


def test_what_is_not_offered_today_stays_refused(client):
    ana = make_user()
    ana.refusals.create(kind="tasks-proposed", made_at=NOW)
    client.force_login(ana)

    client.post(reverse("preferences"), {"digest_hour": "8", "time_zone": "Europe/Madrid", "wanted": []})

    assert ana.refusals.filter(kind="tasks-proposed").exists()
