"""Looks whether the chain of all acts of signing holds."""

import argparse

from django.core.management.base import BaseCommand, CommandError

from doallvet.signing import proof
from doallvet.signing.actions import chain


def head(text):
    """Read a head as the mail to the administrators has it: how many acts, and the hash of the newest."""
    length, _colon, newest = text.partition(":")
    if not length.isdigit() or not newest:
        raise argparse.ArgumentTypeError("Write a head as in the mail: 120:9f86d081…")
    return int(length), newest.lower()


class Command(BaseCommand):
    help = "Read the chain of all acts of signing and say what was changed, is missing or was added."

    def add_arguments(self, parser):
        parser.add_argument(
            "--kept", type=head, action="append", default=[], help="a head that was mailed, such as 120:9f86d081…"
        )

    def handle(self, **options):
        found = chain.broken() + proof.changed() + chain.missing_heads(options["kept"])
        if found:
            raise CommandError("\n".join(["The chain does not hold.", *found]))
        length, newest = chain.head()
        self.stdout.write(f"The chain holds: {length} acts, the newest {newest}.")
