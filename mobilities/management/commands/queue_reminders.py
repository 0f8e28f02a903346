"""Runs the daily sweep by hand."""

import json
from datetime import date

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from mobilities.actions.sweep import sweep

YEARS = range(2000, 2101)  # there are days before and after each of these to count to


class Command(BaseCommand):
    help = 'Do what is due today. The last line of output is {"today": "YYYY-MM-DD", "due": n, "queued": n}.'

    def add_arguments(self, parser):
        parser.add_argument("--today", help="the day to take for today, for example 2027-03-12")

    def handle(self, *, today, **options):
        at = timezone.now()
        self.stdout.write(json.dumps(sweep(today=day_of(today) if today else timezone.localdate(at), at=at)))


def day_of(text):
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise CommandError(f"{text!r} is no day: write it like 2027-03-12.") from error
    if day.year not in YEARS:
        raise CommandError(f"{text} is too far away: give a day from {YEARS[0]} to {YEARS[-1]}.")
    return day
