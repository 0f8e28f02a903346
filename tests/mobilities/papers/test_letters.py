"""A letter with a code, for whom no e-mail reaches."""

import io
from datetime import timedelta

import pypdfium2
import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from doallvet.accounts.models import User
from doallvet.core.refused import Refused
from doallvet.history.models import Event
from doallvet.outbox import undeliverable
from doallvet.outbox.choices import Source
from doallvet.signing import evidence, letters
from doallvet.signing.models import LetterCode, Signature
from tests.factories import NOW, make_contact, make_user
from tests.kept import kept
from tests.mobilities import signing
from tests.mobilities.agreements import make_stay
from tests.mobilities.signing import place

pytestmark = pytest.mark.django_db
PAGE = "/letter/"


@kept
def issued():
    mobility, ana = make_stay()
    return mobility, ana, signing.issue(mobility, ana)


@pytest.fixture
def row(time_machine, issued):
    time_machine.move_to(NOW, tick=False)
    cache.clear()
    found = place(issued[2], "apprentice")
    User.objects.filter(pk=found.person_id).update(email=None)
    return place(issued[2], "apprentice")


def write(row, issued, at=NOW):
    letter = letters.draft(row)
    letters.keep(row, letter, by=issued[1], at=at)
    return letter.code


def test_the_letter_says_where_to_go_and_what_to_type_and_its_code_opens_the_page(client, issued, row):
    client.force_login(issued[1])
    answer = client.post(reverse("mobilities:sign-letter", args=[issued[0].pk, row.pk]))
    pdf = pypdfium2.PdfDocument(io.BytesIO(b"".join(answer.streaming_content)))
    text = " ".join(page.get_textpage().get_text_range() for page in pdf)
    code = next(word for word in text.split() if len(word) == 9 and word[4] == "-")

    browser = Client()
    page = browser.post(PAGE, {"code": code.lower().replace("-", " ")}, follow=True)

    assert (len(pdf), "http://testserver/letter/" in text, "Lucía García" in text) == (1, True, True)
    assert page.context["signatory"] == row
    said = {
        "act": "sign",
        "typed_name": "Lucía García",
        "agreed": "on",
        "read_in": "en",
        "shown": row.version.content_hash,
    }
    browser.post(page.redirect_chain[-1][0], said)
    assert Signature.objects.get().way == "letter"
    assert [place["letter_by"] for place in evidence.of(issued[2], at=NOW)["places"]] == [str(issued[1])]
    assert Event.objects.filter(verb="letter_written", by=issued[1], after="Lucía García").count() == 1


def test_a_code_works_until_it_was_used_to_sign(issued, row):
    code = write(row, issued)
    assert letters.open_with(code, at=NOW)
    assert letters.open_with(code, at=NOW)

    signing.sign(issued[2], "apprentice")

    assert letters.open_with(code, at=NOW) is None


@pytest.mark.parametrize("days", [30, 31])
def test_a_code_runs_out(issued, row, days):
    assert letters.open_with(write(row, issued), at=NOW + timedelta(days=days)) is None


def test_a_new_letter_ends_the_one_before(issued, row):
    first, second = write(row, issued), write(row, issued)

    assert (letters.open_with(first, at=NOW), bool(letters.open_with(second, at=NOW))) == (None, True)


def test_wrong_used_and_unknown_codes_look_alike_and_few_can_be_tried(issued, row):
    write(row, issued)
    browser = Client()

    answers = [browser.post(PAGE, {"code": f"AAAA-AAA{number}"}) for number in range(12)]

    assert {answer.status_code for answer in answers[:10]} == {422}
    assert [answer.status_code for answer in answers[10:]] == [429, 429]
    assert "This code opens nothing" in answers[0].text


def test_only_the_hash_of_a_code_is_kept(issued, row):
    code = write(row, issued).replace("-", "")

    assert code not in str(list(LetterCode.objects.values_list()))


def test_no_letter_where_nobody_is_waited_for(issued, row):
    later = place(issued[2], "host_company")

    with pytest.raises(Refused, match="Nobody is waited for here"):
        write(later, issued)


def test_who_has_an_address_gets_no_letter(client, issued, row):
    User.objects.filter(pk=row.person_id).update(email="lucia@home.example")
    client.force_login(issued[1])

    answer = client.post(reverse("mobilities:sign-letter", args=[issued[0].pk, row.pk]), follow=True)

    assert "Lucía García has an e-mail address, and signs with the link that is sent there." in answer.text
    assert "Letter with a code" not in answer.text
    assert not LetterCode.objects.exists()


def test_who_has_an_address_that_does_not_work_gets_one(issued, row):
    User.objects.filter(pk=row.person_id).update(email="lucia@home.example")
    undeliverable.mark("lucia@home.example", source=Source.BOUNCE, reason="gone", at=NOW)

    link = letters.open_with(write(place(issued[2], "apprentice"), issued), at=NOW)

    assert link.is_live(NOW)
    undeliverable.try_again("lucia@home.example", by=issued[1], at=NOW)
    with pytest.raises(Refused, match="has an e-mail address"):
        write(place(issued[2], "apprentice"), issued)


def colleague(mobility):
    """Somebody else who signs for the host, without an address."""
    otto = make_user(first_name="Otto")
    make_contact(mobility.party("host_signatory").company, mobility.party("hosting_coordinator").centre, person=otto)
    User.objects.filter(pk=otto.pk).update(email=None)
    return otto


def test_the_code_opens_the_page_for_whom_the_letter_is_addressed_to(issued, row):
    mobility, ana, version = issued
    signing.sign_all(version, parties=signing.ORDER[:3])
    otto = colleague(mobility)
    place(version, "host_company").person.company_contacts.all().delete()
    letter = letters.draft(place(version, "host_company"))
    letters.keep(place(version, "host_company"), letter, by=ana, at=NOW)

    assert letter.person == letters.open_with(letter.code, at=NOW).person == otto


def test_a_letter_that_is_not_kept_leaves_the_one_before(issued, row):
    code = write(row, issued)

    letters.draft(row)

    assert letters.open_with(code, at=NOW)


def test_a_letter_to_somebody_who_does_not_sign_any_more_is_not_kept(issued, row):
    mobility, ana, version = issued
    signing.sign_all(version, parties=signing.ORDER[:3])
    host = place(version, "host_company")
    User.objects.filter(pk=host.person_id).update(email=None)
    colleague(mobility)
    letter = letters.draft(host)
    host.person.company_contacts.all().delete()

    with pytest.raises(Refused, match="Somebody else signs here by now"):
        letters.keep(host, letter, by=ana, at=NOW)
