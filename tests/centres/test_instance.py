"""What the administrator sets up: networks, centres, their first people."""

import pytest
from django.urls import reverse

from centres.actions import member as members
from centres.choices import MemberRole
from centres.models import Centre, CentreMember, Network, NetworkMember
from doallvet.outbox.models import Notice
from doallvet.outbox.words import lines
from tests.factories import NOW, make_apprentice, make_centre, make_coordinator, make_member, make_programme, make_user

pytestmark = pytest.mark.django_db

FIRST = {"email": "aino@jarvi.example", "first_name": "Aino", "last_name": "Virta", "language": "en"}
CENTRE = {
    "name": "Järvi",
    "legal_name": "Järvi Ammattiopisto",
    "kind": "vet_school",
    "country": "FI",
    "city": "Savonlinna",
    "oid": "",
    "pic": "",
    "network": "",
}


@pytest.fixture
def admin():
    return make_user("admin@doallvet.example", is_staff=True)


@pytest.fixture
def network():
    return Network.objects.create(name="Red de centros")


def test_a_centre_is_created_with_its_first_coordinator(client, admin, network):
    client.force_login(admin)
    page = reverse("centres:centre-new")

    assert client.get(page, {"network": network.pk}).status_code == 200
    answer = client.post(page, CENTRE | FIRST | {"network": network.pk})

    centre = Centre.objects.get()
    member = CentreMember.objects.get()
    assert answer.url == reverse("centres:instance-centre", args=[centre.pk])
    assert (centre.network, centre.time_zone, member.centre) == (network, "Europe/Helsinki", centre)
    assert (member.role, member.invited_by, member.accepted_at) == ("coordinator", admin, None)
    assert list(Notice.objects.values_list("kind", "person")) == [("invitation", member.person_id)]


