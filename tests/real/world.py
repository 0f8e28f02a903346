"""Two real centres and two real companies, with the people, apprentices and the project that a mobility needs.

Organisations, places and curricula are real; people are invented, and so are their addresses.
"""

from types import SimpleNamespace

from centres.models import Apprentice
from companies.models import Company, CompanyContact
from doallvet.accounts.models import User
from mobilities.models import Project
from tests.centres.typed import person
from tests.factories import make_blueprints, make_user
from tests.real import centres as real
from tests.real import data
from tests.real.office import browser, deliver, letters_to, link_in, post_form, send

CODE = "2026-1-ES01-KA121-VET-000288266"
SENDING, HOSTING = "CIFP SIMON DE COLONIA", "Andreas-Gordon-Schule Erfurt"
EMPLOYER, HOST = "Coordinadora de Estudios SL", "AUDI AKTIENGESELLSCHAFT"
TRADE = "Anlagenmechaniker"


def named(first_name, last_name, email):
    return {"first_name": first_name, "last_name": last_name, "email": email, "language": "en"}


def build(post):
    """Everything through the pages, as the administrator, the coordinators and their guests do it."""
    make_blueprints()
    admin = make_user("admin@doallvet.example", is_staff=True)
    ana = real.enrol(post, admin, real.holder_of_charter(SENDING), named("Ana", "Prada", "ana@simon.example"))
    jonas = real.enrol(post, admin, real.accredited(HOSTING), named("Jonas", "Weber", "jonas@gordon.example"))
    real.connect(ana, jonas)
    invite_teacher(post, ana)
    curriculum = next(row for row in data.curricula() if row["beruf"].startswith(TRADE))
    programme = real.teach(ana, curriculum)
    return SimpleNamespace(
        ana=ana,
        jonas=jonas,
        programme=programme,
        project=project(ana),
        employer=company(ana, EMPLOYER, "Calle Mayor 1", signs=("Rosa", "Lafuente"), trains=("Iván", "Blanco")),
        host=company(jonas, HOST, "Ettinger Straße 1", signs=("Heike", "Sommer"), trains=("Timo", "Kraft")),
    )


def invite_teacher(post, ana):
    teacher = named("Tomás", "Vega", "tomas@simon.example") | {"role": "teacher"}
    send(browser(ana), "centres:member-invite", ana.centre.pk, data=teacher)
    deliver()
    guest = browser()
    post_form(guest, guest.get(link_in(letters_to(post, teacher["email"])[-1])).url, {})


def project(ana):
    fields = {
        "code": CODE,
        "title": "Formación dual en Europa",
        "begins_on": "2026-06-01",
        "ends_on": "2028-05-31",
        "field": "VET",
    }
    send(browser(ana), "mobilities:project-new", data=fields)
    return Project.objects.get(code=CODE)


def company(coordinator, name, address, *, signs, trains):
    """A company with its first site, who signs for it and who trains there."""
    client = browser(coordinator)
    typed = real.accredited(name)
    fields = {key: typed[key] for key in ("name", "country", "city", "website")}
    more = dict.fromkeys(("register_number", "nace", "size", "accident_insurer", "takes_minors", "postcode"), "")
    send(client, "companies:new", data=fields | more | {"address": address, "centre": coordinator.centre.pk})
    row = Company.objects.get(name=name)
    for function, who in (("signatory", signs), ("mentor", trains)):
        contact = named(*who, f"{who[0].lower()}@{'host' if name == HOST else 'work'}.example".replace("á", "a"))
        typed = contact | {"functions": [function], "phone": "", "position": "", "site": ""}
        send(client, "companies:contact-new", row.pk, data=typed | {"centre": coordinator.centre.pk})
    return row


def enrol(world, first_name, last_name, born_on):
    """An apprentice of the sending centre, with a language and an address."""
    fields = person(
        first_name=first_name,
        last_name=last_name,
        born_on=born_on,
        email=f"{first_name.lower()}@casa.example".replace("í", "i"),
        programme=world.programme.pk,
        **{"languages-0-language": "de", "languages-0-level": "B1"},
    )
    send(browser(world.ana), "centres:apprentice-new", data=fields | {"centre": world.ana.centre.pk})
    return Apprentice.objects.get(person__email=fields["email"])


def employ(world, apprentice):
    """The training contract with the employer, under the intensive regime."""
    trainer = CompanyContact.objects.get(company=world.employer, function="mentor").person
    contract = {"profile": "ES-INT", "begins_on": "2026-09-01", "ends_on": "2028-08-31", "reference": "FCT 2026/17"}
    client = browser(world.ana)
    address = f"/apprentices/{apprentice.pk}/contracts/new/?employer={world.employer.pk}"
    post_form(client, address, contract | {"site": world.employer.sites.get().pk, "trainer": trainer.pk})


def guard(world, apprentice):
    """A mother, asked because the apprentice is a minor."""
    fields = named("Pilar", "Soto", "pilar@casa.example") | {"relation": "mother", "phone": "+34 600 555 666"}
    send(browser(world.ana), "centres:guardian-new", apprentice.pk, data=fields)
    return User.objects.get(email="pilar@casa.example")
