"""A company that takes another's place reads nothing that was said, handed in or issued before it came."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.utils import timezone

from doallvet.accounts import links
from mobilities import filling
from mobilities.actions import agreement as agreements
from mobilities.actions import exchange
from mobilities.choices import Answer, Owner, Reason, Role
from mobilities.hosts import Host
from mobilities.models import Agreement, Evidence
from tests.factories import NOW, make_company, make_contact, make_site
from tests.kept import kept
from tests.mobilities.actions.test_approval import give
from tests.mobilities.agreements import make_stay, write
from tests.mobilities.stay import Stay

pytestmark = pytest.mark.django_db
CANARY = "kanarienvogel"
BEFORE = NOW - timedelta(days=3)


@kept
def stay():
    stay = Stay()
    give(
        stay.mobility,
        Owner.HOST_COMPANY,
        Answer.DECLINE,
        person=stay.heike,
        text=CANARY,
        reason=Reason.OTHER,
        at=BEFORE,
    )
    stay.paper = Evidence.objects.create(
        step=stay.step("G03"),
        document="HOST_ACCEPTANCE",
        file=f"{CANARY}.pdf",
        name=f"{CANARY}.pdf",
        mime="application/pdf",
        size=1,
        sha256="1",
        uploaded_at=BEFORE,
        uploaded_by=stay.heike,
    )
    Agreement.objects.create(
        mobility=stay.mobility,
        draft={"hosting": {"mentor": {"name": CANARY}}, "assessment": {"who": {"name": CANARY}, "method": "Talk"}},
        proposed=[{"week": 1, "tasks": CANARY}],
        proposed_at=BEFORE,
        proposed_by=stay.heike,
    )
    other = make_company("Neue Werkstatt", stay.hosting, country="DE", city="Leipzig")
    stay.new = make_contact(other, stay.hosting).person
    site = make_site(other)
    host = Host(other, site, stay.hosting)
    exchange.set_company(stay.fresh(), Role.HOST_SIGNATORY, host, by=stay.ana, at=NOW, reason="No room any more")
    return stay


def pages(stay):
    block = {"block": "learning_programme"}
    found = [stay.address("answer"), stay.address("step", "G03"), stay.address("agreement")]
    return [*found, stay.address("agreement-block", **block)]


def test_the_new_company_reads_nothing_of_the_former_one(client, stay):
    client.force_login(stay.new)

    answers = [client.get(page) for page in pages(stay)]

    assert [answer.status_code for answer in answers] == [200] * 4
    assert [CANARY in answer.text for answer in answers] == [False] * 4
    assert client.get(stay.address("paper", "G03", evidence_pk=stay.paper.pk)).status_code == 404


def test_nor_by_its_personal_link(client, stay):
    address = links.make("answer", person=stay.new, subject=stay.mobility, by=None, at=timezone.now())

    page = client.get(urlsplit(address).path, follow=True)

    assert (page.status_code, CANARY in page.text) == (200, False)


def test_the_coordinator_still_reads_all_of_it(client, stay):
    client.force_login(stay.ana)

    assert CANARY in client.get(stay.address("step", "G03")).text


def test_the_draft_says_nothing_of_the_former_company(stay):
    draft = filling.agreement_of(stay.fresh())

    assert (draft.draft["hosting"], draft.draft["assessment"]) == ({}, {"method": "Talk"})
    assert (draft.proposed, draft.proposed_at) == ([], None)


def test_versions_of_before_are_read_by_those_who_were_there(client):
    mobility, by = make_stay()
    version = agreements.issue(write(mobility, by), by=by, at=BEFORE)
    centre = mobility.party(Role.HOSTING_COORDINATOR).centre
    other = make_company("Neue Werkstatt", centre, country="DE", city="Leipzig")
    new = make_contact(other, centre).person
    stamp = {"by": by, "at": NOW, "reason": "No room any more"}

    exchange.set_company(mobility, Role.HOST_SIGNATORY, Host(other, make_site(other), centre), **stamp)

    read = {}
    for person in (new, by, mobility.apprentice.person):
        client.force_login(person)
        page = client.get(f"/mobilities/{mobility.pk}/agreement/")
        read[person] = [row["title"] for row in page.context["versions"]]
    title = f"{version.document.number}, version 1"
    assert read == {new: [], by: [title], mobility.apprentice.person: [title]}
