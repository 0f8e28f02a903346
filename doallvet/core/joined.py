"""Static files that are put together from those of packages and our own: each file is a request, and a phone waits.

They are made wherever static files are looked for, so that the trial and the tests show what production shows.
"""

import os
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder, find
from django.core.files.storage import FileSystemStorage

JOINED = {
    "css/portal.css": ["bootstrap/css/bootstrap.min.css", "css/app.css"],
    "js/passkey.js": ["mfa/js/webauthn-json.js", "mfa/js/webauthn.js", "account/js/onload.js"],  # as they run
}


class JoinedFinder(BaseFinder):
    """Finds these files; each process that looks for one makes it anew."""

    def __init__(self, *args, **kwargs):
        self.storage = FileSystemStorage(settings.VAR / "joined")

    def check(self, **kwargs):
        return []

    def find(self, path, find_all=False, **kwargs):
        found = [self._made(path)] if path in JOINED else []
        return found if find_all else next(iter(found), None)

    def list(self, ignore_patterns):
        for name in JOINED:
            self._made(name)
            yield name, self.storage

    def _made(self, name: str) -> str:
        """Write the file in one step: several workers start at once, and all of them write and read it."""
        path = Path(self.storage.path(name))
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_suffix(f".{os.getpid()}")
        fresh.write_text(joined(name), encoding="utf-8")
        fresh.replace(path)
        return str(path)


def joined(name: str) -> str:
    """Put the parts together; scripts end without a semicolon, and one would call the next."""
    parts = [Path(str(find(part))).read_text(encoding="utf-8") for part in JOINED[name]]
    return (";\n" if name.endswith(".js") else "\n").join(parts)
