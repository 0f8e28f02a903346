"""What reminders say, and when they are dropped because nothing is owed any more."""

from datetime import date

import pytest
import time_machine
from django.utils import translation
from django.utils.formats import date_format

from doallvet.accounts.models import PersonalLink
from doallvet.outbox.models import Notice
from doallvet.outbox.writers import Line, lines
from mobilities.actions import change, roadmap
from mobilities.actions.reminders import remind
from mobilities.choices import Role
from mobilities.models import Mobility
from tests.factories import (
    NOW,
    make_apprentice,
    make_company,
    make_contact,
    make_contract,
    make_coordinator,
    make_mobility,
)
from tests.kept import kept
from tests.mobilities.roadmaps import FAR, lay, step

pytestmark = pytest.mark.django_db
DUE = date(2027, 5, 20)


@pytest.fixture(autouse=True)
def that_day():
    with time_machine.travel("2027-05-19T10:00:00Z", tick=False), translation.override("en"):
        yield


@kept
def mobility():
    """Lucía's, with an employer that has a signatory."""
    by = make_coordinator()
    apprentice = make_apprentice(by.centre)
    employer = make_company("Metal Bierzo", by.centre)
    make_contact(employer, by.centre)
    make_contract(apprentice, employer)
    return make_mobility(by=by, apprentice=apprentice)


def remind_once(mobility, today=DUE, **due):
    lay(mobility, **due)
    remind(today=today, at=NOW)
    return Notice.objects.get()


def said(notice):
    return lines([notice])[notice.pk]


def test_a_step_that_comes_due_is_told_with_its_date_and_why(mobility):
    notice = remind_once(mobility, R03=DUE)
    row = step(mobility, "R03")

    assert said(notice) == Line(
        subject="By 20 May 2027: Apply (Lucía García)",
        paragraphs=(
            "For the stay of Lucía García in Dresden: “Apply”, due on 20 May 2027.",
            row.help,
        ),
        otherwise="As long as it is open you are reminded again.",
        link=f"/mobilities/{mobility.pk}/steps/{row.pk}/",
        label="Open the step",
        why="You get this because the step is yours.",
        group="Lucía García → Dresden",
    )


def test_who_is_asked_for_an_answer_gets_a_personal_link(mobility):
    notice = remind_once(mobility, R01=DUE)

    line = said(notice)

    link = PersonalLink.objects.get()
    assert (link.purpose, link.person_id, line.label) == ("answer", notice.person_id, "See and answer")


def test_a_coordinator_who_stands_in_is_told_so_and_gets_no_link_of_the_company(mobility):
    notice = remind_once(mobility, G03=DUE)
    row = step(mobility, "G03")

    line = said(notice)

    assert line.why == "You get this because nobody is named who can do it for the host company. Please name somebody."
    assert (line.link, line.label) == (f"/mobilities/{mobility.pk}/steps/{row.pk}/", "Open the step")
    assert not PersonalLink.objects.exists()


def test_who_holds_up_a_step_they_may_see_is_told_which(mobility):
    notice = remind_once(mobility, R03=FAR, R04=(DUE, 1))

    line = said(notice)

    assert line.subject == "Others wait for you: Apply (Lucía García)"
    assert line.paragraphs[0] == "For the stay of Lucía García in Dresden: “Apply” is still open."
    assert line.otherwise == f"“{step(mobility, 'R04').title}”, due on 20 May 2027, has to wait until it is done."


def test_a_step_that_is_due_and_holds_others_up_is_one_line_that_says_both(mobility):
    lay(mobility, R03=DUE, R04=(DUE, 1))
    remind(today=DUE, at=NOW)
    due, holds = (Notice.objects.get(kind=kind) for kind in ("step-reminder", "blocks-reminder"))

    together = lines([due, holds])
    Notice.objects.filter(pk=due.pk).update(dropped_at=NOW)

    waits = f"“{step(mobility, 'R04').title}”, due on 20 May 2027, has to wait until it is done."
    assert (together[due.pk].otherwise, together[holds.pk]) == (waits, None)
    Notice.objects.filter(pk=holds.pk).update(dropped_at=NOW)
    assert lines([due])[due.pk].otherwise == waits  # a mail that is tried again says it as well
    assert said(holds).otherwise == waits


def test_what_the_departure_needs_says_that_and_who_waits(mobility):
    lay(mobility, D05=DUE, D12=(DUE, 1))
    remind(today=DUE, at=NOW)

    line = said(Notice.objects.get(kind="step-reminder"))

    departure = date_format(mobility.starts_on)
    waits = f"“{step(mobility, 'D12').title}”, due on 20 May 2027, has to wait until it is done."
    assert line.otherwise == f"Without it the departure on {departure} is at risk. {waits}"


def test_a_company_is_not_told_which_step_of_others_waits(mobility):
    lay(mobility, G02=FAR, G07=(DUE, 2))
    remind(today=DUE, at=NOW)
    notice = Notice.objects.get(subject_id=step(mobility, "G02").pk)

    line = said(notice)

    assert line.otherwise == "Others wait for it: as long as it is open they cannot go on."
    assert step(mobility, "G07").title not in str(line)


def close(mobility, key):
    roadmap.close(mobility, step(mobility, key), "done", by=mobility.planned_by, at=NOW)


def test_nothing_is_said_of_a_step_that_was_closed(mobility):
    notice = remind_once(mobility, R03=DUE)
    close(mobility, "R03")

    assert said(notice) is None


def test_nothing_is_said_of_a_step_that_moved(mobility):
    notice = remind_once(mobility, R03=DUE)
    lay(mobility, R03=date(2027, 6, 20))

    assert said(notice) is None


def test_nothing_is_said_to_somebody_who_does_not_answer_for_it_any_more(mobility):
    notice = remind_once(mobility, D09=DUE)
    party = mobility.parties.get(role=Role.EMPLOYER_SIGNATORY)
    other = make_contact(party.company, mobility.sending_centre, function="deputy").person
    change.set_person(party, other, by=mobility.planned_by, at=NOW, reason="Left")

    assert said(notice) is None


def test_nothing_is_said_of_a_mobility_that_is_over(mobility):
    notice = remind_once(mobility, R03=DUE)
    Mobility.objects.filter(pk=mobility.pk).update(decision="cancelled")

    assert said(notice) is None


def test_nobody_is_told_to_hold_up_what_does_not_wait_any_more(mobility):
    notice = remind_once(mobility, R03=FAR, R04=(DUE, 1))
    lay(mobility, R03=FAR, R04=(DUE, 0))

    assert said(notice) is None


def test_the_sending_centre_is_reminded_in_place_of_a_company_only_until_somebody_is_named(mobility):
    notice = remind_once(mobility, G03=DUE)
    party = mobility.parties.get(role=Role.HOST_SIGNATORY)
    contact = make_contact(party.company, mobility.sending_centre)
    change.set_person(party, contact.person, by=mobility.planned_by, at=NOW, reason="Left")

    assert said(notice) is None
