"""What changes after all have signed: an amendment of its own, whose days hold once all have signed it too."""

from datetime import date, timedelta

import pytest

from doallvet.core.refused import Refused
from doallvet.history.models import Event
from mobilities import paperwork
from mobilities.actions import paperwork as actions
from mobilities.models import Agreement, Mobility
from tests.factories import NOW, make_mobility
from tests.kept import kept
from tests.mobilities import signing
from tests.mobilities.agreements import make_stay
from tests.mobilities.sheets import issue
from tests.mobilities.signing import ORDER, sign, sign_all, states

pytestmark = pytest.mark.django_db
LATER, LATEST = NOW + timedelta(days=1), NOW + timedelta(days=2)
KIND = "LA_AMENDMENT"


@kept
def signed():
    mobility, ana = make_stay()
    version = signing.issue(mobility, ana)
    sign_all(version)
    return mobility, ana, version


@pytest.fixture
def stay(time_machine, signed):
    time_machine.move_to(NOW, tick=False)
    return signed


def longer(mobility, days=7):
    return mobility.ends_on + timedelta(days=days)


def extend(mobility, by, at=LATER, days=7, **more):
    said = {"reason": "extension", "end": longer(mobility, days).isoformat(), "effective_from": "2027-09-20"} | more
    return issue(fresh(mobility), KIND, by, at=at, **said)


def fresh(mobility):
    return Mobility.objects.with_people().get(pk=mobility.pk)


def test_an_extension_is_a_document_of_its_own_linked_to_the_agreement(stay):
    mobility, ana, agreement = stay

    version = extend(mobility, ana)

    assert version.document.changes == agreement.document
    assert version.data["text"]["es"]["title"] == "Prórroga de la estancia"
    assert set(version.data["fields"]) == {"amends", "reason", "end", "effective_from"}
    assert sorted(states(version)) == sorted(ORDER)


def test_its_days_hold_everywhere_with_the_last_signature_and_not_before(stay):
    mobility, ana, agreement = stay
    version = extend(mobility, ana)
    end, before = longer(mobility), mobility.ends_on
    due = {step.pk: step.due_on for step in mobility.steps.all()}

    sign_all(version, at=LATER, parties=ORDER[:-1])
    halfway = fresh(mobility).ends_on
    sign(version, ORDER[-1], at=LATER)

    now = fresh(mobility)
    assert (halfway, now.ends_on) == (before, end)
    assert Event.objects.filter(verb="redated").count() == 1
    moved = [step for step in now.steps.with_plan() if step.plan.anchor == "end" and step.due_on != due.get(step.pk)]
    assert moved
    assert states(agreement) == dict.fromkeys(ORDER, "signed")


def test_the_agreement_stays_signed_and_its_step_closed(stay):
    mobility, ana, _agreement = stay
    steps = {step.pk for step in mobility.steps.all() if step.is_done}

    sign_all(extend(mobility, ana), at=LATER)

    assert {step.pk for step in fresh(mobility).steps.filter(done_at__isnull=False)} >= steps


def test_the_step_for_the_amendment_is_there_and_proved_by_it(stay):
    mobility, ana, _agreement = stay

    version = extend(mobility, ana)
    sign_all(version, at=LATER)

    step = next(step for step in fresh(mobility).steps.needed().with_plan() if KIND in step.plan.evidence)
    paper = step.evidence.get()
    assert (paper.sha256, paper.signed_by) == (version.file_hash, sorted(ORDER))


def test_before_all_have_signed_the_agreement_it_is_changed_itself(time_machine):
    time_machine.move_to(NOW, tick=False)
    mobility, ana = make_stay()
    signing.issue(mobility, ana)

    with pytest.raises(Refused, match="not signed by all yet"):
        extend(mobility, ana)


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"end": None}, "Say what changes"),
        ({"end": "2027-09-01"}, "The stay would end before it begins"),
        ({"effective_from": "2028-01-01"}, "It would hold only after the new last day"),
        ({"end": "2029-09-01"}, "project"),
    ],
)
def test_what_cannot_be_is_not_issued(stay, said, sentence):
    mobility, ana, _agreement = stay

    with pytest.raises(Refused, match=sentence):
        extend(mobility, ana, **said)


def test_days_that_are_taken_meanwhile_refuse_the_last_signature_and_nothing_is_half(stay):
    mobility, ana, _agreement = stay
    version = extend(mobility, ana)
    sign_all(version, at=LATER, parties=ORDER[:-1])
    host = mobility.party("host_signatory").company
    begins = longer(mobility, 5)
    partner = mobility.party("hosting_coordinator").centre
    make_mobility(by=ana, apprentice=mobility.apprentice, host=host, hosting=partner, starts_on=begins, days=14)

    with pytest.raises(Refused):
        sign(version, ORDER[-1], at=LATER)

    version.refresh_from_db()
    assert (states(version)[ORDER[-1]], version.completed_at) == ("waiting", None)
    assert fresh(mobility).ends_on == mobility.ends_on


def test_the_next_amendment_is_another_document(stay):
    mobility, ana, agreement = stay
    first = extend(mobility, ana)
    sign_all(first, at=LATER)

    second = extend(mobility, ana, at=LATEST, days=14)
    sign_all(second, at=LATEST)

    assert first.document != second.document
    assert second.document.changes == agreement.document
    assert Agreement.objects.filter(mobility=mobility, kind=KIND).count() == 2
    assert fresh(mobility).ends_on == longer(mobility, 14)


def test_a_signed_amendment_issued_again_as_it_is_stays_what_it_is(stay):
    mobility, ana, _agreement = stay
    version = extend(mobility, ana)
    sign_all(version, at=LATER)
    row = paperwork.draft_of(fresh(mobility), KIND).agreement

    again = actions.issue(row, by=ana, at=LATEST)

    assert again == version
    assert date.fromisoformat(version.data["fields"]["end"]) == fresh(mobility).ends_on


@pytest.mark.parametrize(
    ("said", "promises"),
    [({}, True), ({"reason": "tasks", "end": None, "tasks": "Welding, with the mentor"}, False)],
)
def test_the_employer_releases_for_dates_only_where_dates_change(stay, said, promises):
    mobility, ana, _agreement = stay

    version = extend(mobility, ana, languages=["en"], **said)

    assert (["We release the apprentice for these dates."] in _promised(version)) == promises


def _promised(version):
    return [said["en"] for said in version.data["commitments"].values()]
