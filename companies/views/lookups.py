"""How pages of companies find what they are about."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404

from centres.access import may_run
from centres.context import current_centre
from centres.models import Centre
from companies.access import may_change, working_centres
from companies.models import Company, CompanyContact, TrainingContract
from doallvet.core.text import number


def visible_company(request, pk):
    return get_object_or_404(Company.objects.visible_to(request.user), pk=pk)


def own_company(request, pk):
    """Give a company whose shared data the person may change; 404 for unknown ones, 403 for those who only read."""
    company = visible_company(request, pk)
    if not may_change(request.user, company):
        raise PermissionDenied
    return company


def working_centre(request, company):
    """Give the centre for which the person works with the company: the chosen one if it does, else the first."""
    centres = {centre.pk: centre for centre in working_centres(request.user, company).order_by("name", "pk")}
    chosen = current_centre(request)
    return centres.get(chosen.pk if chosen else None) or next(iter(centres.values()), None)


def own_centre(request, company):
    """Give the centre whose contacts the person may write; 403 for those who only read."""
    centres = working_centres(request.user, company)
    if wanted := number(request.POST.get("centre")):  # the page was opened for this one
        centre = get_object_or_404(centres, pk=wanted)
    else:
        centre = working_centre(request, company)
    if centre is None or not may_run(request.user, centre):
        raise PermissionDenied
    return centre


def own_contact(request, pk):
    """Give a contact of a centre that the person coordinates."""
    rows = CompanyContact.objects.current().visible_to(request.user)
    contact = get_object_or_404(rows.select_related("company", "centre", "person"), pk=pk)
    if not may_run(request.user, contact.centre):
        raise PermissionDenied
    return contact


def own_contract(request, pk):
    """Give a training contract of an apprentice of a centre that the person coordinates."""
    rows = TrainingContract.objects.visible_to(request.user).select_related("apprentice__centre", "apprentice__person")
    contract = get_object_or_404(rows.select_related("employer"), pk=pk)
    if not may_run(request.user, contract.apprentice.centre):
        raise PermissionDenied
    return contract


def coordinated_centre(request):
    """Give the centre a new company is added for: the page's, else the one in the header."""
    if wanted := number(request.POST.get("centre")):
        centre = get_object_or_404(Centre.objects.of_member(request.user), pk=wanted)
    else:
        centre = current_centre(request)
    if centre is None:
        raise Http404
    if not may_run(request.user, centre):
        raise PermissionDenied
    return centre
