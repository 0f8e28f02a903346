"""Measures and prints one table; ends with 1 when a goal is missed. `python -m bench` says what can be asked for."""

import argparse
import importlib
import logging
import sys

import django

from bench.figures import Figure, table
from bench.portal import Portal

PARTS = ["pages", "sweep", "wakes", "papers", "sheets", "phone"]
WORLD = 100_000  # mobilities


def main() -> int:
    asked = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    asked.add_argument("parts", nargs="*", default=PARTS, metavar="part", help=f"of {', '.join(PARTS)}; else all")
    asked.add_argument("--mobilities", type=int, default=WORLD, help="size of the world, made unless it is there")
    options = asked.parse_args()
    figures = measured(options.parts, options.mobilities)
    print(table(figures))
    return 0 if all(figure.met for figure in figures) else 1


def measured(parts: list[str], mobilities: int) -> list[Figure]:
    """Start the portal, measure the parts one after the other, and end all that was started."""
    portal = Portal(mobilities)
    try:
        django.setup()
        logging.getLogger().setLevel(logging.WARNING)
        meter = importlib.import_module("bench.meter").Meter(portal, portal.serve(2 if "load" in parts else 1))
        found = []
        for part in parts:
            print(f"{part} …", file=sys.stderr)
            found += importlib.import_module(f"bench.{part}").measure(portal, meter)
        return found
    finally:
        portal.close()


if __name__ == "__main__":
    sys.exit(main())
