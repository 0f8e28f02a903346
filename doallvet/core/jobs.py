"""Work for later, by name: nothing below `tasks` imports a task."""

import structlog
from celery import current_app
from django.db import transaction
from kombu.exceptions import OperationalError

log = structlog.get_logger(__name__)


def queue(name: str, **ids: int | str) -> None:
    """Ask a worker, after commit, to run the task `name` with these ids.

    Never fails the request: when the broker is away the wish is logged and lost, and the sweep
    that looks for unfinished work finds it again.
    """
    transaction.on_commit(lambda: _send(name, ids))


def _send(name: str, ids: dict) -> None:
    try:
        current_app.send_task(name, kwargs=ids, retry=False)
    except (OperationalError, OSError) as error:
        log.warning("broker_away", task=name, reason=str(error))
