"""One world of the growth table: `python -m bench.point 10000` prints its figures as JSON."""

import json
import logging
import sys

import django

from bench.portal import Portal


def main(mobilities: int) -> None:
    portal = Portal(mobilities)
    try:
        django.setup()
        logging.getLogger().setLevel(logging.WARNING)
        from bench import pages, sweep  # noqa: PLC0415  need the settings
        from bench.meter import Meter  # noqa: PLC0415

        seconds = Meter(portal, portal.serve()).costs(pages.asks(portal))
        found = {f"{name}, ms": cost * 1000 for name, cost in seconds.items()}
        found |= {f"{name}, E": cost / seconds["empty"] for name, cost in seconds.items()}
        lines = sweep.lines()
        found |= {"lines of the sweep": lines["due"], "sweep, µs a line": lines["first"]}
        print(json.dumps(found | {"database, GB": portal.size() / 1e9}))
    finally:
        portal.close()


if __name__ == "__main__":
    main(int(sys.argv[1]))
