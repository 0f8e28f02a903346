"""A canary sits in every secret: nobody meets one that is not theirs, on no page, in no file, mail or log."""

import io
import logging
import re
import zipfile
from datetime import date, datetime, timedelta

import pypdfium2 as pdfium
import pytest
import time_machine
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse
from django.utils.formats import date_format

from centres.actions import member as members
from doallvet.accounts import links
from doallvet.outbox.compose import compose
from doallvet.outbox.models import Mail
from mobilities.actions import agreement as agreements
from mobilities.actions import asking, reminders, roadmap
from mobilities.choices import Outcome, Owner
from mobilities.models import Mobility
from tests.access.pages import Page
from tests.access.table import ROLES, read
from tests.access.walk import Visitor, page
from tests.factories import NOW
from tests.mobilities.agreements import write
from tests.outbox.morning import morning

pytestmark = pytest.mark.django_db

SECRETS = """
                      SC ST SV HC HT ES EM HS HM AP GU NM AD CM
support               o  .  .  .  .  .  .  .  .  .  .  .  .  .
supportplan           o  .  .  .  .  .  .  .  .  o  o  .  .  .
medical               o  .  .  .  .  .  .  .  .  o  o  .  .  o
instalment            o  .  .  .  .  .  .  .  .  o  o  .  .  o
pay                   .  .  .  .  .  o  .  .  .  .  .  .  .  .
supportpaper          o  .  .  .  .  .  .  .  .  o  o  .  .  .
paymentpaper          o  .  .  .  .  .  .  .  .  o  .  .  .  .
paypaper              o  .  .  .  .  o  o  .  .  o  o  .  .  .
cvpaper               o  .  .  .  .  .  .  .  .  o  o  .  .  .
hostpaper             o  .  .  o  .  .  .  o  o  .  .  .  .  .
employeranswer        o  o  .  o  o  o  o  .  .  o  o  .  .  .
hostanswer            o  o  .  o  o  .  .  o  o  o  o  .  .  .
waiverreason          o  .  .  .  .  .  .  .  .  .  .  o  .  .
decisionreason        o  .  .  o  .  .  .  .  .  o  o  .  .  .
address               o  o  .  o  o  .  .  .  .  o  .  .  .  .
birthday              o  o  .  o  o  .  .  .  .  o  o  .  .  .
emergency             o  o  .  o  o  .  .  .  .  o  o  .  .  .
emergencyphone        o  o  .  o  o  .  .  .  .  o  o  .  .  .
phone                 o  o  .  o  o  .  .  .  .  o  o  .  .  .
guardianphone         o  o  .  o  o  .  .  .  .  o  o  .  .  .
guardian              o  o  .  o  o  .  .  .  .  o  o  .  .  .
apprentice            o  o  o  o  o  o  o  o  o  o  o  .  .  .
class                 o  o  o  o  .  .  .  .  .  o  .  .  .  o
classmate             o  o  o  o  o  .  .  o  .  .  .  .  .  o
grownguardian         o  .  .  .  .  .  .  .  .  .  .  .  .  o
companion             o  o  .  o  o  o  o  o  o  o  o  .  .  .
room                  o  o  .  o  o  .  .  .  .  o  o  .  .  .
session               o  o  .  o  o  .  .  o  o  o  .  .  .  .
employerphone         o  o  .  o  o  o  o  .  .  o  o  .  .  .
hostphone             o  o  .  o  o  .  .  o  o  o  o  .  .  .
employerother         .  .  .  .  .  .  .  .  .  .  .  .  .  .
hostother             .  .  .  .  .  .  .  .  .  .  .  .  .  .
talkhost              o  o  .  .  .  .  .  o  o  .  .  .  .  .
talkfamily            o  o  .  .  .  .  .  .  .  o  o  .  .  .
talkprivate           o  .  .  .  .  .  .  .  .  o  o  .  .  .
talkpayment           o  .  .  .  .  .  .  .  .  o  o  .  .  .
talkback              .  .  .  .  .  .  .  .  .  .  .  .  .  .
question              o  o  o  o  o  .  .  .  .  .  .  .  .  .
memorandumdraft       o  .  .  o  .  .  .  .  .  .  .  .  .  .
"""
TABLE = read(SECRETS)
# The classmate (CM) has nothing to do with the mobility, and finds the own stay of before in the own data.
TOLD = {"hosting", "employer_signatory", "host_signatory", "apprentice", "guardian", "invited"}
ON_PAPER = {"apprentice", "birthday", "address", "phone", "guardian", "guardianphone", "hostphone", "pay", "companion"}
TITLES = {  # of steps, where it says enough that there is one, and of what an employer pays
    "supportplan": "individual support plan",
    "medical": "Give the medical authorisation",
    "instalment": "Pay the first instalment",
    "pay": "We go on paying the apprentice",
}
BETWEEN = re.compile(r"[\s()–-]|&nbsp;")


