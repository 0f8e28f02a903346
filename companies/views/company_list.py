"""The list of companies: those the centre works with, or those one works for."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import render
from django.urls import reverse

from centres.access import READING
from centres.choices import MemberRole
from centres.context import current_centre, memberships
from companies.models import Company, CompanyContact
from companies.views.page import people
from doallvet.core.addresses import neighbours
from doallvet.core.paging import page
from doallvet.core.text import clean

SIZE = 50


def company_list(request):
    """Companies of the centre chosen in the header, and those for which the person works."""
    centre = current_centre(request)
    found = Company.objects.of_contact(request.user)
    if centre:
        found = Company.objects.known_to(centre) | found
    elif not found.exists():
        raise PermissionDenied
    words = clean(request.GET.get("q", "")).strip()[:100]
    found = found.matching(words)
    shown = page(
        found, order=("search", "pk"), after=request.GET.get("after"), before=request.GET.get("before"), size=SIZE
    )
    role = next((member.role for member in memberships(request) if centre and member.centre_id == centre.pk), "")
    reads = role in READING
    context = {
        "centre": centre,
        "manages": role == MemberRole.COORDINATOR,
        "reads": reads,
        "words": words,
        "rows": _rows(shown.rows, centre if reads else None),
        **neighbours(request, shown),
    }
    return render(request, "companies/list.html", context)


def _rows(companies, centre):
    """Make ready rows, with the people whom the centre knows there."""
    known = {}
    if centre:
        contacts = CompanyContact.objects.current().filter(company__in=companies, centre=centre)
        for row in contacts.select_related("person", "site").order_by("function", "pk"):
            known.setdefault(row.company_id, []).append(row)
    return [
        {
            "name": company.name,
            "url": reverse("companies:detail", args=[company.pk]),
            "place": f"{company.city}, {company.country.name}",
            "people": [
                f"{person['person']} ({', '.join(person['functions'])})" for person in people(known.get(company.pk, []))
            ],
        }
        for company in companies
    ]
