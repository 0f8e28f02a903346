"""The list of a centre's apprentices: search and filters in the address, fifty at a time."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from centres.access import READING
from centres.choices import MemberRole
from centres.context import current_centre, memberships
from centres.models import Apprentice, Guardian
from centres.rules.guardian import missing
from doallvet.core.addresses import neighbours
from doallvet.core.paging import page
from doallvet.core.text import clean, number

SIZE = 50


def apprentice_list(request):
    """Apprentices of the centre chosen in the header; an apprentice is led to the own page."""
    centre = current_centre(request)
    if centre is None:
        own = Apprentice.objects.filter(person=request.user).first()
        if own:
            return redirect("centres:apprentice", own.pk)
        raise PermissionDenied
    today = timezone.localdate()
    role = next(member.role for member in memberships(request) if member.centre_id == centre.pk)
    reads = role in READING
    chosen = _chosen(request, reads)
    found = _found(centre, chosen, today).select_related("person", "programme")
    shown = page(
        found, order=("search", "pk"), after=request.GET.get("after"), before=request.GET.get("before"), size=SIZE
    )
    context = {
        "centre": centre,
        "manages": role == MemberRole.COORDINATOR,
        "chosen": chosen,
        "filters": _filters(centre, chosen, reads),
        "filtered": any(value for name, value in chosen.items()),
        "rows": _rows(shown.rows, today, reads),
        **neighbours(request, shown),
    }
    return render(request, "centres/apprentices.html", context)


def _chosen(request, reads):
    """What was asked for in the address; whether somebody is a minor is for those who read birth dates."""
    names = ["q", "class", "programme", "status", *(["age"] if reads else [])]
    return {name: clean(request.GET.get(name, "")).strip()[:100] for name in names}


def _found(centre, chosen, today):
    found = Apprentice.objects.filter(centre=centre).matching(chosen["q"])
    if chosen["class"]:
        found = found.filter(class_name=chosen["class"])
    if chosen["programme"]:
        found = found.filter(programme=number(chosen["programme"]))
    if chosen.get("age") == "minor":
        found = found.minors(today)
    elif chosen.get("age") == "no-guardian":
        found = found.minors(today).without_guardian()
    if chosen["status"] == "left":
        return found.left()
    return found if chosen["status"] == "all" else found.enrolled()


def _filters(centre, chosen, reads):
    names = Apprentice.objects.filter(centre=centre).exclude(class_name="").order_by("class_name")
    classes = [(name, name) for name in names.values_list("class_name", flat=True).distinct()]
    programmes = [(str(pk), title) for pk, title in centre.programmes.values_list("pk", "title")]
    filters = [
        ("class", _("Class"), [("", _("All classes")), *classes]),
        ("programme", _("Programme"), [("", _("All programmes")), *programmes]),
        ("status", _("Status"), [("", _("Enrolled")), ("left", _("Left the centre")), ("all", _("All"))]),
    ]
    if reads:
        ages = [("", _("Any age")), ("minor", _("Under 18")), ("no-guardian", _("Under 18, guardian missing"))]
        filters.append(("age", _("Age"), ages))
    return [{"name": name, "label": label, "choices": pairs, "value": chosen[name]} for name, label, pairs in filters]


def _rows(people, today, reads):
    """Make ready rows; viewers get no link to the page and no word about the age."""
    guarded = set(Guardian.objects.current().filter(apprentice__in=people).values_list("apprentice", flat=True))
    return [_row(apprentice, apprentice.pk in guarded, today, reads) for apprentice in people]


def _row(apprentice, guarded, today, reads):
    tone, status = "success", _("enrolled")
    if apprentice.left_on:
        tone, status = "quiet", _("left")
    elif reads and missing(minor=apprentice.is_minor(today), guardians=int(guarded)):
        tone, status = "warning", _("guardian missing")
    elif reads and apprentice.is_minor(today):
        tone, status = "info", _("under 18")
    return {
        "chosen": "" if apprentice.left_on else apprentice.pk,
        "name": ", ".join(filter(None, [apprentice.person.last_name, apprentice.person.first_name])),
        "url": reverse("centres:apprentice", args=[apprentice.pk]) if reads else "",
        "class_name": apprentice.class_name,
        "programme": apprentice.programme.title if apprentice.programme else "",
        "status": status,
        "tone": tone,
    }
