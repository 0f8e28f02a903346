"""Companies: finding, adding, reading and changing them."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from companies.actions import company as companies
from companies.actions.company import LooksLike
from companies.forms.company import CompanyForm, NewCompanyForm, SiteForm
from companies.models import Company, Site
from companies.rules.likeness import Card
from companies.views import page
from companies.views.lookups import coordinated_centre, own_company, visible_company
from doallvet.core.refused import Refused, Stale
from doallvet.core.text import number


def new(request):
    """Add a company, unless one of those that look alike is it."""
    centre = coordinated_centre(request)
    form = NewCompanyForm(request.POST or None, initial={"country": centre.country})
    context = {"form": form, "centre": centre}
    if request.method == "POST" and form.is_valid():
        if "use" in request.POST:
            return _use(request, centre, form)
        if "again" in request.POST:
            return render(request, "companies/edit.html", context)
        seen = {number(pk) for pk in request.POST.getlist("seen")} if "another" in request.POST else set()
        try:
            company = companies.create(
                centre, fields=form.values(), site=form.site(), seen=seen, by=request.user, at=timezone.now()
            )
        except LooksLike as found:
            context |= {"found": page.cards(found.companies, centre), "certain": found.certain}
            return render(request, "companies/likely.html", context, status=409)
        except Refused as refused:
            form.add_error(None, refused.reasons)
        else:
            messages.success(request, _("%(name)s is added.") % {"name": company})
            return redirect("companies:detail", company.pk)
    return render(request, "companies/edit.html", context, status=422 if form.errors else 200)


def _use(request, centre, form):
    """Take one of the companies that look alike; others are not shown, so they cannot be taken."""
    values = form.values()
    found = companies.likely(Card(values["name"], values["country"], values["city"], values["register_number"]))
    company = next((row for row in found if row.pk == number(request.POST["use"])), None)
    if company is None:
        raise Http404
    companies.adopt(company, centre, by=request.user, at=timezone.now())
    messages.success(request, _("%(name)s is on your centre's list.") % {"name": company})
    return redirect("companies:detail", company.pk)


def detail(request, pk):
    company = visible_company(request, pk)
    return render(request, "companies/detail.html", page.facts(request, company))


def edit(request, pk):
    """Change what all centres share."""
    company = own_company(request, pk)
    form = CompanyForm(request.POST or None, instance=Company.objects.get(pk=pk))

    def save(version):
        companies.change(company, form.values(), version=version, by=request.user, at=timezone.now())

    return _edit(request, company, form, save, now=company)


def site_new(request, pk):
    company = own_company(request, pk)
    form = SiteForm(request.POST or None, initial={"country": company.country, "city": company.city})
    return _edit_site(request, company, None, form)


def site_edit(request, pk):
    site = get_object_or_404(Site.objects.visible_to(request.user), pk=pk)
    company = own_company(request, site.company_id)
    return _edit_site(request, company, site, SiteForm(request.POST or None, instance=Site.objects.get(pk=pk)))


def _edit_site(request, company, site, form):
    def save(version):
        companies.save_site(company, site, form.values(), version=version, by=request.user, at=timezone.now())

    return _edit(request, company, form, save, now=site, site=site, is_site=True)


def _edit(request, company, form, save, *, now, **context):
    """Save through the action; whoever was slower sees both texts and decides."""
    version = number(request.POST.get("version", str(company.version)))
    context |= {"form": form, "company": company, "version": version}
    if request.method == "POST" and form.is_valid():
        try:
            save(version)
        except Stale as stale:
            context |= {"stale": stale, "differences": page.differences(form, now), "version": company.version}
            return render(request, "companies/edit.html", context, status=409)
        except Refused as refused:
            form.add_error(None, refused.reasons)
        else:
            messages.success(request, _("Saved."))
            return redirect("companies:detail", company.pk)
    return render(request, "companies/edit.html", context, status=422 if form.errors else 200)
