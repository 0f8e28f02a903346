"""Lets messages go again that were given up, for example while a mail server was set up wrongly."""

from django.core.management.base import BaseCommand

from doallvet.outbox import undeliverable
from doallvet.outbox.management.commands.try_addresses_again import instant


class Command(BaseCommand):
    help = """Let go again what messages said that were given up since an instant (--since 2027-03-12T08:00Z). What is
    still owed goes out with the next delivery. Says how many messages there were."""

    def add_arguments(self, parser):
        parser.add_argument("--since", type=instant, required=True)

    def handle(self, *, since, **options):
        number = undeliverable.owe_again(since=since)
        self.stdout.write(f"{number} messages may be tried again.")
