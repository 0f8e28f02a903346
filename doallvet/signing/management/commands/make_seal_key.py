"""Makes the key with which an instance seals signed papers."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from doallvet.signing.keys import KINDS, make_key


class Command(BaseCommand):
    help = "Write a new key with a certificate of its own as a PKCS#12 file, locked with SEAL_PASSWORD where it is set."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--kind", choices=sorted(KINDS), default="ecdsa")
        parser.add_argument("--name", default=f"Seal of {settings.SITE_URL}", help="who seals, as readers show it")

    def handle(self, file, kind, name, **options):
        if file.exists():
            raise CommandError(f"{file} is there already: papers may have been sealed with it. Choose another name.")
        make_key(file, name=name, at=timezone.now(), kind=kind, password=settings.SEAL_PASSWORD)
        self.stdout.write(f"{file} is made. Keep a copy of it, and set SEAL_KEY={file.resolve()}")
