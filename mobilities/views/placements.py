"""The placements of a company, for its people."""

from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from centres.context import memberships
from doallvet.core.paging import page
from doallvet.core.spreadsheets import write_xlsx
from mobilities.models.posts import posts
from mobilities.reports import placements as report
from mobilities.views import cells
from mobilities.views.export import workbook

NEWEST_FIRST = ["-starts_on", "-pk"]


def placements(request):
    """All mobilities in which a company of the person takes part, as home employer or as host."""
    mine = posts(request.user, memberships(request))
    cursors = {name: request.GET.get(name) for name in ("after", "before")}
    shown = page(report.placements(mine), order=NEWEST_FIRST, **cursors)
    context = {
        "rows": rows(shown.rows),
        "previous": f"?before={shown.previous}" if shown.previous else "",
        "next": f"?after={shown.next}" if shown.next else "",
    }
    return render(request, "mobilities/placements.html", context)


def export(request):
    """The same placements, all pages of them, as a workbook; who works for no company finds none."""
    mine = posts(request.user, memberships(request))
    if not mine.companies:
        raise Http404
    rows = report.cells(report.placements(mine).order_by(*NEWEST_FIRST))
    name = f"placements-{timezone.localdate():%Y-%m-%d}.xlsx"
    return workbook(write_xlsx(_("Placements"), report.columns(), rows), name)


def first(mine, number):
    """The newest placements, for a first page."""
    return rows(report.placements(mine).order_by(*NEWEST_FIRST)[:number])


def rows(found):
    """Rows of ready strings."""
    to_page = cells.addresses("mobilities:detail")
    shown = []
    for row in found:
        status, tone = cells.state(row, precise=False)
        shown.append(
            {
                "url": to_page(row["pk"]),
                "name": cells.name(row),
                "company": row["company"],
                "part": cells.owner(row["acts_as"]),
                "place": cells.place(row),
                "dates": cells.span(row["starts_on"], row["ends_on"]),
                "status": status,
                "tone": tone,
                "asked": row["asked"],
            }
        )
    return shown
