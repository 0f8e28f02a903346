"""Enrolling a class from its list: template, upload, dry run, confirmation.

Between the dry run and the confirmation the list is kept nowhere on the server: its cells travel in the page itself,
compressed and signed for this person and this centre, for two hours. So nothing is left behind when somebody goes
away, it works with any number of servers, and nobody can confirm what was not shown.
"""

from django.contrib import messages
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from centres.access import may_run
from centres.actions import enrolment
from centres.classlist import columns, rows
from centres.context import current_centre
from centres.forms.enrolment import MOST_ROWS, ClassListForm, LineReader, Table, table_of
from centres.models import Apprentice
from centres.views.apprentices import centre_of_page
from centres.views.dry_run import shown
from doallvet.core import spreadsheets
from doallvet.core.refused import Refused, Stale

HOURS = 2
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@never_cache
def upload(request):
    """Take a file and show what it would do."""
    centre = centre_of_page(request)
    form = ClassListForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            table = table_of(spreadsheets.read(form.cleaned_data["file"], max_rows=MOST_ROWS + 10))
        except Refused as refused:
            form.add_error("file", refused.reasons)
        else:
            return _dry_run(request, centre, table)
    context = {
        "form": form,
        "centre": centre,
        "headings": [heading for _key, heading, _kind in columns(get_language())],
    }
    return render(request, "centres/enrol.html", context, status=422 if form.errors else 200)


@require_POST
@never_cache
def confirm(request):
    """Do what the dry run showed, all of it or nothing."""
    centre = centre_of_page(request)
    try:
        kept = signing.loads(request.POST.get("list", ""), salt=_salt(request, centre), max_age=HOURS * 3600)
    except signing.BadSignature:
        messages.error(request, _("This page was open for too long. Nothing was saved; please choose the file again."))
        return redirect("centres:enrol")
    table = Table(**kept | {"rows": [(number, cells) for number, cells in kept["rows"]]})
    lines = _lines(centre, table)
    try:
        counts = enrolment.enrol_list(
            centre, lines, seen=request.POST.get("seen", ""), by=request.user, at=timezone.now()
        )
    except Stale as stale:
        return _dry_run(request, centre, table, note=str(stale), status=409)
    except Refused as refused:
        return _dry_run(request, centre, table, note=str(refused), status=422)
    sentence = _("Done: %(new)s enrolled, %(changed)s changed, %(unchanged)s as they were.")
    messages.success(request, sentence % counts)
    return redirect("centres:apprentices")


def template(request, kind):
    """The empty list to fill in."""
    centre_of_page(request)
    return _file(_("Class list"), [], kind)


def export(request, kind):
    """The centre's apprentices in the same columns: what goes out can come back."""
    centre = current_centre(request)
    if centre is None or not may_run(request.user, centre):
        raise PermissionDenied
    people = Apprentice.objects.with_details().filter(centre=centre).enrolled()
    return _file(_("Apprentices"), rows(people), kind)


def _dry_run(request, centre, table, note="", status=200):
    planned = enrolment.plan(centre, _lines(centre, table))
    kept = {"positions": table.positions, "unknown": table.unknown, "rows": table.rows}
    context = {
        "centre": centre,
        "note": note,
        "unknown": table.unknown,
        "list": signing.dumps(kept, salt=_salt(request, centre), compress=True),
        "seen": enrolment.digest(planned),
        **shown(centre, planned, table.positions, timezone.localdate()),
    }
    return render(request, "centres/enrol_check.html", context, status=status)


def _lines(centre, table):
    reader = LineReader(centre=centre, today=timezone.localdate())
    return [reader.read(number, cells) for number, cells in table.rows]


def _salt(request, centre):
    return f"centres.enrolment.{request.user.pk}.{centre.pk}"


def _file(title, people, kind):
    shape = columns(get_language())
    if kind == "xlsx":
        response = HttpResponse(spreadsheets.write_xlsx(title, shape, people), content_type=XLSX)
    elif kind == "csv":
        response = StreamingHttpResponse(spreadsheets.stream_csv(shape, people), content_type="text/csv; charset=utf-8")
    else:
        raise Http404
    response["Content-Disposition"] = f'attachment; filename="{_("apprentices")}.{kind}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
