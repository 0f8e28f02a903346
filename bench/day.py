"""What the people of a working day may ask for: their sessions, pages, open steps, papers to sign."""

import json
from collections.abc import Iterator
from pathlib import Path

import pikepdf
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from bench import pages
from bench.browser import TOKEN, signed_in
from bench.meter import BIG
from centres.models import CentreMember
from doallvet.accounts.models import User
from doallvet.signing.models import Signatory
from mobilities.choices import Kind, Owner
from mobilities.demo import papers
from mobilities.models import Mobility, Step
from mobilities.models.mobility import MobilityQuerySet

PEOPLE, COORDINATORS = 200, 150  # the others are apprentices
SIGNED = 120  # one request of a hundred
THINK = (5, 15)  # seconds between two requests of a person
ENOUGH = 100
SCALE = "@scale.example"
LISTS = (("list", "mobilities:list"), ("waiting", "mobilities:waiting"))
UPLOAD = ("mobility", "pk", "plan__evidence")


def write(folder: Path) -> Path:
    """Write the day into a file for bench/locustfile.py; issues the papers that will be signed."""
    paper, path, seen = folder / "paper.pdf", folder / "day.json", folder / "seen.json"
    seen.unlink(missing_ok=True)
    with pikepdf.new() as document:
        document.add_blank_page()
        document.save(paper)
    day = {
        "people": [*coordinators(), *apprentices()],
        "signatures": list(signatures()),
        "token": TOKEN,
        "think": THINK,
        "paper": str(paper),
        "out": str(seen),
    }
    path.write_text(json.dumps(day))
    return path


def cookies(person: User) -> dict[str, str]:
    return {settings.SESSION_COOKIE_NAME: signed_in(person), settings.CSRF_COOKIE_NAME: TOKEN}


def coordinators() -> Iterator[dict]:
    """One of the big centre, the others of as many centres; they also take the list of their stays as a file."""
    rows = CentreMember.objects.coordinators().filter(person__email__endswith=SCALE).select_related("person")
    people = [pages.person(BIG), *(row.person for row in rows.exclude(person__email=BIG).order_by("pk"))]
    for person in people[:COORDINATORS]:
        sent = Mobility.objects.filter(sending_centre__members__person=person)
        yield someone(person, sent, Owner.SENDING_COORDINATOR, reverse("mobilities:export", args=["csv"]), LISTS)


def apprentices() -> Iterator[dict]:
    """Each looks at the own stay, and takes along what the portal holds about them."""
    found = Mobility.objects.running().filter(sending_centre__members__person=pages.person(pages.SMALL))
    for mobility in found.select_related("apprentice__person").order_by("-pk")[: PEOPLE - COORDINATORS]:
        person = mobility.apprentice.person
        yield someone(person, Mobility.objects.filter(pk=mobility.pk), Owner.APPRENTICE, reverse("mobilities:own-data"))


def someone(person: User, mobilities: MobilityQuerySet, owner: str, export: str, lists: tuple = ()) -> dict:
    """Give a person's session, what they read, their open steps, and what they take along as a file."""
    steps = Step.objects.needed().open().filter(mobility__in=mobilities.running(), owner=owner, shared_key="", waits=0)
    steps = steps.order_by("mobility", "pk").distinct("mobility")
    return {
        "cookies": cookies(person),
        "reads": [("first page", "/"), *((name, reverse(page)) for name, page in lists), *stays(mobilities)],
        "ticks": [tick(*row) for row in steps.filter(plan__kind=Kind.TASK).values_list("mobility", "pk")[:ENOUGH]],
        "uploads": [upload(*row) for row in steps.filter(plan__kind=Kind.DOCUMENT).values_list(*UPLOAD)[:ENOUGH]],
        "export": export,
    }


def stays(mobilities: MobilityQuerySet) -> list[tuple[str, str]]:
    pks = mobilities.order_by("-starts_on", "pk").values_list("pk", flat=True)[:10]
    return [("mobility", reverse("mobilities:detail", args=[pk])) for pk in pks]


def tick(mobility: int, step: int) -> str:
    return reverse("mobilities:step-complete", args=[mobility, step])


def upload(mobility: int, step: int, kinds: list[str]) -> tuple[str, str]:
    return reverse("mobilities:step-hand-in", args=[mobility, step]), kinds[0]


def signatures() -> Iterator[dict]:
    """Give what the next party of a learning agreement posts to sign, signed in; issues as many as are missing."""
    coordinator = pages.person(BIG)
    sent = Mobility.objects.running().filter(sending_centre__members__person=coordinator)
    waiting = Signatory.objects.on_turn().filter(person__isnull=False, version__document__agreement__mobility__in=sent)
    missing = max(SIGNED - waiting.count(), 0)
    paper = papers.Paper()
    for mobility in sent.filter(agreements=None, departed_on=None).order_by("pk")[:missing]:
        papers.agree(mobility, paper, by=coordinator, at=timezone.now())
    for place in waiting.select_related("version", "person").order_by("pk")[:SIGNED]:
        said = {"act": "sign", "typed_name": str(place.person), "agreed": "on", "read_in": "en"}
        yield {
            "path": reverse("sign", args=[place.pk]),
            "said": said | {"shown": place.version.content_hash},
            "cookies": cookies(place.person),
        }
