"""The pages of the papers: all on one, each with its draft, its check and its signatures."""

import pytest
from django.urls import reverse

from doallvet.signing.models import Signatory
from mobilities.models import Agreement, Mobility
from tests.factories import NOW
from tests.kept import kept
from tests.mobilities import sheets, signing
from tests.mobilities.agreements import make_stay, person
from tests.mobilities.signing import page_of, place, sign

pytestmark = pytest.mark.django_db
HEALTH = "GUARDIAN_CONSENT_MEDICAL"


@kept
def minor_stay():
    return make_stay(minor=True, pay_kept=True)


@pytest.fixture
def stay(time_machine, minor_stay):
    time_machine.move_to(NOW, tick=False)
    return minor_stay


def page(mobility, kind="", name="sheet"):
    return reverse(f"mobilities:{name}", args=[mobility.pk, kind] if kind else [mobility.pk])


def rows(client, mobility):
    return {row["title"]: row for row in client.get(page(mobility, name="papers")).context["tasks"]}


def test_the_page_lists_every_paper_of_the_stay_with_how_it_stands(client, stay):
    mobility, ana = stay
    sheets.issue(mobility, "CATCHUP_PLAN", ana)
    client.force_login(ana)

    found = rows(client, mobility)

    assert len(found) == 13
    plan = found["Release from school and catch-up plan"]
    assert (plan["state"], plan["status"]) == ("now", "Waits for signatures")
    assert plan["owner"] == "Missing: apprentice, parent or guardian, since 23 Nov 2026"
    assert found["Acceptance of the placement by the host company"]["status"] == "6 missing"


def test_a_paper_that_all_have_signed_says_so(client, stay):
    mobility, ana = stay
    version = sheets.issue(mobility, HEALTH, ana)
    sign(version, "guardian")
    client.force_login(ana)

    row = rows(client, mobility)["Medical authorisation by a parent or guardian"]

    assert (row["state"], row["status"]) == ("done", "Signed by all")


@pytest.mark.parametrize("issued", [1, 5])
def test_the_list_takes_the_same_queries_whatever_was_issued(client, stay, issued, django_assert_num_queries):
    mobility, ana = stay
    for kind in list(sheets.TYPED)[:issued]:
        sheets.issue(mobility, kind, ana)
    client.force_login(ana)
    client.get(page(mobility, name="papers"))

    with django_assert_num_queries(40):
        client.get(page(mobility, name="papers"))


@pytest.mark.parametrize(
    ("role", "titles"),
    [
        ("host_signatory", 4),
        ("employer_signatory", 2),
        ("guardian", 13),
    ],
)
def test_everybody_is_shown_only_the_papers_that_concern_them(client, stay, role, titles):
    mobility, _ana = stay
    client.force_login(person(mobility, role))

    assert len(rows(client, mobility)) == titles


def test_what_is_written_is_kept_and_checked_and_issued(client, stay):
    mobility, ana = stay
    client.force_login(ana)
    said = {
        "version": 1,
        "then": "check",
        "classes_missed": "Mathematics\n\n English ",
        "how_made_up": "Lessons on two Saturdays",
        "teacher": "Tomás Vega",
    }

    kept = client.post(page(mobility, "CATCHUP_PLAN"), said)
    check = client.get(kept.url)
    version = check.context["form"].initial["version"]
    issued = client.post(kept.url, {"version": version, "first": "es", "second": "fi"}, follow=True)

    agreement = Agreement.objects.get(mobility=mobility, kind="CATCHUP_PLAN")
    assert kept.url == page(mobility, "CATCHUP_PLAN", "sheet-check")
    assert agreement.draft["fields"]["classes_missed"] == ["Mathematics", "English"]
    assert agreement.document.versions.get().data["languages"] == ["es", "fi"]
    assert "The paper is issued as CP-2026-" in issued.text


def test_what_is_missing_is_named_with_the_way_to_it(client, stay):
    mobility, ana = stay
    client.force_login(ana)

    text = client.get(page(mobility, "GRANT_AGREEMENT")).text

    assert '<a href="#id_iban">“IBAN” is missing.</a>' in text


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("iban", "ES91 2100", "An IBAN begins with two letters"),
        ("iban", "ES9121000418450200051331", "one of its characters was mistyped"),
        ("travel", "-5", "greater than or equal to 0"),
        ("first_payment_share", "20", "greater than or equal to 50"),
        ("account_holder", "Luc\u200bía", "cannot be seen"),
    ],
)
def test_what_cannot_be_is_said_at_its_field(client, stay, field, value, sentence):
    mobility, ana = stay
    client.force_login(ana)

    answer = client.post(page(mobility, "GRANT_AGREEMENT"), {"version": 1, field: value})

    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    assert sentence in answer.context["form"].errors[field][0]


