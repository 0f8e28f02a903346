"""The pages of the learning agreement: who sees what, what is kept, what is refused near its cause."""

import pytest

from mobilities import filling
from mobilities.actions import agreement as agreements
from mobilities.models import Agreement
from tests.factories import NOW, make_member
from tests.kept import kept
from tests.mobilities.agreements import (
    WEEKS,
    address,
    draft,
    make_stay,
    person,
    post,
    rows,
    write,
)

pytestmark = pytest.mark.django_db


@kept
def stay():
    return make_stay()


def test_the_overview_shows_what_is_missing_in_each_block(client, stay):
    mobility, ana = stay
    client.force_login(ana)

    page = client.get(address(mobility, name="agreement"))

    words = {task["title"]: task["status"] for task in page.context["tasks"]}
    assert words["Recognition"] == "4 missing"
    assert words["Host organisation"] == "Complete"
    assert words["Supporting organisation"] == "If needed"
    assert "Recognition: “How it counts” is missing." in page.text


def test_a_block_is_kept_though_it_is_not_complete(client, stay):
    mobility, ana = stay
    client.force_login(ana)

    answer = post(client, mobility, "monitoring", frequency="Daily", who="Tomás Vega")

    assert (answer.status_code, answer.url) == (302, address(mobility, name="agreement"))
    assert draft(mobility) == {"monitoring": {"frequency": "Daily"}}


def test_days_are_picked(client, stay):
    mobility, ana = stay
    client.force_login(ana)

    page = client.get(address(mobility, "recognition"))

    assert page.context["form"]["when"].field.widget.input_type == "date"


def test_the_page_goes_on_to_the_next_block(client, stay):
    mobility, ana = stay
    client.force_login(ana)

    answer = post(client, mobility, "monitoring", then="next", frequency="Daily")

    assert answer.url == address(mobility, "assessment")


def test_somebody_known_is_completed_with_address_and_phone(client, stay):
    mobility, ana = stay
    new = make_member(mobility.sending_centre, first_name="Eva", last_name="Sanz", phone="+34600000001").person
    client.force_login(ana)

    post(client, mobility, "sending", mentor="Eva Sanz", type="vet_school", address="Calle Mayor 5, 24400 Ponferrada")

    assert draft(mobility)["sending"]["mentor"] == {
        "name": "Eva Sanz",
        "email": new.email,
        "phone": "+34 600 00 00 01",
    }


def test_outcomes_are_taken_from_the_programme_and_typed(client, stay):
    mobility, ana = stay
    unit = mobility.apprentice.programme.units.get()
    first, second = unit.outcomes.all()
    client.force_login(ana)

    post(
        client,
        mobility,
        "learning_outcomes",
        **rows({"title": "Greek", "text": "Λέει καλημέρα", "hours": "4"}, pick=[f"o{second.pk}", "o987", "u1", "x"]),
    )

    assert draft(mobility)["learning_outcomes"] == [
        {
            "part": "onsite",
            "code": "LO1",
            "title": "Greek",
            "text": "Λέει καλημέρα",
            "unit_code": "",
            "esco_skill_uri": "",
            "credit_points": None,
            "hours": "4",
        },
        {"title": unit.title, "unit_code": "MEC1", "code": "MEC1.2", "text": second.text, "part": "onsite"},
    ]
    assert first.text not in str(draft(mobility))


def test_adding_a_row_keeps_what_is_written_and_gives_an_empty_one(client, stay):
    mobility, ana = stay
    client.force_login(ana)
    sent = rows({"week": 1, "place": "Halle 3", "tasks": "Tools"}, {"week": 2, "place": "Halle 3"})

    answer = post(client, mobility, "learning_programme", then="add", **sent)

    page = client.get(answer.url)
    assert [form.initial.get("week") for form in page.context["form"]] == [1, 2, None]


def test_rows_can_be_left_out_and_empty_ones_are_dropped(client, stay):
    mobility, ana = stay
    client.force_login(ana)
    sent = rows({"week": 1, "tasks": "Tools"}, {"week": 2, "tasks": "No", "DELETE": "on"}, {"place": "Halle 3"})

    post(client, mobility, "learning_programme", **sent)

    assert [row["week"] for row in draft(mobility)["learning_programme"]] == [1]


def test_a_programme_nobody_has_begun_has_a_row_for_each_week(client, stay):
    mobility, ana = stay
    client.force_login(ana)

    page = client.get(address(mobility, "learning_programme"))

    assert [form.initial["week"] for form in page.context["form"]] == [1, 2, 3]


