"""Sends what is owed, by hand."""

import json

from django.core.management.base import BaseCommand

from doallvet.outbox import delivery


class Command(BaseCommand):
    help = """Send the messages whose time has come; the others go out on the recipients' working days and hours.
    The last line of output is {"sent": n, "failed": n, "left": n}."""

    def handle(self, **options):
        self.stdout.write(json.dumps(delivery.deliver()))
