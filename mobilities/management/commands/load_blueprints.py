"""Loads plans: those that come with the project, or the files named."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from doallvet.core.refused import Refused
from mobilities.actions import blueprint


class Command(BaseCommand):
    help = "Load plans as versioned blueprints: the shipped ones, or the YAML files named."

    def add_arguments(self, parser):
        parser.add_argument("files", nargs="*", type=Path)

    def handle(self, *, files, **options):
        try:
            loaded = [blueprint.load(self.read(path), name=path.name) for path in files] or blueprint.load_shipped()
        except Refused as refused:
            raise CommandError("\n".join(refused.reasons)) from refused
        for plan in loaded:
            self.stdout.write(f"{plan.key} version {plan.version}: {plan.steps.count()} steps")

    def read(self, path):
        try:
            return path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(f"{path} cannot be read: {error}") from error