@pytest.mark.parametrize(
    ("block", "values", "field", "words"),
    [
        ("monitoring", {"channel": "Video\u202ecall"}, "channel", "cannot be seen"),
        ("monitoring", {"channel": "x" * 301}, "channel", "at most 300"),
        ("mobility", {"working_hours_per_week": "90"}, "working_hours_per_week", "less than or equal to 60"),
        ("mobility", {"working_hours_per_week": "many"}, "working_hours_per_week", "Enter a number"),
        ("mobility", {"language_of_work": "klingon"}, "language_of_work", "valid choice"),
        ("header", {"mobility_id": "2024-LONGT-0012"}, "mobility_id", "looks like"),
        ("header", {"mobility_id": "2025-LONGT-0012-KA121-VET-999999999"}, "mobility_id", "another project"),
        ("recognition", {"when": "soon"}, "when", "valid date"),
        ("participant", {"phone": "12"}, "phone", "with the country's code"),
        ("sending", {"mentor_phone": "12"}, "mentor_phone", "with the country's code"),
        ("hosting", {"oid": "E1"}, "oid", "eight digits"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_kept(client, stay, block, values, field, words):
    mobility, ana = stay
    client.force_login(ana)

    page = post(client, mobility, block, **values)

    assert page.status_code == 422
    assert words in " ".join(page.context["form"].errors[field])
    assert not Agreement.objects.exists()


@pytest.mark.parametrize(
    "sent",
    [
        {"row-TOTAL_FORMS": "100000", "row-INITIAL_FORMS": "0"},
        {"row-TOTAL_FORMS": "x"},
        {},
        rows({"week": 99, "tasks": "After the end"}),
        rows({"week": 1, "tasks": "x", "outcomes": ["LO9"]}),
    ],
)
def test_rows_that_cannot_be_are_refused_or_left_out(client, stay, sent):
    mobility, ana = stay
    client.force_login(ana)

    page = post(client, mobility, "learning_programme", **sent)

    assert page.status_code in (302, 422)
    assert "After the end" not in str(Agreement.objects.values_list("draft", flat=True))


def test_markup_is_shown_as_text(client, stay):
    mobility, ana = stay
    client.force_login(ana)

    post(client, mobility, "monitoring", channel="<script>alert(1)</script>")

    page = client.get(address(mobility, name="agreement-check"))
    assert "<script>alert" not in page.text
    assert "&lt;script&gt;alert(1)" in page.text


def test_a_stale_page_gets_both_texts_and_overwrites_nothing(client, stay):
    mobility, ana = stay
    client.force_login(ana)
    post(client, mobility, "monitoring", version=1, frequency="Daily", who="Tomás Vega")

    page = post(client, mobility, "monitoring", version=1, frequency="Weekly", channel="Phone", who="Tomás Vega")

    assert page.status_code == 409
    assert page.context["clash"] == [
        {"label": "How often", "kept": "Daily", "typed": "Weekly"},
        {"label": "In which way", "kept": "", "typed": "Phone"},
    ]
    assert page.context["form"]["frequency"].value() == "Weekly"
    assert draft(mobility) == {"monitoring": {"frequency": "Daily"}}


@pytest.mark.parametrize("version", ["²", "9" * 5000, "-1", "", "x"])
def test_a_version_that_no_page_carries_overwrites_nothing(client, stay, version):
    mobility, ana = stay
    client.force_login(ana)
    post(client, mobility, "monitoring", frequency="Weekly")
    kept = draft(mobility)

    answer = post(client, mobility, "monitoring", frequency="Daily", version=version)

    assert (answer.status_code, draft(mobility)) == (409, kept)


def test_saving_again_after_the_clash_was_shown_keeps_the_own_words(client, stay):
    mobility, ana = stay
    client.force_login(ana)
    post(client, mobility, "monitoring", version=1, frequency="Daily", who="Tomás Vega")
    page = post(client, mobility, "monitoring", version=1, frequency="Weekly", who="Tomás Vega")

    post(client, mobility, "monitoring", version=page.context["version"], frequency="Weekly", who="Tomás Vega")

    assert draft(mobility) == {"monitoring": {"frequency": "Weekly"}}


@pytest.mark.parametrize("who", ["host_signatory", "host_mentor", "hosting_coordinator"])
def test_the_host_proposes_tasks_and_the_coordinator_takes_them_over(client, stay, who):
    mobility, ana = stay
    client.force_login(person(mobility, who))

    sent = post(client, mobility, "learning_programme", **rows({"week": 1, "place": "Halle 3", "tasks": "Tools"}))
    client.force_login(ana)
    page = client.get(address(mobility, "learning_programme"))
    client.post(address(mobility, name="agreement-proposal"), {"say": "take", "shown": page.context["proposed"]})

    assert sent.url == address(mobility, name="agreement")
    assert page.context["proposal"] == ["Week 1\nPlace: Halle 3\nTasks: Tools"]
    assert [row["tasks"] for row in draft(mobility)["learning_programme"]] == ["Tools"]


def test_a_proposal_is_set_aside(client, stay):
    mobility, ana = stay
    agreement = agreements.propose_tasks(filling.agreement_of(mobility), WEEKS, by=ana, at=NOW)
    client.force_login(ana)

    client.post(address(mobility, name="agreement-proposal"), {"say": "leave", "shown": NOW.isoformat()})

    agreement.refresh_from_db()
    assert (agreement.draft, agreement.proposed) == ({}, [])


@pytest.mark.parametrize("count", [1, 5])
def test_the_overview_takes_the_same_queries_whatever_was_issued(client, stay, count, django_assert_num_queries):
    mobility, ana = stay
    agreement = write(mobility, ana)
    for number in range(count):
        agreement = agreements.save_block(
            agreement, "prior_learning", {"text": str(number)}, version=99, by=ana, at=NOW
        )
        agreements.issue(agreement, by=ana, at=NOW)
    client.force_login(ana)
    client.get(address(mobility, name="agreement"))

    with django_assert_num_queries(25):
        client.get(address(mobility, name="agreement"))
