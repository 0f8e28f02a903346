"""A worker by itself that makes many agreements, and tells what that took: `python -m bench.many_papers`."""

import gc
import json
import os
import sys
import time

import django

from bench import memory

PARTS = 10


def main(single, ids):
    """Make the files of versions, part by part, each after five renderings of a single one, and print the figures.

    CPU seconds of this process and of the children it starts, for one agreement; memory in MB after each part.
    """
    from django.utils import timezone  # noqa: PLC0415  needs the settings

    from doallvet.signing import printing  # noqa: PLC0415
    from doallvet.signing.models import Version  # noqa: PLC0415
    from mobilities.actions.agreement import build_file  # noqa: PLC0415

    version = Version.objects.select_related("document").get(pk=single)
    printing.issued(version)  # warm
    gc.collect()
    found = {"single": [], "part": [], "memory": []}
    size = len(ids) // PARTS
    for start in range(0, len(ids), size):  # in turns, so that a busy machine is so for both
        part = ids[start : start + size]
        found["single"].append(timed(lambda: [printing.issued(version) for _ in range(5)]) / 5)
        found["part"].append(timed(lambda part=part: [build_file(pk, at=timezone.now()) for pk in part]) / len(part))
        found["memory"].append(memory.of([os.getpid()]))
    print(json.dumps(found))


def timed(work):
    before = used()
    work()
    return used() - before


def used():
    return time.process_time() + sum(os.times()[2:4])


if __name__ == "__main__":
    django.setup()
    main(int(sys.argv[1]), [int(pk) for pk in sys.stdin.read().split()])
