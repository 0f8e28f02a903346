"""The cockpit of a group: its people and their steps as a matrix, in ready strings."""

import re
from functools import lru_cache
from operator import itemgetter

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from centres.choices import MemberRole
from centres.context import memberships
from mobilities import access
from mobilities.actions import deeds
from mobilities.choices import GroupDeed, Owner, Phase
from mobilities.forms.group import WishForm
from mobilities.models import Group
from mobilities.models.mobility import OVER
from mobilities.reports import cockpit as reports
from mobilities.views import cells
from mobilities.views.task_rows import Rows

# Ready as strings: format_html, and a template that puts them together row by row, take a fifth of the page.
ROW = '<tr><th scope="row">%s<span><a id="r%s" href="%s">%s</a>%s</span></th>%s</tr>'
COLUMN = '<th scope="col"><span class="m-title" id="%s">%s</span>%s</th>'
NOTE = ' <span class="small m-own">%s</span>'
BOX = '<input type="checkbox" name="%s" value="%s" aria-label="%s">'
OURS = access.seat_of(Owner.SENDING_COORDINATOR)
SEATS = {MemberRole.COORDINATOR: OURS, MemberRole.TEACHER: access.teacher_of(Owner.SENDING_COORDINATOR)}
PLACES = ["900000000001", "900000000002", "@column@", "@due@"]  # gaps of a cell: step, mobility, column, date
GAP = re.compile("|".join(PLACES))


def reached(request, pk):
    """Give a group, and the seat with which the person reads it: 404 for others', 403 for colleagues who do not."""
    rows = memberships(request)
    group = Group.objects.of_centres([row.centre_id for row in rows]).with_place().filter(pk=pk).first()
    role = next((row.role for row in rows if group and row.centre_id == group.project.centre_id), "")
    if role in SEATS:
        return group, SEATS[role]
    if hosted := Group.objects.hosted_by(request.user).filter(pk=pk).with_place().first():
        return hosted, access.seat_of(Owner.HOSTING_COORDINATOR)
    if group:
        raise PermissionDenied
    raise Http404


def own(request, pk):
    """Give a group whose sending centre the person coordinates: 403 for those who only read."""
    group, seat = reached(request, pk)
    if not seat.coordinates:
        raise PermissionDenied
    return group


def working(request, pk):
    """Give a group, and the seat of somebody at the sending centre who acts on its steps: 403 for who only reads."""
    group, seat = reached(request, pk)
    if not seat.reads_groups:
        raise PermissionDenied
    return group, seat


def cockpit(request, pk):
    """Who travels and how each step stands; cells, rows and columns are chosen here and acted on."""
    group, seat = reached(request, pk)
    return page(request, group, seat)


def page(request, group, seat, form=None, status=200):
    asked = asked_for(request.POST if form else request.GET)
    found = reports.matrix(group, seat, **asked)
    today = timezone.localdate()
    context = frame(group, seat, "cockpit") | {
        "asked": asked,
        "phases": phases(found.phases, asked),
        "bands": bands(found.columns),
        "columns": [head(number, column) for number, column in enumerate(found.columns)],
        "rows": rows(group, found, seat, today),
        "legend": legend(),
        "form": form or (wish_form(seat) if seat.reads_groups else None),
        "add_url": reverse("mobilities:group-add", args=[group.pk]) if seat.coordinates else "",
        "waiting": group.candidates.count() if seat.coordinates else 0,
        "last": deeds.to_take_back(group, request.user, today) if seat.reads_groups else None,
    }
    return render(request, "mobilities/group.html", context, status=status)


def wish_form(seat, data=None):
    """What the person may want of many steps: a teacher closes those that their centre need not sign."""
    return WishForm(data, kinds=GroupDeed if seat.coordinates else [GroupDeed.COMPLETE])


def asked_for(data):
    """The filters of the matrix, from an address or a form."""
    phase = data.get("phase", "")
    return {"phase": phase if phase in Phase.values else "", "only_open": bool(data.get("open"))}


def frame(group, seat, current):
    """What every page of a group shows above its own part."""
    pages = [("cockpit", _("Steps"), "mobilities:group"), ("people", _("Who travels"), "mobilities:group-people")]
    pages += [("rooms", _("Rooms"), "mobilities:group-rooms")]
    if seat.coordinates:
        pages += [("change", _("Change"), "mobilities:group-change")]
    return {
        "group": group,
        "seat": seat,
        "stay": cells.span(group.starts_on, group.ends_on) if group.starts_on else "",
        "tabs": [
            {"label": label, "url": reverse(name, args=[group.pk]), "current": key == current}
            for key, label, name in pages
        ],
    }


