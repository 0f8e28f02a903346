"""The pages of plans: list, one plan, copies, drafts, publishing, sharing, difference."""

import pytest
from django.urls import reverse

from centres.choices import MemberRole
from centres.models import Network
from mobilities.actions import drafting
from mobilities.models import Blueprint
from tests.factories import (
    NOW,
    make_blueprints,
    make_centre,
    make_coordinator,
    make_draft,
    make_member,
    make_own_plan,
    make_published,
    make_user,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana(client):
    ana = make_coordinator(make_centre(network=Network.objects.create(name="Red")), first_name="Ana")
    client.force_login(ana)
    return ana


def address(name, *ids):
    return reverse(f"mobilities:blueprint{name}", args=ids)


def shown(answer):
    return {row["key"]: row for phase in answer.context["phases"] for row in phase["rows"]}


def seen(answer):
    return answer.context["form"]["seen"].value()


def test_plans_are_listed_by_whose_they_are(client, ana):
    plan, draft = make_own_plan(ana.centre, ana, title="Ours"), make_draft(ana.centre, ana, title="To come")
    carmen = make_user()
    make_own_plan(ana.centre.network, carmen, title="Common")

    answer = client.get(address("s"))

    groups = {name: [row["title"] for row in rows] for name, rows in answer.context["groups"]}
    assert groups["Drafts"] == [draft.title]
    assert groups["Of your centre"] == [plan.title]
    assert groups["Of your network"] == ["Common"]
    assert len(groups["Come with doALLVET"]) == 3


def test_who_has_no_centre_and_no_network_has_no_plans(client):
    client.force_login(make_user())

    assert client.get(address("s")).status_code == 404
    assert client.get(address("", make_blueprints()["dual-short"].pk)).status_code == 404


@pytest.mark.parametrize("count", [1, 20])
def test_the_list_takes_the_same_queries_whatever_its_length(client, ana, count, django_assert_num_queries):
    shipped = make_blueprints()["dual-short"]
    for number in range(count):
        Blueprint.objects.create(
            centre=ana.centre,
            key=f"plan-{number}",
            version=1,
            title_en=f"Plan {number}",
            based_on=shipped,
            published_at=NOW,
            published_by=ana,
            phases=shipped.phases,
            stay_days=shipped.stay_days,
            lead_days=shipped.lead_days,
        )

    with django_assert_num_queries(12):
        answer = client.get(address("s"))

    assert len(dict(answer.context["groups"])["Of your centre"]) == count


def test_a_plan_is_copied_edited_and_published_and_the_wizard_offers_it(client, ana):
    shipped = make_blueprints()["dual-short"]
    data = {"owner": f"centre-{ana.centre.pk}", "title_en": "Ours", "title_es": "El nuestro"}

    copied = client.post(address("-copy", shipped.pk), data)
    draft = Blueprint.objects.drafts().get()
    assert copied.url == address("", draft.pk)
    form = client.get(address("-publish", draft.pk))
    for _click in range(2):
        done = client.post(address("-publish", draft.pk), {"note": "First one", "seen": seen(form)})
        assert done.url == address("", draft.pk)

    assert Blueprint.objects.get(pk=draft.pk).version == 1
    assert set(Blueprint.objects.offered_to(ana.centre)) == {draft, *make_blueprints().values()}


def test_teachers_and_viewers_read_and_do_not_write(client, ana):
    draft = make_draft(ana.centre, ana)
    for role in (MemberRole.TEACHER, MemberRole.VIEWER):
        client.force_login(make_member(ana.centre, role).person)

        page = client.get(address("", draft.pk))

        assert (page.status_code, page.context["edits"]) == (200, False)
        assert address("-step", draft.pk, draft.steps.first().pk) not in page.text
        assert client.post(address("-discard", draft.pk)).status_code == 403


def test_what_is_wrong_stands_at_its_step_and_there_is_no_button_to_publish(client, ana):
    draft = make_draft(ana.centre, ana)
    draft.steps.filter(key="D04").update(duration=30)
    draft.steps.filter(key="P01").update(needs=["P02"])

    page, publish = client.get(address("", draft.pk)), client.get(address("-publish", draft.pk))

    rows = shown(page)
    assert len(rows["D04"]["wrong"]) == 1 and "Book travel" in rows["D04"]["wrong"][0]
    assert rows["R01"]["wrong"] == []
    assert rows["D04"]["wrong"][0] in page.text.replace("&quot;", '"')
    assert len(publish.context["obstacles"]) >= 2 and '<button class="btn btn-primary">Publish' not in publish.text
    assert Blueprint.objects.get(pk=draft.pk).is_draft


def test_a_phase_without_steps_stays_in_the_draft(client, ana):
    draft = make_draft(ana.centre, ana)
    draft.steps.filter(phase="abroad").delete()

    page = client.get(address("", draft.pk))

    assert [phase["key"] for phase in page.context["phases"]] == draft.phases
    assert address("-step-new", draft.pk) + "?phase=abroad" in page.text


def test_a_stale_publish_and_a_stale_head_are_answered_with_409(client, ana):
    draft = make_draft(ana.centre, ana)
    publish, head = client.get(address("-publish", draft.pk)), client.get(address("-edit", draft.pk))
    fields = {**{name: field.value() for name, field in ((f.name, f) for f in head.context["form"])}}
    drafting.change_head(draft, {"lead_days": 220}, seen=drafting.head_seen(draft), by=ana, at=NOW)

    answers = [
        client.post(address("-publish", draft.pk), {"note": "New", "seen": seen(publish)}),
        client.post(address("-edit", draft.pk), fields | {"lead_days": 230}),
    ]

    assert [answer.status_code for answer in answers] == [409, 409]
    assert Blueprint.objects.get(pk=draft.pk).lead_days == 220
    again = client.post(address("-edit", draft.pk), fields | {"lead_days": 230, "seen": seen(answers[1])})
    assert (again.status_code, Blueprint.objects.get(pk=draft.pk).lead_days) == (302, 230)


def test_a_published_plan_is_edited_in_a_draft_only(client, ana):
    plan = make_own_plan(ana.centre, ana)

    refused = client.get(address("-edit", plan.pk), follow=True)
    made = client.post(address("-draft", plan.pk))

    assert "does not change any more" in refused.text
    assert made.url == address("", Blueprint.objects.drafts().get().pk)
    assert client.post(address("-discard", Blueprint.objects.drafts().get().pk)).url == address("s")
    assert list(Blueprint.objects.of_plan(plan)) == [plan]


def test_lengths_are_refused_in_words(client, ana):
    draft = make_draft(ana.centre, ana)
    form = client.get(address("-edit", draft.pk)).context["form"]
    fields = {field.name: field.value() for field in form}

    answer = client.post(address("-edit", draft.pk), fields | {"stay_min": 0, "stay_max": 4000, "stay_typical": 5})

    assert answer.status_code == 422
    assert "greater than or equal to 1" in answer.text and "less than or equal to 3650" in answer.text


def test_a_plan_is_shared_with_the_network_and_taken_back(client, ana):
    plan, bea = make_own_plan(ana.centre, ana), make_coordinator(make_centre(network=ana.centre.network))
    client.post(address("-share", plan.pk), {"share": "1"})
    client.force_login(bea)
    assert client.get(address("", plan.pk)).status_code == 200
    assert client.post(address("-share", plan.pk), {"withdraw": "1"}).status_code == 403

    client.force_login(ana)
    client.post(address("-share", plan.pk), {"withdraw": "1"})

    client.force_login(bea)
    assert client.get(address("", plan.pk)).status_code == 404


def test_the_difference_to_the_source_is_shown_and_taken_over(client, ana):
    source = make_own_plan(ana.centre.network, carmen := make_user(), title="Common")
    titles = {"title_en": "Ours", "title_es": "El nuestro"}
    mine = make_published(drafting.copy(source, ana.centre, titles, by=ana, at=NOW), ana)
    draft = drafting.start_draft(source, by=carmen, at=NOW)
    step = draft.steps.get(key="D10")
    drafting.change_step(
        step, {"days": -12, "owner": "guardian", "condition": "minor"}, seen=drafting.step_seen(step), by=carmen, at=NOW
    )
    drafting.remove_step(draft.steps.get(key="R08"), by=carmen, at=NOW)
    newer = make_published(draft, carmen)
    assert "has a newer version" in client.get(address("", mine.pk)).text

    page = client.get(address("-difference", mine.pk))
    old = client.post(address("-difference", mine.pk), {"source": source.pk, "drop": "R08"})
    taken = client.post(
        address("-difference", mine.pk), {"source": newer.pk, "take": ["D10:due"], "drop": ["R08", "P01"]}
    )

    (changed,) = page.context["changed"]
    assert {part["label"]: (part["mine"], part["theirs"]) for part in changed["parts"]}["Due"] == (
        "14 days before the first day abroad",
        "12 days before the first day abroad",
    )
    assert [row["key"] for row in page.context["gone"]] == ["R08"]
    assert old.status_code == 409
    result = Blueprint.objects.drafts().of_plan(mine).get()
    assert taken.url == address("", result.pk)
    assert (result.steps.get(key="D10").days, result.steps.get(key="D10").owner) == (-12, "apprentice")
    assert result.steps.filter(key="P01").exists() and not result.steps.filter(key="R08").exists()
    assert mine.steps.get(key="D10").days == -14


def test_a_step_that_one_changed_is_not_ticked_to_be_taken_out(client, ana):
    source = make_own_plan(ana.centre.network, carmen := make_user(), title="Common")
    mine = drafting.copy(source, ana.centre, {"title_en": "Ours", "title_es": "El nuestro"}, by=ana, at=NOW)
    step = mine.steps.get(key="R08")
    drafting.change_step(step, {"duration": 9}, seen=drafting.step_seen(step), by=ana, at=NOW)
    draft = drafting.start_draft(source, by=carmen, at=NOW)
    for key in ("R08", "P04"):
        drafting.remove_step(draft.steps.get(key=key), by=carmen, at=NOW)
    make_published(draft, carmen)

    page = client.get(address("-difference", mine.pk))

    assert 'value="R08" id="drop-R08">' in page.text
    assert 'value="P04" id="drop-P04" checked>' in page.text
