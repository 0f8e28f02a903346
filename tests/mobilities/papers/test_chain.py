"""The chain of all acts: only added to, and what is done to it behind its back is found."""

import re
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from doallvet.outbox.models import Notice
from doallvet.outbox.writers import lines
from doallvet.signing.actions import chain
from doallvet.signing.actions import seal as seals
from doallvet.signing.models import Deed, Head, Signature, Version
from tests.factories import NOW, TODAY, make_user
from tests.kept import kept
from tests.mobilities import signing
from tests.mobilities.agreements import make_stay
from tests.mobilities.signing import sign_all
from tests.signing.seals import key_file

pytestmark = pytest.mark.django_db


@kept
def signed():
    mobility, ana = make_stay()
    version = signing.issue(mobility, ana)
    sign_all(version)
    return version


@pytest.fixture
def sealed(signed, settings, time_machine):
    time_machine.move_to(NOW, tick=False)
    settings.SEAL_KEY = str(key_file())
    seals.seal(signed.pk, at=NOW)
    return signed


def verify(*kept_heads):
    """Give what the command says, and whether it found the chain whole."""
    out = StringIO()
    try:
        call_command("verify_chain", *[f"--kept={head}" for head in kept_heads], stdout=out)
    except CommandError as error:
        return str(error), False
    return out.getvalue(), True


def behind_its_back(statement, *values):
    """Do what only somebody can who holds the database itself: the guard of PostgreSQL is off meanwhile."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET session_replication_role = replica")
        cursor.execute(statement, values)
        if connection.vendor == "postgresql":
            cursor.execute("SET session_replication_role = origin")


@pytest.mark.skipif(connection.vendor != "postgresql", reason="the guard is PostgreSQL's own")
@pytest.mark.parametrize(
    "statement",
    ["UPDATE signing_deed SET digest = 'x'", "DELETE FROM signing_deed", "UPDATE signing_deed SET id = id + 1"],
)
def test_the_database_itself_refuses_to_change_or_delete_a_row(sealed, statement):
    with pytest.raises(DatabaseError, match="the chain of signatures is only added to"), transaction.atomic():
        connection.cursor().execute(statement)

    assert verify()[1]


def test_the_code_refuses_it_everywhere(sealed):
    with pytest.raises(TypeError, match="only added to"):
        Deed.objects.update(digest="x")
    with pytest.raises(TypeError, match="only added to"):
        Deed.objects.all().delete()


def test_a_whole_chain_is_said_to_hold_with_its_end(sealed):
    said, holds = verify()

    length, newest = chain.head()
    assert (holds, said) == (True, f"The chain holds: {length} acts, the newest {newest}.\n")
    assert length == 8  # issued, five signatures, completed, sealed


@pytest.mark.parametrize("column", ["act", "digest", "at", "version_id", "hash", "previous"])
def test_a_changed_row_is_found(sealed, column):
    row = Deed.objects.all()[3]
    changed = {"at": NOW + timedelta(seconds=1), "version_id": 7, "act": "declined"}.get(column, "f" * 64)

    behind_its_back(f"UPDATE signing_deed SET {column} = %s WHERE id = %s", changed, row.pk)

    said, holds = verify()
    assert not holds
    assert f"Row {row.pk} was changed." in said


def test_a_missing_row_is_found(sealed):
    row = Deed.objects.exclude(pk__in=Signature.objects.values("deed"))[0]

    behind_its_back("DELETE FROM signing_deed WHERE id = %s", row.pk)

    assert f"Before row {Deed.objects.first().pk} a row is missing or was changed." in verify()[0]


def test_a_deleted_newest_row_is_found(sealed):
    behind_its_back("DELETE FROM signing_deed WHERE id = %s", Deed.objects.last().pk)

    said, holds = verify()

    assert not holds
    assert "The chain has 7 rows" in said and "8 rows ending with" in said


def test_a_newest_row_that_was_deleted_with_its_head_is_found_by_the_head_that_was_mailed(sealed):
    mailed = "{}:{}".format(*chain.head())
    behind_its_back("DELETE FROM signing_deed WHERE id = %s", Deed.objects.last().pk)
    Head.objects.update(length=7, hash=Deed.objects.last().hash)
    Version.objects.update(sealed_file="", sealed_hash="", sealed_at=None)

    assert verify()[1]
    said, holds = verify(mailed)
    assert (holds, "The chain of 8 acts that ended with" in said) == (False, True)


def test_a_chain_that_grew_still_contains_the_heads_of_before(signed, settings):
    settings.SEAL_KEY = str(key_file())
    before = "{}:{}".format(*chain.head())
    seals.seal(signed.pk, at=NOW)

    assert verify(before, "{}:{}".format(*chain.head()))[1]


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("typed_name", "Somebody Else"),
        ("consent", "I sign all."),
        ("signed_at", NOW + timedelta(days=1)),
        ("address", "x@y.example"),
    ],
)
def test_a_signature_that_was_changed_is_found(sealed, column, value):
    row = Signature.objects.order_by("pk").first()

    Signature.objects.filter(pk=row.pk).update(**{column: value})

    assert f"Signature {row.pk} (row {row.deed_id} of the chain) was changed." in verify()[0]


def test_a_sealed_paper_that_was_replaced_or_taken_away_is_found(sealed):
    Version.objects.update(sealed_hash="0" * 64)
    replaced = verify()[0]
    Version.objects.update(sealed_file="", sealed_hash="", sealed_at=None, sealed_with=None)

    assert f"The sealed paper of version {sealed.pk} is not the one that was sealed." in replaced
    assert f"The sealed paper of version {sealed.pk} is gone." in verify()[0]


def test_a_head_that_is_none_is_refused():
    with pytest.raises(CommandError, match="Write a head as in the mail"):
        call_command("verify_chain", "--kept=abc")


def test_the_administrators_are_told_the_head_once_a_day_on_which_it_moved(signed, settings):
    admin = make_user(is_staff=True)
    make_user(is_staff=True, is_active=False)
    settings.SEAL_KEY = str(key_file())

    told = [chain.tell_head(today=TODAY, at=NOW), chain.tell_head(today=TODAY, at=NOW)]
    quiet = chain.tell_head(today=TODAY + timedelta(days=1), at=NOW)
    seals.seal(signed.pk, at=NOW)
    moved = chain.tell_head(today=TODAY + timedelta(days=1), at=NOW)

    assert (told, quiet, moved) == ([1, 0], 0, 1)
    assert set(Notice.objects.filter(kind="chain-head").values_list("person", flat=True)) == {admin.pk}


def test_the_mail_holds_what_the_command_takes(sealed):
    make_user(is_staff=True)
    chain.tell_head(today=TODAY, at=NOW)

    (line,) = lines(Notice.objects.filter(kind="chain-head")).values()

    head = re.search(r"--kept (\S+)", line.paragraphs[-1])[1]
    assert verify(head)[1]
    assert line.subject == "The chain of signatures: 8 acts"


def test_nothing_is_told_of_an_empty_chain():
    make_user(is_staff=True)

    assert chain.tell_head(today=TODAY, at=NOW) == 0
