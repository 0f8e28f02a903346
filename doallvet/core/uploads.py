"""Files from people: decided by their content, cleaned, kept under a random name, given back as attachments."""

import hashlib
import os
import re
import secrets
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from django.core.files import File
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, default_storage
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, Http404
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from doallvet.core import apart, text
from doallvet.core.inspection import inspect_pdf, rewrite_picture
from doallvet.core.refused import Refused

MAX_BYTES = 10 * 1024 * 1024  # a scanned contract or a phone photo; more is a wrong setting of the scanner
MIMES = {"pdf": "application/pdf", "jpg": "image/jpeg", "png": "image/png"}
ACCEPT = ",".join(MIMES.values())  # for <input accept>: a phone that reads it converts HEIC to JPEG by itself
HEAD_BYTES = 1024  # a PDF may begin with white space
SECONDS = 15  # of CPU for one file; the worst honest one takes three
MEMORY = 2_000_000_000  # address space: the process itself, and 40 megapixels decoded, turned and converted
NAME_LENGTH = 100
PART = ".part-"  # how the name of a file begins that is being written

SHOWN = "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'"
HEIF_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1", b"avif"}
OTHER_PICTURES = (b"GIF8", b"RIFF", b"II*\x00", b"MM\x00*", b"BM")
OFFICE = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")


@dataclass(frozen=True)
class Clean:
    """An accepted file: what is kept of it, and what is known about it."""

    content: bytes
    extension: str  # 'pdf', 'jpg' or 'png'
    mime: str
    sha256: str  # of the content that is kept, in hexadecimal
    pages: int | None  # of a PDF


def accept(upload: UploadedFile) -> Clean:
    """Give the cleaned file of an upload: PDF, JPEG or PNG, at most 10 MB, 40 megapixels, 200 pages.

    The content decides, not the name. Raises Refused with a sentence that says what to do.
    """
    upload.seek(0)
    extension = _extension(upload.read(HEAD_BYTES))
    if (size := upload.size or 0) > MAX_BYTES:
        raise Refused(_too_big(extension, size))
    upload.seek(0)
    content, pages = upload.read(), None
    try:
        if extension == "pdf":
            pages = apart.run(inspect_pdf, content, seconds=SECONDS, memory=MEMORY)
        else:
            content = apart.run(rewrite_picture, content, extension, seconds=SECONDS, memory=MEMORY)
    except apart.Runaway as runaway:
        sentence = _(
            "This file is too complicated to be checked. Print it to a new PDF, or take a photo, and upload that."
        )
        raise Refused(sentence) from runaway
    return Clean(content, extension, MIMES[extension], hashlib.sha256(content).hexdigest(), pages)


def store(folder: str, clean: Clean) -> str:
    """Keep the file in the default storage under a random name and give that name: `folder/5f1c….pdf`."""
    return store_bytes(folder, clean.content, clean.extension)


def store_bytes(folder: str, content: bytes, extension: str) -> str:
    """Keep bytes in the default storage under a random name, whole or not at all, and give that name."""
    name = f"{folder}/{secrets.token_hex(16)}.{extension}"
    if not isinstance(default_storage, FileSystemStorage):
        return default_storage.save(name, ContentFile(content))
    root = Path(default_storage.base_location)
    root.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=root, prefix=PART, delete=False) as part:
        try:
            part.write(content)
            part.flush()
            os.fsync(part.fileno())
            return default_storage.save(name, _Whole(part, part.name))
        finally:
            Path(part.name).unlink(missing_ok=True)


class _Whole(File):
    """A file that is complete on the disk of the storage: Django renames it instead of copying."""

    def temporary_file_path(self) -> str:
        return str(self.name)


class FileGone(Http404):
    """A row names a file that is not in the storage."""


def opened(path: str) -> IO[bytes]:
    """Open a kept file. Raises FileGone, which is answered with 404 and a sentence."""
    try:
        return default_storage.open(path)
    except FileNotFoundError as error:
        raise FileGone from error


def attachment(file: IO[bytes], name: str, mime: str) -> FileResponse:
    """Make the answer that hands a kept file to a person: saved, never shown or run inside this site, never cached."""
    response = FileResponse(file, as_attachment=True, filename=_fitting_name(name, mime), content_type=mime)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "private, no-store"
    return response


def _fitting_name(name: str, mime: str) -> str:
    """Give a harmless name that ends as its content demands: a photo called "scan.pdf" becomes "scan.pdf.jpg"."""
    plain = safe_name(name)
    extension = next((extension for extension, known in MIMES.items() if known == mime), "")
    if not extension or plain.lower().replace(".jpeg", ".jpg").endswith(f".{extension}"):
        return plain
    return f"{plain}.{extension}"


def shown_pdf(file: IO[bytes], name: str) -> FileResponse:
    """Make the answer that shows a PDF of our own making in the browser: it may do nothing there and is never cached.

    Not sandboxed, because browsers then refuse to open their own reader; so never for files that people brought.
    """
    response = FileResponse(file, filename=safe_name(name), content_type=MIMES["pdf"])
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = SHOWN
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "private, no-store"
    return response


def safe_name(name: str) -> str:
    """Give a file name without folders, control characters and anything a file system minds, at most 100 long."""
    last = re.split(r"[/\\]", text.clean(name))[-1]
    visible = "".join(char for char in last if char in text.ALLOWED or not text.invisible(char))
    plain = re.sub(r'[<>:"|?*\s]+', " ", visible).strip(" .")
    stem, dot, extension = plain.rpartition(".")
    if dot and len(extension) <= 5:
        return f"{stem[: NAME_LENGTH - len(extension) - 1]}.{extension}"
    return plain[:NAME_LENGTH] or "document"


def _extension(head: bytes) -> str:
    """Decide by the first bytes what a file is; refuse what it must not be, each kind with its own cure."""
    if head.startswith(b"\xff\xd8\xff"):
        return "jpg"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if b"%PDF-" in head and not head.startswith(OFFICE):
        return "pdf"
    if not head:
        raise Refused(_("This file is empty. Choose another one."))
    if head[4:8] == b"ftyp" and head[8:12] in HEIF_BRANDS:
        raise Refused(
            _(
                "This is a HEIC photo, which many computers cannot open. On an iPhone choose Settings, Camera, "
                "Formats, “Most Compatible” and take it again, or upload a screenshot of it."
            )
        )
    if head.startswith(OTHER_PICTURES):
        raise Refused(_("This kind of picture is not accepted. Save it as JPEG or PNG and upload it again."))
    if head.startswith(OFFICE):
        raise Refused(_("This is an office document or an archive, not a PDF. Save it as PDF and upload it again."))
    raise Refused(_("This file is not a PDF, JPEG or PNG. Scan it, take a photo of it, or save it as PDF."))


def _too_big(extension: str, size: int) -> str:
    if extension == "pdf":
        sentence = _("This PDF has %(size)s; at most %(limit)s are possible. Scan it in black and white or in parts.")
    else:
        sentence = _(
            "This picture has %(size)s; at most %(limit)s are possible. "
            "Take it with a smaller size in the camera's settings, or upload a screenshot of it."
        )
    return sentence % {"size": filesizeformat(size), "limit": filesizeformat(MAX_BYTES)}
