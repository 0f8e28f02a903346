"""A portal of any size, which PostgreSQL makes from one stay: centres with people of their own, few steps that are due.

The n-th copy of a row that others point at has the id FIRST + n.
"""

from datetime import timedelta

from django.db import connection

from centres.models import CentreMember
from companies.models import CompanyContact
from doallvet.accounts.models import User
from mobilities.choices import Role
from tests.factories import TODAY
from tests.mobilities.roadmaps import make_full_mobility

FIRST, STAFF = 10_000_000, 20_000_000
STEPS, OPEN = 35, 15  # of a stay; the others are done
BIG = 10  # every tenth stay belongs to one centre; the other centres have about 180 each


def run(sql):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0; SET LOCAL session_replication_role = replica")
        cursor.execute(sql)
        cursor.execute("SET LOCAL statement_timeout = 10000; SET LOCAL session_replication_role = origin")


def copies(rows, times, **different):
    """Insert copies of each row; `different`: SQL for columns, in which n is the number of the copy, from 0."""
    model, quote = rows.model, connection.ops.quote_name
    columns = {field.column: quote(field.column) for field in model._meta.concrete_fields if not field.primary_key}
    columns |= different
    names, values, table = ", ".join(map(quote, columns)), ", ".join(columns.values()), quote(model._meta.db_table)
    which = ", ".join(str(pk) for pk in rows.values_list("pk", flat=True))
    numbers = f"generate_series(0, {times - 1}) n"
    run(f"INSERT INTO {table} ({names}) SELECT {values} FROM {table}, {numbers} WHERE id IN ({which})")


def make_portal(stays):
    """Two of three stays have a step that is due tomorrow: of the apprentice, or of the sending centre."""
    model, centres = make_full_mobility(starts_on=TODAY + timedelta(days=200)), max(stays // 200, 1) + 1
    number = f"CASE WHEN n % {BIG} = 0 THEN 0 ELSE 1 + n / {BIG} % {centres - 1} END"
    centre, person = f"{FIRST} + {number}", f"{FIRST} + n"
    _make_centres(model, centres)
    copies(User.objects.filter(pk=model.apprentice.person_id), stays, id=person, email="n || '@stay.example'")
    copies(_only(model.apprentice), stays, id=person, person_id=person, centre_id=centre)
    own = {"id": person, "apprentice_id": person, "sending_centre_id": centre, "plan_token": "gen_random_uuid()"}
    copies(_only(model), stays, **own)
    theirs = {
        Role.APPRENTICE: {"person_id": person},
        Role.SENDING_COORDINATOR: {"centre_id": centre, "person_id": f"{STAFF} + {number}"},
    }
    for party in model.parties.all():
        copies(_only(party), stays, mobility_id=person, **theirs.get(party.role, {}))
    steps = _lay(model)
    cases = " ".join(f"WHEN id = {pk} AND n % 3 = {place} THEN 1" for place, pk in enumerate(steps[:2]))
    days = f"CASE {cases} ELSE 20 + (n * 7 + id * 13) % 280 END"
    due_on = f"DATE '{TODAY}' + ({days})::int"
    copies(model.steps.filter(pk__in=steps), stays, mobility_id=person, due_on=due_on, shared_key="''")
    run("ANALYZE")


def _only(row):
    return type(row).objects.filter(pk=row.pk)


def _make_centres(model, centres):
    centre, new = model.sending_centre, f"{FIRST} + n"
    copies(_only(centre), centres, id=new, oid="''")
    copies(_only(model.planned_by), centres, id=f"{STAFF} + n", email="n || '@centre.example'")
    members = CentreMember.objects.filter(centre=centre)
    copies(members, centres, centre_id=new, person_id=f"{STAFF} + n")
    copies(CompanyContact.objects.filter(centre=centre), centres, centre_id=new)


def _lay(model):
    """Leave 15 of 35 steps open and far away; gives the ids of all, those that may be due tomorrow first."""
    first = [model.steps.get(plan__key=key).pk for key in ("R03", "R04")]  # the apprentice's, the coordinator's
    ids = [*first, *model.steps.exclude(pk__in=first).order_by("pk").values_list("pk", flat=True)[: STEPS - 2]]
    model.steps.update(due_on=TODAY + timedelta(days=300), waits=0)
    done = {"done_at": model.planned_at, "done_by": model.planned_by, "outcome": "done"}
    model.steps.exclude(pk__in=ids[:OPEN]).update(**done)
    return ids
