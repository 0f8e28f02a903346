"""The rooms of a group: the list, for the screen and for paper; one room with who sleeps there; the nights of a bed."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from doallvet.core.refused import Refused, Stale
from doallvet.core.text import number
from mobilities.actions import room as rooms
from mobilities.forms.room import BedForm, RoomForm
from mobilities.models import Bed, Room
from mobilities.reports import rooms as reports
from mobilities.rules.rooms import nights, told
from mobilities.views import cells
from mobilities.views.cockpit import OURS, frame, own, reached


def room_list(request, pk):
    """Who sleeps where, and what does not fit."""
    group, seat = reached(request, pk)
    found = reports.of(group)
    context = frame(group, seat, "rooms") | {
        "rooms": [shown(row, found) for row in found.rooms],
        "problems": found.findings.people,
        "places": sum(row.places for row in found.rooms),
        "people": len(found.sleepers),
        "waiting": group.candidates.count() if seat.reads_groups else 0,
        "new_url": reverse("mobilities:group-room-new", args=[group.pk]) if seat.coordinates else "",
    }
    return render(request, "mobilities/group_rooms.html", context)


def shown(room, found):
    """A room in ready strings."""
    beds = found.beds.get(room.pk, [])
    return {
        "pk": room.pk,
        "name": room.name,
        "places": room.places,
        "note": room.note,
        "free": max(room.places - len({reports.key_of(bed) for bed in beds}), 0),
        "problems": found.findings.rooms[room.pk],
        "beds": [
            {
                "pk": bed.pk,
                "who": found.sleepers[reports.key_of(bed)].name,
                "dates": cells.span(bed.arrives_on, bed.leaves_on),
            }
            for bed in beds
        ],
    }


def new(request, pk):
    """Another room."""
    return ask(request, own(request, pk), None)


def room(request, pk, room_pk):
    """Another name, more places, other people; or the room is given up."""
    group = own(request, pk)
    row = get_object_or_404(Room.objects.filter(group=group), pk=room_pk)
    row.group = group
    return ask(request, group, row)


def ask(request, group, row):
    """The form for a room; what is typed stays when something stands in the way."""
    found = reports.of(group)
    here = {reports.key_of(bed): bed for bed in found.beds.get(row.pk, [])} if row else {}
    initial = {name: getattr(row, name) for name in ("name", "places", "note", "version")} if row else {}
    data = request.POST if request.method == "POST" else None
    form = RoomForm(
        data, everybody=everybody(found), offered=offered(group, found, here), initial=initial | {"people": list(here)}
    )
    if data is not None and ("remove" in data or form.is_valid()):
        try:
            return kept(request, group, row, form, found)
        except Stale as stale:
            messages.warning(request, str(stale))
            return redirect("mobilities:group-room", group.pk, row.pk)
        except Refused as refused:
            form.add_error("name", refused.reasons)
    status = 422 if form.errors else 200
    context = frame(group, OURS, "rooms") | {"form": form, "room": row}
    return render(request, "mobilities/group_room.html", context, status=status)


def everybody(found):
    return [(key, row.name) for key, row in found.sleepers.items()]


def offered(group, found, here):
    """Who is in the room, then who has nights without a bed, said where these are not the days of the group."""
    there = [(key, row.name) for key, row in found.sleepers.items() if key in here]
    for key, row in found.sleepers.items():
        free = found.findings.free[key]
        if free and key not in here:
            usual = free == nights(group.starts_on, group.ends_on) if group.starts_on else False
            there.append((key, row.name if usual else f"{row.name} ({told(free)})"))
    return there


def kept(request, group, row, form, found):
    """Write what was said, and go to the room in the list."""
    stamp = {"by": request.user, "at": timezone.now()}
    if row and "remove" in request.POST:
        rooms.remove(row, version=number(request.POST.get("version")), **stamp)
        return redirect("mobilities:group-rooms", group.pk)
    said = form.cleaned_data
    fields = {name: said[name] for name in ("name", "places", "note")}
    chosen = said["people"]
    if row:
        here = found.beds.get(row.pk, [])
        stay = [bed for bed in here if reports.key_of(bed) in chosen]
        others = set(chosen) - {reports.key_of(bed) for bed in here}
        beds = [*stay, *(bed_of(found, key) for key in chosen if key in others)]
        rooms.change(row, fields, beds, version=said.get("version") or 0, **stamp)
    else:
        row = rooms.add(group, fields, [bed_of(found, key) for key in chosen], **stamp)
    return redirect(f"{reverse('mobilities:group-rooms', args=[group.pk])}#room-{row.pk}")


def bed_of(found, key):
    """A bed for the first nights for which somebody has none."""
    arrives_on, leaves_on = found.free(key)
    whose = {"mobility_id": int(key[1:])} if key[0] == "m" else {"companion_id": int(key[1:])}
    return Bed(**whose, arrives_on=arrives_on, leaves_on=leaves_on)


def bed(request, pk, bed_pk):
    """Other nights in a room, for who arrives late, leaves early or changes rooms."""
    group = own(request, pk)
    row = get_object_or_404(Bed.objects.filter(room__group=group).select_related("room"), pk=bed_pk)
    row.room.group = group
    sleeper = reports.of(group).sleepers.get(reports.key_of(row))
    if sleeper is None:
        raise Http404
    initial = {"arrives_on": row.arrives_on, "leaves_on": row.leaves_on, "version": row.room.version}
    form = BedForm(request.POST or None, sleeper=sleeper, initial=initial)
    if request.method == "POST" and form.is_valid():
        said, stamp = form.cleaned_data, {"by": request.user, "at": timezone.now()}
        try:
            rooms.set_nights(row, said["arrives_on"], said["leaves_on"], version=said["version"], **stamp)
        except Stale as stale:
            messages.warning(request, str(stale))
            return redirect("mobilities:group-bed", group.pk, row.pk)
        return redirect(f"{reverse('mobilities:group-rooms', args=[group.pk])}#room-{row.room_id}")
    own_stay = _("Stay of this person: %(dates)s") % {"dates": cells.span(sleeper.arrives_on, sleeper.leaves_on)}
    context = frame(group, OURS, "rooms") | {"form": form, "bed": row, "who": sleeper.name, "own_stay": own_stay}
    return render(request, "mobilities/group_bed.html", context, status=422 if form.errors else 200)
