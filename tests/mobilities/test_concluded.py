"""The law of the day on which the agreement was concluded is the one applied, in the version that was known then."""

from datetime import UTC, date, datetime
from importlib import import_module

import pytest
from django.apps import apps

from companies.actions import law as laws
from companies.models import Rule
from doallvet.core.refused import Refused
from mobilities import concluded, law, terms
from mobilities.actions import approval, change, roadmap
from mobilities.choices import Answer, Channel, Kind, Outcome, Owner
from mobilities.facts import facts_of
from mobilities.models import Approval, BlueprintStep, Mobility, Step
from mobilities.rules.dates import Dates
from mobilities.rules.law import obstacles
from tests.factories import (
    make_apprentice,
    make_centre,
    make_company,
    make_contact,
    make_contract,
    make_coordinator,
    make_mobility,
    make_project,
    make_user,
)

pytestmark = pytest.mark.django_db
PLANNED = datetime(2023, 11, 15, 9, 0, tzinfo=UTC)
BEFORE, AFTER = (datetime(2023, 12, 15, 9, 0, tzinfo=UTC), datetime(2024, 1, 15, 9, 0, tzinfo=UTC))


class French:
    """Camille goes for 60 days in March 2024, seconded by her employer in Lyon."""

    def __init__(self, **plan):
        centre = make_centre("CFA Lyon", country="FR", city="Lyon")
        self.nora = make_coordinator(centre, first_name="Nora")
        apprentice = make_apprentice(centre, born_on=date(2004, 1, 1))
        employer = make_company("Atelier Rhône", centre, country="FR", city="Lyon")
        self.denis = make_user(first_name="Denis", last_name="Roux")
        make_contact(employer, centre, person=self.denis)
        make_contract(apprentice, employer, profile="FR-APP", begins_on=date(2023, 9, 1), ends_on=date(2025, 8, 31))
        project = make_project(centre, call_year=2023, begins_on=date(2023, 9, 1), ends_on=date(2025, 12, 31))
        planned = {"starts_on": date(2024, 3, 4), "days": 60, "arrangement": "secondment", "at": PLANNED} | plan
        self.mobility = make_mobility(by=self.nora, apprentice=apprentice, project=project, **planned)

    def fresh(self):
        return Mobility.objects.with_people().get(pk=self.mobility.pk)

    def facts(self):
        return facts_of(self.fresh(), list(self.fresh().parties.all()))

    def release(self, at, answer=Answer.APPROVE, text=""):
        """The employer says yes, or something else."""
        mobility = self.fresh()
        (step,) = terms.questions(mobility, Owner.HOME_EMPLOYER)
        approval.give(
            step,
            answer=answer,
            text=text,
            person=self.denis,
            shown=terms.fingerprint(terms.terms(mobility, Owner.HOME_EMPLOYER)),
            channel=Channel.LINK,
            at=at,
            typed_name="Denis Roux",
        )

    def obstacles(self, at):
        mobility = self.fresh()
        return obstacles(law.outlook_of(mobility, list(mobility.parties.all()), today=at.date()))


@pytest.fixture
def french():
    return French()


def correct(key, at, by, **says):
    rule = Rule.objects.newest().get(key=key)
    return laws.correct(rule, {"says": rule.says | says}, note="Better known", by=by, at=at)


def test_the_same_dossier_is_another_case_a_month_later():
    old, new = French(), French()
    old.release(BEFORE)
    new.release(AFTER)

    assert [stay.facts().concluded_on for stay in (old, new)] == [date(2023, 12, 15), date(2024, 1, 15)]
    assert [stay.fresh().concluded_at for stay in (old, new)] == [BEFORE, AFTER]
    assert [stay.facts().chosen.max_days for stay in (old, new)] == [28, None]
    assert [len(stay.obstacles(AFTER)) for stay in (old, new)] == [1, 0]
    assert old.obstacles(AFTER)[0].startswith("“mise à disposition” is possible for 28 days at most")


def test_the_page_of_the_mobility_says_so(client):
    old, new = French(), French()
    old.release(BEFORE)
    new.release(AFTER)

    pages = []
    for stay in (old, new):
        client.force_login(stay.nora)
        pages.append(client.get(f"/mobilities/{stay.mobility.pk}/").text)

    assert ["The law does not allow this stay" in page for page in pages] == [True, False]


def test_what_was_not_concluded_yet_follows_the_law_of_the_first_day(french):
    assert (french.facts().concluded_on, french.facts().ruled_on) == (None, date(2024, 3, 4))
    assert french.facts().chosen.max_days is None


def test_a_refusal_concludes_nothing(french):
    french.release(BEFORE, answer=Answer.ASK_CHANGE, text="In April, please.")

    assert french.facts().concluded_on is None


