"""What a page costs on a phone: its bytes and requests, when the largest part stands, what blocks, what jumps.

Chromium with Lighthouse's numbers for a phone on slow 4G, each visit into an empty cache. htmx is not among the
requests: it comes when somebody first touches a page that uses it.
"""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median

from django.conf import settings
from django.utils import timezone
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import sync_playwright

from bench.browser import signed_in
from bench.figures import Figure
from bench.meter import Meter
from bench.portal import Portal
from doallvet.accounts import links
from doallvet.accounts.models import User
from mobilities import terms
from mobilities.actions import asking
from mobilities.choices import Owner
from mobilities.models import Mobility

COORDINATORS = ["big@scale.example", "ana@sil.example"]  # of the large world, of the demo world
CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
SCREEN = {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 2, "is_mobile": True, "has_touch": True}
SLOWER = 4  # times, the processor
MEGABIT = 1e6 / 8  # bytes
SLOW_4G = {"latency": 150, "downloadThroughput": 1.6 * MEGABIT, "uploadThroughput": 0.75 * MEGABIT}
QUIET = 1500  # milliseconds after the last request in which a page may still jump or block
LONG_TASK = 50  # milliseconds; only what is above them blocks
RUNS = 5
TOLD = """async () => {
  const of = (type) => new Promise((tell) => {
    new PerformanceObserver((list) => tell(list.getEntries())).observe({ type, buffered: true })
    setTimeout(() => tell([]), 1000)
  })
  const [largest, shifts, tasks] = await Promise.all(["largest-contentful-paint", "layout-shift", "longtask"].map(of))
  return {
    painted: performance.getEntriesByName("first-contentful-paint")[0].startTime,
    largest: largest.at(-1).startTime,
    shift: shifts.filter((entry) => !entry.hadRecentInput).reduce((sum, entry) => sum + entry.value, 0),
    tasks: tasks.map((entry) => [entry.startTime, entry.startTime + entry.duration]),
  }
}"""


@dataclass(frozen=True)
class Page:
    """A page, its address, and who opens it; nobody is signed in on the sign-in page and on that of a link."""

    name: str
    path: str
    person: User | None = None


@dataclass(frozen=True)
class Visit:
    """What one visit cost: bytes as they came over the line, heads included; times in milliseconds."""

    weight: int
    requests: int
    largest: float
    blocked: float
    shift: float


def measure(portal: Portal, _meter: Meter) -> Iterator[Figure]:
    """Visit the pages that people open on a phone; the portal serves. Gives of each figure that of the worst page."""
    seen = visits(portal, pages(), RUNS)
    yield _worst(seen, "compressed bytes", "weight", "KB", 45, 1000)
    yield _worst(seen, "requests", "requests", "", 4)
    yield _worst(seen, "largest contentful paint", "largest", "s", 1.3, 1000)
    yield _worst(seen, "total blocking time", "blocked", "ms", 50)
    yield _worst(seen, "cumulative layout shift", "shift", "", 0.0005)  # what Lighthouse shows as 0


def _worst(seen: dict[str, Visit], what: str, figure: str, unit: str, goal: float, each: int = 1) -> Figure:
    name = max(seen, key=lambda page: getattr(seen[page], figure))
    what = f"on a phone, {what}, the worst of {len(seen)} pages: {name}"
    return Figure("P20", what, getattr(seen[name], figure) / each, unit, goal)


def pages() -> list[Page]:
    """Find people and addresses in whatever world there is."""
    person = User.objects.filter(email__in=COORDINATORS).order_by("-email").last()
    mine = Mobility.objects.visible_to(person).running()
    mobility = mine.with_people().order_by("-steps_total", "pk").first()
    return [
        Page("sign-in", "/accounts/login/"),
        Page("coordinator's first page", "/", person),
        Page("list of mobilities", "/mobilities/", person),
        Page("mobility", f"/mobilities/{mobility.pk}/", person),
        Page("apprentice's first page", "/", mobility.apprentice.person),
        Page("company's link", _link(mine)),
    ]


def _link(mobilities) -> str:
    """Give the address of a mail in which a host company is asked for its answer."""
    for mobility in mobilities.with_people().order_by("pk")[:500]:
        people = asking.signers(mobility, Owner.HOST_COMPANY)
        if people and terms.questions(mobility, Owner.HOST_COMPANY):
            address = links.make("answer", person=people[0], subject=mobility, by=None, at=timezone.now())
            return address.removeprefix(settings.SITE_URL)
    raise LookupError("No host company is asked anything in this world.")


def visits(portal: Portal, wanted: list[Page], runs: int = RUNS) -> dict[str, Visit]:
    """Open each page so many times; gives what it cost, by its name."""
    cookies = {page.name: _cookies(portal, page) for page in wanted}  # before the browser: its loop bars the database
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        visit(chromium, portal.address + wanted[0].path, cookies[wanted[0].name])  # a cold browser and server
        seen: dict[str, list[Visit]] = {page.name: [] for page in wanted}
        for page in wanted * runs:
            seen[page.name].append(visit(chromium, portal.address + page.path, cookies[page.name]))
        chromium.close()
    return {name: _together(several) for name, several in seen.items()}


def _cookies(portal: Portal, page: Page) -> list[dict[str, str]]:
    if page.person is None:
        return []
    return [{"name": settings.SESSION_COOKIE_NAME, "value": signed_in(page.person), "url": portal.address}]


def visit(chromium: Chromium, address: str, cookies: list[dict[str, str]]) -> Visit:
    """Open a page as somebody who was never there."""
    context = chromium.new_context(**SCREEN)
    context.add_cookies(cookies)
    page = context.new_page()
    line = context.new_cdp_session(page)
    came: list[int] = []
    line.on("Network.loadingFinished", lambda told: came.append(told["encodedDataLength"]))
    line.on("Network.requestWillBeSent", lambda told: came.append(_redirected(told)))
    line.send("Network.enable")
    line.send("Network.emulateNetworkConditions", {"offline": False, **SLOW_4G})
    line.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    answer = page.goto(address, wait_until="networkidle")
    assert answer.status == 200, f"{address}: {answer.status}"
    page.wait_for_timeout(QUIET)
    told = page.evaluate(TOLD)
    context.close()
    came = [length for length in came if length]  # a picture in the page itself comes over no line
    blocked = sum(max(end - max(start, told["painted"]) - LONG_TASK, 0) for start, end in told["tasks"])
    return Visit(sum(came), len(came), told["largest"], blocked, told["shift"])


def _redirected(told: dict) -> int:
    """Give the bytes of the answer that led to this request, if one did."""
    return told.get("redirectResponse", {}).get("encodedDataLength", 0)


def _together(several: list[Visit]) -> Visit:
    """Give the median of the times, and of all else the worst."""
    return Visit(
        max(one.weight for one in several),
        max(one.requests for one in several),
        median(one.largest for one in several),
        median(one.blocked for one in several),
        max(one.shift for one in several),
    )
