"""Rules and travel: what planning left open is settled later."""

import pytest

from companies.models import TrainingContract
from mobilities import reading
from mobilities.choices import Owner
from mobilities.models import Approval, Mobility
from tests.factories import make_project
from tests.kept import kept
from tests.mobilities.actions.test_approval import give
from tests.mobilities.stay import Stay

pytestmark = pytest.mark.django_db


@kept
def planned():
    """A stay of a French apprentice with a contract; its arrangement is open."""
    stay = Stay(profile="FR-APP", pay_kept=None)
    TrainingContract.objects.update(profile="FR-APP")
    return stay


@pytest.fixture
def stay(client, planned):
    client.force_login(planned.ana)
    return planned


def settle(client, stay, **fields):
    form = {"version": stay.fresh().version, "confirm": "1"} | fields
    return client.post(stay.address("change-rules"), form)


def certificates(stay):
    """Whether the certificate of social security is asked for."""
    steps = reading.steps_of(stay.mobility)
    return [step.plan.gate for step in steps if "A1_CERT" in step.plan.evidence]


def test_as_long_as_nothing_is_chosen_the_certificate_is_asked_for(client, stay):
    assert certificates(stay) == [True]

    preview = settle(client, stay, arrangement="standby", confirm=[], preview="1").context["preview"]
    settle(client, stay, arrangement="standby")

    assert len(preview["dropped"]) == 1
    assert (stay.fresh().arrangement, certificates(stay)) == ("standby", [])


def test_what_is_chosen_can_be_left_open_again(client, stay):
    settle(client, stay, arrangement="standby")
    settle(client, stay, arrangement="")

    assert certificates(stay) == [True]


def test_an_employer_who_said_yes_before_the_pay_was_settled_is_asked_again(client, stay):
    give(stay.mobility, Owner.HOME_EMPLOYER, person=stay.rosa)
    give(stay.mobility, Owner.HOST_COMPANY, person=stay.heike)

    settle(client, stay, pay_kept="true")

    assert [answer.owner for answer in Approval.objects.live()] == [Owner.HOST_COMPANY]


def test_how_one_travels_and_with_whom(client, stay):
    answer = settle(client, stay, transport="train", names="Tomás Vega\n\n Inés Prado ", entry_formalities="on")

    fresh = stay.fresh()
    assert answer.url == stay.address("change")
    assert (fresh.transport, fresh.entry_formalities) == ("train", True)
    assert fresh.accompanying == [{"name": "Tomás Vega"}, {"name": "Inés Prado"}]


def test_the_page_shows_what_is_settled_and_a_double_click_changes_once(client, stay):
    version = stay.fresh().version
    said = {"version": version, "transport": "train", "names": "Tomás Vega"}

    codes = [settle(client, stay, **said).status_code for _ in range(2)]

    form = client.get(stay.address("change-rules")).context["form"]
    assert (codes, stay.fresh().version) == ([302, 302], version + 1)
    assert (form["transport"].value(), form["names"].value()) == ("train", "Tomás Vega")


def test_a_stale_page_overwrites_nothing(client, stay):
    version = stay.fresh().version
    settle(client, stay, transport="train")

    page = settle(client, stay, version=version, transport="plane")

    assert (page.status_code, stay.fresh().transport) == (409, "train")


def test_a_group_of_another_project_is_no_choice(client, stay):
    own, foreign = (project.groups.create(title="G") for project in (stay.mobility.project, make_project(stay.centre)))

    refused = settle(client, stay, group=foreign.pk)
    settle(client, stay, group=own.pk)

    assert (refused.status_code, Mobility.objects.get(pk=stay.mobility.pk).group) == (422, own)
