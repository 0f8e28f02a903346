"""The roadmap over time."""

import pytest

from mobilities import reading
from mobilities.actions import forecast
from mobilities.models import LeadTime, Mobility, Step
from tests.factories import TODAY
from tests.kept import kept
from tests.mobilities.stay import Stay

pytestmark = pytest.mark.django_db


@kept
def planned():
    return Stay()


@pytest.fixture
def stay(planned, time_machine):
    time_machine.move_to("2026-11-23 10:00")
    return planned


def page(client, stay, person, name="timeline"):
    client.force_login(person)
    return client.get(stay.address(name))


def lines(answer):
    return {row["title"]: row for phase in answer.context["phases"] for row in phase["rows"]}


def test_every_step_has_its_days_and_a_bar(client, stay):
    answer = page(client, stay, stay.ana)

    found, steps = lines(answer), {step.title for step in reading.steps_of(stay.mobility)}
    assert set(found) == steps
    signing = found[stay.step("G11").title]
    assert signing["due"] and signing["latest"] and signing["slack"].endswith("working days")
    assert float(signing["bar"]["x"]) + float(signing["bar"]["width"]) <= 1000


def test_the_chain_that_decides_is_marked_and_said(client, stay):
    answer = page(client, stay, stay.ana)

    critical = [title for title, row in lines(answer).items() if row.get("critical")]
    assert critical
    assert f"“{critical[0]}”" in answer.context["foreseen"]["said"].sentence
    assert answer.context["foreseen"]["chance"] == "over 99 %"


def test_the_own_past_is_shown_with_its_size(client, stay):
    step = stay.step("G11")
    LeadTime.objects.create(
        centre=stay.centre, kind=step.plan.kind, owner=step.owner, days=[4] * 8 + [9] * 4, gathered_on=TODAY
    )

    takes = lines(page(client, stay, stay.ana))[step.title]["takes"]

    assert takes == "4 working days (seen 12 times here, 4 of 5 within 9)"


def test_a_private_step_that_decides_is_not_named_to_others(client, stay):
    private = stay.step("D06")
    type(private.plan).objects.filter(pk=private.plan_id).update(private=True, takes_part=[], gate=True)
    Step.objects.filter(mobility=stay.mobility).exclude(pk=private.pk).update(
        done_at="2026-11-20T10:00Z", done_by=stay.ana, outcome="done"
    )
    forecast.follow(stay.mobility.pk, today=TODAY)

    ours, theirs = (
        page(client, stay, person, name).content.decode()
        for person, name in ((stay.ana, "timeline"), (stay.jonas, "timeline"))
    )

    assert private.title in ours
    assert private.title not in theirs
    assert "A step of: apprentice" in theirs
    assert page(client, stay, stay.jonas, "detail").context["foreseen"] is None


def test_companies_read_no_timeline(client, stay):
    assert [page(client, stay, person).status_code for person in (stay.rosa, stay.heike, stay.marta)] == [403] * 3


def test_the_apprentice_reads_it_without_the_chance(client, stay):
    answer = page(client, stay, stay.lucia)

    assert (answer.status_code, answer.context["foreseen"]["chance"]) == (200, "")


@pytest.mark.parametrize("language", ["en", "es"])
def test_numbers_in_pictures_are_the_same_in_every_language(client, stay, language):
    stay.ana.language = language
    stay.ana.save()

    html = page(client, stay, stay.ana).content.decode()

    assert 'viewBox="0 0 1000 40"' in html
    assert not any("," in value.split('"')[0] for value in html.split(' x="')[1:])


def test_a_stay_that_may_not_be_ready_is_on_the_first_page(client, stay):
    Mobility.objects.filter(pk=stay.mobility.pk).update(chance=31)
    client.force_login(stay.ana)

    answer = client.get("/")

    assert [(row["title"], row["who"]) for row in answer.context["unlikely"]["rows"]] == [
        (str(stay.apprentice), "31 % likely to be ready")
    ]
    stay.centre.ready_threshold = 30
    stay.centre.save()
    assert client.get("/").context["unlikely"]["rows"] == []


def test_steps_that_decide_together_are_all_marked_and_named(client, stay):
    titles = [stay.step(key).title for key in ("D04", "D06")]
    for key in ("D04", "D06"):
        plan = stay.step(key).plan
        type(plan).objects.filter(pk=plan.pk).update(gate=True, duration=120, needs=[])
    forecast.follow(stay.mobility.pk, today=TODAY)

    answer, first = page(client, stay, stay.ana), page(client, stay, stay.ana, "detail")

    assert {title for title, row in lines(answer).items() if row.get("critical")} == set(titles)
    for shown in (answer, first):
        sentence = shown.context["foreseen"]["said"].sentence
        assert [f"“{title}”" in sentence for title in titles] == [True, True]
        assert " and " in sentence


def test_a_term_of_the_law_after_the_return_does_not_decide_about_the_departure(client, stay):
    tell = next(step for step in reading.steps_of(stay.mobility) if step.plan.phase == "return")
    type(tell.plan).objects.filter(pk=tell.plan_id).update(days_from="notify_after.within_days", gate=False)
    Step.objects.filter(pk=tell.pk).update(planned_on=stay.mobility.ends_on)

    found = lines(page(client, stay, stay.ana))

    assert not found[tell.title]["critical"]
    assert any(row.get("critical") for row in found.values())
