"""Makes the demo world; run again, it changes nothing."""

from celery import current_app
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from doallvet.accounts.models import User
from mobilities.demo.cast import PASSWORD
from mobilities.demo.world import play


class Command(BaseCommand):
    help = "Make the demo world: invented people and firms, dates relative to today. It may be run again."

    def handle(self, **options):
        if not settings.DEMO and not settings.DEBUG:
            raise CommandError("The demo world has a known password; it is made with DEMO=1 only.")
        if User.objects.with_email("ana@sil.example").exists():
            self.stdout.write("The demo world is already here.")
            return
        count = play(timezone.localdate(), timezone.now())
        call_command("queue_reminders", stdout=self.stdout)
        call_command("deliver_messages", stdout=self.stdout)
        with current_app.connection_for_write() as broker:
            broker.default_channel.queue_purge("mail")  # each notice asked a worker to send what is sent by now
        self.stdout.write(f"The demo world is made: {count} mobilities. Everybody's password is {PASSWORD}.")
