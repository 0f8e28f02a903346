"""A letter with a code, for who has no e-mail address."""

import io
from datetime import timedelta

import pypdfium2
import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from doallvet.accounts.models import User
from doallvet.core.refused import Refused
from doallvet.signing import letters
from doallvet.signing.models import LetterCode, Signature
from tests.factories import NOW
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
    return letters.write(row, by=issued[1], at=at)


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
    said = {"act": "sign", "typed_name": "Lucía García", "agreed": "on", "shown": row.version.content_hash}
    browser.post(page.redirect_chain[-1][0], said)
    assert Signature.objects.get().way == "letter"


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
