"""The filtered list of mobilities as a file, for coordinators of the centre."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from doallvet.core.copied import CHUNK, stream_found
from doallvet.core.spreadsheets import write_xlsx
from mobilities.reports.export import cells, columns
from mobilities.views.listing import ORDERS, asked, order_of

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def export(request, kind):
    """Give what the list shows under the same address, all its pages, in the same order."""
    if kind not in ("xlsx", "csv"):
        raise Http404
    scope, _filters, found = asked(request)
    if not scope.exports:
        raise PermissionDenied
    found = cells(found.with_due().order_by(*ORDERS[order_of(request, scope)]))
    name = f"mobilities-{timezone.localdate():%Y-%m-%d}.{kind}"
    if kind == "xlsx":
        return workbook(write_xlsx(_("Mobilities"), columns(), found.iterator(chunk_size=CHUNK)), name)
    return attached(StreamingHttpResponse(stream_found(columns(), found), content_type="text/csv; charset=utf-8"), name)


def workbook(content, name):
    """Hand a workbook out under a name."""
    return attached(HttpResponse(content, content_type=XLSX), name)


def attached(response, name):
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response
