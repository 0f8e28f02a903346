"""Groups of a centre: the list, a new one from a class or a selection, and changes of all at once."""

from uuid import UUID, uuid4

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from centres.choices import MemberRole
from centres.context import current_centre, memberships
from centres.models import Apprentice
from doallvet.core.refused import Refused, Stale
from doallvet.core.text import number
from mobilities.actions import group as groups
from mobilities.actions.rehearsal import rehearse
from mobilities.forms.group import GroupPlanForm, MoveForm
from mobilities.hosts import host_of, hosts
from mobilities.models import Group, Mobility
from mobilities.prefill import SAME
from mobilities.views import cells, effects
from mobilities.views.cockpit import OURS, SEATS, frame, own
from mobilities.views.planning import coordinated


def group_list(request):
    """The groups of the centre chosen in the header."""
    centre = worked_at(request)
    found = Group.objects.filter(project__centre=centre).with_counts().with_plan().order_by("-starts_on", "title", "pk")
    rows = [
        {
            "pk": row.pk,
            "title": row.title,
            "project": row.project.code,
            "dates": cells.span(row.starts_on, row.ends_on) if row.starts_on else "",
            "host": str(row.host_company or ""),
            "used": row.used,
        }
        for row in found[:200]
    ]
    new_url = reverse("mobilities:group-new") if is_member(request, centre, [MemberRole.COORDINATOR]) else ""
    return render(request, "mobilities/groups.html", {"centre": centre, "rows": rows, "new_url": new_url})


def worked_at(request):
    """The centre chosen in the header, whose groups the person reads: its coordinators and teachers."""
    centre = current_centre(request)
    if not is_member(request, centre, SEATS):
        raise PermissionDenied
    return centre


def is_member(request, centre, roles):
    return any(row.centre == centre and row.role in roles for row in memberships(request))


def new(request):
    """One plan for all: name, project, kind of stay, dates, host, and who is to travel. Nobody is planned yet."""
    centre, today = coordinated(request), timezone.localdate()
    people = enrolled(centre)
    if request.method == "GET" and request.GET.get("class"):
        people = people.filter(class_name=request.GET["class"][:50])
    stays = ticked_stays(request, centre)
    initial = {"apprentices": ticked(request, "apprentice") or [row.pk for row in people if request.GET.get("class")]}
    if stays:
        initial |= as_planned(stays[0]) | {"mobilities": stays}
    choice = {"centre": centre, "hosts": hosts(centre, today), "people": people, "stays": stays, "today": today}
    form = GroupPlanForm(request.POST or None, initial=initial, **choice)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            group = groups.create(
                said["project"],
                form.plan(),
                said["apprentices"],
                token=token(request),
                by=request.user,
                at=timezone.now(),
            )
        except Refused as refused:
            form.add_error("title", refused.reasons)
        else:
            join(request, group, said.get("mobilities") or ())
            if not said["apprentices"]:
                return redirect("mobilities:group", group.pk)
            messages.success(request, _("The group is here. Nobody is planned yet: check first, then plan."))
            return redirect("mobilities:group-plan", group.pk)
    context = {
        "form": form,
        "centre": centre,
        "classes": classes(centre),
        "token": request.POST.get("token") or uuid4(),
    }
    return render(request, "mobilities/group_new.html", context, status=422 if form.errors else 200)


def ticked(request, name):
    """The ids that were ticked in a list, from the address or the form."""
    return [pk for pk in map(number, (request.POST or request.GET).getlist(name)) if pk]


def ticked_stays(request, centre):
    """Stays that are planned already and shall travel together."""
    asked = ticked(request, "mobilities" if request.method == "POST" else "mobility")
    return Mobility.objects.running().sent_by(centre).with_people().filter(pk__in=asked).order_by("search", "pk")


def as_planned(stay):
    """The plan of a stay, for others to have the same."""
    host, found = host_of(stay), {name: getattr(stay, name) for name in (*SAME, "project")}
    return found | ({"host": host.key} if host else {})


def join(request, group, stays):
    """Let stays travel with the group; who cannot is named."""
    for stay in sorted(stays, key=lambda row: row.pk):
        try:
            groups.join(group, stay, by=request.user, at=timezone.now())
        except Refused as refused:
            messages.warning(request, f"{stay.apprentice}: {refused}")


