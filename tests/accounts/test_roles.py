"""What ties a person to organisations is found by convention; a model that breaks it would be overlooked."""

import pytest

from doallvet.accounts.models import User
from doallvet.accounts.roles import roles, roles_of
from tests.factories import (
    NOW,
    TODAY,
    make_apprentice,
    make_company,
    make_contact,
    make_guardian,
    make_member,
    make_user,
)

pytestmark = pytest.mark.django_db


def test_a_person_has_the_roles_that_have_not_ended():
    person = make_user()
    member = make_member(person=person)
    guardian = make_guardian(make_apprentice(member.centre), person=person)
    contact = make_contact(make_company("", member.centre), member.centre, person=person)
    make_contact(make_company("", member.centre), member.centre, person=person, ended_at=NOW)
    other = make_member().person
    apprentice = make_apprentice(member.centre, person=person, left_on=TODAY)

    assert {(row._meta.label, row.pk) for row in roles(person)} == {
        ("centres.Apprentice", apprentice.pk),
        ("centres.CentreMember", member.pk),
        ("centres.Guardian", guardian.pk),
        ("companies.CompanyContact", contact.pk),
    }
    assert {pk: len(rows) for pk, rows in roles_of([person, other, make_user()]).items()} == {person.pk: 4, other.pk: 1}


def test_every_model_that_ends_and_names_a_person_is_a_role():
    models = {
        relation.related_model._meta.label
        for relation in User._meta.related_objects
        if relation.field.name == "person"
        and (hasattr(relation.related_model, "ended_at") or hasattr(relation.related_model, "left_on"))
    }

    assert models - {"accounts.PersonalLink"} == {
        "centres.Apprentice",
        "centres.CentreMember",
        "centres.Guardian",
        "centres.NetworkMember",
        "companies.CompanyContact",
    }
