"""Tables come in whole or not at all, and go out as what they are."""

import csv
import io
import zipfile
from datetime import UTC, date, datetime, time
from decimal import Decimal
from pathlib import Path

import pytest
import xlsxwriter
from django.utils.translation import gettext_lazy
from python_calamine import CalamineWorkbook

from doallvet.core import spreadsheets
from doallvet.core.refused import Refused
from doallvet.core.spreadsheets import Sheet
from tests.core import files

DATA = Path(__file__).parent / "data"
COPY = "Copy the rows you need into a new file and import that."
TOO_MUCH = f"This file has too much in it to be read. {COPY}"
UNREADABLE = "This file is not a table that can be read. Save it as XLSX, ODS or CSV and import that."
EMPTY = "This file is empty: its first sheet has no filled cell."
QUOTES = "cannot be read: a quotation mark is opened and not closed, or text follows it."
COLUMNS = [("name", "Name", "text"), ("born", "Born", "date"), ("steps", "Steps", "int"), ("grant", "Grant", "decimal")]
HALF_PAST_EIGHT = datetime.fromisoformat("2027-03-12T08:30")
ODS_NAMES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
)


def read(content: bytes, name="class.xlsx", **options) -> Sheet:
    return spreadsheets.read(files.upload(content, name), **options)


def refusal(content: bytes, **options) -> str:
    with pytest.raises(Refused) as caught:
        read(content, **options)
    return str(caught.value)


def make_xlsx(cells: dict, sheets=("Class",), hidden=()) -> bytes:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"default_date_format": "yyyy-mm-dd", "strings_to_formulas": False}) as workbook:
        for name in sheets:
            sheet = workbook.add_worksheet(name)
            for place, value in cells.items():
                sheet.write(place, f"{value} in {name}" if hidden else value)
            if name in hidden:
                sheet.hide()
        if hidden:
            workbook.get_worksheet_by_name(next(name for name in sheets if name not in hidden)).activate()
    return stream.getvalue()


def make_ods(rows: str) -> bytes:
    sheet = f'<table:table table:name="Class">{rows}</table:table>'
    body = f"<office:body><office:spreadsheet>{sheet}</office:spreadsheet></office:body>"
    content = f'<?xml version="1.0"?><office:document-content {ODS_NAMES}>{body}</office:document-content>'
    entries = {
        "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
        "content.xml": content.encode(),
        "META-INF/manifest.xml": b'<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
    }
    return files.make_zip(**entries)


def test_a_workbook_is_read_with_its_dates_and_numbers():
    cells = {"B2": "  José\tMüller ", "C2": date(2009, 3, 12), "D2": 5, "B4": 5.5, "C4": "=1+1", "D4": True}

    assert read(make_xlsx(cells), "class.csv") == Sheet(
        "Class",
        [["", "", "", ""], ["", "José\tMüller", date(2009, 3, 12), 5], ["", "", "", ""], ["", 5.5, "=1+1", True]],
    )


def test_times_come_as_times():
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as workbook:
        sheet = workbook.add_worksheet("Class")
        sheet.write_datetime("A1", HALF_PAST_EIGHT, workbook.add_format({"num_format": "yyyy-mm-dd hh:mm"}))
        sheet.write_datetime("B1", time(8, 30), workbook.add_format({"num_format": "hh:mm"}))

    assert read(stream.getvalue()).rows == [[HALF_PAST_EIGHT, time(8, 30)]]


def test_the_first_visible_sheet_is_the_one_that_is_read():
    content = make_xlsx({"A1": "row"}, sheets=("Lists", "Class", "Notes"), hidden=("Lists",))

    assert read(content) == Sheet("Class", [["row in Class"]])


def test_open_document_is_read_and_its_blank_end_is_left_out():
    blank = '<table:table-cell table:number-columns-repeated="16382"/>'
    row = (
        '<table:table-cell office:value-type="string"><text:p>José</text:p></table:table-cell>'
        '<table:table-cell office:value-type="date" office:date-value="2009-03-12"><text:p>12.3.09</text:p>'
        f"</table:table-cell>{blank}"
    )
    rows = f'<table:table-row>{row}</table:table-row><table:table-row table:number-rows-repeated="1048575">{blank}'

    assert read(make_ods(rows + "</table:table-row>")) == Sheet("Class", [["José", date(2009, 3, 12)]])