def forms(world, secret: str) -> list[str]:
    """Give how a secret may be written, without blanks and dashes."""
    phones = {"phone": 101, "emergencyphone": 102, "guardianphone": 103}
    contacts = {"employerphone": "employer_signatory", "hostphone": "host_signatory"}
    if secret in TITLES:
        return [plain(TITLES[secret])]
    if secret == "birthday":
        day = world.apprentice.born_on
        return [plain(text) for text in (date_format(day), day.isoformat(), f"{day:%d/%m/%Y}")]
    if secret in phones:
        return [world.phone(phones[secret])]
    if secret in contacts:
        return [str(world.people[contacts[secret]].phone)]
    return [world.word(secret)]


def is_plan(found: Page, secret: str) -> bool:
    """Whether it is the page of a plan, where the title of a step says nothing of anybody."""
    return secret in TITLES and found.address.startswith("/blueprints/")


def is_signed(found: Page, secret: str) -> bool:
    """Whether it is the page on which one signs a paper: it says what stands on the paper, to who signs it."""
    return secret in ON_PAPER and found.address.startswith("/signatures/")


def plain(text: str) -> str:
    return BETWEEN.sub("", text)


def words(found: Page) -> str:
    """Give what a page or a file says, without blanks and dashes."""
    if found.body[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(found.body)) as archive:
            return plain("".join(archive.read(name).decode() for name in archive.namelist()))
    return plain(found.body.decode(errors="replace"))


@pytest.fixture(scope="module")
def said(pages):
    """What each role reads, page by page."""
    return [(found, words(found)) for found in pages.found.values()]


@pytest.mark.parametrize("secret", TABLE)
def test_a_secret_stands_on_the_pages_of_those_only_whom_it_concerns(worlds, said, secret):
    canaries = forms(worlds.home, secret)

    readers = {
        found.role: found.address
        for found, text in said
        if any(canary in text for canary in canaries) and not is_plan(found, secret) and not is_signed(found, secret)
    }

    assert {role: address for role, address in readers.items() if secret not in own(role)} == {}
    assert {role for role, letter in TABLE[secret].items() if letter == "o"} <= set(readers)


def test_nothing_of_the_other_side_is_said_to_anybody(worlds, said):
    canary = plain(worlds.away.word("").removesuffix("q"))
    others = [(found, text) for found, text in said if found.role != "administrator"]  # sees all centres

    assert [str(found) for found, text in others if canary in text] == []


def test_no_page_fails(pages):
    assert [str(found) for found in pages.found.values() if found.status_code >= 500] == []


def met(world, text: str) -> set[str]:
    """Give the secrets that a text gives away."""
    return {secret for secret in TABLE if any(canary in text for canary in forms(world, secret))}


def test_mails_tell_nobody_what_is_not_theirs(worlds):
    home, coordinator = worlds.home, worlds.home.people["coordinator"]
    for step in (home.step("R01"), home.step("G03"), home.step("G08")):
        asking.ask(step, by=coordinator, at=NOW)
    members.resend(home.invitation, by=coordinator, at=NOW + timedelta(days=1))
    compose(at=NOW + timedelta(days=1))
    mobility = Mobility.objects.with_people().get(pk=home.mobility.pk)
    steps = [step for step in mobility.steps.open().with_plan() if step.owner == Owner.SENDING_COORDINATOR]
    roadmap.close_all(mobility, steps[:-5], Outcome.DONE, by=coordinator, at=NOW)
    for today in (date(2027, 7, 20), date(2027, 8, 30), date(2027, 10, 20)):
        at = datetime.combine(today, NOW.timetz())
        with time_machine.travel(at, tick=False):
            reminders.remind(today=today, at=at)
        with time_machine.travel(morning(at), tick=False):
            compose(at=morning(at))

    told = {role: mailed(person) for role, person in home.people.items()}
    others = "".join(mailed(person) for person in worlds.away.people.values())

    assert {(role, secret) for role in ROLES.values() for secret in met(home, told[role]) - own(role)} == set()
    assert plain(home.word("").removesuffix("q")) not in others
    assert {role for role, said in told.items() if said} >= TOLD