def phases(there, asked):
    """The phases to filter by: those that have steps."""
    offered = [("", _("All phases")), *((value, label) for value, label in Phase.choices if value in there)]
    return [{"label": label, "value": value, "current": value == asked["phase"]} for value, label in offered]


def bands(columns):
    """The phases above their columns, with how many each spans."""
    found = []
    for column in columns:
        if not found or found[-1]["key"] != column.phase:
            found.append({"key": column.phase, "name": Phase(column.phase).label, "span": 0})
        found[-1]["span"] += 1
    return found


def head(number, column):
    title = f"{column.title} ({column.occurrence + 1})" if column.occurrence else column.title
    words = _("%(step)s, needed before departure") % {"step": title} if column.gate else title
    label = _("All of this step: %(step)s") % {"step": words}
    ticked = box("column", column.name, label) if column.is_able else ""
    made = COLUMN % (f"k{number}", escape(title), ticked)
    return {"title": title, "box": ticked, "head": mark_safe(made)}  # noqa: S308


def box(kind, value, label):
    """The tick for a whole row or column."""
    return BOX % (kind, escape(value), escape(label))


def legend():
    """What the shapes mean."""
    words = Rows(None).words
    return [(name, words[name][1]) for name in ("mine", "theirs", "late", "to_review", "blocked", "done", "off")]


def rows(group, found, seat, today):
    """The body of the table, a row for each mobility: what is the same in its cells is rendered once."""
    places = [(f"k{number}", column.name) for number, column in enumerate(found.columns)]
    elsewhere, to_page = reports.own_hosts(group), cells.addresses("mobilities:detail")
    cell_of, made = Cells(today, get_language(), found), []
    for row in found.rows:
        choose = seat.reads_groups and row["decision"] not in OVER
        mine = found.cells[row["pk"]]
        joined = "".join([cell_of(mine.get(name), place, choose) for place, name in places])
        made.append(ROW % (*head_of(group, row, elsewhere, to_page, seat), joined))
    return mark_safe("".join(made))  # noqa: S308


class Cells:
    """Makes the cells of a matrix; there are thousands, so words of dates are found once a day, not once a cell."""

    def __init__(self, today, language, found):
        self.may, self.today, self.language, self.dues, self.made = found.may, today, language, {}, {}
        self.none = prototype("none", False, language)[0]

    def __call__(self, cell, place, choose):
        if cell is None:
            return self.none
        look, closed = reports.look(cell, self.today), cell[reports.OUTCOME]
        due = "" if closed else self.dues.get(cell[reports.DUE_ON]) or self.due(cell[reports.DUE_ON])
        key = look, choose and not closed and self.may(cell[0])
        text, pick = self.made.get(key) or self.made.setdefault(key, prototype(*key, self.language))
        return text % pick((cell[0], cell[1], place, due))

    def due(self, due_on):
        words = self.dues[due_on] = ", " + cells.due(due_on, self.today)[0]
        return words


def head_of(group, row, elsewhere, to_page, seat):
    """Who it is, and what is different from the others."""
    name, notes = cells.name(row), []
    if row["decision"] in OVER:
        notes.append(cells.state(row, precise=True)[0])
    if tuple(row[date] for date in DATES) != planned_for(group):
        notes.append(cells.span(row["starts_on"], row["ends_on"]))
    if row["pk"] in elsewhere:
        notes.append(_("own host"))
    label = _("All steps of %(who)s") % {"who": name}
    ticked = box("row", row["pk"], label) if seat.reads_groups and row["decision"] not in OVER else ""
    words = "".join([NOTE % escape(note) for note in notes])
    return ticked, row["pk"], to_page(row["pk"]), escape(name), words


DATES = ("virtual_starts_on", "starts_on", "ends_on", "virtual_ends_on")


def planned_for(group):
    return tuple(getattr(group, name) for name in DATES)


@lru_cache(maxsize=200)
def prototype(look, choose, language):
    """The text of a cell, rendered once, with gaps for step, mobility, column and date; and what picks these."""
    words = Rows(None).words | {"none": ("quiet", _("not needed here"))}
    context = {"look": look, "word": words[look][1], "choose": choose, "step": PLACES[0]}
    context["url"] = reverse("mobilities:step", args=[PLACES[1], PLACES[0]])
    context["row"] = f"r{PLACES[1]}"
    text = render_to_string("mobilities/_group_cell.html", context).strip()
    if look == "none":
        return text, None
    order = [PLACES.index(place) for place in GAP.findall(text)]
    return GAP.sub("%s", text.replace("%", "%%")), itemgetter(*order)
