"""What the sweep costs for a line, against a loop and against a world of a tenth of the size: P10 and P12."""

from collections.abc import Iterator

from django.db import transaction
from django.utils import timezone

from bench import cpu, growth
from bench.figures import Figure
from bench.meter import Meter
from bench.portal import Portal
from doallvet.outbox.models import Notice
from mobilities.actions.reminders import remind

LOOP = 1_000  # lines of the loop that the sweep is held against
SMALL = 10_000  # mobilities of the world in which a line may cost hardly less


def measure(portal: Portal, meter: Meter) -> Iterator[Figure]:
    """Owe the reminders of today, and undo it: the first sweep of the day, a later one, and some lines one by one."""
    found, small = lines(), growth.point(SMALL)
    print(", ".join(f"{name}: {value:,.0f}" for name, value in found.items()))
    yield Figure("P10", "first sweep of a day against a loop", found["loop"] / found["first"], "×", 150, floor=True)
    yield Figure("P10", "later sweep of the day against a loop", found["loop"] / found["later"], "×", 150, floor=True)
    yield Figure("P12", "a line against a tenth of the world", found["first"] / small["sweep, µs a line"], "×", 2.5)


def lines() -> dict[str, float]:
    """Give how many lines are due, and the CPU microseconds of one: in the first sweep, a later one, and in a loop."""
    found = {}
    with transaction.atomic():
        with transaction.atomic():  # what is read once in a process is not the line's
            sweep()
            transaction.set_rollback(True)
        found["first"] = cpu.own(lambda: found.update(due=sweep())) / found["due"] * 1e6
        found["later"] = cpu.own(sweep) / found["due"] * 1e6
        found["loop"] = one_by_one()
        transaction.set_rollback(True)
    return found


def sweep() -> int:
    due, _queued = remind(today=timezone.localdate(), at=timezone.now())
    return due


def one_by_one() -> float:
    """What one would write first: ask for each line whether it is owed, and owe it if not."""
    rows = list(Notice.objects.filter(kind="step-reminder").order_by("-pk").select_related("person")[:LOOP])
    Notice.objects.filter(pk__in=[row.pk for row in rows]).delete()
    names = [field.name for field in Notice._meta.fields if field.name not in ("id", "key")]

    def loop():
        for row in rows:
            Notice.objects.get_or_create(key=row.key, defaults={name: getattr(row, name) for name in names})

    return cpu.own(loop) / len(rows) * 1e6
