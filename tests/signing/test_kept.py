"""PostgreSQL itself keeps the chain: no row is changed, none goes, and it is not emptied at a stroke."""

import pytest
from django.core.management import CommandError, call_command
from django.db import InternalError, connection, transaction

from doallvet.signing.actions import chain
from doallvet.signing.models import Deed
from tests.factories import make_user
from tests.signing.paper import make_version, registered

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no such trigger: the chain is read there"),
]


@pytest.fixture
def acts():
    """Acts in the chain, with all triggers as they are outside the tests."""
    with registered(), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE signing_deed ENABLE TRIGGER signing_deed_is_not_emptied")
        make_version([make_user()])
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # what is still to be checked would be refused first
        yield Deed.objects.count()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE signing_deed SET digest = 'x'",
        "DELETE FROM signing_deed",
        "TRUNCATE signing_deed CASCADE",
        "TRUNCATE accounts_user, signing_deed CASCADE",
    ],
)
def test_a_row_of_the_chain_is_not_changed_nor_deleted_nor_all_of_them_emptied(acts, statement):
    refused = pytest.raises(InternalError, match="the chain of signatures is only added to")
    with refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)

    assert (Deed.objects.count(), chain.broken()) == (acts, [])


def test_flush_is_refused_with_the_reason(acts):
    with pytest.raises(CommandError) as refused, transaction.atomic():
        call_command("flush", interactive=False)

    assert "the chain of signatures is only added to" in str(refused.value.__cause__)
    assert (Deed.objects.count(), chain.broken()) == (acts, [])
