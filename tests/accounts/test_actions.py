"""What is written about people."""

import pytest
from allauth.account.models import EmailAddress

from doallvet.accounts import actions
from doallvet.accounts.models import User
from doallvet.core.refused import Refused
from tests.factories import NOW, make_user

pytestmark = pytest.mark.django_db


def test_a_new_person_has_an_unconfirmed_address_and_no_password():
    person = actions.find_or_make(email=" Ana@Sil.example ", first_name=" Ana ", last_name="Prada", language="es")

    assert (person.email, str(person), person.language, person.has_usable_password()) == (
        "ana@sil.example",
        "Ana Prada",
        "es",
        False,
    )
    assert list(EmailAddress.objects.values_list("email", "primary", "verified")) == [("ana@sil.example", True, False)]


def test_a_known_person_is_found_and_left_alone():
    ana = make_user("ana@sil.example", first_name="Ana")

    assert actions.find_or_make(email="ANA@sil.example", first_name="Somebody") == ana
    ana.refresh_from_db()
    assert ana.first_name == "Ana"


def test_a_person_is_found_by_a_further_address_they_confirmed():
    ana = make_user("ana@sil.example", first_name="Ana")
    EmailAddress.objects.create(user=ana, email="ana.prada@home.example", verified=True)
    EmailAddress.objects.create(user=ana, email="claimed@home.example", verified=False)

    found = actions.find_or_make(email="Ana.Prada@home.example", first_name="Ana")
    other = actions.find_or_make(email="claimed@home.example", first_name="Eva")

    assert (found == ana, other == ana) == (True, False)


def test_two_people_without_an_address_are_two_people():
    first = actions.find_or_make(email="", first_name="Pilar")
    second = actions.find_or_make(email="", first_name="Pilar")

    assert first != second
    assert User.objects.filter(email=None).count() == 2


def test_confirming_an_address():
    person = actions.find_or_make(email="ana@sil.example", first_name="Ana")

    actions.confirm_address(person)

    assert EmailAddress.objects.get().verified


def test_an_address_of_somebody_else_is_refused():
    make_user("ana@sil.example")
    leo = make_user("leo@sil.example")

    with pytest.raises(Refused, match=r"Somebody else already uses the address ana@sil.example\."):
        actions.change_address(leo, "Ana@sil.example", at=NOW)


def test_a_new_address_starts_unconfirmed():
    leo = make_user("leo@sil.example")

    actions.change_address(leo, "New@sil.example", at=NOW)

    assert list(EmailAddress.objects.values_list("email", "verified")) == [("new@sil.example", False)]