def test_the_old_format_of_excel_is_read():
    content = (DATA / "class.xls").read_bytes()

    assert read(content) == Sheet("Klasse", [["Name", "Born", ""], ["José Müller", date(2009, 3, 12), 5]])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_text_is_read_in_the_spellings_of_every_office(encoding, separator, end):
    lines = ["Name;Note;Born", 'Müller;"a;""b""";2009-03-12', "", "Peña;;", ";;;;"]

    sheet = read(end.join(lines).replace(";", separator).encode(encoding), "class.csv")

    assert sheet.rows == [["Name", "Note", "Born"], ["Müller", f'a{separator}"b"', "2009-03-12"], [], ["Peña"]]


def test_a_line_that_announces_the_separator_is_no_row_but_counts_as_line():
    assert read(b"sep=,\r\na,b;c,d\r\n").rows == [[], ["a", "b;c", "d"]]


def test_text_in_a_cell_is_normalised():
    assert read("Name;Muñoz\n".encode()).rows == [["Name", "Muñoz"]]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", EMPTY),
        (b";;;\r\n;;\r\n", EMPTY),
        (make_xlsx({}), EMPTY),
        (b"<html><table><tr><td>1", UNREADABLE),
        (b"%PDF-1.4", UNREADABLE),
        (files.make_picture("PNG"), UNREADABLE),
        (b"a,b\n\x81\x8d\n", UNREADABLE),
        (b"PK\x03\x04 and nothing", UNREADABLE),
        (files.make_zip(a=b"a"), UNREADABLE),
        (make_xlsx({"A1": "a"})[:-30], UNREADABLE),
        (b"\xd0\xcf\x11\xe0" + b"\x00" * 600, UNREADABLE),
        (
            (DATA / "locked.xlsx").read_bytes(),
            "This file needs a password to be opened. Save it without a password.",
        ),
        (b'a;b\nc;d\ne;"f', f"Line 3 {QUOTES}"),
        (b'a;b\n"c" d;e\n', f"Line 2 {QUOTES}"),
        (
            b"a" * 11_000_000,
            "This file has 10.5\xa0MB; at most 10.0\xa0MB are possible. Split it and import the parts.",
        ),
        (b";" * 200 + b"x", f"This file has more than 200 columns. {COPY}"),
        (make_xlsx({"A1": "a", "GS1": "z"}), f"This file has more than 200 columns. {COPY}"),
        (b"a\n" * 100_001, "This file has more than 100000 rows. Split it and import the parts."),
    ],
)
def test_a_bad_file_gets_a_sentence_about_what_to_do(content, sentence):
    assert refusal(content) == sentence


@pytest.mark.parametrize("content", [b"a\nb\nc\n", make_xlsx({"A3": "c"})])
def test_a_caller_may_take_fewer_rows(content):
    assert refusal(content, max_rows=2) == "This file has more than 2 rows. Split it and import the parts."


def test_a_bomb_is_refused_before_it_is_opened():
    sheet = b"<row/>" * 30_000_000

    assert refusal(files.make_zip(**{"xl/worksheets/sheet1.xml": sheet})) == TOO_MUCH
    assert refusal(files.make_zip(**{f"xl/{number}.xml": b"" for number in range(1001)})) == TOO_MUCH


def test_a_cell_far_from_the_others_does_not_end_the_process():
    assert refusal(make_xlsx({"A1": "a", "XFD1048576": "z"})) == TOO_MUCH


def test_a_workbook_that_lies_about_its_size_is_stopped():
    content = bytearray(files.make_zip(**{"xl/workbook.xml": b" " * 200_000_000}))
    directory = content.rindex(b"PK\x01\x02")
    content[directory + 24 : directory + 28] = (100).to_bytes(4, "little")

    assert refusal(bytes(content)) in (UNREADABLE, TOO_MUCH)


@pytest.mark.parametrize(
    ("row", "column", "name"),
    [(0, 0, "A1"), (6, 2, "C7"), (9, 25, "Z10"), (0, 26, "AA1"), (1048575, 16383, "XFD1048576")],
)
def test_cells_are_named_as_people_see_them(row, column, name):
    assert spreadsheets.address(row, column) == name


