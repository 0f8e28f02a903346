"""The list of mobilities: found, filtered and sorted by the address alone."""

from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from centres.context import current_centre, memberships
from doallvet.core.paging import capped_count, page
from mobilities.forms.listing import MobilityFilter
from mobilities.models.mobility import FAR
from mobilities.reports import listing
from mobilities.views import cells

ORDERS = {
    "start": ["starts_on", "pk"],
    "-start": ["-starts_on", "-pk"],
    "name": ["search", "pk"],
    "-name": ["-search", "-pk"],
    "due": ["due", "pk"],
    "-due": ["-due", "-pk"],
}
NEWEST_FIRST = "-start"
COLUMNS = ["pk", "starts_on", "ends_on", "host_country", "host_city", "decision", "stage", "steps_total", "steps_done"]
COLUMNS += ["waits_for", "search", "due", "company", "sending_centre__name"]
COLUMNS += ["apprentice__person__first_name", "apprentice__person__last_name"]


def mobility_list(request):
    """Give the mobilities of the person's centre, else all that the person sees."""
    scope, filters, found = asked(request)
    sort = order_of(request, scope)
    columns = found.with_due().with_company().values(*COLUMNS)
    shown = page(columns, order=ORDERS[sort], after=request.GET.get("after"), before=request.GET.get("before"))
    context = {
        "scope": scope,
        "tabs": tabs(scope),
        "search": filters.asked.get("q", ""),
        "orders": [orders(scope, sort)],
        "filters": selects(scope, filters.asked),
        "switches": switches(scope, filters.asked),
        "filtered": bool(filters.asked),
        "searchable": bool(request.GET.keys() - {"side", "sort"}) or len(shown.rows) > 1,
        "opened": bool(filters.asked.keys() - {"q"}),
        "misunderstood": bool(filters.form.errors),
        "headings": headings(request, scope, sort),
        "selects": scope.manages,
        "rows": rows(shown.rows, scope, timezone.localdate()),
        "text": counted(found, len(shown.rows)),
        "previous": address(request, before=shown.previous) if shown.previous else "",
        "next": address(request, after=shown.next) if shown.next else "",
        "query": address(request),
    }
    return render(request, "mobilities/list.html", context)


def asked(request):
    """Give whose list it is, its filters, and what they find."""
    scope = listing.scope(request.user, memberships(request), current_centre(request), request.GET.get("side"))
    filters = MobilityFilter(
        request.GET,
        queryset=scope.mobilities(),
        today=timezone.localdate(),
        precise=scope.precise,
        manages=scope.manages,
    )
    return scope, filters, filters.qs


def order_of(request, scope):
    """Give the order that the address asks for; who sees no due dates cannot sort by them."""
    sort = request.GET.get("sort")
    known = sort in ORDERS and (scope.precise or not sort.endswith("due"))
    return sort if known else NEWEST_FIRST


def address(request, **more):
    """Give the query of the page with other values; a cursor belongs to one order of one list."""
    data = request.GET.copy()
    for name in ("after", "before", *more):
        data.pop(name, None)
    data.update({name: value for name, value in more.items() if value})
    return f"?{data.urlencode()}"


def tabs(scope):
    if scope.centre is None:
        return []
    names = listing.side_names().items()
    return [{"label": label, "url": f"?side={side}", "current": side == scope.side} for side, label in names]


def selects(scope, chosen):
    """The filters that offer a choice, each with the values that are there."""
    offers = listing.offers(scope)
    countries = [(code, cells.country(code)) for code in offers.countries]
    offered = {
        "status": (_("Status"), offers.states),
        "country": (_("Host country"), sorted(countries, key=lambda country: country[1])),
        "mode": (_("Form"), offers.modes),
    }
    if scope.precise:
        offered["waits"] = (_("Waiting for"), offers.owners)
        offered["project"] = (_("Project"), offers.projects)
    found = []
    for name, (label, choices) in offered.items():
        value = chosen.get(name, "")
        if len(choices) > 1 or value:
            found.append({"name": name, "label": label, "value": value, "choices": [("", _("all")), *choices]})
    return found


def switches(scope, chosen):
    """The filters that are on or off."""
    offered = {"leaving": _("Leaving within 30 days")}
    if scope.precise:
        offered |= {"overdue": _("Overdue"), "unlikely": _("May not be ready in time")}
        offered |= {"minor": _("Under 18 on the first day")}
    if scope.manages:
        offered |= {"late": _("Came late")}
    return [{"name": name, "label": label, "on": bool(chosen.get(name))} for name, label in offered.items()]


def headings(request, scope, sort):
    """The columns that sort, each with the address of its next order and what aria-sort says."""
    named = {"name": _("Apprentice"), "start": _("Abroad")} | ({"due": _("Next due")} if scope.precise else {})
    return {
        key: {
            "label": label,
            "url": address(request, sort=f"-{key}" if sort == key else key),
            "sorted": {key: "ascending", f"-{key}": "descending"}.get(sort, ""),
            "arrow": {key: "↑", f"-{key}": "↓"}.get(sort, ""),
        }
        for key, label in named.items()
    }


def orders(scope, sort):
    """The same orders as a choice, for a phone, where there are no headings."""
    choices = [
        ("-start", _("Newest first")),
        ("start", _("Oldest first")),
        ("name", _("Name")),
        ("-name", _("Name, Z–A")),
    ]
    if scope.precise:
        choices += [("due", _("Next due first")), ("-due", _("Next due last"))]
    return {"name": "sort", "label": _("Sorted by"), "value": sort, "choices": choices}


def rows(found, scope, today):
    """Rows of ready strings."""
    to_page = cells.addresses("mobilities:detail")
    hosted = scope.side == listing.HOSTED
    shown = []
    for row in found:
        status, tone = cells.state(row, precise=scope.precise)
        due, late = cells.due(row["due"], today) if row["due"] < FAR else ("", False)
        shown.append(
            {
                "pk": row["pk"],
                "url": to_page(row["pk"]),
                "name": cells.name(row),
                "place": cells.place(row),
                "company": row["company"] or "",
                "home": row["sending_centre__name"] if hosted else "",
                "dates": cells.span(row["starts_on"], row["ends_on"]),
                "status": status,
                "tone": tone,
                "done": f"{row['steps_done']} / {row['steps_total']}",
                "due": due,
                "late": late,
                "waits": cells.owner(row["waits_for"]),
            }
        )
    return shown


def counted(found, shown):
    """Say how many of how many are shown; counting stops at 1000."""
    number, more = capped_count(found)
    if more:
        return _("%(shown)s of %(number)s+ mobilities") % {"shown": shown, "number": number}
    if shown == number:
        return ngettext("%(number)s mobility", "%(number)s mobilities", number) % {"number": number}
    return _("%(shown)s of %(number)s mobilities") % {"shown": shown, "number": number}
