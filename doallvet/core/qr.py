"""Reads QR codes on scans and photos: in a child process with limits, as what strangers made can be made to run wild.

pypdfium2 and zxing-cpp are imported when the first scan is read.
"""

import io
from typing import Any

from PIL import Image

from doallvet.core import apart

PAGES = 12  # of one scan: longer ones carry the code on their first pages as well
SCALE = 200 / 72  # 200 dots an inch
FINE = 2000  # dots across a page from which on it is read as it is
SECONDS, MEMORY = 20, 1_500_000_000


def read(content: bytes, mime: str) -> list[str]:
    """Give the texts of the QR codes on a PDF, JPEG or PNG, each once, page by page; none where none can be read."""
    try:
        return apart.run(_read, content, mime, seconds=SECONDS, memory=MEMORY)
    except apart.Runaway:
        return []


def _read(content: bytes, mime: str) -> list[str]:
    import zxingcpp  # noqa: PLC0415  slow

    found: list[str] = []
    for picture in _pictures(content, mime):
        codes = _codes(zxingcpp, picture)
        if not codes and picture.width < FINE:  # a coarse photo: its dots are told apart more easily when it is larger
            codes = _codes(zxingcpp, picture.resize((picture.width * 2, picture.height * 2), Image.Resampling.LANCZOS))
        found += codes
    return list(dict.fromkeys(found))


def _codes(zxingcpp: Any, picture: Image.Image) -> list[str]:
    return [code.text for code in zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.QRCode)]


def _pictures(content: bytes, mime: str) -> Any:
    if mime != "application/pdf":
        yield Image.open(io.BytesIO(content)).convert("L")
        return
    import pypdfium2  # noqa: PLC0415  slow

    document = pypdfium2.PdfDocument(content)
    for number in range(min(len(document), PAGES)):
        yield document[number].render(scale=SCALE, grayscale=True).to_pil()