def test_a_workbook_goes_out_with_real_dates_and_numbers():
    rows = [
        {"name": "=1+1", "born": date(2009, 3, 12), "steps": 35, "grant": Decimal("1234.50")},
        {"name": "https://a.example", "born": datetime(2027, 3, 12, 23, 30, tzinfo=UTC), "steps": 0, "grant": None},
        {"name": gettext_lazy("English"), "born": date(1899, 1, 1), "steps": 10**15, "grant": 0.5},
        {"name": "", "born": None, "steps": -5, "grant": Decimal("-0.1")},
    ]

    content = spreadsheets.write_xlsx("Mobilities: 2027/28", COLUMNS, rows)

    sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0)
    assert sheet.name == "Mobilities  2027 28"
    assert sheet.to_python() == [
        ["Name", "Born", "Steps", "Grant"],
        ["=1+1", date(2009, 3, 12), 35.0, 1234.5],
        ["https://a.example", datetime.fromisoformat("2027-03-13T00:30"), 0.0, ""],
        ["English", "1899-01-01", "1000000000000000", 0.5],
        ["", "", -5.0, -0.1],
    ]


def test_a_workbook_has_frozen_headings_filters_and_no_formula_or_link():
    rows = [["=cmd|' /C calc'!A0", date(2009, 3, 12), 35, 1], ["mailto:a@a.example", None, 1, 1]]

    content = spreadsheets.write_xlsx("List", COLUMNS, rows)

    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
        title = archive.read("docProps/core.xml").decode()
    assert '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>' in sheet
    assert '<autoFilter ref="A1:D3"/>' in sheet
    assert "<dc:title>List</dc:title>" in title
    assert ("<f>" in sheet, "<hyperlink" in sheet) == (False, False)


def test_a_workbook_has_a_sheet_for_each_table():
    tables = [("One", COLUMNS[:1], [["=1+1"]]), ("Two", COLUMNS[:2], [["José", date(2009, 3, 12)]])]

    content = spreadsheets.write_workbook("All", tables)

    workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
    assert {name: workbook.get_sheet_by_name(name).to_python() for name in workbook.sheet_names} == {
        "One": [["Name"], ["=1+1"]],
        "Two": [["Name", "Born"], ["José", date(2009, 3, 12)]],
    }


def test_a_text_that_is_too_long_for_a_cell_is_shortened_and_says_so():
    content = spreadsheets.write_xlsx("List", COLUMNS[:1], [["x" * 40_000]])

    kept = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()[1][0]
    assert kept == "x" * 32_000 + " … [shortened: a cell takes no more]"


@pytest.mark.parametrize(
    ("title", "name"), [("", "List"), ("History", "List"), ("'a'", "a"), ("x" * 40, "x" * 31), ("[Ärzte]?", "Ärzte")]
)
def test_every_title_makes_a_sheet_that_excel_opens(title, name):
    content = spreadsheets.write_xlsx(title, COLUMNS[:1], [])

    assert CalamineWorkbook.from_filelike(io.BytesIO(content)).sheet_names == [name]


def test_what_goes_out_can_come_in_again():
    rows = [["José", date(2009, 3, 12), 35, Decimal("0.5")], ["Αθηνά\nline", None, None, None]]

    content = spreadsheets.write_xlsx("Class", COLUMNS, rows)

    assert read(content).rows == [
        ["Name", "Born", "Steps", "Grant"],
        ["José", date(2009, 3, 12), 35, 0.5],
        ["Αθηνά\nline", "", "", ""],
    ]


def test_a_csv_goes_out_with_formulas_made_inert():
    names = ["=1+1", "+34 600", "-x", "@x", "\tx", "\rx", 'Ana, “B” "C"', "José"]
    rows = [{"name": name, "born": date(2009, 3, 12), "steps": -5, "grant": Decimal("-0.50")} for name in names]

    content = b"".join(spreadsheets.stream_csv(COLUMNS, rows))

    assert content.startswith(b"\xef\xbb\xbfName,Born,Steps,Grant\r\n")
    assert list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))[1:] == [
        [name, "2009-03-12", "-5", "-0.50"]
        for name in ["'=1+1", "'+34 600", "'-x", "'@x", "'\tx", "'\rx", 'Ana, “B” "C"', "José"]
    ]


def test_a_csv_is_streamed_and_ends_whatever_its_length():
    rows = ([f"name {number}", None, number, datetime(2027, 3, 12, 8, tzinfo=UTC)] for number in range(1000))

    pieces = list(spreadsheets.stream_csv(COLUMNS, rows))

    lines = b"".join(pieces).decode("utf-8-sig").split("\r\n")
    assert (len(pieces), len(lines), lines[-2:]) == (6, 1002, ["name 999,,999,2027-03-12 09:00", ""])
