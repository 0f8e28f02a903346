"""Mobilities with all their parties, and roadmaps with few steps that matter: the others are due far away."""

from datetime import date
from uuid import uuid4

from companies.choices import Function
from doallvet.outbox.models import Notice
from mobilities.models import Mobility, Party, Step
from tests.factories import (
    make_apprentice,
    make_centre,
    make_company,
    make_contact,
    make_contract,
    make_coordinator,
    make_mobility,
    make_partnership,
)

FAR = date(2031, 1, 1)


def lay(mobility, **due):
    """Leave open and unblocked only the named steps; each is due on its day, or on (day, how many it waits for)."""
    mobility.steps.update(due_on=FAR, waits=0, quiet_until=None)
    for key, day in due.items():
        day, waits = day if isinstance(day, tuple) else (day, 0)
        mobility.steps.filter(plan__key=key, occurrence=0).update(due_on=day, waits=waits)


def lay_alone(mobility, **due):
    """The same, with all other steps done: so it stays, whatever is counted anew."""
    lay(mobility, **due)
    others = mobility.steps.exclude(plan__key__in=due, occurrence=0)
    others.update(done_at=mobility.planned_at, done_by=mobility.planned_by, outcome="done")


def step(mobility, key):
    return Step.objects.with_plan().get(mobility=mobility, plan__key=key, occurrence=0)


def reminders():
    """The notices that remind; others tell of what happened."""
    return Notice.objects.filter(kind__endswith="-reminder")


def owed():
    """The reminders that are owed: kind, step and person, with the stage."""
    keys = dict(Step.objects.values_list("pk", "plan__key"))
    return {(notice.kind, keys[notice.subject_id], notice.person_id, notice.data["stage"]) for notice in reminders()}


def make_full_mobility(starts_on=date(2027, 9, 6)):
    """A mobility with all its parties named: hosting centre, employer, host; each company with a mentor."""
    centre, hosting = make_centre(), make_centre(country="DE", city="Dresden")
    make_partnership(centre, hosting)
    make_coordinator(hosting)
    apprentice = make_apprentice(centre)
    employer, host = make_company("", centre), make_company("", hosting, country="DE", city="Dresden")
    for company, side in ((employer, centre), (host, hosting)):
        make_contact(company, side)
        make_contact(company, side, function=Function.MENTOR)
    make_contract(apprentice, employer)
    return make_mobility(
        by=make_coordinator(centre), apprentice=apprentice, hosting=hosting, host=host, starts_on=starts_on
    )


def make_many(count, **due):
    """Mobilities with the steps that `lay` leaves, made in bulk from one."""
    model = make_full_mobility()
    lay(model, **due)
    steps, parties = list(model.steps.all()), list(model.parties.all())
    for _ in range(count - 1):
        copy = Mobility.objects.get(pk=model.pk)
        copy.pk, copy.plan_token = None, uuid4()
        copy.save(force_insert=True)
        Step.objects.bulk_create(clone(row, copy) for row in steps)
        Party.objects.bulk_create(clone(row, copy) for row in parties)
    return model


def clone(row, mobility):
    fields = {field.attname: getattr(row, field.attname) for field in row._meta.fields if not field.primary_key}
    return type(row)(**fields | {"mobility_id": mobility.pk})
