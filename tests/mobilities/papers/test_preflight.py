"""What stops a paper, and what is only said, as the centre set it."""

import pytest
from django.core.cache import cache
from django.urls import reverse

from centres.choices import CAN_STOP, PaperCheck
from centres.models import Centre
from centres.rules.preflight import domain_of
from doallvet.core.refused import Refused
from mobilities.actions import agreement as agreements
from mobilities.actions.clauses import publish
from mobilities.models import Mobility, Project
from mobilities.preflight import signers
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


@pytest.fixture
def ready(time_machine, written):
    time_machine.move_to(NOW, tick=False)
    return written


def shown(client, mobility, name="agreement-check", *kind):
    """What the page says before a paper is issued: its check in words, and whether that stops it."""
    page = client.get(reverse(f"mobilities:{name}", args=[mobility.pk, *kind]))
    return [(row["text"], row["stops"]) for row in page.context["findings"]], page.context["missing"]


def test_a_domain_that_takes_no_mail_is_said_and_stops_nothing(client, ready, settings):
    mobility, ana, agreement = ready
    settings.MAIL_DOMAIN_CHECK = True
    for row in signers(mobility, agreement.kind):
        cache.set(f"mail-domain:{domain_of(row.email)}", False)  # as it was learned this morning
    allow(mobility, PaperCheck.DOMAIN)  # as it could be ticked once
    client.force_login(ana)

    found, _missing = shown(client, mobility)

    assert {stops for text, stops in found if "takes no mail" in text} == {False}
    assert PaperCheck.DOMAIN not in dict(CAN_STOP)
    assert agreements.issue(agreement, by=ana, at=NOW).number == 1


def test_one_person_for_both_sides_is_missing_where_it_stops_and_else_a_warning(client, ready):
    mobility, ana, agreement = ready
    tomas = {"name": "Tomás Vega", "email": "", "phone": ""}
    write(mobility, ana, hosting={"oid": "E10000002", "emergency_contact": tomas | {"phone": "+49 351 1234567"}})
    agreement.refresh_from_db()
    client.force_login(ana)

    strict = shown(client, mobility)
    with pytest.raises(Refused, match="Tomás Vega is named for both"):
        agreements.issue(agreement, by=ana, at=NOW)
    allow(mobility)
    lenient = shown(client, mobility)

    assert (strict[0], ["is named for both" in row["text"] for row in strict[1]]) == ([], [True])
    assert ([("is named for both" in text, stops) for text, stops in lenient[0]], lenient[1]) == ([(True, False)], [])
    assert agreements.issue(agreement, by=ana, at=NOW).number == 1


def test_a_clause_that_a_language_has_not_stops_a_paper_where_the_centre_wants_it(client, ready):
    mobility, ana, _agreement = ready
    clause = {"party": "", "text": {"es": "Hola."}}
    publish(mobility.sending_centre, "HOST_ACCEPTANCE", [clause], "New", seen=0, by=ana, at=NOW)
    sheets.fill(mobility, "HOST_ACCEPTANCE", ana)
    client.force_login(ana)
    said = "Clause 1 is not written in this language of the paper: German."

    warned, _missing = shown(client, mobility, "sheet-check", "HOST_ACCEPTANCE")
    allow(mobility, PaperCheck.CLAUSES)
    stopped, _missing = shown(client, mobility, "sheet-check", "HOST_ACCEPTANCE")

    assert (warned, stopped) == ([(said, False)], [(said, True)])
    fresh = Mobility.objects.with_people().get(pk=mobility.pk)
    with pytest.raises(Refused, match="Clause 1 is not written"):
        sheets.issue(fresh, "HOST_ACCEPTANCE", ana)
    assert sheets.issue(fresh, "HOST_ACCEPTANCE", ana, languages=["es"]).number == 1


def test_a_stay_that_is_too_long_stops_a_paper_where_the_centre_wants_it(client, ready):
    mobility, ana, _agreement = ready
    Mobility.objects.filter(pk=mobility.pk).update(starts_on="2027-01-04", ends_on="2027-12-17", profile="AT-LEHRE")
    sheets.fill(Mobility.objects.with_people().get(pk=mobility.pk), "HOST_ACCEPTANCE", ana)
    allow(mobility, PaperCheck.LIMITS)
    client.force_login(ana)

    found, _missing = shown(client, mobility, "sheet-check", "HOST_ACCEPTANCE")

    assert [text for text, stops in found if stops] == [
        "The stay has 348 days; this kind of activity takes at most 89.",
        "The apprentice is abroad for 240 days; the limit is 6 months.",
    ]
