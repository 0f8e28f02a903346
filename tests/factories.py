"""Rows for tests: plain functions, every argument has a default. Dates are fixed around 23 Nov 2026."""

from datetime import UTC, date, datetime, timedelta
from itertools import count
from uuid import uuid4

from allauth.account.models import EmailAddress

from centres.choices import MemberRole, Relation
from centres.models import Apprentice, Centre, CentreMember, Guardian, Outcome, Partnership, Programme, Unit
from companies.choices import Function
from companies.models import Company, CompanyContact, Site, TrainingContract
from doallvet.accounts.models import User
from doallvet.core.text import fold
from mobilities.actions import blueprint, drafting, planning, publishing
from mobilities.actions.planning import Plan
from mobilities.models import Blueprint, Project

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
TODAY = date(2026, 11, 23)
number = count(1)


def make_user(email="", first_name="Alba", last_name="Prueba", **fields):
    email = email or f"person{next(number)}@example.example"
    user = User.objects.create_user(email, "secret-word", first_name=first_name, last_name=last_name, **fields)
    EmailAddress.objects.create(user=user, email=email, primary=True, verified=True)
    return user


def make_centre(name="", country="ES", city="Ponferrada", **fields):
    name = name or f"Centro {next(number)}"
    coordinates = {"latitude": 42.55, "longitude": -6.6} | fields
    return Centre.objects.create(
        name=name, legal_name=name, country=country, city=city, search=fold(f"{name} {city}"), **coordinates
    )


def make_member(centre=None, role=MemberRole.COORDINATOR, person=None, **fields):
    centre = centre or make_centre()
    person = person or make_user(**fields)
    return CentreMember.objects.create(centre=centre, person=person, role=role, invited_at=NOW, accepted_at=NOW)


def make_coordinator(centre=None, **fields):
    """A person who coordinates the centre; `.centre` is at hand."""
    member = make_member(centre=centre, **fields)
    member.person.centre = member.centre
    return member.person


def make_partnership(centre, to, accepted=True, **fields):
    return Partnership.objects.create(
        centre=centre, to=to, asked_at=NOW, accepted_at=NOW if accepted else None, **fields
    )


def make_programme(centre, title="Mecatrónica Industrial", outcomes=2, **fields):
    programme = Programme.objects.create(centre=centre, title=title, isced_f="0715", eqf_level=4, **fields)
    unit = Unit.objects.create(programme=programme, code="MEC1", title="Maintenance of machines")
    Outcome.objects.bulk_create(Outcome(unit=unit, text=f"Outcome {i}", position=i) for i in range(outcomes))
    return programme


def make_apprentice(centre=None, first_name="Lucía", last_name="García", born_on=date(2007, 5, 4), **fields):
    centre = centre or make_centre()
    person = fields.pop("person", None) or make_user(first_name=first_name, last_name=last_name)
    return Apprentice.objects.create(
        centre=centre,
        person=person,
        born_on=born_on,
        search=fold(f"{last_name} {first_name}"),
        nationalities=["ES"],
        **fields,
    )


def make_guardian(apprentice, **fields):
    person = fields.pop("person", None) or make_user(first_name="Pilar", last_name="Soto")
    return Guardian.objects.create(apprentice=apprentice, person=person, **{"relation": Relation.MOTHER} | fields)


def make_company(name="", *centres, country="ES", city="Ponferrada", **fields):
    name = name or f"Empresa {next(number)}"
    company = Company.objects.create(name=name, country=country, city=city, search=fold(f"{name} {city}"), **fields)
    company.centres.set(centres)
    return company


def make_site(company, **fields):
    defaults = {
        "name": "Main site",
        "address": "Street 1",
        "city": company.city,
        "country": company.country,
        "latitude": 51.05,
        "longitude": 13.74,
    }
    return Site.objects.create(company=company, **defaults | fields)


def make_contact(company, centre, function=Function.SIGNATORY, person=None, **fields):
    company.centres.add(centre)
    return CompanyContact.objects.create(
        company=company, centre=centre, function=function, person=person or make_user(), **fields
    )


def make_contract(apprentice, employer, profile="ES-INT", **fields):
    dates = {"begins_on": date(2025, 9, 1), "ends_on": date(2027, 12, 31)} | fields
    return TrainingContract.objects.create(apprentice=apprentice, employer=employer, profile=profile, **dates)


def make_project(centre, **fields):
    defaults = {
        "code": f"2026-1-ES01-KA121-VET-{next(number):09d}",
        "title": "Dual abroad",
        "call_year": 2026,
        "begins_on": date(2026, 6, 1),
        "ends_on": date(2028, 5, 31),
    }
    return Project.objects.create(centre=centre, **defaults | fields)


def make_blueprints():
    """The plans that come with the project, by key: loaded once a run, and again where a test emptied the tables."""
    return {plan.key: plan for plan in Blueprint.objects.shipped() or blueprint.load_shipped()}


def make_draft(owner, by, key="dual-short", title="Our plan", at=NOW):
    """A draft of an own plan of a centre or network, copied from a shipped one."""
    titles = {"title_en": title, "title_es": title}
    return drafting.copy(make_blueprints()[key], owner, titles, by=by, at=at)


def make_published(draft, by, note="What is new", at=NOW):
    seen = drafting.plan_seen(draft, list(draft.steps.all()))
    return publishing.publish(draft, note, seen=seen, by=by, at=at)


def make_own_plan(owner, by, **fields):
    return make_published(make_draft(owner, by, **fields), by)


def make_plan(
    apprentice=None, host=None, hosting=None, days=21, starts_on=date(2027, 9, 6), key="dual-short", **fields
):
    """What the wizard asks, for a stay that was planned in time unless the dates say otherwise."""
    apprentice = apprentice or make_apprentice()
    centre = apprentice.centre
    host = host or make_company("Werkstatt Sachsen", hosting or centre, country="DE", city="Dresden")
    site = host.sites.first() or make_site(host, country=host.country)
    contract = apprentice.contracts.first()
    ends_on = starts_on + timedelta(days=days - 1)
    virtual = {"virtual_starts_on": starts_on - timedelta(days=35), "virtual_ends_on": ends_on + timedelta(days=28)}
    defaults = {
        "token": uuid4(),
        "project": Project.objects.filter(centre=centre).first() or make_project(centre),
        "blueprint": make_blueprints()[key],
        "hosting_centre": hosting,
        "host_company": host,
        "host_site": site,
        "contract": contract,
        "profile": contract.profile if contract else "ES-GEN",
        "pay_kept": True if contract else None,
    }
    dates = {"starts_on": starts_on, "ends_on": ends_on} | (virtual if key == "dual-blended" else {})
    return Plan(apprentice=apprentice, **defaults | dates | fields)


def make_mobility(by=None, at=NOW, done_before=frozenset(), **fields):
    """A planned mobility with its parties and roadmap; `by` is a coordinator of the sending centre."""
    apprentice = fields.pop("apprentice", None) or make_apprentice(centre=by.centre if by else None)
    by = by or make_coordinator(apprentice.centre)
    return planning.create(make_plan(apprentice, **fields), by=by, at=at, done_before=set(done_before))
