"""Founds centres and changes what they say of themselves."""

from copy import copy
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from centres.actions import member as members
from centres.actions.fields import write
from centres.choices import MemberRole
from centres.models import Centre
from doallvet.accounts.models import User
from doallvet.core.geography import find_place, time_zone_of
from doallvet.core.jobs import queue
from doallvet.core.refused import Refused
from doallvet.core.seals import refuse_changed
from doallvet.core.text import fold
from doallvet.history import actions as history

PLACE = ("city", "country", "postcode")
ON_THE_MAP = ("latitude", "longitude", "time_zone")
LONGEST_SEARCH = 600


def create(*, by: User | None, at: datetime, **fields: Any) -> Centre:
    """Make a centre; `fields` are the model's. What is empty of coordinates and time zone is found from the town.

    Raises Refused when a centre with this organisation ID, or this name in this town, is already here.
    """
    try:
        with transaction.atomic():
            if by:
                User.objects.select_for_update(of=("self",)).get(pk=by.pk)  # a second click waits for the first
            centre = Centre(**{"time_zone": ""} | fields)
            _refuse_twin(centre)
            locate(centre)
            centre.search = words(centre)
            centre.save()
            history.record(centre, "created", by=by, at=at, after=fields)
    except IntegrityError as error:
        raise Refused(_("A centre with this organisation ID is already here.")) from error
    return centre


@transaction.atomic
def found(*, coordinator: dict[str, str], by: User, at: datetime, **fields: Any) -> Centre:
    """Make a centre and invite its first coordinator (email, first_name, last_name, language). Raises Refused."""
    centre = create(by=by, at=at, **fields)
    members.invite(centre, role=MemberRole.COORDINATOR, by=by, at=at, **coordinator)
    return centre


def update(centre: Centre, *, by: User, at: datetime, seen: str | None = None, **fields: Any) -> Centre:
    """Change a centre's data. Raises Refused when another centre has this organisation ID, Stale when it changed.

    When it moves, coordinates and time zone are found anew unless they were typed; when they are emptied, too.
    """
    try:
        with transaction.atomic():
            centre = Centre.objects.select_for_update(of=("self",)).get(pk=centre.pk)
            refuse_changed(seen, centre)
            moved = any(name in fields and fields[name] != getattr(centre, name) for name in PLACE)
            typed = any(name in fields and fields[name] != getattr(centre, name) for name in ON_THE_MAP)
            new = copy(centre)
            for name, value in fields.items():
                setattr(new, name, value)
            if moved and not typed:
                new.latitude = new.longitude = None
                new.time_zone = ""
            locate(new)
            wanted = {name: getattr(new, name) for name in {*fields, *ON_THE_MAP}} | {"search": words(new)}
            before, after = write(centre, wanted)
            if after:
                history.record(centre, "changed", by=by, at=at, before=before, after=after)
                queue("mobilities.follow_name", label="centres.centre", pk=centre.pk)
                if {"country", "region"} & set(after):
                    queue("mobilities.follow_calendar", label="centres.centre", pk=centre.pk)
    except IntegrityError as error:
        raise Refused(_("A centre with this organisation ID is already here.")) from error
    return centre


def locate(centre: Centre) -> None:
    """Fill in what is empty of coordinates and time zone, where the town is known."""
    if centre.latitude is not None and centre.time_zone:
        return
    place = find_place(str(centre.country), centre.city)
    if place and centre.latitude is None:
        centre.latitude, centre.longitude = place.latitude, place.longitude
    if not centre.time_zone:
        zone = place.time_zone if place else time_zone_of(str(centre.country))
        centre.time_zone = zone or settings.TIME_ZONE


def words(centre: Centre) -> str:
    """Give by what a centre is found: its names, its place, and the country in every language of the portal."""
    countries = set()
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            countries.add(str(centre.country.name))
    parts = [centre.name, centre.legal_name, centre.city, centre.region, *sorted(countries), centre.oid]
    return " ".join(dict.fromkeys(fold(" ".join(parts)).split()))[:LONGEST_SEARCH]


def _refuse_twin(centre: Centre) -> None:
    same_town = Centre.objects.filter(country=centre.country, city__iexact=centre.city)
    twins = [other for other in same_town if fold(other.legal_name) == fold(centre.legal_name)]
    if any(not (centre.oid and other.oid and centre.oid != other.oid) for other in twins):
        raise Refused(_("A centre with this name is already in %(town)s.") % {"town": centre.city})
