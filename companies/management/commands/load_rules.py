"""Loads the rules of the countries that come with the project; those that are here already are left alone."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from companies.actions import law


class Command(BaseCommand):
    help = "Load the shipped rules of the countries as first versions; rules that are here already are left alone."

    def handle(self, **options):
        self.stdout.write(f"{law.load_shipped(at=timezone.now())} new rules")
