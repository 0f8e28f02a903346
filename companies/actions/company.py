"""Adds companies, one row for each real one, and keeps their data and sites."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from centres.models import Centre
from companies.models import Company, Site
from companies.rules.likeness import Card, alike, core_name, plain_number
from doallvet.accounts.models import User
from doallvet.core.geography import find_place, time_zone_of
from doallvet.core.jobs import queue
from doallvet.core.refused import Refused, Stale
from doallvet.core.text import fold
from doallvet.history import actions as history

COMPARED, SHOWN = 2000, 10
SHARED = (
    "name",
    "country",
    "city",
    "register_number",
    "nace",
    "size",
    "website",
    "accident_insurer",
    "takes_minors",
)


class LooksLike(Refused):
    """The company is probably here already; `companies` are the likely ones, the certain one first."""

    def __init__(self, companies: list[Company], certain: bool) -> None:
        super().__init__(_("This company is probably here already."))
        self.companies, self.certain = companies, certain


def likely(card: Card) -> list[Company]:
    """Give the companies that a new one probably is, whoever added them; the one with the same number first."""
    number = plain_number(card.register_number, card.country)
    near = Company.objects.near(
        country=card.country, city=card.city, core_name=core_name(card.name), number=number
    ).order_by("pk")[:COMPARED]
    found = [row for row in near if alike(card, Card(row.name, row.country.code, row.city, row.register_number))]
    return sorted(found, key=lambda row: (not number or row.register_number != number, row.name, row.pk))[:SHOWN]


@transaction.atomic
def create(
    centre: Centre,
    *,
    fields: dict[str, Any],
    site: dict[str, Any] | None,
    seen: Collection[int],
    by: User,
    at: datetime,
) -> Company:
    """Add a company that the centre works with, and its first site if there is an address.

    `seen`: ids of the likely duplicates that the person looked at and called other companies. Raises LooksLike when
    there are others, or one with the same number: that one it is.
    """
    Centre.objects.select_for_update(of=("self",)).get(pk=centre.pk)  # a double click waits here and finds the first
    fields = _in_order(fields)
    card = Card(fields["name"], fields["country"], fields["city"], fields["register_number"])
    others = likely(card)
    certain = bool(fields["register_number"]) and any(
        row.register_number == fields["register_number"] for row in others
    )
    if certain or any(row.pk not in seen for row in others):
        raise LooksLike(others, certain)
    company = _save(Company(**fields))
    company.centres.add(centre)
    if site:
        Site.objects.create(company=company, **located(site))
    history.record(company, "added", by=by, at=at, after=fields)
    return company


@transaction.atomic
def adopt(company: Company, centre: Centre, *, by: User, at: datetime) -> Company:
    """The centre works with the company from now on; repeated, it changes nothing."""
    if not company.centres.filter(pk=centre.pk).exists():
        company.centres.add(centre)
        history.record(company, "adopted", by=by, at=at, after=centre.pk)
    return company


@transaction.atomic
def change(company: Company, fields: dict[str, Any], *, version: int, by: User, at: datetime) -> Company:
    """Write the shared data. Raises Stale when somebody changed it since `version`, Refused for a taken number."""
    company = _claim(company, version)
    fields = _in_order(fields)
    before = {name: _plain(getattr(company, name)) for name in SHARED}
    for name, value in fields.items():
        setattr(company, name, value)
    _save(company)
    changed = {name: value for name, value in before.items() if value != fields[name]}
    after = {name: fields[name] for name in changed}
    history.record(company, "changed", by=by, at=at, before=changed, after=after)
    queue("mobilities.follow_name", label="companies.company", pk=company.pk)
    return company


@transaction.atomic
def save_site(
    company: Company, site: Site | None, fields: dict[str, Any], *, version: int, by: User, at: datetime
) -> Site:
    """Add or change a place of work; the version is the company's, for both are shared by all centres."""
    company = _claim(company, version)
    moved = site is None or (fields["city"], fields["country"]) != (site.city, site.country.code)
    if site and moved and (fields["latitude"], fields["longitude"]) == (site.latitude, site.longitude):
        fields = fields | {"latitude": None, "longitude": None, "time_zone": ""}
    row = site or Site(company=company)
    before = {name: _plain(getattr(row, name)) for name in fields} if site else None
    for name, value in located(fields).items():
        setattr(row, name, value)
    row.save()
    after = {name: _plain(getattr(row, name)) for name in fields}
    queue("mobilities.follow_calendar", label="companies.company", pk=company.pk)
    history.record(
        row, "site_changed" if site else "site_added", story=company, by=by, at=at, before=before, after=after
    )
    return row


def located(fields: dict[str, Any]) -> dict[str, Any]:
    """Fill in what is empty of coordinates and time zone, where the town is known."""
    fields = {"latitude": None, "longitude": None, "time_zone": ""} | fields
    place = find_place(str(fields["country"]), fields["city"])
    if place and fields["latitude"] is None:
        fields |= {"latitude": place.latitude, "longitude": place.longitude}
    if not fields["time_zone"]:
        zone = place.time_zone if place else time_zone_of(str(fields["country"]))
        fields["time_zone"] = zone or settings.TIME_ZONE
    return fields


def _claim(company: Company, version: int) -> Company:
    if not Company.objects.filter(pk=company.pk, version=version).update(version=F("version") + 1):
        raise Stale(_("Somebody else changed this company since you opened the page. Nothing was overwritten."))
    return Company.objects.get(pk=company.pk)


def _in_order(fields: dict[str, Any]) -> dict[str, Any]:
    country = str(fields["country"])
    return fields | {"country": country, "register_number": plain_number(fields["register_number"], country)}


def _save(company: Company) -> Company:
    words = [company.name, company.city, company.register_number]
    company.search = f"{core_name(company.name)} {fold(' '.join(words))}"[:600]
    try:
        with transaction.atomic():
            company.save()
    except IntegrityError as error:
        raise Refused(_("Another company with this register number is already here.")) from error
    return company


def _plain(value: Any) -> Any:
    return getattr(value, "code", value)
