"""Lets mail go again to addresses that were marked, for example by a mail server that was set up wrongly."""

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from doallvet.outbox import undeliverable
from doallvet.outbox.models import DeadAddress


class Command(BaseCommand):
    help = """Let mail go again to the addresses that are named, or to all that were marked since an instant
    (--since 2027-03-12T08:00Z). What is still owed goes out with the next delivery. Says how many there were."""

    def add_arguments(self, parser):
        parser.add_argument("addresses", nargs="*")
        parser.add_argument("--since", type=instant)

    def handle(self, *, addresses, since, **options):
        if bool(addresses) == bool(since):
            raise CommandError("Name addresses, or an instant with --since.")
        if since:
            addresses = DeadAddress.objects.holding().filter(since__gte=since).values_list("address", flat=True)
        now = timezone.now()
        lifted = sum(undeliverable.try_again(address.strip(), by=None, at=now) for address in list(addresses))
        self.stdout.write(f"{lifted} addresses may be tried again.")


def instant(text):
    try:
        at = parse_datetime(text)
    except ValueError:
        at = None
    if at is None or timezone.is_naive(at):
        raise CommandError("An instant is written like 2027-03-12T08:00Z.")
    return at
