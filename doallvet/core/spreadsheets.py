"""Tables from and to offices: XLSX, ODS, XLS and CSV in, XLSX and CSV out."""

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.translation import gettext as _

from doallvet.core import apart, text
from doallvet.core.refused import Refused

MAX_BYTES = 10 * 1024 * 1024  # a list of 100,000 people has four
MAX_UNPACKED_BYTES = 120 * 1024 * 1024  # the same list unpacked has 60; a bomb of 600 KB cost 34 seconds
MAX_ENTRIES = 1000  # files inside a workbook; without pictures it has fifteen
MAX_ROWS = 100_000
MAX_COLUMNS = 200
SECONDS = 20  # of CPU for one file
MEMORY = 1_500_000_000  # address space; the reader lays out every cell up to the last one, filled or not

SHEET_NAME_LENGTH = 31
XLSX_ROWS = 1_048_576
XLSX_TEXT = 32_000  # Excel takes 32,767 characters in a cell and calls a file with more damaged
XLSX_DIGITS = 10**15  # Excel rounds longer numbers
LOCKED = "EncryptedPackage".encode("utf-16-le")  # the part of a workbook saved with a password
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
BYTE_ORDER_MARK = "\ufeff"
CSV_BATCH = 200  # rows in one piece of the answer

Cell = str | int | float | bool | date | datetime | time
Column = tuple[str, str, str]  # key, heading, kind: 'text', 'date', 'int' or 'decimal'
Row = Mapping[str, Any] | Sequence[Any]  # by key, or in the order of the columns
Table = tuple[str, Sequence[Column], Iterable[Row]]  # the name of its sheet, what stands in it


@dataclass(frozen=True)
class Sheet:
    """The first visible sheet of a file; `rows[0][0]` is A1, an empty cell is ''. Rows may differ in length."""

    name: str
    rows: list[list[Cell]]


