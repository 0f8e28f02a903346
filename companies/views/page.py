"""What the pages of companies show, as ready words."""

from django.utils.html import format_html
from django.utils.translation import gettext as _

from centres.access import may_run
from companies.access import may_change, reads_contacts
from companies.choices import Function
from companies.models import CompanyContact
from companies.views.lookups import working_centre
from doallvet.accounts.reach import reached


def facts(request, company):
    """Give what the page of a company shows to this person: the shared part, and whom the own centre knows there."""
    centre = working_centre(request, company)
    reads = centre is not None and reads_contacts(request.user, centre)
    manages = centre is not None and may_run(request.user, centre)
    rows = CompanyContact.objects.of(company, centre) if reads else CompanyContact.objects.none()
    own = CompanyContact.objects.current().filter(company=company, person=request.user)
    return {
        "company": company,
        "centre": centre,
        "rows": _rows(company),
        "sites": company.sites.order_by("pk"),
        "may_change": may_change(request.user, company),
        "manages": manages,
        "reads": reads,
        "contacts": people(rows.select_related("person", "site"), manages),
        "own": [str(Function(row.function).label) for row in own],
    }


def people(rows, manages=False):
    """Give each person once, with all functions."""
    found, order = {}, list(Function.values)
    for row in sorted(rows, key=lambda row: (order.index(row.function), row.pk)):
        known = found.setdefault(row.person_id, {"row": row, "person": row.person, "functions": [], "may_sign": False})
        known["functions"].append(str(row.get_function_display()))
        known["may_sign"] |= row.may_sign
    can_sign_in = reached([row.person for row in rows]) if manages else set()
    for known in found.values():
        known["role"] = _role(known)
        known["phone"] = known["row"].phone
        known["entrance"] = entrance(known["row"], can_sign_in) if manages else None
    return list(found.values())


def entrance(contact, can_sign_in):
    """Say how a contact enters the portal: word, tone, and whether an invitation is possible."""
    if not contact.person.email:
        return {"word": _("No address: you record the answers"), "tone": "quiet", "possible": False}
    if contact.accepted_at:
        return {"word": _("Can sign in"), "tone": "success", "possible": False}
    if contact.invited_at:
        return {"word": _("Invited"), "tone": "info", "possible": True}
    if contact.person_id in can_sign_in:
        return {"word": _("Can sign in"), "tone": "success", "possible": True}
    return {"word": _("Not invited yet"), "tone": "quiet", "possible": True}


def cards(companies, centre):
    """Give those that look alike: what is shared, nothing of other centres."""
    ours = set(centre.companies.filter(pk__in=[row.pk for row in companies]).values_list("pk", flat=True))
    return [
        {
            "pk": row.pk,
            "name": row.name,
            "place": f"{row.city}, {row.country.name}",
            "number": row.register_number,
            "ours": row.pk in ours,
        }
        for row in companies
    ]


def differences(form, now):
    """Set side by side what is there now and what was typed, for those fields that differ."""
    rows = []
    for name, field in form.fields.items():
        typed, kept = _say(field, form.cleaned_data[name]), _say(field, getattr(now, name, None))
        if typed != kept:
            rows.append({"label": field.label, "now": kept, "typed": typed})
    return rows


def _say(field, value):
    value = getattr(value, "code", value)
    words = dict(getattr(field, "choices", ()))
    return str(words.get(value, words.get(str(value), "" if value is None else value)))


def _role(known):
    words = [*known["functions"], *([_("may sign by delegation")] if known["may_sign"] else [])]
    place = known["row"].site.name if known["row"].site else ""
    return " · ".join(filter(None, [", ".join(words), known["row"].position, place]))


def _rows(company):
    facts = [
        (_("Register or tax number"), company.register_number),
        (_("Sector (NACE)"), company.nace),
        (_("Size"), company.get_size_display()),
        (_("Website"), _link(company.website)),
        (_("Accident insurer"), company.accident_insurer),
        (_("Takes apprentices under 18"), _takes_minors(company.takes_minors)),
    ]
    return [{"label": label, "value": value} for label, value in facts]


def _link(address):
    return format_html('<a href="{0}" rel="noopener noreferrer">{0}</a>', address) if address else ""


def _takes_minors(value):
    return {None: _("Not known"), True: _("Yes"), False: _("No")}[value]
