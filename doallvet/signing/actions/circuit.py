"""The circuit of a paper: places to sign, whose turn it is, who is asked and asked again."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from doallvet.accounts import links
from doallvet.accounts.models import User
from doallvet.core.jobs import queue
from doallvet.core.refused import Refused
from doallvet.outbox import actions as outbox
from doallvet.signing import order
from doallvet.signing.actions import chain
from doallvet.signing.changes import bound, changed
from doallvet.signing.choices import COUNTS, Act, Form, State
from doallvet.signing.models import Document, Signatory, Signature, Version
from doallvet.signing.papers import Place, paper_of


@transaction.atomic
def lay_out(
    version: Version, places: Sequence[Place], *, commits: Mapping[str, Collection[str]], at: datetime
) -> list[Signatory]:
    """Make the places to sign on a new version, and ask those whose turn it is.

    Who signed the version before, as this one asks for, and is bound by nothing that changed since need not sign again:
    the signature is carried with what it covered. Who took a place on goes on with it. `commits`: which parties each
    frozen value binds, by dotted name (`changes.bound`).
    A version that nobody has to sign holds at once.
    """
    before = version.document.versions.filter(number=version.number - 1).first()
    asked: set[str] = {place.party for place in places}
    signed: dict[tuple[str, int | None], Signature] = {}
    heirs: dict[str, Signatory] = {}
    if before:
        asked = bound(changed(before.data, version.data), commits, asked)
        rows = list(before.signatories.select_related("signature", "carried", "person", "instead_of"))
        signed = {(row.party, row.person_id): row.proof for row in rows if row.counts}
        heirs = _heirs(rows, places)
    made = []
    for place in places:
        taken_on = heirs.get(place.party)
        person = taken_on.person if taken_on else place.person
        found = None if place.party in asked else signed.get((place.party, person.pk if person else None))
        if found and not order.suffices(Form(found.form), checked=found.code_checked, form=place.form, code=place.code):
            found = None
        row = Signatory.objects.create(
            version=version,
            party=place.party,
            rank=place.rank,
            organisation=place.organisation,
            person=person,
            instead_of=taken_on.instead_of if taken_on else None,
            form=place.form,
            code=place.code,
            state=State.CARRIED if found else State.WAITING,
            carried=found,
        )
        made.append(row)
        if found and person:
            outbox.owe("sign-carried", person=person, subject=row, at=at)
    all_signed = go_on(version, at=at)
    for row in made:
        if row.carried:
            chain.add(Act.CARRIED, version, signatory=row, at=at, evidence={"signature": row.carried.deed_id})
    if all_signed:
        chain.complete(version, at=at)
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
    if reasons := paper_of(signatory.version.document).obstacles(signatory):
        raise Refused(reasons)
    if not any(person.email for person in asked(signatory)):
        raise Refused(_("Nobody with an e-mail address is known who signs here. Name one, or let them sign on paper."))
    if signatory.state != State.WAITING:
        Signatory.objects.filter(pk=signatory.pk).update(
            state=State.WAITING, said_at=None, said_by=None, reason="", text=""
        )
    return ask(signatory, at=at) > 0


def ask(signatory: Signatory, *, at: datetime, due: str = "") -> int:
    """Owe who may sign here a letter with a personal link, once a day; gives to how many it was not owed before.

    `due`: why they are asked, where that is owed besides the letter of the day.
    """
    due = f"{due or at.date().isoformat()}:{signatory.version_id}"
    return sum(outbox.owe("sign", person=person, subject=signatory, at=at, due=due) for person in asked(signatory))


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


def let_go(version: Version, party: str, *, at: datetime) -> bool:
    """Take away the open places of a party for which nobody has to sign any more; tells whether there was one.

    The turn goes to the next. The room above knows why, and keeps it; the caller holds the document's lock.
    """
    rows = version.signatories.missing().exclude(state=State.WITHDRAWN).filter(party=party)
    for row in rows:
        links.end_to(row, at=at)
    found, _kinds = rows.delete()
    if found and version.signatories.exists() and go_on(version, at=at):
        chain.complete(version, at=at)
    return bool(found)


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


def go_on(version: Version, *, at: datetime) -> bool:
    """Give the turn to whose it is, or note that all have signed, and tell so: the caller adds it to the chain.

    The caller holds the document's lock.
    """
    rows = list(version.signatories.with_version())
    rank = order.on_turn((row.rank, row.counts) for row in rows)
    if rank is None:
        if not Version.objects.filter(pk=version.pk, completed_at=None).update(completed_at=at):
            return False
        version.completed_at = at
        queue("signing.seal", version_id=version.pk)
        return True
    for row in rows:
        if row.rank == rank and row.state not in COUNTS and row.turn_at is None:
            Signatory.objects.filter(pk=row.pk).update(turn_at=at)
            ask(row, at=at)
    return False


def _heirs(rows: Sequence[Signatory], places: Sequence[Place]) -> dict[str, Signatory]:
    """Give, by party, the places that were passed on and stay so: whoever was named then is named still.

    Only where it is the party's one place, and as long as who took it on may sign.
    """
    parties = [place.party for place in places]
    named = {place.party: place.person for place in places if parties.count(place.party) == 1}
    return {
        row.party: row
        for row in rows
        if row.instead_of
        and row.party in named
        and named[row.party] in (None, row.instead_of)
        and row.person in paper_of(row.version.document).signers(row)
    }