def test_a_page_that_is_older_than_the_draft_shows_both_texts(client, stay):
    mobility, ana = stay
    sheets.fill(mobility, "CATCHUP_PLAN", ana)
    client.force_login(ana)

    answer = client.post(page(mobility, "CATCHUP_PLAN"), {"version": 1, "how_made_up": "In the holidays"})

    assert answer.status_code == 409
    clash = {row["label"]: (row["kept"], row["typed"]) for row in answer.context["clash"]}
    assert clash["How it is made up for"] == ("Lessons on two Saturdays", "In the holidays")


def test_a_paper_that_changed_since_it_was_checked_is_not_issued(client, stay):
    mobility, ana = stay
    sheets.fill(mobility, "CATCHUP_PLAN", ana)
    client.force_login(ana)

    answer = client.post(page(mobility, "CATCHUP_PLAN", "sheet-check"), {"version": 1, "first": "en"})

    assert answer.status_code == 409
    assert Agreement.objects.get(kind="CATCHUP_PLAN").document is None


def test_names_and_clauses_are_text_and_nothing_else(client, stay):
    mobility, ana = stay
    evil = '<script>alert(1)</script><img src="file:///etc/passwd">{{ settings.SECRET_KEY }}'
    version = sheets.issue(mobility, "CATCHUP_PLAN", ana, how_made_up=evil, languages=["en"])
    client.force_login(ana)
    row = place(version, "sending_centre")

    text = client.get(page_of(row)).text

    assert evil not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
    assert "{{ settings.SECRET_KEY }}" in text


def test_health_is_read_by_the_family_and_the_coordinator_alone(client, stay):
    mobility, ana = stay
    version = sheets.issue(mobility, HEALTH, ana)
    pdf = reverse("mobilities:document", args=[mobility.pk, version.pk])
    statuses = {}
    for who in ("sending_coordinator", "guardian", "apprentice", "hosting_coordinator", "host_signatory", "teacher"):
        client.force_login(person(mobility, who))
        file = client.get(pdf)
        list(file.streaming_content if file.streaming else ())
        statuses[who] = (client.get(page(mobility, HEALTH)).status_code, file.status_code)

    assert statuses == {
        "sending_coordinator": (200, 200),
        "guardian": (200, 200),
        "apprentice": (200, 200),
        "hosting_coordinator": (403, 404),
        "host_signatory": (403, 404),
        "teacher": (403, 404),
    }


def test_a_paper_that_is_none_is_not_there(client, stay):
    mobility, ana = stay
    client.force_login(ana)

    assert [client.get(page(mobility, kind)).status_code for kind in ("MOU", "EHIC")] == [404, 404]


def test_a_paper_that_the_stay_does_not_need_is_not_there(client):
    mobility, ana = make_stay(employer=False)
    client.force_login(ana)

    assert client.get(page(mobility, "EMPLOYER_CONSENT")).status_code == 404
    assert client.get(page(mobility, HEALTH)).status_code == 404


def test_a_signed_agreement_can_be_amended_and_one_that_is_not_cannot(client, stay):
    mobility, ana = stay
    client.force_login(ana)
    before = client.get(page(mobility, "LA_AMENDMENT")).status_code
    version = signing.issue(mobility, ana)
    for row in version.signatories.all():
        sign(version, row.party)

    found = rows(client, mobility)["Amendment to the learning agreement"]

    assert (before, found["status"]) == (404, "If needed")
    assert "Agreed today" in client.get(page(mobility, "LA_AMENDMENT")).text


def test_a_guardian_takes_a_consent_back_on_the_page_on_which_it_was_signed(client, stay):
    mobility, ana = stay
    version = sheets.issue(mobility, HEALTH, ana)
    sign(version, "guardian")
    row = place(version, "guardian")
    client.force_login(row.person)
    before = client.get(page_of(row)).text

    said = {"act": "take-back", "shown": version.content_hash, "text": ""}
    after = client.post(page_of(row), said, follow=True).text

    assert "I take it back" in before
    assert "It is taken back. The coordinator is told at once." in after
    assert "I take it back" not in after
    assert Signatory.objects.get(pk=row.pk).state == "withdrawn"


def test_what_binds_is_not_taken_back_on_a_page(client, stay):
    mobility, ana = stay
    version = sheets.issue(mobility, "HOST_ACCEPTANCE", ana)
    sign(version, "host_company")
    row = place(version, "host_company")
    client.force_login(row.person)

    answer = client.post(page_of(row), {"act": "take-back", "shown": version.content_hash, "text": ""})

    assert answer.status_code == 404
    assert "I take it back" not in client.get(page_of(row)).text


def test_what_the_rules_say_helps_to_fill_a_field_in_and_does_not_go_into_the_paper(client, stay):
    mobility, ana = stay
    Mobility.objects.filter(pk=mobility.pk).update(profile="DE-DUAL")
    ana.language = "es"
    ana.save()
    client.force_login(ana)

    field = client.get(page(mobility, "EMPLOYER_CONSENT")).context["form"]["social_security"]

    assert field.help_text.startswith("Según las normas registradas: La cobertura de origen")
    assert field.value() is None
