"""Every page keeps the browser on a short lead: what may run, who may frame it, where a request may go."""

import re
from html.parser import HTMLParser

import pytest

from companies.models import Source
from tests.access.pages import kept
from tests.access.walk import Visitor

pytestmark = pytest.mark.django_db

POLICY = {
    "default-src": "'self'",
    "img-src": "'self' data:",
    "object-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
}
FRAMED = {"style-src": "'self' 'unsafe-inline'", "frame-ancestors": "'self'"}  # a mail in the frame of its editor
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
LOADS = {"src", "srcset", "data", "poster", "action", "formaction", "background", "ping", "hx-get", "hx-post"}
ELSEWHERE = re.compile(r"^\s*(?:[a-z][a-z0-9+.-]*:)?//", re.IGNORECASE)
# Where a click may lead, but nothing is loaded from. The own calendar opens in its program; mails name us in full.
OUTSIDE = {"https://joinup.ec.europa.eu", "webcal://testserver", "http://testserver"}


class Found(HTMLParser):
    """What a page loads from elsewhere, where its links lead, and what would run or style from inside it."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.loaded: set[str] = set()
        self.linked: set[str] = set()
        self.inline: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        for name, value in attrs:
            where = value or ""
            if ELSEWHERE.match(where) and (name in LOADS or (name == "href" and tag in {"link", "use", "base"})):
                self.loaded.add(where)
            elif name == "href" and ELSEWHERE.match(where):
                self.linked.add("/".join(where.split("/")[:3]))
            if name == "style" or name.startswith("on") or where.strip().lower().startswith("javascript:"):
                self.inline.add(f"{tag} {name}={where[:40]}")
        names = {name for name, _value in attrs}
        if tag == "style" or (tag == "script" and "src" not in names and ("type", "application/json") not in attrs):
            self.inline.add(tag)


def is_mail(address: str) -> bool:
    """A mail as a mail program shows it, in the frame of the page on which it is written."""
    return "/mail/ as " in address


def policy(answer) -> dict[str, str]:
    directives = answer.headers["Content-Security-Policy"].split(";")
    return dict(directive.strip().split(" ", 1) for directive in directives)


@pytest.fixture
def answers(worlds, pages):
    """Every page, and those that come in between: nobody there, not allowed, closed, not signed in."""
    between = [
        (worlds.home.people["viewer"], "/mobilities/987654321/"),
        (worlds.home.people["viewer"], f"/mobilities/{worlds.home.mobility.pk}/change/"),
        *[(None, address) for address in ("/", "/accounts/login/", "/link-closed/", "/nowhere/", "/centres/")],
    ]
    asked = [kept("", address, Visitor(person).ask("GET", address)) for person, address in between]
    return {str(page): page for page in [*pages.found.values(), *asked]}


def test_every_answer_carries_the_headers(answers):
    wrong = {
        address: found
        for address, answer in answers.items()
        if (found := {name: answer.headers.get(name) for name in HEADERS})
        != HEADERS | ({"X-Frame-Options": "SAMEORIGIN"} if is_mail(address) else {})
    }

    assert wrong == {}


def test_pages_run_and_load_nothing_but_their_own(answers):
    html = {address: answer for address, answer in answers.items() if answer.is_html}

    wrong = {
        address: found
        for address, answer in html.items()
        if (found := policy(answer)) != POLICY | (FRAMED if is_mail(address) else {})
    }
    assert wrong == {}
    assert len(html) > 400


def test_files_are_not_kept_and_papers_run_nothing_at_all(answers):
    files = {address: answer for address, answer in answers.items() if "Content-Disposition" in answer.headers}
    papers = [answer for address, answer in files.items() if "/papers/" in address or "/memorandum/" in address]

    kept = {address for address, answer in files.items() if "no-store" not in answer.headers.get("Cache-Control", "")}
    assert kept == set()
    assert {answer.headers["Content-Security-Policy"] for answer in papers} == {"sandbox; default-src 'none'"}
    assert len(papers) > 10


def test_no_page_asks_anybody_else_for_anything(answers):
    seen = {address: Found(answer.body.decode()) for address, answer in answers.items() if answer.is_html}

    assert {address: found.loaded for address, found in seen.items() if found.loaded} == {}
    inline = {address: found.inline for address, found in seen.items() if found.inline}
    assert {address for address in inline if not is_mail(address)} == set()
    assert {name for found in inline.values() for name in found if not re.match(r"style$|\w+ style=", name)} == set()
    pages = Source.objects.exclude(address="").values_list("address", flat=True)  # of the law, named on pages of rules
    law = {"/".join(page.split("/")[:3]) for page in pages}
    strange = {address: found.linked - OUTSIDE for address, found in seen.items()}
    assert {page: hosts for page, hosts in strange.items() if hosts - (law if "/rules/" in page else set())} == {}


@pytest.mark.parametrize(
    ("html", "seen"),
    [
        ('<img src="//evil.example/x.png">', ({"//evil.example/x.png"}, set(), set())),
        ('<link rel="stylesheet" href="https://cdn.example/x.css">', ({"https://cdn.example/x.css"}, set(), set())),
        ('<form action="HTTP://evil.example/">', ({"HTTP://evil.example/"}, set(), set())),
        ('<a href="https://evil.example/page">', (set(), {"https://evil.example"}, set())),
        ('<a href="javascript:x()">', (set(), set(), {"a href=javascript:x()"})),
        ('<p style="color: red" onclick="x()">', (set(), set(), {"p style=color: red", "p onclick=x()"})),
        ("<script>x()</script><style>p {}</style>", (set(), set(), {"script", "style"})),
        ('<script src="/static/x.js"></script><a href="/centres/">', (set(), set(), set())),
    ],
)
def test_what_is_planted_is_found(html, seen):
    found = Found(html)

    assert (found.loaded, found.linked, found.inline) == seen
