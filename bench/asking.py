"""Owes nothing, but asks for a wake as often as asked, as requests in close succession do: `python -m bench.asking`."""

import json
import sys
import time
from collections.abc import Callable

import django

from doallvet.core import jobs

NAME = "outbox.deliver"
APART = 0.005  # seconds between two requests


def main(times: int) -> None:
    """Print the CPU seconds of asking."""
    jobs.wake(NAME)
    time.sleep(2)
    print(json.dumps(seconds(jobs.wake, times) - seconds(len, times)))


def seconds(ask: Callable[[str], object], times: int) -> float:
    began = time.process_time()
    for _ in range(times):
        ask(NAME)
        time.sleep(APART)
    return time.process_time() - began


if __name__ == "__main__":
    django.setup()
    main(int(sys.argv[1]))
