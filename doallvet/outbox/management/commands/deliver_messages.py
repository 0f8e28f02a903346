"""Sends what is owed, by hand."""

import json

from django.core.management.base import BaseCommand

from doallvet.outbox import delivery


class Command(BaseCommand):
    help = 'Send the messages that are due. The last line of output is {"sent": n, "failed": n, "left": n}.'

    def handle(self, **options):
        self.stdout.write(json.dumps(delivery.deliver()))
