"""Personal links: a door for one person to one thing, without an account."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models, transaction
from django.urls import reverse
from django.utils import timezone

from doallvet.accounts.models import PersonalLink, User

DAYS = 14
SESSION_KEY = "links"
CLOSED_KEY = "closed_link"


def make(purpose: str, *, person: User, subject: models.Model, by: User | None, at: datetime, version: str = "") -> str:
    """Make a link for `person` to `subject` and give its address; ends after 14 days.

    Earlier links stay open until they end or are used: the oldest mail of a thread still leads to the right page.
    """
    return _keep(_of(purpose, person, subject, version), by=by, at=at)


def keep(
    purpose: str, *, person: User, subject: models.Model, by: User | None, at: datetime, version: str = ""
) -> PersonalLink:
    """Make a link that only this browser gets to know: for who showed otherwise that they may enter."""
    link = _of(purpose, person, subject, version)
    _keep(link, by=by, at=at)
    return link


def _of(purpose: str, person: User, subject: models.Model, version: str) -> PersonalLink:
    label = subject._meta.label_lower
    return PersonalLink(purpose=purpose, person=person, subject_label=label, subject_id=subject.pk, version=version)


@transaction.atomic
def renew(old: PersonalLink, *, at: datetime) -> str | None:
    """Make a link to the same page for a link that ran out; None where it was ended or the person may not enter.

    The new one belongs to the address the person has now, and to the version the old one belonged to.
    """
    if old.ended_at or not old.person.is_active or not old.person.email:
        return None
    fields = ("purpose", "person", "subject_label", "subject_id", "version")
    link = PersonalLink(**{name: getattr(old, name) for name in fields})
    address = _keep(link, by=old.made_by, at=at)
    PersonalLink.objects.filter(pk=old.pk).update(replaced_by=link)
    return address


def _keep(link: PersonalLink, *, by: User | None, at: datetime) -> str:
    """Give the link its token, which is known to nobody but the reader of the address."""
    token = PersonalLink.new_token()
    link.token_hash = PersonalLink.hash_of(token)
    link.email = link.person.email or ""
    link.made_at, link.made_by, link.ends_at = at, by, at + timedelta(days=DAYS)
    link.save()
    return settings.SITE_URL + reverse("link", args=[token])


def end_all(person: User, *, at: datetime, subjects: list[models.Model] | None = None) -> int:
    """End the open links of a person, all or those to `subjects`; gives how many."""
    links = PersonalLink.objects.live(at).filter(person=person)
    if subjects is not None:
        wanted = models.Q(pk=None)
        for subject in subjects:
            wanted |= models.Q(subject_label=subject._meta.label_lower, subject_id=subject.pk)
        links = links.filter(wanted)
    return links.update(ended_at=at)


def end_to(*subjects: models.Model, at: datetime) -> int:
    """End the links to some things of one kind, whoever holds them; gives how many.

    Those that ran out end as well: nobody can have them renewed.
    """
    label, ids = subjects[0]._meta.label_lower, [subject.pk for subject in subjects]
    links = PersonalLink.objects.filter(subject_label=label, subject_id__in=ids, ended_at=None)
    return links.update(ended_at=at)


def open_in_session(request, link: PersonalLink) -> None:
    """Let this browser read the pages of the link; nothing else is opened by it."""
    if not request.session.session_key:
        request.session.create()
    request.session[SESSION_KEY] = [*request.session.get(SESSION_KEY, [])[-20:], link.pk]


def remember_closed(request, link: PersonalLink | None) -> None:
    """Keep in the session which link was closed; without one as well, so that both answers look the same."""
    request.session[CLOSED_KEY] = link.pk if link else 0


def closed(request) -> PersonalLink | None:
    """Give the link that this browser found closed last."""
    pk = request.session.get(CLOSED_KEY, 0)
    return PersonalLink.objects.select_related("person").filter(pk=pk).first()


def opened(request, link_id: int) -> PersonalLink | None:
    """Give the link if this browser opened it and it is still live, else None."""
    if link_id not in request.session.get(SESSION_KEY, []):
        return None
    link = PersonalLink.objects.select_related("person").filter(pk=link_id).first()
    return link if link and link.is_live(timezone.now()) else None


@transaction.atomic
def mark_used(link: PersonalLink, *, at: datetime) -> None:
    """Remember that the act of the link was done."""
    PersonalLink.objects.filter(pk=link.pk, used_at=None).update(used_at=at)
