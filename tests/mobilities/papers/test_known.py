"""What a paper of a stay says by itself: what the portal knows, from where it holds."""

from datetime import UTC, date, datetime

import pytest

from centres.choices import MemberRole
from mobilities import paper_facts, paperwork
from mobilities.actions.guardians import follow_one
from mobilities.models import Mobility
from mobilities.rules import papers
from tests.factories import NOW, TODAY, make_contract, make_guardian, make_member, make_user
from tests.kept import kept
from tests.mobilities.agreements import make_stay
from tests.mobilities.sheets import fill, issue

pytestmark = pytest.mark.django_db


@kept
def minor_stay():
    return make_stay(minor=True, pay_kept=True)


@pytest.fixture
def stay(time_machine, minor_stay):
    time_machine.move_to(NOW, tick=False)
    return minor_stay


def said(mobility, kind):
    """What a paper says as it is drafted today."""
    fresh = Mobility.objects.with_people().get(pk=mobility.pk)
    return paperwork.draft_of(fresh, kind).values


def test_the_contract_is_the_one_that_the_stay_falls_into_not_the_newest(stay):
    mobility, _ana = stay
    contract = mobility.apprentice.contracts.get()
    contract.reference = "Of the stay"
    contract.save()
    make_contract(
        mobility.apprentice,
        contract.employer,
        reference="After it",
        begins_on=date(2028, 1, 1),
        ends_on=date(2029, 12, 31),
    )

    assert said(mobility, "EMPLOYER_CONSENT")["contract"] == "Of the stay"


def gaps(mobility, kind, ana, **said):
    """What keeps a paper from being issued, once it says this."""
    fill(Mobility.objects.with_people().get(pk=mobility.pk), kind, ana, **said)
    return [gap.sentence for gap in paperwork.draft_of(mobility, kind).missing]


@pytest.mark.parametrize(("kind", "day"), [("LA_COMPLEMENT", "confirmed_on"), ("EUROPASS_MOBILITY", "issued_on")])
def test_what_took_place_is_confirmed_when_it_has_taken_place(stay, time_machine, kind, day):
    mobility, ana = stay
    last = mobility.ends_on
    planned = {"actual_start": mobility.starts_on.isoformat(), "actual_end": last.isoformat()}
    said_before = said(mobility, kind)
    time_machine.move_to(datetime(last.year, last.month, last.day - 1, 10, tzinfo=UTC), tick=False)

    before = gaps(mobility, kind, ana, **planned | {day: last.isoformat()})
    time_machine.move_to(datetime(last.year, last.month, last.day, 10, tzinfo=UTC), tick=False)
    on_the_day = gaps(mobility, kind, ana, **planned | {day: last.isoformat()})
    dated_back = gaps(mobility, kind, ana, **planned | {day: "2026-01-01"})

    assert (said_before["actual_start"], said_before["actual_end"]) == (None, None)
    assert said(mobility, kind)["actual_end"] == last.isoformat()
    assert before == ["The stay is not over yet: what took place is confirmed on its last day or after it."]
    assert on_the_day == []
    assert [sentence.endswith("lies before “Last day, as it was”.") for sentence in dated_back] == [True]


def test_each_guardian_is_named_with_their_own_relation_and_telephone(stay):
    mobility, ana = stay
    luis = make_user(first_name="Luis", last_name="García", phone="+34644444444")
    make_guardian(mobility.apprentice, person=luis, relation="father")
    follow_one(mobility, today=TODAY, by=ana, at=NOW)

    consent, medical = (said(mobility, f"GUARDIAN_CONSENT_{kind}") for kind in ("STAY", "MEDICAL"))

    assert consent["guardian"] == {"name": "Pilar Soto\nLuis García"}
    assert consent["relation"] == ["mother", "father"]
    assert medical["reachable_at"] == "Pilar Soto: +34 633 33 33 33\nLuis García: +34 644 44 44 44"


def test_whatever_a_paper_is_said_to_be_filled_from_is_known(time_machine):
    time_machine.move_to(NOW, tick=False)
    mobility, _ana = make_stay(minor=True, key="dual-blended")
    sources = {field.filled_from for block in papers.papers().values() for field in block.fields if field.filled_from}

    unknown = set(sources - paper_facts.known(mobility, None, {}).keys())

    from_rates = {"rules.participant_report_days"}  # suggested with the amounts (rules.grants)
    assert unknown == from_rates | {source for source in sources if source.startswith("grant.")}


def test_the_teacher_is_not_guessed_where_there_are_several(stay):
    mobility, _ana = stay
    before = said(mobility, "CATCHUP_PLAN")["teacher"]
    make_member(mobility.sending_centre, MemberRole.TEACHER, first_name="Eva", last_name="Luz")

    assert (before, said(mobility, "CATCHUP_PLAN")["teacher"]) == ({"name": "Tomás Vega"}, None)


def test_the_europass_mobility_takes_over_what_the_host_confirmed(stay):
    mobility, ana = stay
    fill(mobility, "LA_COMPLEMENT", ana, outcomes_achieved=["Finds faults", "Replaces parts"])

    assert said(mobility, "LA_COMPLEMENT")["outcomes_achieved"] == ["Finds faults", "Replaces parts"]
    assert said(mobility, "EUROPASS_MOBILITY")["outcomes"] == ["Finds faults", "Replaces parts"]


def test_a_grant_agreement_names_the_days_within_which_the_centre_pays(stay):
    mobility, ana = stay

    version = issue(mobility, "GRANT_AGREEMENT", ana, languages=["en"], balance_days=30)

    said = version.data["fields"]
    assert (said["first_payment_days"], said["balance_days"]) == (30, 30)
    assert "the rest within the days named here" in version.data["commitments"]["sending_centre"]["en"][0]
