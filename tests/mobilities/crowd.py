"""Many mobilities at once, as copies of one: for lists that are measured with one row and with fifty."""

from copy import copy
from datetime import timedelta
from uuid import uuid4

from centres.models import Apprentice
from doallvet.accounts.models import User
from doallvet.core.text import fold
from mobilities.choices import Role
from mobilities.models import Mobility, Party, Step


def make_copies(mobility, count):
    """Give copies of a mobility, each with an apprentice, parties and steps of its own; each starts a day later."""
    people = User.objects.bulk_create(
        User(email=f"{uuid4().hex}@example.example", first_name="Nerea", last_name=f"Soto {n:03}") for n in range(count)
    )
    apprentices = Apprentice.objects.bulk_create(
        Apprentice(centre=mobility.sending_centre, person=person, born_on=mobility.apprentice.born_on, search="soto")
        for person in people
    )
    copies = [_copy(mobility, apprentice, day) for day, apprentice in enumerate(apprentices, start=1)]
    Mobility.objects.bulk_create(copies)
    parties, steps = list(mobility.parties.all()), list(mobility.steps.all())
    Party.objects.bulk_create(_belongs(party, to) for to in copies for party in parties)
    Step.objects.bulk_create(_belongs(step, to) for to in copies for step in steps)
    return copies


def _copy(mobility, apprentice, day):
    twin = copy(mobility)
    twin.pk, twin._state.adding = None, True
    twin.apprentice, twin.plan_token = apprentice, uuid4()
    twin.starts_on, twin.ends_on = (edge + timedelta(days=day) for edge in (mobility.starts_on, mobility.ends_on))
    twin.search = fold(f"{apprentice.person.last_name} {apprentice.person.first_name} {mobility.host_city}")
    return twin


def _belongs(row, mobility):
    twin = copy(row)
    twin.pk, twin.mobility = None, mobility
    if isinstance(twin, Party) and twin.role == Role.APPRENTICE:
        twin.person = mobility.apprentice.person
    return twin
