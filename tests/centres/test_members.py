"""Inviting colleagues, changing what they are, letting them go."""

from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.urls import reverse

from centres.actions import member as members
from centres.choices import MemberRole
from centres.models import CentreMember
from doallvet.accounts import links
from doallvet.accounts.models import PersonalLink, User
from doallvet.core.refused import Refused
from doallvet.history.models import Event
from doallvet.outbox.models import Notice
from tests.factories import NOW, make_coordinator, make_member, make_user

pytestmark = pytest.mark.django_db

LEO = {"email": "Leo@sil.example", "first_name": "Leo", "last_name": "Ríos", "role": "teacher", "language": "es"}


def invite(centre, by, at=NOW, **fields):
    return members.invite(centre, by=by, at=at, **LEO | fields)


def test_inviting_makes_the_person_the_membership_the_message_and_the_history(coordinator):
    member = invite(coordinator.centre, coordinator)

    person = User.objects.get(email="leo@sil.example")
    assert (member.person, member.role, member.invited_by, member.accepted_at) == (person, "teacher", coordinator, None)
    assert (str(person), person.language, person.has_usable_password()) == ("Leo Ríos", "es", False)
    notice = Notice.objects.get()
    assert (notice.kind, notice.person, notice.subject_label, notice.subject_id) == (
        "invitation",
        person,
        "centres.centremember",
        member.pk,
    )
    assert list(Event.objects.values_list("verb", "by", "after")) == [("invited", coordinator.pk, "teacher")]


def test_inviting_twice_makes_one_membership_and_one_message(coordinator):
    first = invite(coordinator.centre, coordinator)
    second = invite(coordinator.centre, coordinator, at=NOW + timedelta(seconds=1))

    assert second == first
    assert (CentreMember.objects.invited().count(), Notice.objects.count()) == (1, 1)


def test_inviting_again_a_day_later_sends_the_message_again(coordinator):
    invite(coordinator.centre, coordinator)
    invite(coordinator.centre, coordinator, at=NOW + timedelta(days=1))

    assert (CentreMember.objects.invited().count(), Notice.objects.count()) == (1, 2)


def test_a_member_is_not_invited_again(coordinator):
    leo = make_member(coordinator.centre, MemberRole.TEACHER, email="leo@sil.example")

    with pytest.raises(Refused, match=r"leo@sil.example is already a member of this centre\."):
        invite(coordinator.centre, coordinator)
    assert leo.person.first_name == "Alba"


def test_an_open_invitation_is_not_turned_into_another_role(coordinator):
    invite(coordinator.centre, coordinator)

    with pytest.raises(Refused, match=r"leo@sil.example is already invited as teacher\."):
        invite(coordinator.centre, coordinator, role="coordinator")


def test_a_known_person_keeps_name_and_language(coordinator, stranger):
    member = invite(coordinator.centre, coordinator, email=stranger.email)

    assert (member.person, member.person.first_name, member.person.language) == (stranger, "Aino", "en")


def test_who_was_invited_sees_nothing_before_accepting(client, coordinator):
    member = invite(coordinator.centre, coordinator)
    client.force_login(member.person)
    page = reverse("centres:detail", args=[coordinator.centre.pk])

    assert client.get(page).status_code == 404
    members.accept(member, by=member.person, at=NOW)
    assert client.get(page).status_code == 200


def test_accepting_twice_keeps_the_first_day(coordinator):
    member = invite(coordinator.centre, coordinator)
    members.accept(member, by=member.person, at=NOW)
    members.accept(member, by=member.person, at=NOW + timedelta(days=3))

    member.refresh_from_db()
    assert member.accepted_at == NOW
    assert Event.objects.filter(verb="accepted").count() == 1


def test_the_last_coordinator_cannot_leave(coordinator):
    member = coordinator.centre_memberships.get()
    invite(coordinator.centre, coordinator, role="coordinator")

    with pytest.raises(Refused, match=r"A centre needs at least one coordinator"):
        members.end(member, by=coordinator, at=NOW)
    with pytest.raises(Refused, match=r"A centre needs at least one coordinator"):
        members.change_role(member, MemberRole.VIEWER, by=coordinator, at=NOW)


def test_one_of_two_coordinators_leaves_and_the_other_stays(coordinator):
    make_member(coordinator.centre)
    member = coordinator.centre_memberships.get()

    members.end(member, by=coordinator, at=NOW)
    members.end(member, by=coordinator, at=NOW + timedelta(days=1))

    member.refresh_from_db()
    assert member.ended_at == NOW
    assert list(Event.objects.values_list("verb", flat=True)) == ["ended"]


def test_ending_a_membership_ends_sessions_and_links(client, coordinator):
    member = make_member(coordinator.centre, MemberRole.TEACHER)
    signed_in = client.post(reverse("account_login"), {"login": member.person.email, "password": "secret-word"})
    links.make("invitation", person=member.person, subject=member, by=coordinator, at=NOW)
    assert signed_in.status_code == 302
    assert UserSession.objects.filter(user=member.person).count() == 1

    members.end(member, by=coordinator, at=NOW)

    assert client.get(reverse("centres:list")).url.startswith(reverse("account_login"))
    assert not UserSession.objects.filter(user=member.person).exists()
    assert PersonalLink.objects.get().ended_at == NOW


