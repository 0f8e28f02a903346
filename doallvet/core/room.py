"""Gives what is called one wide stretch of stack, where CPython 3.11 has pieces of 16 KB.

A loop that stands at the end of a piece takes memory from the system and gives it back with each call it makes
(python/cpython issue 142183). What a server, middleware and a template call on top of each other often ends there: the
loop over the steps of a mobility did, and a third of what the page cost went into it.
"""

from collections.abc import Callable
from typing import Any

WIDE = 100_000  # pointers: what is called below finds place in the same piece, and costs memory only as it is used


def with_room(call: Callable[..., Any], *args: Any) -> Any:
    """Call, and give what it gives."""
    return call(*args)


with_room.__code__ = with_room.__code__.replace(co_stacksize=WIDE)
