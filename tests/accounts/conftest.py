"""What the tests of the way in share."""

import pytest


@pytest.fixture(autouse=True)
def real_outbox(settings):
    """Codes go the way of all messages; Django's test runner would catch them before."""
    settings.EMAIL_BACKEND = "doallvet.outbox.backend.OutboxBackend"
