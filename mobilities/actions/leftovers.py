"""Takes away what a killed worker leaves in the storage: parts of files, and whole files that no row came to name."""

import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta

import structlog
from django.core.files.storage import default_storage
from django.db.models import Model

from centres.models import Partnership
from doallvet.core.uploads import PART
from doallvet.signing.models import Signature, Version
from mobilities.models import AuditPack, Evidence

log = structlog.get_logger(__name__)

# A file is named within the request or task that wrote it: minutes. Young ones are left alone.
AGE = timedelta(days=1)
# Where we write, and how what we write is called: nothing else is ever touched.
OURS = re.compile(
    rf"{re.escape(PART)}\w+"
    r"|(documents|sealed|signed/(\d+|provider)|evidence/\d+|memoranda(/\d+)?)/[0-9a-f]{32}\.\w+"
    r"|packs/\d+(_\w+)?\.zip"
)
# Each column in which the name of a stored file stands (tests/access/test_files.py looks for others).
NAMING: tuple[tuple[type[Model], str], ...] = (
    (Version, "file"),
    (Version, "sealed_file"),
    (Signature, "scan"),
    (Evidence, "file"),
    (AuditPack, "file"),
    (Partnership, "memorandum"),
)


def clear(*, at: datetime) -> int:
    """Take away files of ours that are older than a day and that no row names; gives how many.

    The files are listed before the names are read: what is named in between is seen as named. Several at once do no
    harm.
    """
    unnamed = {path for path in stored() if OURS.fullmatch(path)}
    for model, column in NAMING:
        unnamed.difference_update(model._default_manager.values_list(column, flat=True).iterator(chunk_size=2000))
    gone = 0
    for path in sorted(unnamed):
        with suppress(FileNotFoundError):  # somebody else was faster
            if default_storage.get_modified_time(path) < at - AGE:
                default_storage.delete(path)
                log.info("leftover_removed", file=path)
                gone += 1
    return gone


def stored(folder: str = "") -> Iterator[str]:
    """Give the name of each file in the storage, as rows have it."""
    folders, names = [], []
    with suppress(FileNotFoundError):  # nothing was stored yet
        folders, names = default_storage.listdir(folder)
    start = f"{folder}/" if folder else ""
    yield from (start + name for name in names)
    for name in folders:
        yield from stored(start + name)
