"""Lets rows whose order nobody asked for come in any order, so that a test cannot pass by luck."""

from django.db.models.expressions import OrderBy
from django.db.models.functions import Random
from django.db.models.sql.compiler import (
    SQLAggregateCompiler,
    SQLCompiler,
    SQLDeleteCompiler,
    SQLInsertCompiler,
    SQLUpdateCompiler,
)

OTHERS = (SQLAggregateCompiler, SQLDeleteCompiler, SQLInsertCompiler, SQLUpdateCompiler)
asked = SQLCompiler.get_order_by


def get_order_by(compiler):
    """Order what is not ordered by chance; questions inside others, groups and single rows stay as they are.

    So does SQLite, which takes no order in the parts of a union.
    """
    query = compiler.query
    order = asked(compiler)
    free = not (
        order
        or query.subquery
        or query.combinator
        or query.distinct
        or query.group_by is not None
        or query.high_mark == 1
    )
    if not free or isinstance(compiler, OTHERS) or not compiler.connection.features.supports_parentheses_in_compound:
        return order
    chance = OrderBy(Random())
    return [(chance, (*compiler.compile(chance), False))]


def shuffle() -> None:
    """Shuffle from now on, for the whole run of the tests."""
    SQLCompiler.get_order_by = get_order_by
