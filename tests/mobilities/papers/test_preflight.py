"""What stops a paper, and what is only said, as the centre set it."""

import pytest
from django.urls import reverse

from centres.choices import PaperCheck
from centres.models import Centre
from doallvet.core.refused import Refused
from mobilities.actions import agreement as agreements
from mobilities.models import Mobility, Project
from tests.factories import NOW
from tests.kept import kept
from tests.mobilities import sheets
from tests.mobilities.agreements import make_stay, write

pytestmark = pytest.mark.django_db


@kept
def written():
    mobility, ana = make_stay()
    return mobility, ana, write(mobility, ana)


@pytest.fixture
def outside(time_machine, written):
    """The stay is outside its project by now."""
    time_machine.move_to(NOW, tick=False)
    mobility, ana, agreement = written
    Project.objects.filter(pk=mobility.project_id).update(ends_on=mobility.starts_on)
    return mobility, ana, agreement


def allow(mobility, *checks):
    Centre.objects.filter(pk=mobility.sending_centre_id).update(strict_checks=list(checks))


def test_what_stops_a_paper_is_said_before_and_refused(client, outside):
    mobility, ana, agreement = outside
    client.force_login(ana)

    page = client.get(reverse("mobilities:agreement-check", args=[mobility.pk]))

    assert [(row["stops"], row["text"][:11]) for row in page.context["findings"]] == [(True, "The project")]
    with pytest.raises(Refused, match="is not within it"):
        agreements.issue(agreement, by=ana, at=NOW)


def test_what_is_only_a_warning_is_said_and_issued(client, outside):
    mobility, ana, agreement = outside
    allow(mobility, PaperCheck.SAME_CONTACT)
    client.force_login(ana)

    page = client.get(reverse("mobilities:agreement-check", args=[mobility.pk]))

    assert [row["stops"] for row in page.context["findings"]] == [False]
    assert agreements.issue(agreement, by=ana, at=NOW).number == 1


def test_the_other_papers_are_looked_at_too(client, outside):
    mobility, ana, _agreement = outside
    client.force_login(ana)

    page = client.get(reverse("mobilities:sheet-check", args=[mobility.pk, "CATCHUP_PLAN"]))

    assert [row["stops"] for row in page.context["findings"]] == [True]
    assert "Stops it:" in page.text
    with pytest.raises(Refused, match="is not within it"):
        sheets.issue(mobility, "CATCHUP_PLAN", ana)
    allow(mobility, PaperCheck.SAME_CONTACT)
    assert sheets.issue(Mobility.objects.with_people().get(pk=mobility.pk), "CATCHUP_PLAN", ana).number == 1