def test_a_second_click_creates_nothing_more(client, admin):
    client.force_login(admin)
    answers = [client.post(reverse("centres:centre-new"), CENTRE | FIRST) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [302, 422]
    assert "A centre with this name is already in Savonlinna." in answers[1].content.decode()
    assert (Centre.objects.count(), CentreMember.objects.count(), Notice.objects.count()) == (1, 1, 1)


@pytest.mark.parametrize("wrong", [{"email": "x"}, {"name": ""}, {"oid": "x"}, {"first_name": "x" * 151}])
def test_a_wrong_centre_or_coordinator_writes_nothing(client, admin, wrong):
    client.force_login(admin)

    answer = client.post(reverse("centres:centre-new"), CENTRE | FIRST | wrong)

    assert answer.status_code == 422
    assert (Centre.objects.count(), CentreMember.objects.count()) == (0, 0)


def test_another_coordinator_is_invited_when_the_first_is_gone(client, admin):
    centre = make_centre()
    client.force_login(admin)
    page = reverse("centres:instance-centre", args=[centre.pk])

    assert "nobody" in client.get(page).content.decode()
    client.post(page, FIRST)
    client.post(page, FIRST)

    assert CentreMember.objects.invited().filter(centre=centre, role="coordinator").count() == 1
    assert Notice.objects.count() == 1


@pytest.mark.parametrize("whose", ["own", "colleague's"])
def test_who_runs_the_instance_cannot_become_a_member_of_a_centre(client, admin, whose):
    person = admin if whose == "own" else make_user(is_staff=True)
    centre = make_centre()
    client.force_login(admin)

    answer = client.post(reverse("centres:instance-centre", args=[centre.pk]), FIRST | {"email": person.email})

    assert (answer.status_code, CentreMember.objects.count()) == (422, 0)
    assert "Whoever runs the instance opens no dossiers" in answer.content.decode()


def test_the_coordinators_of_a_centre_hear_of_one_invited_from_outside(client, admin):
    ana = make_coordinator(make_centre("CIFP Río Sil"))
    make_member(ana.centre, MemberRole.TEACHER)
    client.force_login(admin)

    client.post(reverse("centres:instance-centre", args=[ana.centre.pk]), FIRST)

    invited = CentreMember.objects.get(person__email=FIRST["email"])
    notice = Notice.objects.get(kind="coordinator_invited")
    line = lines([notice], at=NOW)[notice.pk]
    assert (notice.person, notice.subject_id) == (ana, invited.pk)
    assert line.subject == "Aino Virta is invited to coordinate CIFP Río Sil"
    assert client.get(line.link).status_code == 404
    client.force_login(ana)
    assert client.get(line.link).status_code == 200


def test_a_colleague_invited_from_within_is_no_news():
    ana = make_coordinator()

    members.invite(ana.centre, email="leo@sil.example", first_name="Leo", role="coordinator", by=ana, at=NOW)

    assert list(Notice.objects.values_list("kind", flat=True)) == ["invitation"]


def test_a_network_is_created_once_and_gets_a_manager(client, admin):
    client.force_login(admin)
    page = reverse("centres:network-new")

    assert client.get(page).status_code == 200
    answers = [client.post(page, {"name": "Red"}) for _ in range(2)]
    network = Network.objects.get()
    client.post(reverse("centres:instance-network", args=[network.pk]), FIRST)
    client.post(reverse("centres:instance-network", args=[network.pk]), FIRST)

    assert [answer.status_code for answer in answers] == [302, 422]
    assert "A network with this name is already here." in answers[1].content.decode()
    assert (NetworkMember.objects.invited().count(), Notice.objects.count()) == (1, 1)


def test_a_manager_is_not_invited_again_and_may_be_let_go(client, admin, network):
    manager = make_user(FIRST["email"])
    member = NetworkMember.objects.create(network=network, person=manager, invited_at=NOW, accepted_at=NOW)
    client.force_login(admin)

    answer = client.post(reverse("centres:instance-network", args=[network.pk]), FIRST)
    assert answer.status_code == 422
    assert "aino@jarvi.example already manages this network." in answer.content.decode()

    page = reverse("centres:manager-end", args=[member.pk])
    assert client.get(page).status_code == 200
    client.post(page)
    member.refresh_from_db()
    assert member.ended_at is not None


def test_a_centre_is_put_into_a_network(client, admin, network):
    centre = make_centre()
    client.force_login(admin)
    page = reverse("centres:centre-network", args=[centre.pk])

    assert client.get(page).status_code == 200
    client.post(page, {"network": network.pk})

    centre.refresh_from_db()
    assert centre.network == network


def test_a_manager_sees_names_and_counts_and_no_persons(client, network):
    centre = make_centre("CIFP Canario", network=network)
    person = make_member(centre, first_name="Canary").person
    make_apprentice(centre, first_name="Lucía", programme=make_programme(centre))
    make_apprentice(centre, first_name="Mateo")
    manager = make_user()
    NetworkMember.objects.create(network=network, person=manager, invited_at=NOW, accepted_at=NOW)
    client.force_login(manager)

    page = client.get(reverse("centres:network", args=[network.pk])).content.decode()

    assert "CIFP Canario" in page
    assert [word for word in ("Canary", person.email, "Lucía", "Mateo") if word in page] == []
    assert client.get(reverse("centres:list")).status_code == 200
    assert client.get(reverse("centres:detail", args=[centre.pk])).status_code == 404
    assert client.get(reverse("centres:network", args=[Network.objects.create(name="Other").pk])).status_code == 404


def test_a_manager_accepts_before_seeing_the_network(client, network):
    manager = make_user()
    member = NetworkMember.objects.create(network=network, person=manager, invited_at=NOW)
    client.force_login(manager)
    page = reverse("centres:network", args=[network.pk])

    assert client.get(page).status_code == 404
    assert "You are invited to Red de centros" in client.get(reverse("centres:list")).content.decode()
    client.post(reverse("centres:network-accept", args=[member.pk]))
    assert client.get(page).status_code == 200


@pytest.mark.parametrize("name", ["instance", "network-new", "centre-new"])
def test_the_administration_does_not_exist_for_others(client, name):
    for person in (make_coordinator(), make_member(role=MemberRole.TEACHER).person, make_user()):
        client.force_login(person)
        assert client.get(reverse(f"centres:{name}")).status_code == 404
        assert client.post(reverse(f"centres:{name}"), CENTRE | FIRST).status_code == 404
    assert not Notice.objects.exists()


@pytest.mark.parametrize("count", [1, 50])
def test_lists_take_the_same_queries_whatever_their_length(client, admin, network, count, django_assert_num_queries):
    for _ in range(count):
        centre = make_centre(network=network)
        make_member(centre)
        make_programme(centre)
    NetworkMember.objects.create(network=network, person=admin, invited_at=NOW, accepted_at=NOW)
    client.force_login(admin)

    with django_assert_num_queries(6):
        client.get(reverse("centres:instance"))
    with django_assert_num_queries(7):
        client.get(reverse("centres:network", args=[network.pk]))
