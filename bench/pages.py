"""What the pages cost, in empty pages (E) and in statements: P1 to P8, and the cockpit of a group."""

from collections.abc import Iterator

from django.db import connection
from django.db.models import Count, F
from django.db.models.functions import Abs
from django.urls import reverse

from bench.browser import Browser
from bench.figures import Figure
from bench.meter import BIG, Ask, Meter, statements
from bench.portal import Portal
from doallvet.accounts.models import User
from mobilities.choices import Kind, Owner
from mobilities.models import Group, Mobility, Step

SMALL = "small@scale.example"  # coordinator of a centre of usual size
STEPS = 35
GROUP, CELLS = "A group that is measured", 60 * 45
NAME = "garcia"  # looked for as people type it, without the accent
TICKED = {"from": "roadmap"}
USUAL = ("list", "dashboard", "waiting")  # pages that ask for few among many rows
COUNTS = {"list": 4, "mobility": 6, "dashboard": 7}


def measure(portal: Portal, meter: Meter) -> Iterator[Figure]:
    found = meter.costs(asks(portal))
    print(", ".join(f"{name} {seconds * 1000:.1f} ms" for name, seconds in found.items()))
    cost = {name: seconds / found["empty"] for name, seconds in found.items()}

    yield Figure("P1", "list of 50, coordinator with a tenth of all mobilities", cost["list"], "E", 4)
    yield Figure("P2", "the same list against that of a usual centre", cost["list"] / cost["usual list"], "×", 1.1)
    yield Figure("P3", "mobility page with its 35 steps", cost["mobility"], "E", 4.5)
    yield Figure("P4", "first page of the same coordinator", cost["dashboard"], "E", 6)
    for name in ("dashboard", "waiting"):
        ratio = cost[f"usual {name}"] / cost[name]
        yield Figure("", f"a usual centre against the large one: {name}", ratio, "×", 1.1)
    yield Figure("P5", "form of 20 fields", cost["form"], "E", 12)
    yield Figure("P6", "a step ticked through htmx, written", cost["tick"], "E", 3)
    yield Figure("P7", "list of a tenth of all mobilities, searched by name", cost["search"], "E", 4)
    yield Figure("", "cockpit of a group, cells of 60 people and 45 steps", cost["cockpit"], "E", 8)
    yield from statements_of(person(BIG))


def asks(portal: Portal) -> dict[str, tuple[Ask, int]]:
    """Ask for each page as a coordinator of the big centre, for lists also as one of a centre of usual size."""
    big = person(BIG)
    browser, other = Browser(portal.address, big), Browser(portal.address, person(SMALL))
    paths, steps = addresses(big), ticks(big)
    found = {name: (lambda path=path: browser.get(path), 20) for name, path in paths.items()}
    found["empty"] = (found["empty"][0], 60)
    found |= {f"usual {name}": (lambda path=paths[name]: other.get(path), 20) for name in USUAL}
    return found | {"tick": (lambda: ticked(browser.post(next(steps), TICKED)), 5)}


def statements_of(big: User) -> Iterator[Figure]:
    paths = addresses(big)
    for name, goal in COUNTS.items():
        yield Figure("P8", f"statements: {name}", statements(big, paths[name]), "statements", goal)


def person(address: str) -> User:
    return User.objects.get(email=address)


def addresses(person: User) -> dict[str, str]:
    """Give the pages that are measured, by name."""
    mobility, mobilities = stay(person), reverse("mobilities:list")
    return {
        "empty": "/empty/",
        "list": mobilities,
        "search": f"{mobilities}?q={NAME}",
        "dashboard": "/",
        "waiting": reverse("mobilities:waiting"),
        "mobility": reverse("mobilities:detail", args=[mobility.pk]),
        "form": reverse("centres:edit", args=[mobility.sending_centre_id]),
        "cockpit": reverse("mobilities:group", args=[group(person).pk]),
    }


def stay(person: User) -> Mobility:
    """Give a running mobility with 35 steps, or nearly so, some done and some open."""
    found = Mobility.objects.running().filter(sending_centre__members__person=person, steps_done__gt=5)
    return found.annotate(off=Abs(F("steps_total") - STEPS)).order_by("off", "-pk").first()


def group(person: User) -> Group:
    """Give a group with as many cells as 60 people with 45 steps have; it is made the first time."""
    stays = Mobility.objects.running().filter(sending_centre__members__person=person)
    if found := Group.objects.filter(mobilities__in=stays, title=GROUP).first():
        return found
    found = Group.objects.create(title=GROUP, project=stays.exclude(project=None).first().project)
    plan, _stays = stays.values_list("blueprint").annotate(stays=Count("pk")).order_by("-stays").first()
    members = stays.filter(blueprint=plan).order_by("pk")[: CELLS // STEPS]
    Mobility.objects.filter(pk__in=list(members.values_list("pk", flat=True))).update(group=found)
    return found


def ticked(content: bytes) -> None:
    assert b"notice-error" not in content, content


def ticks(person: User) -> Iterator[str]:
    """Give addresses at which an open step of the sending centre is ticked; of each mobility one step.

    So none waits for another that was ticked before. On a stay that is over a tick closes nothing.
    """
    running = Mobility.objects.running().filter(sending_centre__members__person=person).order_by()
    open_steps = Step.objects.needed().open().filter(mobility__in=running)
    able = open_steps.filter(owner=Owner.SENDING_COORDINATOR, plan__kind=Kind.TASK, shared_key="", waits=0)
    for mobility, step in able.order_by("mobility", "pk").distinct("mobility").values_list("mobility", "pk"):
        yield reverse("mobilities:step-complete", args=[mobility, step])
    world = connection.settings_dict["NAME"]
    raise RuntimeError(f"No open step is left to tick in {world}: drop this database, and the next run makes it anew.")
