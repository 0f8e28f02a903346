"""Loads the rules of the countries that come with the project, and their sources; what is here is left alone."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from companies.actions import law, source


class Command(BaseCommand):
    help = "Load the shipped rules of the countries and their sources; what is here already is left alone."

    def handle(self, **options):
        rules, pages = law.load_shipped(at=timezone.now()), source.load_shipped()
        self.stdout.write(f"{rules} new rules, {pages} new sources")
