"""Invites people to centres and networks, changes what they are there, and lets them go."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from centres.choices import MemberRole
from centres.models import Centre, CentreMember, Network, NetworkMember
from centres.rules.membership import obstacles_to_step_down
from doallvet.accounts import actions as accounts
from doallvet.accounts.models import User
from doallvet.core.refused import Refused
from doallvet.history import actions as history
from doallvet.outbox import actions as outbox

RESEND_AFTER = timedelta(minutes=10)  # a second click, not a second wish


@transaction.atomic
def invite(
    centre: Centre,
    *,
    email: str,
    first_name: str,
    last_name: str = "",
    role: MemberRole,
    language: str = "en",
    by: User,
    at: datetime,
) -> CentreMember:
    """Invite a person to a centre: the membership, and the message that is owed.

    Repeated, it gives the invitation that is open and sends it again. Raises Refused for a member, for somebody who
    was invited as something else, and for who runs the instance. When somebody from outside invites a coordinator, the
    coordinators who are there are told.
    """
    centre = Centre.objects.select_for_update(of=("self",)).get(pk=centre.pk)
    person = accounts.find_or_make(
        email=email, first_name=first_name, last_name=last_name, language=language, time_zone=centre.time_zone
    )
    member = centre.members.open().filter(person=person).first()
    if member and (member.accepted_at or member.role != role):
        raise Refused(_already(member))
    if person.is_staff or person == by:
        raise Refused(_("Whoever runs the instance opens no dossiers, so they cannot be a member of a centre."))
    if member:
        resend(member, by=by, at=at)
        return member
    member = CentreMember.objects.create(centre=centre, person=person, role=role, invited_at=at, invited_by=by)
    history.record(member, "invited", by=by, at=at, story=centre, after=role)
    _owe_invitation(member, at=at)
    _tell_coordinators(member, at=at)
    return member


@transaction.atomic
def invite_manager(
    network: Network, *, email: str, first_name: str, last_name: str = "", language: str = "en", by: User, at: datetime
) -> NetworkMember:
    """Invite a person to manage a network. Repeated, it sends the invitation again. Raises Refused for a manager."""
    network = Network.objects.select_for_update(of=("self",)).get(pk=network.pk)
    person = accounts.find_or_make(email=email, first_name=first_name, last_name=last_name, language=language)
    member = network.members.open().filter(person=person).first()
    if member and member.accepted_at:
        raise Refused(_("%(email)s already manages this network.") % {"email": person.email})
    if member:
        resend(member, by=by, at=at)
        return member
    member = NetworkMember.objects.create(network=network, person=person, invited_at=at, invited_by=by)
    history.record(member, "invited", by=by, at=at, story=network)
    _owe_invitation(member, at=at)
    return member


@transaction.atomic
def resend(member: CentreMember | NetworkMember, *, by: User, at: datetime) -> None:
    """Owe the invitation once more; within ten minutes of the last one it is still on its way. Raises Refused."""
    invited = type(member).objects.invited().filter(pk=member.pk)
    if not invited.exists():
        raise Refused(_("This invitation is not open any more."))
    if invited.filter(invited_at__lte=at - RESEND_AFTER).update(invited_at=at, invited_by=by):
        history.record(member, "invited_again", by=by, at=at, story=member.organisation)
        _owe_invitation(member, at=at)


@transaction.atomic
def accept(member: CentreMember | NetworkMember, *, by: User, at: datetime) -> None:
    """The invited person takes part from now on; repeated, it changes nothing."""
    if type(member).objects.invited().filter(pk=member.pk).update(accepted_at=at):
        history.record(member, "accepted", by=by, at=at, story=member.organisation)


@transaction.atomic
def change_role(member: CentreMember, role: MemberRole, *, by: User, at: datetime) -> CentreMember:
    """Make a member something else. Raises Refused for the last coordinator and for a membership that ended."""
    member = _locked(member)
    if member.ended_at:
        raise Refused(_("This person has left the centre."))
    if member.role == role:
        return member
    _refuse_last_coordinator(member)
    history.record(member, "role_changed", by=by, at=at, story=member.centre, before=member.role, after=role)
    stepped_down, member.role = member.is_coordinator, role
    member.save(update_fields=["role"])
    if stepped_down:
        _hand_over(member, at=at)
    return member


@transaction.atomic
def end(member: CentreMember, *, by: User, at: datetime) -> CentreMember:
    """End a membership or an open invitation, and with it the person's sessions and links.

    Repeated, it changes nothing. Raises Refused for the last coordinator.
    """
    member = _locked(member)
    if member.ended_at:
        return member
    _refuse_last_coordinator(member)
    _end(member, by=by, at=at)
    _hand_over(member, at=at)
    return member


@transaction.atomic
def end_manager(member: NetworkMember, *, by: User, at: datetime) -> NetworkMember:
    """End the membership of a network's manager, and with it the person's sessions and links."""
    member = NetworkMember.objects.select_for_update(of=("self",)).get(pk=member.pk)
    if member.ended_at is None:
        _end(member, by=by, at=at)
    return member


def _locked(member: CentreMember) -> CentreMember:
    """Lock the centre, then the membership, so that two coordinators cannot leave at the same time."""
    Centre.objects.select_for_update(of=("self",)).get(pk=member.centre_id)
    return CentreMember.objects.select_for_update(of=("self",)).select_related("centre", "person").get(pk=member.pk)


def _refuse_last_coordinator(member: CentreMember) -> None:
    coordinates = member.role == MemberRole.COORDINATOR and member.accepted_at is not None
    others = member.centre.members.coordinators().exclude(pk=member.pk).count()
    if reasons := obstacles_to_step_down(coordinates=coordinates, others=others):
        raise Refused(reasons)


def _end(member: CentreMember | NetworkMember, *, by: User, at: datetime) -> None:
    member.ended_at = at
    member.save(update_fields=["ended_at"])
    history.record(member, "ended", by=by, at=at, story=member.organisation)
    accounts.end_entry(member.person, at=at)


def _hand_over(member: CentreMember, *, at: datetime) -> None:
    """What was still on its way to who coordinates the centre no more goes to the coordinators who remain."""
    coordinators = member.centre.members.coordinators().exclude(person=member.person).select_related("person")
    outbox.hand_over(member.person, to=[row.person for row in coordinators], at=at)


def _already(member: CentreMember) -> str:
    if member.accepted_at:
        return _("%(email)s is already a member of this centre.") % {"email": member.person.email}
    role = member.get_role_display()
    return _("%(email)s is already invited as %(role)s.") % {"email": member.person.email, "role": role}


def _tell_coordinators(member: CentreMember, *, at: datetime) -> None:
    """A coordinator reads everything: those of the centre hear of one whom none of them invited."""
    coordinators = list(member.centre.members.coordinators().select_related("person"))
    own = member.invited_by_id in {row.person_id for row in coordinators}
    for row in coordinators if member.role == MemberRole.COORDINATOR and not own else []:
        outbox.owe("coordinator_invited", person=row.person, subject=member, at=at)


def _owe_invitation(member: CentreMember | NetworkMember, *, at: datetime) -> None:
    outbox.owe(
        "invitation",
        person=member.person,
        subject=member,
        at=at,
        due=at.isoformat(timespec="seconds"),
        not_after=at + timedelta(days=settings.INVITATION_DAYS),
    )
