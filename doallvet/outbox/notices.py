"""The words of messages that carry a personal link and nothing of any domain."""

from django.apps import apps
from django.utils import timezone
from django.utils.translation import gettext as _

from doallvet.accounts import invitations, links
from doallvet.accounts.models import PersonalLink
from doallvet.outbox.writers import Line, writes


@writes("invitation")
def invitation(notices):
    """To somebody who is invited, while the invitation is open."""
    return {notice.pk: _invitation(notice) for notice in notices}


@writes("link_again")
def link_again(notices):
    """To somebody who opened a link that had run out and asked for a new one."""
    ids = [notice.subject_id for notice in notices]
    old = PersonalLink.objects.select_related("person").in_bulk(ids)
    return {notice.pk: _again(old.get(notice.subject_id)) for notice in notices}


def _invitation(notice):
    found = invitations.find(notice.subject_label, notice.subject_id)
    if found is None or found.accepted:
        return None
    subject = apps.get_model(notice.subject_label)(pk=notice.subject_id)
    names = {"person": found.invited_by, "organisation": found.organisation, "role": found.role}
    return Line(
        subject=_("Invitation to %(organisation)s") % names,
        paragraphs=(
            _("%(person)s invites you to take part in doALLVET for %(organisation)s as: %(role)s.") % names
            if found.invited_by
            else _("You are invited to take part in doALLVET for %(organisation)s as: %(role)s.") % names,
            _("You need no password: after you accepted, we send a code to this address whenever you sign in."),
        ),
        link=links.make(
            invitations.PURPOSE, person=notice.person, subject=subject, by=found.invited_by, at=timezone.now()
        ),
        label=_("Read the invitation"),
        urgent=True,
    )


def _again(old):
    address = links.renew(old, at=timezone.now()) if old else None
    return address and Line(
        subject=_("Your new link"),
        paragraphs=(_("The link you opened had run out. This one leads to the same page."),),
        link=address,
        label=_("Open the page"),
        urgent=True,
    )
