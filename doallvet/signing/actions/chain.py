"""Adds to the chain of all acts of signing, and looks whether it holds."""

import secrets
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from doallvet.accounts.models import User
from doallvet.outbox import actions as outbox
from doallvet.outbox.models import Notice
from doallvet.signing import chaining
from doallvet.signing.choices import Act
from doallvet.signing.models import Deed, Head, Signatory, Version
from doallvet.signing.models.chain import FIRST

HEAD = 1


@transaction.atomic
def add(
    act: Act,
    version: Version,
    *,
    at: datetime,
    evidence: Mapping[str, Any],
    signatory: Signatory | None = None,
    salt: str = "",
) -> Deed:
    """Add an act at the end of the chain. `evidence`: what it says, of which only the salted digest is kept.

    The end is locked until the transaction is over, and whoever signs anything waits: it comes after what takes long.
    """
    Head.objects.get_or_create(pk=HEAD)
    head = Head.objects.select_for_update(of=("self",)).get(pk=HEAD)
    row = chaining.Row(
        act=act.value,
        version_id=version.pk,
        signatory_id=signatory.pk if signatory else None,
        digest=chaining.digest(evidence, salt or secrets.token_hex(16)),
        at=at,
        previous=head.hash,
    )
    deed = Deed.objects.create(**{name: getattr(row, name) for name in row.__slots__}, hash=chaining.hash_of(row))
    Head.objects.filter(pk=HEAD).update(length=head.length + 1, hash=deed.hash)
    return deed


def complete(version: Version, *, at: datetime) -> Deed:
    """Add that all have signed a version."""
    return add(Act.COMPLETED, version, at=at, evidence={"content_hash": version.content_hash})


def broken() -> list[str]:
    """Say where the chain is broken, reading it row by row; empty means it holds."""
    return chaining.breaks(_rows(), first=FIRST, head=head())


def head() -> tuple[int, str]:
    """Give how many acts there are and the hash of the newest: what is kept outside the database as well."""
    return Head.objects.now()


def missing_heads(kept: Iterable[tuple[int, str]]) -> list[str]:
    """Say which heads of earlier days, length and hash, the chain does not contain any more."""
    found = []
    for length, newest in kept:
        row = Deed.objects.order_by("pk")[length - 1 : length].values_list("hash", flat=True) if length else [FIRST]
        if list(row) != [newest]:
            found.append(f"The chain of {length} acts that ended with {newest} is not part of this one.")
    return found


@transaction.atomic
def tell_head(*, today: date, at: datetime) -> int:
    """Owe the administrators the head of the chain, once a day on which it moved: so it is kept outside as well.

    Gives to how many it was not owed before.
    """
    length, newest = head()
    said = {"length": length, "hash": newest}
    if not length:
        return 0
    row = Head.objects.get(pk=HEAD)
    told = Notice.objects.filter(subject_label=row._meta.label_lower, subject_id=row.pk, kind="chain-head")
    if told.order_by("-pk").values_list("data", flat=True).first() == said:
        return 0
    people = User.objects.filter(is_staff=True, is_active=True).order_by("pk")
    return sum(outbox.owe("chain-head", person=person, subject=row, at=at, due=today, data=said) for person in people)


def _rows() -> Iterator[tuple[int, chaining.Row, str]]:
    for deed in Deed.objects.order_by("pk").iterator(chunk_size=2000):
        row = chaining.Row(deed.act, deed.version_id, deed.signatory_id, deed.digest, deed.at, deed.previous)
        yield deed.pk, row, deed.hash
