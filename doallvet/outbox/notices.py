"""The words of messages that know nothing of any domain: personal links, and what the administrators are told."""

from django.apps import apps
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from doallvet.accounts import invitations, links
from doallvet.accounts.models import PersonalLink, User
from doallvet.outbox import watch
from doallvet.outbox.models import Tally
from doallvet.outbox.writers import KINDS, Line, Pace, writes


def runs_the_instance(person: User) -> bool:
    return person.is_staff


@writes("invitation", gettext_lazy("Invitations"), pace=Pace.AT_ONCE)
def invitation(notices):
    """To somebody who is invited, while the invitation is open."""
    return {notice.pk: _invitation(notice) for notice in notices}


@writes("link_again", gettext_lazy("Fresh links"), pace=Pace.AT_ONCE)
def link_again(notices):
    """To somebody who opened a link that had run out and asked for a new one."""
    ids = [notice.subject_id for notice in notices]
    old = PersonalLink.objects.select_related("person").in_bulk(ids)
    return {notice.pk: _again(old.get(notice.subject_id)) for notice in notices}


@writes(watch.ALERT, gettext_lazy("Kinds of messages that fell silent"), pace=Pace.ALONE, concerns=runs_the_instance)
def silences(notices):
    """To the administrators, as long as the kind has not been sent again."""
    rows = Tally.objects.in_bulk([notice.subject_id for notice in notices])
    today = watch.today_of(timezone.now())
    now = watch.silent(watch.history(today=today), today=today)
    return {
        notice.pk: _silence(row) if (row := rows.get(notice.subject_id)) and now.get(row.kind) == row.day else None
        for notice in notices
    }


def _silence(row):
    names = {"kind": KINDS[row.kind].title, "date": date_format(row.day)}
    return Line(
        subject=_("Nothing is sent any more: %(kind)s") % names,
        paragraphs=(
            _("“%(kind)s” went out last on %(date)s. In the 180 days before it was never silent for so long.") % names,
            _("Either there was nothing to say, or what makes these messages does not work."),
        ),
        otherwise=_("If it does not work, people miss what they have to do, and nobody notices."),
        link=reverse("watched"),
        label=_("Look at the messages"),
        why=_("You get this because you run the instance."),
    )


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
        otherwise=_("If you do nothing, you do not take part."),
        why=_("You get this because you were invited with this address."),
    )


def _again(old):
    address = links.renew(old, at=timezone.now()) if old else None
    return address and Line(
        subject=_("Your new link"),
        paragraphs=(_("The link you opened had run out. This one leads to the same page."),),
        link=address,
        label=_("Open the page"),
    )
