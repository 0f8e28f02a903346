"""What is strange in names, subjects and addresses, through a real mail server; and very many recipients at once."""

import re

import pytest

from doallvet.accounts.models import User
from doallvet.outbox import actions, compose, delivery
from doallvet.outbox.models import DeadAddress, Mail, Notice
from tests.factories import make_user
from tests.outbox import lines  # noqa: F401 (registers its writers)

pytestmark = pytest.mark.django_db


def send(post, now, address="ana@sil.example", **data):
    """The letter that arrives, or None."""
    person = make_user(address, first_name="Ana")
    actions.owe("test-urgent", person=person, subject=person, at=now, data=data)
    delivery.deliver(clock=lambda: now)
    return post.letters[0] if post.letters else None


@pytest.mark.parametrize(
    ("address", "arrives_at"),
    [
        ("ana@münchen.example", "ana@xn--mnchen-3ya.example"),
        ("ana@παράδειγμα.example", "ana@xn--hxajbheg2az3al.example"),
        ("o'neill+erasmus@sil.example", "o'neill+erasmus@sil.example"),
        ('"a@b"@sil.example', '"a@b"@sil.example'),
    ],
)
def test_addresses_with_umlauts_in_the_domain_and_with_quotes_are_written_to(post, now, address, arrives_at):
    letter = send(post, now, address)

    assert letter.recipients == [arrives_at]
    assert [to.addr_spec for to in letter["To"].addresses] == [arrives_at]
    assert Mail.objects.get().state == "sent"


@pytest.mark.parametrize("address", ["josé@sil.example", "ana sil@sil.example", "nobody", "a@b\n@sil.example"])
def test_what_no_server_takes_is_written_to_nobody_and_told_like_an_address_that_does_not_work(post, now, address):
    assert send(post, now, address) is None

    assert Mail.objects.get().state == "dead"
    assert [row.address for row in DeadAddress.objects.holding()] == [address.lower()]
    assert Notice.objects.get().mail is None


@pytest.mark.parametrize(
    "subject",
    [
        "Η κάρτα για τη Δρέσδη",
        "البطاقة الصحية قبل السفر",
        "הכרטיס לפני הנסיעה",
        "Your place 🎉 in Dresden 👩🏽‍🔧",
        "Żółta kartka – ё, ß, ñ, ő",
        "健康保険証",
        "x" * 100 + " " + "ñ" * 50,
    ],
)
def test_a_subject_in_any_script_arrives_unbroken(post, now, subject):
    letter = send(post, now, subject=subject, text=subject)

    assert letter["Subject"].lstrip() == subject  # a long word is folded before it begins
    assert subject in letter.get_body(("plain",)).get_content()
    assert subject in letter.get_body(("html",)).get_content()


@pytest.mark.parametrize("break_", ["\n", "\r", "\r\n", "\u2028", "\u2029", "\x0b", "\x0c", "\x85", "\x00"])
def test_no_break_of_any_kind_makes_a_header(post, now, break_):
    person = make_user("eve@sil.example", first_name=f"Eve{break_.replace(chr(0), '')}Bcc: all@world.example")
    actions.owe("test-urgent", person=person, subject=person, at=now)
    Notice.objects.update(data={"subject": "Hi" + break_.replace("\x00", "") + "Bcc: all@world.example"})

    delivery.deliver(clock=lambda: now)

    [letter] = post.letters
    assert (letter["Bcc"], letter["Cc"], letter.recipients) == (None, None, ["eve@sil.example"])
    assert re.fullmatch(r"Hi ?Bcc: all@world\.example", letter["Subject"])
    assert [to.addr_spec for to in letter["To"].addresses] == ["eve@sil.example"]


def test_who_has_no_address_gets_nothing_and_holds_up_nobody(post, now):
    nobody = User.objects.create_user(None, first_name="Letter")
    actions.owe("test-urgent", person=nobody, subject=nobody, at=now)

    assert send(post, now).recipients == ["ana@sil.example"]
    assert Notice.objects.get(person=nobody).mail is None


def test_ten_thousand_recipients_cost_a_bounded_number_of_statements(now, django_assert_max_num_queries):
    people = User.objects.bulk_create(
        [User(email=f"person{number}@sil.example", first_name=f"Person {number}") for number in range(10_000)],
        batch_size=1000,
    )
    told = people[0]
    notices = [actions.notice("test-urgent", person=person, subject=told, at=now) for person in people]

    with django_assert_max_num_queries(len(people) // 50):  # SQLite takes fewer rows at once
        assert actions.owe_many(notices) == len(people)
    with django_assert_max_num_queries(25 * len(people) // compose.PEOPLE):
        assert compose.compose(at=now) == len(people)

    assert Mail.objects.values("address").distinct().count() == len(people)
