"""The draft of a learning agreement: what is kept, proposed, and taken over from last time."""

from datetime import timedelta

import pytest

from doallvet.core.refused import Refused, Stale
from doallvet.history.models import Event
from doallvet.outbox.models import Notice
from doallvet.outbox.writers import lines as said
from mobilities import filling, suggestions
from mobilities.actions import agreement as agreements
from mobilities.models import Agreement, Mobility
from tests.factories import NOW, make_apprentice, make_mobility
from tests.kept import kept
from tests.mobilities.agreements import WEEKS, address, make_stay, save, write

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=1)


@kept
def stay():
    return make_stay()


def test_a_stale_page_overwrites_nothing(stay):
    mobility, ana = stay
    save(mobility, "monitoring", {"frequency": "Daily", "channel": "Phone"}, version=1, by=ana)

    with pytest.raises(Stale):
        save(mobility, "monitoring", {"frequency": "Weekly"}, version=1, by=ana)

    assert Agreement.objects.get().draft["monitoring"] == {"frequency": "Daily", "channel": "Phone"}


def test_somebody_elses_block_is_no_obstacle_and_the_same_words_twice_change_nothing(stay):
    mobility, ana = stay
    save(mobility, "monitoring", {"frequency": "Daily"}, version=1, by=ana)
    save(mobility, "prior_learning", {"text": "First year done"}, version=1, by=ana)

    save(mobility, "monitoring", {"frequency": "Daily"}, version=1, by=ana)

    agreement = Agreement.objects.get()
    assert agreement.draft_version == 3
    assert Event.objects.filter(verb="agreement_saved").count() == 2


def test_the_mobility_id_is_kept_with_the_mobility(stay):
    mobility, ana = stay

    save(mobility, "header", {"mobility_id": "2026-LONGT-0012-KA121-VET-000005151"}, by=ana)

    agreement = Agreement.objects.select_related("mobility").get()
    assert agreement.draft == {"header": {}}
    assert agreement.mobility.eu_id == "2026-LONGT-0012-KA121-VET-000005151"
    saved = Event.objects.get(verb="agreement_saved")
    assert saved.before == {"mobility_id": ""}
    assert saved.after == {"mobility_id": "2026-LONGT-0012-KA121-VET-000005151"}


def test_the_host_proposes_and_the_coordinator_takes_over(stay):
    mobility, ana = stay
    host = mobility.party("host_signatory").person
    agreement = agreements.propose_tasks(filling.agreement_of(mobility), WEEKS, by=host, at=NOW)
    agreements.propose_tasks(agreement, WEEKS, by=host, at=LATER)
    shown = NOW.isoformat()

    taken = agreements.answer_proposal(agreement, take=True, shown=shown, by=ana, at=LATER)
    agreements.answer_proposal(agreement, take=True, shown=shown, by=ana, at=LATER)

    assert taken.draft["learning_programme"] == WEEKS
    assert (taken.proposed, taken.proposed_at, taken.proposed_by) == ([], None, None)
    assert [(row.kind, row.person) for row in Notice.objects.filter(kind="tasks-proposed")] == [("tasks-proposed", ana)]
    assert Event.objects.filter(verb="tasks_taken_over").count() == 1


def test_the_coordinator_is_told_of_a_proposal_as_long_as_it_waits(stay):
    mobility, ana = stay
    agreement = agreements.propose_tasks(filling.agreement_of(mobility), WEEKS, by=ana, at=NOW)
    owed = list(Notice.objects.filter(kind="tasks-proposed"))

    waiting = said(owed)[owed[0].pk]
    agreements.answer_proposal(agreement, take=False, shown=NOW.isoformat(), by=ana, at=LATER)

    assert waiting.subject == "Tasks proposed for Lucía García"
    assert waiting.link == address(mobility, "learning_programme")
    assert said(owed) == {owed[0].pk: None}


def test_the_coordinator_is_told_of_each_proposal_and_only_of_the_newest_one(stay):
    mobility, ana = stay
    host = mobility.party("host_signatory").person
    agreement = agreements.propose_tasks(filling.agreement_of(mobility), WEEKS, by=host, at=NOW)
    agreements.propose_tasks(agreement, WEEKS[:1], by=host, at=NOW + timedelta(hours=1))

    first, second = Notice.objects.filter(kind="tasks-proposed").order_by("made_at")

    lines = said([first, second])
    assert (lines[first.pk], lines[second.pk].subject) == (None, "Tasks proposed for Lucía García")


def test_a_proposal_that_was_changed_meanwhile_is_not_taken_over(stay):
    mobility, ana = stay
    host = mobility.party("host_signatory").person
    agreement = agreements.propose_tasks(filling.agreement_of(mobility), WEEKS, by=host, at=NOW)
    agreements.propose_tasks(agreement, WEEKS[:1], by=host, at=LATER)

    with pytest.raises(Stale):
        agreements.answer_proposal(agreement, take=True, shown=NOW.isoformat(), by=ana, at=LATER)

    assert Agreement.objects.get().draft == {}


def test_a_proposal_without_tasks_is_refused(stay):
    mobility, _ana = stay
    host = mobility.party("host_signatory").person

    with pytest.raises(Refused, match="Write the tasks"):
        agreements.propose_tasks(filling.agreement_of(mobility), [{"week": 1, "tasks": " "}], by=host, at=NOW)


def test_same_as_last_time_takes_no_data_of_the_other_apprentice(stay):
    first, ana = stay
    write(first, ana, reintegration={"exams": "Maths on Monday"}, prior_learning={"text": "Canary"})
    second = another_stay(first, ana)

    agreement = agreements.copy_from(filling.agreement_of(second), suggestions.last_times(second)[0], by=ana, at=LATER)

    assert sorted(agreement.draft) == [
        "assessment",
        "hosting",
        "insurance_and_work",
        "learning_outcomes",
        "learning_programme",
        "mobility",
        "monitoring",
        "recognition",
    ]


def test_an_agreement_with_another_host_is_not_taken_over(stay):
    mobility, ana = stay
    foreign, other = make_stay()
    agreement = write(foreign, other)

    with pytest.raises(Refused, match="another host"):
        agreements.copy_from(filling.agreement_of(mobility), agreement, by=ana, at=NOW)


def another_stay(mobility, by):
    """A second mobility of the same centre, programme and host."""
    apprentice = make_apprentice(mobility.sending_centre, programme=mobility.apprentice.programme)
    host = mobility.party("host_signatory").company
    partner = mobility.party("hosting_coordinator").centre
    made = make_mobility(by=by, apprentice=apprentice, host=host, hosting=partner)
    return Mobility.objects.with_people().get(pk=made.pk)
