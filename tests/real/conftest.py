"""A real mail server on a free port, as the tests of the outbox have it."""

from tests.outbox.conftest import post  # noqa: F401