def address(row: int, column: int) -> str:
    """Name the cell `rows[row][column]` as people see it: (6, 2) is "C7"."""
    letters, left = "", column + 1
    while left:
        left, letter = divmod(left - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return f"{letters}{row + 1}"


def read(upload: UploadedFile, *, max_rows: int = MAX_ROWS) -> Sheet:
    """Read an uploaded table; the content decides what it is, not the name.

    Whole numbers come as int, dates as date, dates with a time as datetime; everything in a CSV comes as text.
    Raises Refused with a sentence that says what to do.
    """
    if (size := upload.size or 0) > MAX_BYTES:
        sentence = _("This file has %(size)s; at most %(limit)s are possible. Split it and import the parts.")
        raise Refused(sentence % {"size": filesizeformat(size), "limit": filesizeformat(MAX_BYTES)})
    upload.seek(0)
    content = upload.read()
    if content.startswith(b"PK\x03\x04"):
        _refuse_bomb(content)
    elif LOCKED in content:
        raise Refused(_locked())
    elif not content.startswith(b"\xd0\xcf\x11\xe0"):
        return _without_empty_end("", _read_csv(content, max_rows))
    try:
        return _without_empty_end(*apart.run(_read_workbook, content, max_rows, seconds=SECONDS, memory=MEMORY))
    except apart.Runaway as runaway:
        raise Refused(_("This file has too much in it to be read. %(cure)s") % {"cure": _copy_rows()}) from runaway


def _refuse_bomb(content: bytes) -> None:
    """Look at what a packed file says of itself; one that lies runs into the limits of the child."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise Refused(_unreadable()) from error
    if len(entries) > MAX_ENTRIES or sum(entry.file_size for entry in entries) > MAX_UNPACKED_BYTES:
        raise Refused(_("This file has too much in it to be read. %(cure)s") % {"cure": _copy_rows()})


def _read_workbook(content: bytes, max_rows: int) -> tuple[str, list[list[Cell]]]:
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetVisibleEnum  # noqa: PLC0415  slow

    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(content)) as workbook:
            visible = [sheet.name for sheet in workbook.sheets_metadata if sheet.visible == SheetVisibleEnum.Visible]
            if not visible:
                raise Refused(_unreadable())
            sheet = workbook.get_sheet_by_name(visible[0])
            last_row, last_column = sheet.end or (-1, -1)
            _refuse_too_many(last_row + 1, last_column + 1, max_rows)
            rows = sheet.to_python(skip_empty_area=False)
    except PasswordError as error:
        raise Refused(_locked()) from error
    except CalamineError as error:
        raise Refused(_unreadable()) from error
    return visible[0], [[_cell(value) for value in row] for row in rows]


def _cell(value: Any) -> Cell:
    if type(value) is str:
        return value.strip()
    if type(value) is float and value.is_integer():
        return int(value)
    if type(value) is timedelta:
        return str(value)
    return value


def _read_csv(content: bytes, max_rows: int) -> list[list[Cell]]:
    lines = _decode(content)
    announced = re.match(r"sep=([;,\t|])\n", lines)  # Excel's own way to name the separator
    separator = announced[1] if announced else _separator(lines)
    rows: list[list[Cell]] = []
    try:
        for row in csv.reader(io.StringIO(lines, newline=""), delimiter=separator, strict=True):
            cells: list[Cell] = [value.strip() for value in row]
            while cells and cells[-1] == "":
                cells.pop()
            rows.append(cells)
            _refuse_too_many(len(rows), len(cells), max_rows)
    except csv.Error as error:
        sentence = _("Line %(line)s cannot be read: a quotation mark is opened and not closed, or text follows it.")
        raise Refused(sentence % {"line": len(rows) + 1}) from error
    if announced:
        rows[0] = []
    return rows


def _decode(content: bytes) -> str:
    """Turn the bytes into text: UTF-16 and UTF-8 as Excel marks them, UTF-8, else Western European."""
    encoding = "utf-16" if content.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        try:
            decoded = content.decode(encoding)
        except UnicodeDecodeError:
            decoded = content.decode("cp1252")
    except UnicodeDecodeError as error:
        raise Refused(_unreadable()) from error
    if decoded.lstrip().startswith(("<", "%PDF", "{\\rtf")) or "\x00" in decoded:
        raise Refused(_unreadable())
    return text.clean(decoded)


def _separator(lines: str) -> str:
    """Choose the separator that gives the first line with anything in it the most cells."""
    first = next((line for line in lines.split("\n") if line.strip()), "")
    return max(";,\t", key=lambda separator: len(next(csv.reader([first], delimiter=separator), [])))


def _refuse_too_many(rows: int, columns: int, max_rows: int) -> None:
    if rows > max_rows:
        sentence = _("This file has more than %(limit)s rows. Split it and import the parts.")
        raise Refused(sentence % {"limit": max_rows})
    if columns > MAX_COLUMNS:
        sentence = _("This file has more than %(limit)s columns. %(cure)s")
        raise Refused(sentence % {"limit": MAX_COLUMNS, "cure": _copy_rows()})


def _without_empty_end(name: str, rows: list[list[Cell]]) -> Sheet:
    while rows and not any(cell != "" for cell in rows[-1]):
        rows.pop()
    if not rows:
        raise Refused(_("This file is empty: its first sheet has no filled cell."))
    return Sheet(name, rows)


def _copy_rows() -> str:
    return _("Copy the rows you need into a new file and import that.")


def _locked() -> str:
    return _("This file needs a password to be opened. Save it without a password.")


def _unreadable() -> str:
    return _("This file is not a table that can be read. Save it as XLSX, ODS or CSV and import that.")


def write_xlsx(title: str, columns: Sequence[Column], rows: Iterable[Row]) -> bytes:
    """Give a workbook with one sheet: frozen headings, filters, real dates and numbers, text that stays text.

    Instants are written in the current time zone. Raises Refused for more rows than a sheet takes.
    """
    return write_workbook(title, [(title, columns, rows)])


def write_workbook(title: str, tables: Iterable[Table]) -> bytes:
    """Give a workbook with a sheet for each table, written as `write_xlsx` does; the names of the sheets differ."""
    from xlsxwriter import Workbook  # noqa: PLC0415  slow

    stream = io.BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with Workbook(stream, options) as workbook:
        workbook.set_properties({"title": title})
        bold = workbook.add_format({"bold": True, "bottom": 1})
        formats = {
            date: workbook.add_format({"num_format": "yyyy-mm-dd"}),
            datetime: workbook.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
        }
        for name, columns, rows in tables:
            _fill(workbook.add_worksheet(_sheet_name(name)), columns, rows, bold, formats)
    return stream.getvalue()


def _fill(sheet: Any, columns: Sequence[Column], rows: Iterable[Row], bold: Any, formats: dict) -> None:
    for column, (_key, heading, kind) in enumerate(columns):
        sheet.set_column(column, column, max(len(str(heading)) + 4, 24 if kind == "text" else 12))
        sheet.write_string(0, column, str(heading), bold)
    number = 0
    for number, row in enumerate(rows, start=1):
        if number >= XLSX_ROWS:
            raise Refused(_("A sheet takes %(rows)s rows. Filter the list, or take the CSV.") % {"rows": XLSX_ROWS})
        for column, value in enumerate(_values(columns, row)):
            _write(sheet, number, column, value, columns[column][2], formats)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, number, len(columns) - 1)


def _write(sheet: Any, row: int, column: int, value: Any, kind: str, formats: dict) -> None:
    if value is None or value == "":
        return
    if kind == "date" and isinstance(value, date) and value.year >= 1900:  # Excel's calendar begins there
        if isinstance(value, datetime) and timezone.is_aware(value):
            value = timezone.localtime(value).replace(tzinfo=None)
        sheet.write_datetime(row, column, value, formats[type(value)])
    elif kind in ("int", "decimal") and isinstance(value, int | float | Decimal) and -XLSX_DIGITS < value < XLSX_DIGITS:
        sheet.write_number(row, column, value)
    else:
        sheet.write_string(row, column, _shortened(text.clean(str(value))))


def _shortened(value: str) -> str:
    if len(value) <= XLSX_TEXT:
        return value
    return value[:XLSX_TEXT] + " … " + _("[shortened: a cell takes no more]")


def _sheet_name(title: str) -> str:
    plain = re.sub(r"[\[\]:*?/\\]", " ", title).strip(" '")[:SHEET_NAME_LENGTH].strip(" '")
    return plain if plain and plain.casefold() != "history" else "List"  # Excel keeps that name for itself


def stream_csv(columns: Sequence[Column], rows: Iterable[Row]) -> Iterator[bytes]:
    """Give a CSV piece by piece: UTF-8 with the mark that Excel looks for, commas, dates as 2027-03-12.

    Text that a spreadsheet would run as a formula is prefixed with an apostrophe.
    """
    stream = io.StringIO(BYTE_ORDER_MARK)
    stream.seek(0, io.SEEK_END)
    writer = csv.writer(stream)
    writer.writerow([_inert(str(heading)) for _key, heading, _kind in columns])
    for number, row in enumerate(rows, start=1):
        writer.writerow([_plain(value) for value in _values(columns, row)])
        if number % CSV_BATCH == 0:
            yield stream.getvalue().encode()
            stream.seek(0)
            stream.truncate()
    yield stream.getvalue().encode()


def _plain(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        local = timezone.localtime(value) if timezone.is_aware(value) else value
        return local.isoformat(" ", "minutes")[:16]
    if isinstance(value, date | int | float | Decimal):
        return str(value)
    return _inert(str(value))


def _inert(value: str) -> str:
    return "'" + value if value.startswith(FORMULA_STARTS) else value


def _values(columns: Sequence[Column], row: Row) -> Sequence[Any]:
    return [row[key] for key, _heading, _kind in columns] if isinstance(row, Mapping) else row
