"""The big test world in small: it is the size that was asked, and the portal can work in it."""

from collections import Counter
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from centres.models import Apprentice, Centre
from doallvet.accounts.models import User
from mobilities.actions import reminders, roadmap, search
from mobilities.demo.scale import world
from mobilities.demo.scale.names import family_name, given_name
from mobilities.models import Mobility, Step
from tests.factories import NOW, TODAY
from tests.kept import kept

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.faults,  # the demo world alone takes a minute
    pytest.mark.skipif(connection.vendor != "postgresql", reason="PostgreSQL takes rows through COPY"),
]
STAYS = 60


@kept
def scale():
    said = []
    centres = world.fill(STAYS, today=TODAY, now=NOW, say=said.append)
    return SimpleNamespace(centres=centres, said=said, big=_coordinator("big"), small=_coordinator("small"))


def _coordinator(name):
    return User.objects.get(email=f"{name}@scale.example")


def copies():
    return Mobility.objects.filter(blueprint__key__endswith="-scale").order_by("pk")


def test_it_has_the_size_that_was_asked_and_says_what_it_made(scale):
    stays = list(copies().values_list("sending_centre", flat=True))
    steps = Step.objects.filter(mobility__in=copies()).count()

    assert (len(stays), len(set(copies().values_list("plan_token")))) == (STAYS, STAYS)
    by_centre = Counter(stays)
    big = scale.big.centre_memberships.get().centre
    assert by_centre.pop(big.pk) == STAYS / 10 and set(by_centre.values()) <= {10, 11}
    assert (len(by_centre) + 1, Centre.objects.count()) == (scale.centres, scale.centres + 4)
    assert 33 <= steps / STAYS <= 38
    assert f"mobilities_step: {steps} rows" in " ".join(scale.said)
    assert Mobility.objects.exclude(pk__in=copies()).count() == 36


def test_it_stands_where_the_actions_would_have_it(scale):
    stays = list(copies().with_people())
    rows, words = _stand(), [stay.search for stay in stays]

    roadmap.recount(*stays, at=NOW, today=TODAY)

    assert _stand() == rows
    assert words == [search.words(stay, stay.parties.all()) for stay in stays]
    assert not Mobility.objects.misnamed().exists() and not Mobility.objects.behind(TODAY).exists()


def _stand():
    steps = Step.objects.filter(mobility__in=copies()).order_by("pk")
    return [*copies().values(*roadmap.COUNTED), *steps.values("waits", "ready_at", "to_look_at")]


def test_two_of_three_stays_have_a_step_that_is_due_tomorrow(scale):
    tomorrow = Step.objects.ready().filter(mobility__in=copies(), due_on=TODAY + timedelta(days=1))

    due, queued = reminders.remind(today=TODAY, at=NOW)

    stays = tomorrow.values("mobility").distinct().count()
    assert abs(stays / STAYS - 2 / 3) < 0.15
    assert due >= queued >= stays


def test_coordinators_find_their_stays_and_close_a_step(client, scale):
    client.force_login(scale.big)
    stay = copies().filter(sending_centre=scale.big.centre_memberships.get().centre, decision="accepted").first()
    step = stay.steps.ready().filter(plan__kind="task", shared_key="").first()

    pages = [client.get(address) for address in ("/", "/mobilities/", f"/mobilities/{stay.pk}/", "/companies/")]

    assert [page.status_code for page in pages] == [200] * 4
    assert str(stay.apprentice) in pages[2].content.decode()
    if step:
        roadmap.complete(step, by=scale.big, at=NOW)
        assert Mobility.objects.get(pk=stay.pk).steps_done == stay.steps_done + 1
    client.force_login(scale.small)
    assert client.get(f"/mobilities/{stay.pk}/").status_code == 404


def test_few_people_are_called_the_same():
    names = {f"{given_name(number)} {family_name(number)}" for number in range(1000)}

    assert len(names) > 950


def test_a_name_with_accents_is_found_without_them(scale):
    people = Apprentice.objects.select_related("person").order_by("-pk")
    accented = next(row for row in people if not row.person.last_name.isascii())
    plain = accented.search.split()[-1]

    assert accented in Apprentice.objects.matching(plain)
    assert accented in Apprentice.objects.matching(accented.person.last_name.upper())


def test_rows_made_afterwards_get_ids_of_their_own(scale):
    last = Apprentice.objects.latest("pk")
    person = User.objects.create_user("new@scale.example", first_name="Ny")

    new = Apprentice.objects.create(
        centre=last.centre, person=person, born_on=TODAY - timedelta(days=7000), search="ny"
    )

    assert new.pk > last.pk


def test_it_is_refused_where_it_would_do_harm(settings, scale):
    with pytest.raises(CommandError, match="DEMO=1"):
        call_command("seed_scale")
    settings.DEMO = True
    with pytest.raises(CommandError, match="already holds centres"):
        call_command("seed_scale", mobilities=STAYS)
