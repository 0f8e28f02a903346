"""Makes the whole demo world."""

from datetime import date, datetime

from django.db import transaction

from companies.actions import law, source
from mobilities.actions import blueprint, forecast
from mobilities.demo import clauses, memoranda, plans, silence, talk, wording
from mobilities.demo.flow import travel
from mobilities.demo.papers import Paper
from mobilities.demo.places import Places
from mobilities.demo.plot import STORIES
from mobilities.demo.scene import Scene
from mobilities.models import Mobility


@transaction.atomic
def play(today: date, now: datetime, *, rendering: bool = True) -> int:
    """Make the whole demo world; gives the number of mobilities.

    `rendering`: makes the files of the issued papers, which takes half of the time; else each is an empty page.
    """
    paper = Paper(rendering=rendering)
    blueprint.load_shipped()
    law.load_shipped(at=now)
    source.load_shipped()
    places = Places(today, now)
    places.make()
    clauses.make(places)
    wording.make(places)
    memoranda.make(places, paper)
    for story in STORIES:
        Scene(places, story, paper).play()
    number = len(STORIES) + travel(places, paper)
    plans.make(places)
    talk.play(places)
    silence.play(places)
    forecast.gather(today=today)
    for mobility in Mobility.objects.running():
        forecast.follow(mobility.pk, today=today)
    return number