def test_a_release_on_paper_concludes_it(french):
    (step,) = terms.questions(french.fresh(), Owner.HOME_EMPLOYER)
    roadmap.close(french.mobility, step, Outcome.DONE, by=french.nora, at=AFTER)

    assert french.facts().concluded_on == date(2024, 1, 15)


def test_other_dates_take_the_release_back_and_with_it_the_day(french):
    french.release(AFTER)
    mobility = french.fresh()
    dates = Dates(None, date(2024, 4, 1), date(2024, 5, 30), None)

    change.set_dates(mobility, dates, version=mobility.version, by=french.nora, at=AFTER)

    assert (french.facts().concluded_on, french.facts().ruled_on) == (None, date(2024, 4, 1))
    assert french.fresh().concluded_at is None


def test_a_concluded_dossier_keeps_the_version_that_was_known_then(french):
    french.release(datetime(2027, 1, 4, tzinfo=UTC))
    corrected = datetime(2027, 2, 1, tzinfo=UTC)
    correct("FR-APP-option-2", corrected, french.nora, max_days=50)
    later = French(days=45)
    later.release(datetime(2027, 2, 2, tzinfo=UTC))

    assert [stay.facts().chosen.max_days for stay in (french, later)] == [None, 50]
    assert french.facts().chosen.rule.version == 1


def test_an_old_dossier_keeps_the_text_it_was_told(french):
    french.release(AFTER)
    told = law.told("apprentice", french.fresh(), today=AFTER.date())
    correct("FR-APP-option-2", datetime(2027, 2, 1, tzinfo=UTC), french.nora, pay_by="nobody")

    again = law.told("apprentice", french.fresh(), today=AFTER.date())

    assert again == told
    assert "Atelier Rhône pays you." in told.parts[0].text


@pytest.mark.parametrize(("arrangement", "planned"), [("secondment", False), ("standby", True), ("", True)])
def test_a_stay_that_the_law_forbids_is_not_planned(arrangement, planned):
    early = {"starts_on": date(2023, 10, 2), "arrangement": arrangement}

    if planned:
        assert French(**early).mobility.pk
    else:
        with pytest.raises(Refused) as refused:
            French(**early)
        assert "28 days at most" in refused.value.reasons[0]


def test_a_change_to_what_the_law_forbids_is_refused(french):
    short = French(starts_on=date(2023, 12, 1), days=20)
    mobility = short.fresh()

    with pytest.raises(Refused):
        change.set_dates(
            mobility,
            Dates(None, date(2023, 12, 1), date(2024, 1, 20), None),
            version=mobility.version,
            by=short.nora,
            at=PLANNED,
        )
    assert short.fresh().ends_on == date(2023, 12, 20)


def test_half_of_the_contract_is_the_most_with_all_stays_together(french):
    assert len(french.obstacles(AFTER)) == 0
    with pytest.raises(Refused) as refused:
        make_mobility(
            by=french.nora,
            apprentice=french.mobility.apprentice,
            project=french.mobility.project,
            starts_on=date(2024, 6, 3),
            days=310,
            key="dual-erasmuspro",
            arrangement="secondment",
            at=AFTER,
        )
    assert refused.value.reasons == [
        "The apprentice is abroad for 370 days; the limit is 12 months.",
        "With this stay the apprentice is abroad for 370 days; 50% of the contract are 365.",
    ]


def test_what_was_concluded_before_it_was_noted_is_found_as_it_is_counted():
    answered, signed, half = French(), French(), French()
    for stay in (answered, half):
        stay.release(BEFORE)
    for stay in (signed, half):
        Approval.objects.filter(mobility=stay.mobility).delete()
        (release,) = terms.questions(stay.fresh(), Owner.HOME_EMPLOYER)
        Step.objects.filter(pk=release.pk).update(done_at=AFTER, done_by=stay.nora, outcome=Outcome.DONE)
    other = half.mobility.steps.open().filter(plan__kind=Kind.SIGNATURE).exclude(plan=release.plan_id).first()
    BlueprintStep.objects.filter(pk=other.plan_id).update(evidence=[concluded.RELEASE])
    Step.objects.filter(pk=other.pk).update(owner=Owner.HOME_EMPLOYER)
    for stay in (signed, half):
        roadmap.recount(stay.fresh(), at=AFTER)
    stays = (answered, signed, half)
    counted = [stay.fresh().concluded_at for stay in stays]
    Mobility.objects.update(concluded_at=None)

    import_module("mobilities.migrations.0016_concluded").find(apps, None)

    assert counted == [BEFORE, AFTER, None]
    assert [stay.fresh().concluded_at for stay in stays] == counted
