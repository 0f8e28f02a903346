"""Work for later, by name: nothing below `tasks` imports a task."""

import time

import structlog
from celery import current_app
from django.db import transaction
from kombu.exceptions import OperationalError

PAUSE = 1.25  # seconds after which a wake arrives
SHARED = 0.75  # seconds in which requests share one; what is left of the pause is for clocks that differ

log = structlog.get_logger(__name__)
_asked: dict[str, float] = {}  # when this process asked last for a wake


def queue(name: str, **ids: int | str) -> None:
    """Ask a worker, after commit, to run the task `name` with these ids.

    Never fails the request: when the broker is away the wish is logged and lost, and the sweep
    that looks for unfinished work finds it again.
    """
    transaction.on_commit(lambda: _send(name, ids))


def wake(name: str) -> None:
    """Ask a worker, after commit, to look for all that is owed: the task `name`, which takes no ids.

    The wake arrives after a pause, so that one serves many: what this process commits until half a second before it is
    there when the worker looks. One that is lost, as with `queue`, is made up for by beat's next.
    """
    transaction.on_commit(lambda: _wake(name))


def _wake(name: str) -> None:
    now = time.monotonic()
    if now - _asked.get(name, -PAUSE) >= SHARED and _send(name, {}, countdown=PAUSE):
        _asked[name] = now


def _send(name: str, ids: dict, **when: float) -> bool:
    try:
        current_app.send_task(name, kwargs=ids, retry=False, **when)
    except (OperationalError, OSError) as error:
        log.warning("broker_away", task=name, reason=str(error))
        return False
    return True
