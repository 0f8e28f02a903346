"""What tables cost that come in and go out: a class list against its reader, a CSV against COPY. P18 and P19."""

import io
import itertools
import statistics
import tempfile
from collections.abc import Iterator
from datetime import date, timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.utils import timezone
from python_calamine import CalamineWorkbook

from bench import cpu
from bench.figures import Figure
from bench.meter import Meter
from bench.portal import Portal
from centres.actions import enrolment
from centres.classlist import columns as class_columns
from centres.forms.enrolment import LineReader, table_of
from doallvet.accounts.models import User
from doallvet.core import spreadsheets
from doallvet.core.copied import stream_found
from mobilities.models import Mobility
from mobilities.reports.export import cells, columns
from mobilities.views.listing import NEWEST_FIRST, ORDERS
from tests.factories import make_coordinator, make_programme

PEOPLE, LARGEST = 100_000, 2_000  # of the list that is measured, and of one that the page takes
NAMES = ["Lucía", "Hugo", "Martina", "Mateo", "Sofía", "Leo", "María", "Daniel", "Julia", "Alejandro", "Óscar"]
SURNAMES = ["García", "Rodríguez", "González", "Fernández", "López", "Martínez", "Muñoz", "Gil", "Ruiz", "Soto"]
SURNAMES += ["Pérez", "Gómez", "Jiménez", "Díaz", "Moreno", "Torres", "Navarro", "Íñiguez", "Vega"]
TITLES = ["Mecatrónica Industrial", "Electricidad"]
PLAIN = ["pk", "apprentice__person__last_name", "apprentice__person__first_name", "apprentice__class_name"]
PLAIN += ["sending_centre__name", "company", "host_city", "host_country", "project__code", "activity", "mode"]
PLAIN += ["starts_on", "ends_on", "virtual_starts_on", "virtual_ends_on", "departed_on", "decision", "stage"]
PLAIN += ["steps_done", "steps_total", "next_due_on", "waits_for"]


def measure(_portal: Portal, _meter: Meter) -> Iterator[Figure]:
    """Enrol in a centre of its own, which is taken back; export all stays in the order of the list."""
    with transaction.atomic():
        _take_time()
        yield from enrolled()
        transaction.set_rollback(True)
    with transaction.atomic():
        _take_time()
        mine, theirs = cpu.pair(exported, copied)
    yield Figure(
        "P19", f"CSV of {Mobility.objects.count():,} stays, against COPY of the columns", mine / theirs, "×", 2
    )


def _take_time() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0")


def import_lists(times: int) -> None:
    """Enrol classes as large as the page takes, one after the other, and undo it."""
    with transaction.atomic():
        _take_time()
        by, content = coordinator(), workbook(LARGEST)
        for _ in range(times):
            enrol(content, by)
        transaction.set_rollback(True)


def coordinator() -> User:
    by = make_coordinator(email="lists@scale.example")
    for title in TITLES:
        make_programme(by.centre, title)
    return by


def workbook(people: int) -> bytes:
    return spreadsheets.write_xlsx("Class", class_columns("es"), class_list(people))


def enrolled() -> Iterator[Figure]:
    by, content = coordinator(), workbook(PEOPLE)
    alone = [cpu.own(lambda: read_alone(content)) for _ in range(3)]
    found = {}
    for which in ("all of them new", "the same list again"):
        found[which] = cpu.own(lambda: enrol(content, by))
        alone += [cpu.own(lambda: read_alone(content)) for _ in range(3)]
    for which, seconds in found.items():
        ratio = seconds / statistics.median(alone)
        yield Figure("P18", f"class list of {PEOPLE:,}, {which}, against reading it", ratio, "×", 2.5)


def class_list(count: int) -> Iterator[dict]:
    """Give people with every column of a class list; each third has a guardian."""
    names = itertools.cycle(itertools.product(SURNAMES, NAMES, SURNAMES))
    for number, (surname, name, second) in zip(range(count), names, strict=False):
        guardian = number % 3 == 0
        yield {
            "first_name": name,
            "last_name": f"{surname} {second}",
            "born_on": date(2005, 1, 1) + timedelta(days=number * 7 % 1461),
            "email": f"a{number}@scale.example",
            "phone": f"+34 6{number:08}",
            "nationalities": "Marruecos" if number % 5 == 0 else "ES",
            "gender": ("mujer", "hombre", "")[number % 3],
            "address": f"Calle Mayor {number}, Ponferrada",
            "class_name": f"{1 + number % 2} {('MEC', 'ELE', 'ADM')[number % 3]}",
            "year_of_training": 1 + number % 2,
            "programme": TITLES[number % 2],
            "languages": ("English B1", "en A2, de A1", "Spanish native, English B2")[number % 3],
            "emergency_name": f"{NAMES[number % 7]} {second}",
            "emergency_phone": f"+34 7{number:08}",
            "guardian_first_name": NAMES[number % 10] if guardian else "",
            "guardian_last_name": second if guardian else "",
            "guardian_relation": "madre" if guardian else "",
            "guardian_email": f"g{number}@scale.example" if guardian else "",
            "guardian_phone": f"+34 71{number:07}" if guardian else "",
        }


def read_alone(content: bytes) -> None:
    CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python(skip_empty_area=False)


def enrol(content: bytes, by: User) -> None:
    """Do what the two requests of the page do, but for what they show."""
    table = table_of(spreadsheets.read(SimpleUploadedFile("class.xlsx", content), max_rows=PEOPLE + 1))
    reader = LineReader(centre=by.centre, today=timezone.localdate())
    lines = [reader.read(number, texts) for number, texts in table.rows]
    seen = enrolment.digest(enrolment.plan(by.centre, lines))
    enrolment.enrol_list(by.centre, lines, seen=seen, by=by, at=timezone.now())


def exported() -> None:
    with tempfile.TemporaryFile() as file:
        file.writelines(stream_found(columns(), cells(_stays())))


def copied() -> None:
    query, params = _stays().with_company().values_list(*PLAIN).query.sql_with_params()
    with connection.cursor() as cursor, tempfile.TemporaryFile() as file:
        cursor.copy_expert(cursor.mogrify(f"COPY ({query}) TO STDOUT (FORMAT csv)", params), file)


def _stays():
    return Mobility.objects.with_due().order_by(*ORDERS[NEWEST_FIRST])
