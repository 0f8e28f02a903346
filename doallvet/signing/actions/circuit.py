"""The circuit of a paper: places to sign, whose turn it is, who is asked and asked again."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from doallvet.accounts.models import User
from doallvet.core.jobs import queue
from doallvet.core.refused import Refused
from doallvet.outbox import actions as outbox
from doallvet.signing import order
from doallvet.signing.actions import chain
from doallvet.signing.changes import bound, changed
from doallvet.signing.choices import COUNTS, Act, State
from doallvet.signing.models import Document, Signatory, Signature, Version
from doallvet.signing.papers import Place, paper_of


@transaction.atomic
def lay_out(
    version: Version, places: Sequence[Place], *, commits: Mapping[str, Collection[str]], at: datetime
) -> list[Signatory]:
    """Make the places to sign on a new version, and ask those whose turn it is.

    Who signed the version before and is bound by nothing that changed since need not sign again: the signature is
    carried with what it covered. `commits`: which parties each frozen value binds, by dotted name (`changes.bound`).
    """
    before = version.document.versions.filter(number=version.number - 1).first()
    asked: set[str] = {place.party for place in places}
    signed: dict[tuple[str, int | None], Signature] = {}
    if before:
        asked = bound(changed(before.data, version.data), commits, asked)
        signed = {
            (row.party, row.person_id): _evidence(row)
            for row in before.signatories.counting().select_related("signature", "carried")
        }
    made = []
    for place in places:
        found = None if place.party in asked else signed.get((place.party, place.person.pk if place.person else None))
        row = Signatory.objects.create(
            version=version,
            party=place.party,
            rank=place.rank,
            organisation=place.organisation,
            person=place.person,
            form=place.form,
            code=place.code,
            state=State.CARRIED if found else State.WAITING,
            carried=found,
        )
        made.append(row)
        if found:
            chain.add(Act.CARRIED, version, signatory=row, at=at, evidence={"signature": found.deed_id})
            if place.person:
                outbox.owe("sign-carried", person=place.person, subject=row, at=at)
    go_on(version, at=at)
    return made


@transaction.atomic
def ask_again(signatory: Signatory, *, by: User, at: datetime) -> bool:
    """Ask those who may sign at this place once more, once a day at most; false where they were asked today.

    Who declined or asked for a change is asked anew: what they said stays in the history.
    """
    signatory = locked(signatory)
    over = signatory.counts or signatory.state == State.WITHDRAWN
    if signatory.version.replaced_at or over or signatory.turn_at is None:
        raise Refused(_("Nobody is waited for here at the moment."))
    if not any(person.email for person in asked(signatory)):
        raise Refused(_("Nobody with an e-mail address is known who signs here. Name one, or let them sign on paper."))
    if signatory.state != State.WAITING:
        Signatory.objects.filter(pk=signatory.pk).update(
            state=State.WAITING, said_at=None, said_by=None, reason="", text=""
        )
    return ask(signatory, at=at) > 0


def ask(signatory: Signatory, *, at: datetime) -> int:
    """Owe who may sign here a letter with a personal link, once a day; gives to how many it was not owed before."""
    people = asked(signatory)
    day = f"{at.date().isoformat()}:{signatory.version_id}"
    return sum(outbox.owe("sign", person=person, subject=signatory, at=at, due=day) for person in people)


def remind(*, today: date, at: datetime) -> int:
    """Write again to who has been asked to sign for days without an answer; gives how many letters are new.

    After three days, after a week, then each week (`order.reminder`); who declined or asked for a change is left alone.
    """
    new = 0
    waiting = Signatory.objects.on_turn().filter(state=State.WAITING, turn_at__date__lt=today).with_version()
    for row in waiting.order_by("pk").iterator(chunk_size=500):
        number = order.reminder((today - row.turn_at.date()).days)
        if number and not paper_of(row.version.document).obstacles(row):
            due = f"again-{number}:{row.version_id}"
            new += sum(outbox.owe("sign", person=person, subject=row, at=at, due=due) for person in asked(row))
    return new


def asked(signatory: Signatory) -> list[User]:
    """Give who is written to: the person who is named, as long as they may sign, else all who may."""
    people = paper_of(signatory.version.document).signers(signatory)
    return [person for person in people if person.pk == signatory.person_id] or people


def locked(signatory: Signatory) -> Signatory:
    """Lock what the paper is about, then the document, and give the place as it is now."""
    document = Document.objects.get(versions__signatories=signatory)
    paper_of(document).lock(document)
    Document.objects.select_for_update(of=("self",)).get(pk=document.pk)
    return Signatory.objects.with_version().get(pk=signatory.pk)


def go_on(version: Version, *, at: datetime) -> None:
    """Give the turn to whose it is, or note that all have signed; the caller holds the document's lock."""
    rows = list(version.signatories.with_version())
    rank = order.on_turn((row.rank, row.counts) for row in rows)
    if rank is None:
        if rows and Version.objects.filter(pk=version.pk, completed_at=None).update(completed_at=at):
            version.completed_at = at
            chain.add(Act.COMPLETED, version, at=at, evidence={"content_hash": version.content_hash})
            queue("signing.seal", version_id=version.pk)
        return
    for row in rows:
        if row.rank == rank and row.state not in COUNTS and row.turn_at is None:
            Signatory.objects.filter(pk=row.pk).update(turn_at=at)
            ask(row, at=at)


def _evidence(row: Signatory) -> Signature:
    """The signature that counts at a place: its own, or the one that was carried to it."""
    return row.carried or row.signature
