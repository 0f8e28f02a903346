"""The steps of a draft, each on its page."""

import pytest
from django.urls import reverse

from mobilities.actions import drafting
from mobilities.models import Blueprint, BlueprintStep
from tests.factories import NOW, make_coordinator, make_draft

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana(client):
    ana = make_coordinator(first_name="Ana")
    client.force_login(ana)
    return ana


@pytest.fixture
def draft(ana):
    return make_draft(ana.centre, ana)


def address(name, draft, key=None):
    ids = [draft.pk] + ([draft.steps.get(key=key).pk] if key else [])
    return reverse(f"mobilities:blueprint-{name}", args=ids)


def typed(answer, **changes):
    """What a browser would send from this form, with some fields changed."""
    fields = {field.name: field.value() for field in answer.context["form"]}
    return {name: value for name, value in (fields | changes).items() if value is not None and value is not False}


def test_a_form_saved_unchanged_changes_nothing(client, draft):
    before = [step.item for step in draft.steps.all()]

    for step in draft.steps.all():
        page = client.get(address("step", draft, step.key))
        assert client.post(address("step", draft, step.key), typed(page)).status_code == 302

    assert [step.item for step in draft.steps.all()] == before


def test_a_step_is_added_with_all_it_has_and_a_double_click_adds_one(client, draft):
    page = client.get(address("step-new", draft), {"behind": "G02"})
    data = typed(
        page,
        title_en="Ask the town hall",
        title_es="Pregunte en el ayuntamiento",
        owner="apprentice",
        takes_part=["guardian"],
        way="before",
        days=60,
        repeat_days="",
        duration=2,
        condition="minor",
        evidence=["ENTRY_DOCS"],
        needs=["R07"],
    )

    first, second = (client.post(address("step-new", draft) + "?behind=G02", data) for _click in range(2))

    (step,) = draft.steps.filter(key__startswith="x")
    assert first.url == second.url == f"{reverse('mobilities:blueprint', args=[draft.pk])}#step-{step.pk}"
    assert (step.days, step.needs, step.evidence, step.takes_part, step.condition) == (
        -60,
        ["R07"],
        ["ENTRY_DOCS"],
        ["guardian"],
        "minor",
    )
    assert step.position == draft.steps.get(key="G02").position + 1


def test_days_out_of_bounds_and_nothing_to_do_are_refused_in_words(client, draft):
    page = client.get(address("step", draft, "D04"))

    answer = client.post(
        address("step", draft, "D04"), typed(page, title_en="", title_es="", duration=0, days=4000, repeat_days=0)
    )

    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"title_en", "duration", "days", "repeat_days"}
    assert draft.steps.get(key="D04").duration == 5


def test_more_steps_than_a_plan_may_have_are_refused_in_words(client, draft):
    like = draft.steps.first()
    rows = []
    for number in range(53, 300):
        like.pk, like._state.adding, like.key, like.position = None, True, f"y{number}", number
        rows.append(BlueprintStep(**{f.attname: getattr(like, f.attname) for f in like._meta.concrete_fields}))
    BlueprintStep.objects.bulk_create(rows)
    page = client.get(address("step-new", draft))

    answer = client.post(
        address("step-new", draft),
        typed(page, title_en="One more", owner="apprentice", level="mobility", days=10, kind="task"),
    )

    assert answer.status_code == 422 and "at most 300 steps" in answer.text


def test_who_is_slower_sees_both_texts_and_may_write_over(client, ana, draft):
    page = client.get(address("step", draft, "D04"))
    row = draft.steps.get(key="D04")
    drafting.change_step(row, {"duration": 8}, seen=drafting.step_seen(row), by=ana, at=NOW)

    slow = client.post(address("step", draft, "D04"), typed(page, duration=7))

    assert slow.status_code == 409
    assert slow.context["differences"] == [
        {"label": "How long it takes, in working days", "now": "8 working days", "typed": "7 working days"}
    ]
    assert draft.steps.get(key="D04").duration == 8
    assert client.post(address("step", draft, "D04"), typed(slow)).status_code == 302
    assert draft.steps.get(key="D04").duration == 7


def test_while_one_types_the_page_says_what_would_be_wrong(client, draft):
    page = client.get(address("step", draft, "D04"))

    wrong = client.post(address("step", draft, "D04"), typed(page, duration=30, check="1"))
    right = client.post(address("step", draft, "D04"), typed(page, duration=4, check="1"))
    before = client.get(address("step", draft, "G11"))
    breaks = client.post(address("step", draft, "G11"), typed(before, days=37, check="1"))

    assert "but takes 42 days" in wrong.text
    assert "Nothing is wrong with this step" in right.text
    assert "“Book travel” is due" in breaks.text and "after “Sign the learning agreement”" in breaks.text
    assert draft.steps.get(key="D04").duration == 5


