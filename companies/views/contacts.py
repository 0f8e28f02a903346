"""Whom the centre knows at a company."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from centres.actions.apprentice import known_elsewhere
from companies.actions import contact as contacts
from companies.forms.contact import ContactForm
from companies.models import CompanyContact
from companies.views.lookups import own_centre, own_contact, visible_company, working_centre
from doallvet.accounts import proof
from doallvet.core.refused import Refused, Stale
from doallvet.core.seals import overtaken, seal


def new(request, pk):
    company = visible_company(request, pk)
    if working_centre(request, company) is None:
        raise Http404
    centre = own_centre(request, company)
    form = ContactForm(request.POST or None, company=company, initial={"language": centre_language(request, company)})
    if request.method == "POST" and form.is_valid():
        try:
            rows = contacts.add(company, centre, form.particulars(), by=request.user, at=timezone.now())
        except Refused as refused:
            form.add_error(None, refused.reasons)
        else:
            messages.success(request, _("%(name)s is noted.") % {"name": rows[0]})
            return redirect("companies:detail", pk)
    context = {"form": form, "company": company, "centre": centre}
    return render(request, "companies/contact.html", context, status=422 if form.errors else 200)


def edit(request, pk):
    contact = own_contact(request, pk)
    fixed = bool(known_elsewhere([contact.person], {contact.centre_id}))
    form = ContactForm(request.POST or None, company=contact.company, fixed=fixed, initial=_initial(contact))
    now = seal(*contacts.of_person(contact))
    seen = request.POST.get("seen", now)
    context = {"form": form, "company": contact.company, "contact": contact, "fixed": fixed, "seen": seen}
    if request.method == "POST" and form.is_valid():
        typed = form.particulars()
        if typed.email != (contact.person.email or ""):
            proof.require(request)
        try:
            contacts.change(contact, typed, seen=seen, by=request.user, at=timezone.now())
        except Stale as stale:
            return render(request, "companies/contact.html", context | overtaken(form, stale, now), status=409)
        except Refused as refused:
            form.add_error(None, refused.reasons)
        else:
            messages.success(request, _("Saved."))
            return redirect("companies:detail", contact.company_id)
    return render(request, "companies/contact.html", context, status=422 if form.errors else 200)


@proof.required
def end(request, pk):
    """Ask first, then end all that the person is to the centre at this company."""
    contact = own_contact(request, pk)
    if request.method == "POST":
        contacts.end(contact, by=request.user, at=timezone.now())
        messages.success(request, _("%(name)s is no contact any more.") % {"name": contact})
        return redirect("companies:detail", contact.company_id)
    return render(request, "companies/contact_end.html", {"contact": contact})


@require_POST
def invite(request, pk):
    contact = own_contact(request, pk)
    try:
        contacts.invite(contact, by=request.user, at=timezone.now())
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("The invitation is on its way to %(email)s.") % {"email": contact.person.email})
    return redirect("companies:detail", contact.company_id)


def centre_language(request, company):
    """Guess in which language a company reads: its country's, where the portal speaks it."""
    return "es" if company.country.code == "ES" else "en" if company.country.code else request.user.language


def _initial(contact):
    person = contact.person
    same = CompanyContact.objects.of(contact.company, contact.centre).filter(person=person)
    return {
        "first_name": person.first_name,
        "last_name": person.last_name,
        "email": person.email or "",
        "language": person.language,
        "functions": [row.function for row in same],
        "may_sign": contact.may_sign,
        "phone": contact.phone,
        "position": contact.position,
        "site": contact.site_id,
    }
