"""What a party is shown before it answers, and that the answer is bound to exactly this."""

from datetime import date

import pytest
from django.utils.translation import override

from mobilities import terms
from mobilities.choices import Owner, Role
from mobilities.models import Agreement, Mobility
from tests.kept import kept
from tests.mobilities.stay import Stay

pytestmark = pytest.mark.django_db
FAMILY = {"guardian", "born_on", "support", "grades", "phone", "email"}


@kept
def stay():
    return Stay()


def shown(stay, owner=Owner.HOST_COMPANY):
    return terms.terms(stay.fresh(), owner)


def keys(stay, owner):
    return [step.plan.key for step in terms.questions(stay.fresh(), owner)]


def test_a_company_is_asked_one_question_a_guardian_each_consent(stay):
    minor = Stay(born_on=date(2010, 5, 1))

    assert (keys(stay, Owner.HOME_EMPLOYER), keys(stay, Owner.HOST_COMPANY)) == (["G02"], ["G03"])
    assert (keys(stay, Owner.GUARDIAN), keys(minor, Owner.GUARDIAN)) == ([], ["G08", "G09", "G10"])


def test_each_party_is_shown_what_its_commitment_needs(stay):
    employer, host = shown(stay, Owner.HOME_EMPLOYER), shown(stay)

    assert set(employer) - set(host) == {"home_employer", "pay_kept", "arrangement"}
    assert set(host) - set(employer) == {"tasks", "age_note"}
    assert FAMILY & (set(employer) | set(host)) == set()


def test_terms_read_the_same_in_every_language(stay):
    with override("es"):
        spanish = shown(stay)

    assert terms.fingerprint(spanish) == terms.fingerprint(shown(stay))


@pytest.mark.parametrize(
    ("change", "name"),
    [
        (lambda stay: Mobility.objects.filter(pk=stay.mobility.pk).update(ends_on=date(2027, 10, 1)), "ends_on"),
        (lambda stay: stay.mobility.parties.filter(role=Role.HOST_MENTOR).update(person=stay.paco), "mentor"),
        (lambda stay: stay.host.sites.update(address="Neue Straße 2"), "workplace"),
    ],
)
def test_whatever_matters_changes_the_fingerprint(stay, change, name):
    before = shown(stay)

    change(stay)

    after = shown(stay)
    assert terms.fingerprint(before) != terms.fingerprint(after)
    assert [changed for changed, *_ in terms.differences(before, after)] == [name]


def test_what_does_not_matter_does_not(stay):
    before = terms.fingerprint(shown(stay))

    Mobility.objects.filter(pk=stay.mobility.pk).update(transport="train", version=9)

    assert terms.fingerprint(shown(stay)) == before


def test_the_host_sees_the_tasks_of_the_draft(stay):
    draft = {"learning_programme": [{"week": 1, "tasks": "Safety"}, {"week": 2}]}
    Agreement.objects.create(mobility=stay.mobility, draft=draft)

    assert shown(stay)["tasks"].strip() == "Safety"


def test_names_that_came_and_went_are_differences():
    assert terms.differences({"a": 1, "b": 2}, {"b": 2, "c": 3}) == [("a", 1, None), ("c", None, 3)]


def test_a_yes_leaves_tasks_open_and_who_is_named_for_the_first_time():
    before = {"mentor": "", "tasks": "Safety", "ends_on": "2027-09-26"}

    assert terms.broken(before, {"mentor": "Timo", "tasks": "Repairs", "ends_on": "2027-09-26"}) == []
    assert terms.broken(before | {"mentor": "Timo"}, before | {"mentor": "Heike"}) == [("mentor", "Timo", "Heike")]