def test_steps_move_by_buttons_and_a_second_click_moves_no_further(client, draft):
    for _click in range(2):
        client.post(address("step-move", draft, "P03"), {"before": "P02"})
    client.post(address("step-move", draft, "P04"), {"under": "P02"})

    rows = {
        row["key"]: row
        for phase in client.get(reverse("mobilities:blueprint", args=[draft.pk])).context["phases"]
        for row in phase["rows"]
    }
    assert list(rows)[:4] == ["P01", "P03", "P02", "P04"]
    assert (rows["P04"]["under"], rows["P02"]["under"], rows["P03"]["up"], rows["P03"]["down"]) == (
        True,
        False,
        "P01",
        "P02",
    )
    client.post(address("step-move", draft, "P04"), {"under": ""})
    assert draft.steps.get(key="P04").under == ""


def test_before_a_step_is_taken_out_the_page_says_what_waits_for_it(client, draft):
    page, url = client.get(address("step-remove", draft, "P03")), address("step-remove", draft, "P03")

    answer = client.post(url, follow=True)

    assert page.context["waiting"] == ["Sign or renew the partnership memorandum"]
    assert page.context["instead"] == ["Confirm the grant and the number of places"]
    assert "waits for what it waited for" in answer.text
    assert client.post(url).url == reverse("mobilities:blueprint", args=[draft.pk])
    assert draft.steps.count() == 52


def test_a_step_that_somebody_took_out_meanwhile_is_told_and_no_dead_end(client, ana, draft):
    edit, remove, move = (address(name, draft, "D04") for name in ("step", "step-remove", "step-move"))
    plan = reverse("mobilities:blueprint", args=[draft.pk])
    drafting.remove_step(draft.steps.get(key="D04"), by=ana, at=NOW)

    answers = [client.get(edit), client.get(remove), client.post(remove), client.post(move, {"before": "D03"})]

    assert [answer.url for answer in answers] == [plan] * 4
    assert "This step is not in the draft any more" in client.get(plan).text


def test_what_was_typed_into_a_step_that_is_gone_can_be_added_anew(client, ana, draft):
    url = address("step", draft, "D04")
    data = typed(client.get(url), duration=7)
    drafting.remove_step(draft.steps.get(key="D04"), by=ana, at=NOW)

    told = client.post(url, data)

    assert told.status_code == 409 and "adds it as a new step" in told.text
    assert client.post(told.context["action"], typed(told)).status_code == 302
    (added,) = draft.steps.filter(key__startswith="x")
    assert (added.title_en, added.duration) == ("Book travel", 7)


def test_the_page_says_what_a_change_would_break_elsewhere_in_the_plan(client, draft):
    Blueprint.objects.filter(pk=draft.pk).update(stay_days={"min": 10, "typical": 21, "max": 1500})
    page = client.get(address("step", draft, "A03"))

    check = client.post(address("step", draft, "A03"), typed(page, repeat_days=1, check="1"))

    assert "as its series come so often" in check.text
    assert "Nothing is wrong with this step" not in check.text


def test_what_is_picked_stands_first_in_the_long_lists(client, draft):
    fields = client.get(address("step", draft, "G11")).context["form"].fields
    step = draft.steps.get(key="G11")

    group, picked = fields["needs"].choices[0]

    assert (str(group), [key for key, _title in picked]) == ("Picked", step.needs)
    assert [code for code, _title in fields["evidence"].choices][: len(step.evidence)] == step.evidence
    rest = [key for _phase, rows in fields["needs"].choices[1:] for key, _title in rows]
    assert sorted([*rest, *step.needs, "G11"]) == sorted(draft.steps.values_list("key", flat=True))


def test_a_step_of_another_plan_is_not_there_under_the_own_draft(client, ana, draft):
    bea = make_coordinator(first_name="Bea")
    theirs = make_draft(bea.centre, bea).steps.first().pk
    edit, remove, move = (
        reverse(f"mobilities:blueprint-{name}", args=[draft.pk, theirs])
        for name in ("step", "step-remove", "step-move")
    )

    answers = [client.get(edit), client.post(edit), client.get(remove), client.post(remove), client.post(move)]

    assert [answer.status_code for answer in answers] == [404] * 5