def enrolled(centre):
    """Those who can travel."""
    return Apprentice.objects.enrolled().filter(centre=centre).select_related("person", "programme")


def classes(centre):
    """The classes of the centre, to begin with one."""
    named = Apprentice.objects.enrolled().filter(centre=centre).exclude(class_name="")
    return list(named.order_by("class_name").values_list("class_name", flat=True).distinct())


def token(request):
    """The token of the page: a second click makes nothing new."""
    try:
        return UUID(request.POST.get("token", ""))
    except ValueError:
        return uuid4()


def change(request, pk):
    """Another name, other dates, another host for all; what it does to each is shown first."""
    group, today = own(request, pk), timezone.localdate()
    about = {"group": group, "hosts": hosts(group.project.centre, today), "members": members(group)}
    form, status, shown = MoveForm(request.POST or None, **about), 200, {}
    if request.method == "POST" and form.is_valid():
        said, stamp = form.cleaned_data, {"by": request.user, "at": timezone.now()}
        try:
            groups.refuse_stale(group, said["version"])
            if "confirm" in request.POST or not (said["new_dates"] or said["new_host"]):
                return moved(request, group, said, stamp)
            shown = {"preview": [rehearsed(row, said, stamp) for row in said["rows"]], "previewed": True}
        except Stale as stale:
            messages.warning(request, str(stale))
            data = request.POST.copy()
            data["version"] = group.version
            form, status = MoveForm(data, **about), 409
        except Refused as refused:
            form.add_error(None, refused.reasons)
    status = 422 if form.errors else status
    context = frame(group, OURS, "change") | {"form": form, "preview": None, "previewed": False}
    return render(request, "mobilities/group_change.html", context | shown, status=status)


def members(group):
    """The stays that can change, each with what is different about it."""
    found = []
    for row in Mobility.objects.running().with_people().filter(group=group).order_by("search", "pk"):
        words = [_("own dates")] if groups.has_own_dates(group, row) else []
        found.append((row, words + ([_("own host")] if groups.has_own_host(group, row) else [])))
    return found


def rehearsed(mobility, said, stamp):
    """What it would do to one stay: its effects, or what stands in the way."""
    try:
        found = rehearse(
            mobility,
            lambda: groups.move(mobility, said["new_dates"], said["new_host"], reason=said["reason"], **stamp),
            today=timezone.localdate(stamp["at"]),
        )
    except Refused as refused:
        return {"who": mobility.apprentice, "reasons": refused.reasons}
    return {"who": mobility.apprentice, "words": summed_up(effects.told(found))}


def summed_up(told):
    """The effects on one stay in few words."""
    counted = [
        (len(told["moved"]), ngettext("%(n)d step moves", "%(n)d steps move", len(told["moved"]))),
        (len(told["added"]), ngettext("%(n)d new step", "%(n)d new steps", len(told["added"]))),
        (len(told["dropped"]), ngettext("%(n)d step goes", "%(n)d steps go", len(told["dropped"]))),
        (len(told["reopened"]), ngettext("%(n)d step opens again", "%(n)d steps open again", len(told["reopened"]))),
        (len(told["answers"]), ngettext("%(n)d answer is void", "%(n)d answers are void", len(told["answers"]))),
        (len(told["papers"]), ngettext("%(n)d paper is void", "%(n)d papers are void", len(told["papers"]))),
    ]
    words = ", ".join(words % {"n": n} for n, words in counted if n) or _("nothing changes")
    chances = told["chances"]
    if chances is None or chances["same"]:
        return words
    return _("%(words)s; chance to be ready: %(before)s → %(after)s") % (chances | {"words": words})


def moved(request, group, said, stamp):
    """Do what the page showed, and say who was left."""
    version = said["version"]
    if said["title"] != group.title:
        groups.rename(group, said["title"], version=version, **stamp)
        version += 1
    done, left = groups.move_all(
        group, said["rows"], said["new_dates"], said["new_host"], reason=said["reason"], version=version, **stamp
    )
    for mobility, reasons in left:
        messages.warning(request, f"{mobility.apprentice}: {' '.join(reasons)}")
    if said["new_dates"] or said["new_host"]:
        words = ngettext("%(n)d stay changed with the group.", "%(n)d stays changed with the group.", done)
        messages.success(request, words % {"n": done})
    else:
        messages.success(request, _("Saved."))
    return redirect("mobilities:group", group.pk)