def test_the_page_invites_and_says_so(client, coordinator):
    client.force_login(coordinator)
    page = reverse("centres:member-invite", args=[coordinator.centre.pk])

    assert client.get(page).status_code == 200
    answer = client.post(page, LEO, follow=True)

    assert answer.redirect_chain == [(reverse("centres:detail", args=[coordinator.centre.pk]), 302)]
    assert "The invitation is on its way to leo@sil.example." in answer.content.decode()


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("email", "no address", "Enter a valid email address."),
        ("email", "", "This field is required."),
        ("first_name", "A" * 300, "at most 150 characters"),
        ("first_name", "Leo\u202eoel", "cannot be seen"),
        ("role", "king", "king is not one of the available choices."),
        ("language", "xx", "xx is not one of the available choices."),
    ],
)
def test_a_wrong_invitation_is_told_near_its_cause_and_writes_nothing(client, coordinator, field, value, sentence):
    client.force_login(coordinator)

    answer = client.post(reverse("centres:member-invite", args=[coordinator.centre.pk]), LEO | {field: value})

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert (CentreMember.objects.invited().count(), Notice.objects.count()) == (0, 0)


def test_names_of_all_alphabets_and_marks_are_kept_and_shown_as_text(client, coordinator):
    client.force_login(coordinator)
    name = "<script>Γιώργος</script> =1+1"

    client.post(reverse("centres:member-invite", args=[coordinator.centre.pk]), LEO | {"first_name": name})
    member = CentreMember.objects.invited().get()
    members.accept(member, by=member.person, at=NOW)

    page = client.get(reverse("centres:detail", args=[coordinator.centre.pk])).content.decode()
    assert member.person.first_name == name
    assert "&lt;script&gt;Γιώργος&lt;/script&gt; =1+1" in page


@pytest.mark.parametrize("role", [MemberRole.TEACHER, MemberRole.VIEWER])
def test_only_coordinators_change_the_people_of_a_centre(client, coordinator, role):
    colleague = make_member(coordinator.centre, role).person
    other = coordinator.centre_memberships.get()
    client.force_login(colleague)

    answers = {
        client.post(reverse("centres:member-invite", args=[coordinator.centre.pk]), LEO).status_code,
        client.post(reverse("centres:member", args=[other.pk]), {"role": "viewer"}).status_code,
        client.post(reverse("centres:member-end", args=[other.pk])).status_code,
        client.post(reverse("centres:member-resend", args=[other.pk])).status_code,
    }

    assert answers == {403}
    assert client.get(reverse("centres:member", args=[other.pk])).status_code == 200


def test_a_member_leaves_by_herself(client, coordinator):
    member = make_member(coordinator.centre, MemberRole.VIEWER)
    client.force_login(member.person)

    assert client.get(reverse("centres:member-end", args=[member.pk])).status_code == 200
    answer = client.post(reverse("centres:member-end", args=[member.pk]))

    member.refresh_from_db()
    assert (answer.status_code, answer.url) == (302, "/")
    assert member.ended_at is not None


def test_the_last_coordinator_reads_why_she_cannot_leave(client, coordinator):
    client.force_login(coordinator)
    member = coordinator.centre_memberships.get()

    answer = client.post(reverse("centres:member-end", args=[member.pk]), follow=True)

    assert "A centre needs at least one coordinator" in answer.content.decode()
    assert CentreMember.objects.current().filter(pk=member.pk).exists()


def test_a_stale_page_does_not_bring_an_ended_membership_back(client, coordinator):
    member = make_member(coordinator.centre, MemberRole.VIEWER)
    members.end(member, by=coordinator, at=NOW)
    client.force_login(coordinator)

    assert client.post(reverse("centres:member", args=[member.pk]), {"role": "teacher"}).status_code == 404


def test_a_role_is_changed_on_the_members_page(client, coordinator):
    member = make_member(coordinator.centre, MemberRole.VIEWER)
    client.force_login(coordinator)

    client.post(reverse("centres:member", args=[member.pk]), {"role": "coordinator"})

    member.refresh_from_db()
    assert member.role == "coordinator"
    assert list(Event.objects.values_list("verb", "before", "after")) == [("role_changed", "viewer", "coordinator")]


def test_an_invitation_is_accepted_on_the_list_by_who_is_signed_in(client, coordinator, stranger):
    member = invite(coordinator.centre, coordinator, email=stranger.email)
    client.force_login(stranger)

    assert "You are invited to CIFP Río Sil" in client.get(reverse("centres:list")).content.decode()
    client.post(reverse("centres:member-accept", args=[member.pk]))

    member.refresh_from_db()
    assert member.accepted_at is not None


def test_nobody_accepts_the_invitation_of_somebody_else(client, coordinator):
    member = invite(coordinator.centre, coordinator)
    client.force_login(make_user())

    assert client.post(reverse("centres:member-accept", args=[member.pk])).status_code == 404


@pytest.mark.parametrize("count", [1, 50])
def test_the_page_of_a_centre_takes_the_same_queries_whatever_its_people(
    client, coordinator, count, django_assert_num_queries
):
    for _ in range(count):
        make_member(coordinator.centre, MemberRole.TEACHER)
    client.force_login(coordinator)

    with django_assert_num_queries(8):
        client.get(reverse("centres:detail", args=[coordinator.centre.pk]))


def test_a_person_of_two_centres_switches_between_them_only(client, coordinator, stranger):
    make_member(stranger.centre, MemberRole.TEACHER, person=coordinator)
    third = make_coordinator().centre
    client.force_login(coordinator)

    assert (
        client.post(reverse("centres:switch"), {"centre": stranger.centre.pk, "next": "/centres/"}).url == "/centres/"
    )
    assert client.session["centre"] == stranger.centre.pk
    assert client.post(reverse("centres:switch"), {"centre": third.pk}).status_code == 404
    assert client.post(reverse("centres:switch"), {"centre": "<script>"}).status_code == 404
    assert (
        client.post(reverse("centres:switch"), {"centre": coordinator.centre.pk, "next": "//evil.example"}).url == "/"
    )
