"""What a centre teaches."""

import pytest
from django.urls import reverse

from centres.actions import programme as programmes
from centres.choices import MemberRole
from centres.models import Outcome, Programme, Unit
from doallvet.core.refused import Refused
from doallvet.history.models import Event
from tests.factories import NOW, make_apprentice, make_member, make_programme

pytestmark = pytest.mark.django_db

DATA = {
    "title": "Mecatrónica Industrial",
    "qualification": "Técnico Superior",
    "isced_f": "0715",
    "eqf_level": "5",
    "nqf_level": "1",
}
UNIT = {
    "code": "MEC2",
    "title": "Hydraulics",
    "hours": "90",
    "credit": "4.5",
    "outcomes": "Reads plans\nBuilds circuits",
}


def outcomes(unit):
    return list(unit.outcomes.values_list("text", flat=True))


def test_a_programme_is_added_once(client, coordinator):
    client.force_login(coordinator)
    page = reverse("centres:programme-new", args=[coordinator.centre.pk])

    assert client.get(page).status_code == 200
    first, second = client.post(page, DATA), client.post(page, DATA)

    programme = Programme.objects.get()
    assert (first.status_code, first.url) == (302, reverse("centres:programme", args=[programme.pk]))
    assert (programme.isced_f, programme.eqf_level) == ("0715", 5)
    assert second.status_code == 422
    assert "Your centre already has a programme with this title." in second.content.decode()


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"title": "x" * 301}, "at most 300 characters"),
        ({"isced_f": "9"}, "9 is not one of the available choices."),
        ({"eqf_level": "9"}, "9 is not one of the available choices."),
        ({"title": "Me\u202ecatrónica"}, "cannot be seen"),
    ],
)
def test_a_wrong_programme_is_told_near_its_cause(client, coordinator, fields, sentence):
    client.force_login(coordinator)

    answer = client.post(reverse("centres:programme-new", args=[coordinator.centre.pk]), DATA | fields)

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not Programme.objects.exists()


def test_a_programme_is_changed_and_its_history_says_what(client, coordinator):
    programme = make_programme(coordinator.centre)
    client.force_login(coordinator)
    page = reverse("centres:programme-edit", args=[programme.pk])

    assert client.get(page).status_code == 200
    client.post(page, DATA)

    event = Event.objects.get(verb="changed")
    assert event.before == {"qualification": "", "eqf_level": 4, "nqf_level": ""}
    assert event.after == {"qualification": "Técnico Superior", "eqf_level": 5, "nqf_level": "1"}


def test_a_programme_does_not_take_the_title_of_another(client, coordinator):
    make_programme(coordinator.centre)
    other = make_programme(coordinator.centre, title="Cocina")
    client.force_login(coordinator)

    answer = client.post(reverse("centres:programme-edit", args=[other.pk]), DATA)

    assert answer.status_code == 422
    assert "Your centre already has a programme with this title." in answer.content.decode()


def test_a_programme_that_apprentices_follow_is_kept(client, coordinator):
    programme = make_programme(coordinator.centre)
    make_apprentice(coordinator.centre, programme=programme)
    client.force_login(coordinator)

    answer = client.post(reverse("centres:programme-delete", args=[programme.pk]), follow=True)

    assert "Apprentices follow this programme, so it cannot be deleted." in answer.content.decode()
    assert (Programme.objects.count(), Event.objects.count()) == (1, 0)


def test_a_programme_nobody_follows_is_deleted_with_its_units(client, coordinator):
    programme = make_programme(coordinator.centre)
    client.force_login(coordinator)
    page = reverse("centres:programme-delete", args=[programme.pk])

    assert client.get(page).status_code == 200
    client.post(page)

    assert (Programme.objects.count(), Unit.objects.count(), Outcome.objects.count()) == (0, 0, 0)
    assert client.post(page).status_code == 404


