"""Nobody reads or changes what belongs to another centre, whatever the role and the method."""

import pytest
from django.test import Client
from django.urls import reverse

from centres.choices import MemberRole
from centres.models import Network, NetworkMember
from doallvet.history.models import Event
from tests.factories import (
    NOW,
    make_apprentice,
    make_centre,
    make_company,
    make_contact,
    make_coordinator,
    make_guardian,
    make_member,
    make_partnership,
    make_programme,
    make_user,
)

pytestmark = pytest.mark.django_db

ROLES = (
    "coordinator",
    "partner",
    "asked",
    "teacher",
    "viewer",
    "apprentice",
    "guardian",
    "contact",
    "manager",
    "nobody",
)
PAGES = {
    "centre": ("edit", "member-invite", "partnership-ask", "programme-new"),
    "member": ("member", "member-resend", "member-end", "member-accept"),
    "network_member": ("network-accept", "manager-end"),
    "partnership": ("partnership", "partnership-answer", "partnership-terms", "memorandum", "partnership-end"),
    "programme": ("programme", "programme-edit", "programme-delete", "unit-new"),
    "unit": ("unit", "unit-delete"),
    "network": ("network", "instance-network"),
    "instance": ("instance-centre", "centre-network"),
}


def outsider(role, theirs):
    """A person of another organisation, or related to the centre in a way that opens none of these pages."""
    home = make_centre()
    if role == "partner":
        make_partnership(theirs, home)
    if role == "asked":
        make_partnership(home, theirs, accepted=False)
    if role in MemberRole.values:
        return make_member(home, role).person
    if role == "apprentice":
        return make_apprentice(theirs).person
    if role == "guardian":
        return make_guardian(make_apprentice(theirs)).person
    if role == "contact":
        return make_contact(make_company("", theirs), theirs).person
    if role == "manager":
        network = Network.objects.create(name="Theirs too")
        type(theirs).objects.filter(pk=theirs.pk).update(network=network)
        person = make_user()
        NetworkMember.objects.create(network=network, person=person, invited_at=NOW, accepted_at=NOW)
        return person
    return make_coordinator(home) if role in {"partner", "asked"} else make_user()


@pytest.mark.parametrize("role", ROLES)
def test_the_ids_of_another_centre_answer_404(client, role):
    theirs = make_coordinator(make_centre("Theirs"))
    programme = make_programme(theirs.centre)
    network = Network.objects.create(name="Their network")
    ids = {
        "centre": theirs.centre.pk,
        "member": theirs.centre_memberships.get().pk,
        "network_member": NetworkMember.objects.create(network=network, person=theirs, invited_at=NOW).pk,
        "partnership": make_partnership(theirs.centre, make_centre()).pk,
        "programme": programme.pk,
        "unit": programme.units.get().pk,
        "network": network.pk,
        "instance": theirs.centre.pk,
    }
    client = Client(enforce_csrf_checks=False)
    client.force_login(outsider(role, theirs.centre))

    answers = {
        (name, method): getattr(client, method)(reverse(f"centres:{name}", args=[ids[kind]])).status_code
        for kind, names in PAGES.items()
        for name in names
        for method in ("get", "post")
    }
    if role != "partner":
        answers["detail", "get"] = client.get(reverse("centres:detail", args=[theirs.centre.pk])).status_code

    assert {page: status for page, status in answers.items() if status != 404} == only_posted(answers)
    assert len(answers) >= 50
    assert not Event.objects.exists()


def only_posted(answers):
    """Pages that take no GET answer 405 before anything is looked up, for every id alike."""
    posted = ("member-resend", "member-accept", "network-accept", "partnership-answer")
    return {(name, "get"): 405 for name in posted}


@pytest.mark.parametrize(
    "name", ["list", "detail", "edit", "programme", "member", "partnership", "instance", "network"]
)
def test_who_is_not_signed_in_is_sent_to_the_sign_in_page(client, name):
    args = [] if name in {"list", "instance"} else [1]

    answer = client.get(reverse(f"centres:{name}", args=args))

    assert answer.status_code == 302
    assert answer.url.startswith(reverse("account_login"))
