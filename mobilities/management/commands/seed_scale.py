"""Makes the big test world, for measuring."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils import timezone

from centres.models import Centre
from mobilities.demo.cast import PASSWORD
from mobilities.demo.scale import table
from mobilities.demo.scale.own import KNOWN
from mobilities.demo.scale.world import fill


class Command(BaseCommand):
    help = "Make the big test world in an empty PostgreSQL: the demo world, and its stays as often as you say."

    def add_arguments(self, parser):
        parser.add_argument("--mobilities", type=int, default=100_000, help="how many stays; 100000 unless said")

    def handle(self, *, mobilities, **options):
        if not settings.DEMO and not settings.DEBUG:
            raise CommandError("The big test world has a known password; it is made with DEMO=1 only.")
        if connection.vendor != "postgresql":
            raise CommandError("The big test world needs PostgreSQL: name an empty database in DATABASE_URL.")
        if mobilities < 1:
            raise CommandError("Say how many stays: 1 or more.")
        if Centre.objects.exists():
            raise CommandError("This database already holds centres: the big test world needs an empty one.")
        centres = fill(mobilities, today=timezone.localdate(), now=timezone.now(), say=self.say)
        table.tidy()
        self.say(f"The big test world is made: {mobilities} stays of {centres} centres beside the demo world.")
        self.say(f"Coordinators: {' and '.join(KNOWN.values())}; everybody's password is {PASSWORD}.")

    def say(self, line):
        self.stdout.write(line)
        self.stdout.flush()
