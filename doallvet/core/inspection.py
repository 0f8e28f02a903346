"""Looks inside uploaded files: pictures are written anew, PDF files are searched for what must not be in them.

Both functions meet hostile content and are called through `core.apart`.
"""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator

import pikepdf
from django.utils.translation import gettext as _
from PIL import Image, ImageFile, ImageOps

from doallvet.core.refused import Refused

MAX_PIXELS = 40_000_000  # above every phone's usual setting; decoded it is 160 MB
MAX_PAGES = 200  # the thickest dossier anybody photographs
JPEG_QUALITY = 90  # small print stays legible; a phone photo gets no bigger than it was
STREAM_BYTES = 100_000_000  # what a compressed part of a PDF may unfold to while its structure is read
KEPT_MODES = {"JPEG": {"L", "RGB"}, "PNG": {"1", "L", "LA", "I;16", "RGB", "RGBA"}}

PDF_SPACE = b"\x00\t\n\f\r "
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
ACTIONS = {"/JavaScript", "/Launch", "/ImportData", "/SubmitForm", "/GoToE", "/Rendition", "/RichMediaExecute"}
SCRIPT_KEYS = {"/JS", "/JavaScript", "/XFA", "/RichMediaContent"}
FILE_KEYS = {"/EF", "/EmbeddedFiles", "/Collection"}

PICTURE_ERRORS = (OSError, SyntaxError, ValueError, EOFError, TypeError, IndexError, KeyError, struct.error, zlib.error)


def rewrite_picture(content: bytes, kind: str) -> bytes:
    """Decode a picture of kind 'jpg' or 'png' and write it anew: upright, first frame, without any metadata.

    Raises Refused when it has more than 40 megapixels or cannot be decoded.
    """
    form = "JPEG" if kind == "jpg" else "PNG"
    ImageFile.LOAD_TRUNCATED_IMAGES = False  # WeasyPrint, once imported, has it otherwise
    try:
        with Image.open(io.BytesIO(content), formats=[form]) as picture:
            if picture.width * picture.height > MAX_PIXELS:
                raise Refused(_too_many_pixels())
            upright = ImageOps.exif_transpose(picture)
            if upright.mode not in KEPT_MODES[form]:
                upright = upright.convert("RGBA" if form == "PNG" and upright.has_transparency_data else "RGB")
    except Image.DecompressionBombError as error:
        raise Refused(_too_many_pixels()) from error
    except PICTURE_ERRORS as error:
        raise Refused(_damaged_picture()) from error
    upright.info = {}  # the writers copy colour profiles and comments from here
    stream = io.BytesIO()
    upright.save(stream, form, quality=JPEG_QUALITY)
    return stream.getvalue()


def inspect_pdf(content: bytes) -> int:
    """Give the number of pages of a PDF that holds nothing but pages.

    Raises Refused for scripts, launch actions, embedded files, data before or after the document, a password needed
    to open, more than 200 pages, or damage. The file itself is not rewritten: that would break its signatures.
    """
    _refuse_foreign_data(content)
    pikepdf.settings.set_qpdf_limits(flate_max_memory=STREAM_BYTES, run_length_max_memory=STREAM_BYTES)
    try:
        with pikepdf.open(io.BytesIO(content)) as pdf:
            pages = len(pdf.pages)
            for value in _containers(pdf):
                _refuse_active(value)
    except pikepdf.PasswordError as error:
        sentence = _("This PDF needs a password to be opened. Save it without a password and upload it again.")
        raise Refused(sentence) from error
    except (pikepdf.PdfError, pikepdf.DataDecodingError, ValueError, RuntimeError) as error:
        raise Refused(_damaged_pdf()) from error
    if pages == 0 or pikepdf.settings.qpdf_limit_errors():  # what was not unfolded was not searched
        raise Refused(_damaged_pdf())
    if pages > MAX_PAGES:
        sentence = _("This PDF has %(pages)s pages; at most %(limit)s are possible. Split it and upload the parts.")
        raise Refused(sentence % {"pages": pages, "limit": MAX_PAGES})
    return pages


def _refuse_foreign_data(content: bytes) -> None:
    """Refuse what stands around the document: another program would read such a file as something else."""
    if not content.removeprefix(BYTE_ORDER_MARK).lstrip(PDF_SPACE).startswith(b"%PDF-"):
        raise Refused(_damaged_pdf())
    before, end, after = content.rpartition(b"%%EOF")
    if not end:
        raise Refused(_("This PDF is incomplete: its end is missing. Save or scan it again and upload the new file."))
    if after.strip(PDF_SPACE) or zipfile.is_zipfile(io.BytesIO(content)):
        raise Refused(_("This PDF has other data attached behind its end. %(cure)s") % {"cure": _print_anew()})


def _containers(pdf: pikepdf.Pdf) -> Iterator[pikepdf.Object]:
    """Walk through every dictionary, those of streams too; indirect objects once, however they are linked."""
    for whole in pdf.objects:
        waiting = [whole]
        while waiting:
            value = waiting.pop()
            if isinstance(value, pikepdf.Array):
                children = list(value)
            elif isinstance(value, pikepdf.Dictionary | pikepdf.Stream):
                yield value
                children = [child for key, child in value.items()]
            else:
                continue
            waiting += [child for child in children if isinstance(child, pikepdf.Object) and not child.is_indirect]


def _refuse_active(value: pikepdf.Object) -> None:
    keys = set(value.keys())
    action = value.get("/S")
    if keys & FILE_KEYS or value.get("/Subtype") == "/FileAttachment":
        raise Refused(_("This PDF has other files embedded in it. %(cure)s") % {"cure": _print_anew()})
    if keys & SCRIPT_KEYS or (isinstance(action, pikepdf.Name) and str(action) in ACTIONS):
        raise Refused(_("This PDF contains scripts or actions. %(cure)s") % {"cure": _print_anew()})


def _print_anew() -> str:
    return _("Open it, choose Print and then “Save as PDF”, and upload the new file.")


def _damaged_pdf() -> str:
    return _("This PDF is damaged and cannot be read. Save or scan it again and upload the new file.")


def _damaged_picture() -> str:
    return _("This picture is damaged or incomplete. Take or save it again and upload the new file.")


def _too_many_pixels() -> str:
    limit = MAX_PIXELS // 1_000_000
    return _("This picture has more than %(limit)s megapixels. Make it smaller and upload it again.") % {"limit": limit}
