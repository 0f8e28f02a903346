"""The group of the demo: four apprentices who go from Ponferrada to Dresden together, one of them a week shorter."""

from datetime import timedelta
from uuid import uuid4

from mobilities.actions import candidate, companion, room
from mobilities.actions import group as groups
from mobilities.demo.papers import Paper
from mobilities.demo.places import Places
from mobilities.demo.plot import SHORT, Story
from mobilities.demo.scene import PROFILES, Scene, at
from mobilities.models import Bed, Blueprint, Group, Mobility

BEGINS, DAYS = 75, 26
MEMBERS = [
    Story("Rubén Pardo", "werkstatt", SHORT, BEGINS, DAYS, "planned", "metal"),
    Story("Vera Salgado", "werkstatt", SHORT, BEGINS, DAYS, "late", "hotel"),
    Story("Izan Calvo", "werkstatt", SHORT, BEGINS, DAYS, "agreed", "metal"),
    Story("Lía Marqués", "praezision", SHORT, BEGINS, DAYS - 7, "planned", "lumen"),
]


def travel(places: Places, paper: Paper) -> int:
    """Make the group, plan its mobilities, and let happen what happened since; gives how many there are."""
    starts = places.today + timedelta(days=BEGINS)
    plan, host = Blueprint.objects.get(key=SHORT), places.companies["werkstatt"]
    stamp = {
        "by": places.coordinators["sil"],
        "at": min(at(starts - timedelta(days=plan.lead_days)), places.now - timedelta(days=20)),
    }
    for story in MEMBERS:
        places.contract(story.who, story.employer, PROFILES["sil"])
    fields = {"title": "Dresden together", "blueprint": plan, "transport": "train"}
    fields |= {"starts_on": starts, "ends_on": starts + timedelta(days=DAYS - 1)}
    fields |= {"host_company": host, "host_site": host.sites.first(), "hosting_centre": places.centres["elbe"]}
    people = [places.apprentices[story.who] for story in MEMBERS]
    group = groups.create(places.projects["sil"], fields, people, token=uuid4(), **stamp)
    _except_last(group, places, stamp)
    candidate.plan_all(group, list(group.candidates.values_list("pk", flat=True)), **stamp)
    nights = {"arrives_on": starts - timedelta(days=1), "leaves_on": starts + timedelta(days=4)}
    companion.add(group, {"name": "Raúl Merayo", "role": "Teacher", "centre": places.centres["elbe"]} | nights, **stamp)
    _sleep(group, stamp)
    for story in MEMBERS:
        Member(places, story, paper).play()
    return len(MEMBERS)


def _sleep(group: Group, stamp: dict) -> None:
    """Two rooms of a hostel; one of the four has no bed yet."""
    stays = list(group.mobilities.order_by("pk"))
    for name, members in (("Elbe", stays[:2]), ("Zwinger", stays[2:3])):
        beds = [Bed(mobility=stay, arrives_on=stay.starts_on, leaves_on=stay.ends_on) for stay in members]
        room.add(group, {"name": name, "places": 2, "note": "Jugendherberge Dresden"}, beds, **stamp)


def _except_last(group: Group, places: Places, stamp: dict) -> None:
    """One goes to another company of the town, for a shorter stay."""
    story, company = MEMBERS[-1], places.companies["praezision"]
    row = group.candidates.get(apprentice=places.apprentices[story.who])
    days = {"starts_on": group.starts_on, "ends_on": group.starts_on + timedelta(days=story.days - 1)}
    place = {"host_company": company, "host_site": company.sites.first(), "hosting_centre": places.centres["elbe"]}
    candidate.set_exception(row, days | place, **stamp)


class Member(Scene):
    """One of the group: planned with it already."""

    def plan(self) -> Mobility:
        return Mobility.objects.with_people().get(apprentice=self.apprentice)