def test_a_unit_is_added_with_one_outcome_a_line(client, coordinator):
    programme = make_programme(coordinator.centre)
    client.force_login(coordinator)
    page = reverse("centres:unit-new", args=[programme.pk])

    assert client.get(page).status_code == 200
    client.post(page, UNIT | {"outcomes": "- Reads plans\r\n\r\n• Builds circuits \r\nReads plans\r\n<b>=1+1</b>"})

    unit = Unit.objects.get(code="MEC2")
    assert (unit.hours, str(unit.credit), unit.position) == (90, "4.5", 1)
    assert outcomes(unit) == ["Reads plans", "Builds circuits", "<b>=1+1</b>"]


def test_a_second_click_does_not_add_a_second_unit(client, coordinator):
    programme = make_programme(coordinator.centre)
    client.force_login(coordinator)
    page = reverse("centres:unit-new", args=[programme.pk])

    answers = [client.post(page, UNIT).status_code for _ in range(2)]

    assert answers == [302, 422]
    assert programme.units.filter(code="MEC2").count() == 1


def test_outcomes_that_stay_keep_their_row(coordinator):
    programme = make_programme(coordinator.centre, outcomes=3)
    unit = programme.units.get()
    kept = unit.outcomes.get(text="Outcome 2")

    programmes.save_unit(
        programme,
        unit,
        code=unit.code,
        title=unit.title,
        outcomes=["New", "Outcome 2"],
        by=coordinator,
        at=NOW,
    )

    assert outcomes(unit) == ["New", "Outcome 2"]
    assert unit.outcomes.get(text="Outcome 2") == kept


def test_two_units_do_not_share_code_and_title(coordinator):
    programme = make_programme(coordinator.centre)
    programmes.save_unit(programme, None, code="A", title="B", outcomes=[], by=coordinator, at=NOW)

    with pytest.raises(Refused, match=r"already has a unit"):
        programmes.save_unit(programme, None, code="A", title="B", outcomes=[], by=coordinator, at=NOW)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"title": ""}, "This field is required."),
        ({"hours": "-1"}, "greater than or equal to 1"),
        ({"hours": "99999999"}, "less than or equal to 5000"),
        ({"credit": "1e9"}, "Ensure that there are no more than"),
        ({"outcomes": "x" * 1001}, "The outcome that begins with"),
        ({"outcomes": "\n".join(str(i) for i in range(201))}, "a unit holds at most 200"),
    ],
)
def test_a_wrong_unit_is_told_near_its_cause_and_what_was_typed_is_kept(client, coordinator, fields, sentence):
    programme = make_programme(coordinator.centre)
    client.force_login(coordinator)

    answer = client.post(reverse("centres:unit-new", args=[programme.pk]), UNIT | fields)

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert programme.units.count() == 1


def test_a_unit_is_deleted_after_a_question(client, coordinator):
    unit = make_programme(coordinator.centre).units.get()
    client.force_login(coordinator)
    page = reverse("centres:unit-delete", args=[unit.pk])

    assert client.get(page).status_code == 200
    client.post(page)

    assert not Unit.objects.exists()


def test_teachers_read_and_do_not_change(client, coordinator):
    programme = make_programme(coordinator.centre)
    unit = programme.units.get()
    client.force_login(make_member(coordinator.centre, MemberRole.TEACHER).person)

    pages = [
        ("programme-new", coordinator.centre.pk, DATA),
        ("programme-edit", programme.pk, DATA),
        ("programme-delete", programme.pk, {}),
        ("unit-new", programme.pk, UNIT),
        ("unit", unit.pk, UNIT),
        ("unit-delete", unit.pk, {}),
    ]
    answers = {client.post(reverse(f"centres:{name}", args=[pk]), data).status_code for name, pk, data in pages}

    assert answers == {403}
    assert client.get(reverse("centres:programme", args=[programme.pk])).status_code == 200


@pytest.mark.parametrize("count", [1, 50])
def test_a_programme_takes_the_same_queries_whatever_its_units(client, coordinator, count, django_assert_num_queries):
    programme = make_programme(coordinator.centre)
    for number in range(count):
        programmes.save_unit(
            programme, None, code=str(number), title="Unit", outcomes=["One", "Two"], by=coordinator, at=NOW
        )
    client.force_login(coordinator)

    with django_assert_num_queries(6):
        client.get(reverse("centres:programme", args=[programme.pk]))
