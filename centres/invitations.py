"""What people are invited to here: centres, networks, and the portal as an apprentice."""

from django.utils import timezone
from django.utils.translation import gettext as _

from centres.actions import member as members
from centres.actions import portal
from centres.models import Apprentice, CentreMember, Guardian, NetworkMember
from doallvet.accounts.invitations import Invitation, invites
from doallvet.accounts.reach import is_reached


@invites("centres.centremember")
def to_centre(pk):
    member = CentreMember.objects.open().select_related("centre", "invited_by").filter(pk=pk).first()
    return member and _invitation(member, member.get_role_display())


@invites("centres.networkmember")
def to_network(pk):
    member = NetworkMember.objects.open().select_related("network", "invited_by").filter(pk=pk).first()
    return member and _invitation(member, _("network manager"))


@invites("centres.apprentice")
def as_apprentice(pk):
    apprentice = Apprentice.objects.enrolled().select_related("centre", "person").filter(pk=pk).first()
    return apprentice and _to_portal(apprentice, apprentice.centre, _("apprentice"))


@invites("centres.guardian")
def as_guardian(pk):
    rows = Guardian.objects.acting(timezone.localdate()).select_related("apprentice__centre", "apprentice__person")
    guardian = rows.select_related("person").filter(pk=pk).first()
    role = _("parent or guardian of %(name)s") % {"name": guardian.apprentice} if guardian else ""
    return guardian and _to_portal(guardian, guardian.apprentice.centre, role)


def _to_portal(holder, centre, role):
    last = portal.invited(holder)
    return Invitation(
        organisation=str(centre),
        role=role,
        invited_by=last and last.by,
        accepted=is_reached(holder.person),
        accept=lambda by, at: portal.accept(holder, by=by, at=at),
    )


def _invitation(member, role):
    return Invitation(
        organisation=str(member.organisation),
        role=role,
        invited_by=member.invited_by,
        accepted=member.accepted_at is not None,
        accept=lambda by, at: members.accept(member, by=by, at=at),
    )
