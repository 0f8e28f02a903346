"""When a company is closed: all centres that work with it see and keep the same list."""

from django.views.decorators.http import require_POST

from centres.views.closures import page, taken_off
from companies.access import may_change
from companies.views.lookups import own_company, visible_company
from doallvet.core.calendars import Calendar


def index(request, pk):
    company = own_company(request, pk) if request.method == "POST" else visible_company(request, pk)
    calendar = Calendar(company.country.code)
    return page(request, company, calendar, may_change=may_change(request.user, company), names="companies")


@require_POST
def remove(request, pk, closure_pk):
    return taken_off(request, own_company(request, pk), closure_pk, names="companies")