def own(role: str) -> set[str]:
    """Give what a role may read; nobody's own name is a secret to them."""
    return {secret for secret, letters in TABLE.items() if letters[role] == "o"} | {role.replace("_", "")}


def mailed(person) -> str:
    """Give all that was written to a person, without blanks and dashes."""
    mails = Mail.objects.filter(person=person)
    return plain("".join(mail.subject + mail.text + mail.html for mail in mails))


def test_pages_of_links_tell_the_party_what_concerns_it(worlds):
    home, told = worlds.home, set()
    for role in ("employer_signatory", "host_signatory", "guardian"):
        browser = Client()
        address = links.make("answer", person=home.people[role], subject=home.mobility, by=None, at=NOW)
        answer = browser.get(address.removeprefix("http://testserver"), follow=True)
        tasks = browser.get(f"{answer.redirect_chain[-1][0]}tasks/")
        assert tasks.status_code == (200 if role == "host_signatory" else 404)
        said = answer.content.decode() + tasks.content.decode()
        told |= {(role, secret) for secret in met(home, plain(said)) - own(role)}

    assert told == set()


def test_the_paper_of_the_agreement_holds_nothing_of_support_grants_or_answers(worlds):
    home, coordinator = worlds.home, worlds.home.people["coordinator"]
    mobility = Mobility.objects.with_people().get(pk=home.mobility.pk)
    version = agreements.issue(write(mobility, coordinator), by=coordinator, at=NOW, languages=["en"])
    assert agreements.build_file(version.pk, at=NOW)

    version.refresh_from_db()
    with default_storage.open(version.file) as file:
        paper = pdfium.PdfDocument(file.read())
        said = plain("".join(page.get_textpage().get_text_range() for page in paper))

    assert met(home, said) == ON_PAPER


SEARCHES = ("mobilities:list", "centres:apprentices", "companies:list", "centres:list")
HIDDEN = ("support", "supportpaper", "emergency", "address", "guardian", "employeranswer", "employerother")


@pytest.mark.parametrize("role", ["coordinator", "viewer", "hosting", "host_signatory", "employer_mentor"])
def test_a_search_does_not_tell_what_it_does_not_show(worlds, role):
    visitor, told = Visitor(worlds.home.people[role]), []
    nonsense = worlds.home.word("nonsense")

    for name in SEARCHES:
        nothing = searched(visitor, name, nonsense)
        for secret in HIDDEN:
            if searched(visitor, name, worlds.home.word(secret)) != nothing:
                told.append(f"{name}: {secret}")

    assert told == []
    assert visitor.asked == len(SEARCHES) * (1 + len(HIDDEN))


def searched(visitor, name, word):
    """Give what a search answers, without the words that were searched for."""
    answer = visitor.ask("GET", reverse(name), {"q": word})
    return answer.status_code, page(answer).replace(word.encode(), b"")


def test_logs_hold_no_personal_data(worlds, log):
    home, coordinator = worlds.home, Visitor(worlds.home.people["coordinator"])
    words = {name: home.word("support") for name in ("text", "reason", "first_name", "note", "typed_name", "q")}

    coordinator.ask("GET", reverse("mobilities:list"), {"q": home.word("apprentice")})
    for name in ("apprentice-edit", "support", "guardian-new", "apprentice"):
        coordinator.ask("POST", reverse(f"centres:{name}", args=[home.apprentice.pk]), words)
    for name in ("step-hand-in", "record", "step-waive"):
        coordinator.ask("POST", reverse(f"mobilities:{name}", args=[home.mobility.pk, home.steps["R05"].pk]), words)
    Visitor(home.people["classmate"]).ask("GET", reverse("mobilities:detail", args=[home.mobility.pk]), words)
    Visitor(None).ask("POST", reverse("account_login"), {"login": "apprentice@otter.example", "password": "wrong"})
    logging.getLogger("doallvet").warning("heard", extra={"who": home.apprentice.pk})

    said = plain(log.getvalue())
    assert "request_finished" in said
    assert met(home, said) == set()
    assert "@otter.example" not in said
