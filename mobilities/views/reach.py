"""Somebody whom mail does not reach: since when, why, and what a coordinator can do about it."""

from datetime import timedelta
from io import BytesIO

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_POST

from centres.actions.apprentice import known_elsewhere
from centres.choices import MemberRole
from centres.context import memberships
from centres.models import Guardian
from companies.models import CompanyContact
from doallvet.accounts import links, proof
from doallvet.core import sms, uploads
from doallvet.core.pdf import Mark, render_apart
from doallvet.core.refused import Refused
from doallvet.outbox.addresses import first_dead
from doallvet.signing.choices import State
from doallvet.signing.mark import code_of
from doallvet.signing.models import Signatory
from mobilities import access
from mobilities.actions import reach as actions
from mobilities.forms.reach import SecondAddressForm
from mobilities.notices.papers import page_of
from mobilities.views import people
from mobilities.views.detail import found, frame
from mobilities.views.unreached import reason


def reached(request, pk, person_pk):
    """Give mobility, seat, party and person to the coordinators of both sides; 403 for others, 404 without a part."""
    mobility, seat = found(request, pk)
    if not (seat.coordinates or seat.hosts):
        raise PermissionDenied
    for party in mobility.parties.all():
        for person in party.people:
            if person.pk == person_pk:
                return mobility, seat, party, person
    raise Http404


def managed(request, pk, person_pk):
    """The same for what the sending coordinator alone does: links are theirs to send."""
    at = reached(request, pk, person_pk)
    if not access.may_manage(at[1]):
        raise PermissionDenied
    return at


def reach(request, pk, person_pk):
    """Who, since when and why, and what can be done."""
    return page(request, *reached(request, pk, person_pk))


def page(request, mobility, seat, party, person, form=None):
    dead, instead = first_dead([person]).get(person.pk, (None, ""))
    if not (dead or person.second_email or form):
        said = _("As far as we know, mail reaches %(name)s.") if person.email else _("%(name)s has no e-mail address.")
        messages.info(request, said % {"name": person})
        return redirect("mobilities:people", mobility.pk)
    manages, change = access.may_manage(seat), where_to_change(request, mobility, person)
    context = frame(request, mobility, seat, "people") | {
        "person": person,
        "party": party,
        "dead": dead,
        "instead": instead,
        "reason": reason(dead) if dead else "",
        "change": change,
        "form": form or (SecondAddressForm(initial={"email": person.second_email}) if change else None),
        "letter": manages and dead and not instead,
        "asked": manages and actions.is_asked(mobility, person),
        "to_sign": to_sign(mobility, person) if manages else [],
        "sms": manages and sms.available() and phone(mobility, party, person),
    }
    return render(request, "mobilities/reach.html", context, status=422 if form else 200)


def where_to_change(request, mobility, person):
    """The page on which the person's own centre writes another address; "" where that is not this reader's to do."""
    own = {row.centre_id for row in memberships(request) if row.role == MemberRole.COORDINATOR}
    if known_elsewhere([person], own):
        return ""
    apprentice = mobility.apprentice
    if person == apprentice.person:
        return reverse("centres:apprentice-edit", args=[apprentice.pk])
    if guardian := Guardian.objects.current().filter(person=person, apprentice=apprentice).first():
        return reverse("centres:guardian-edit", args=[guardian.pk])
    contact = CompanyContact.objects.current().filter(person=person, centre__in=own).first()
    return reverse("companies:contact-edit", args=[contact.pk]) if contact else ""


def to_sign(mobility, person):
    """The pages of papers that wait for the person's signature: there the letter with a code is printed."""
    waiting = Signatory.objects.on_turn().with_version().filter(person=person, state=State.WAITING)
    places = waiting.filter(version__document__agreement__mobility=mobility)
    return [
        {"label": place.version.document.title, "url": page_of(place.version.document.agreement)} for place in places
    ]


def phone(mobility, party, person):
    """The number at work, else the person's own."""
    return people.phones(mobility).get((party.company_id, person.pk)) or str(person.phone or "")


@require_POST
def again(request, pk, person_pk):
    """Try the address again."""
    mobility, _seat, _party, person = reached(request, pk, person_pk)
    if actions.try_again(mobility, person, by=request.user, at=timezone.now()):
        messages.success(
            request, _("The next message to %(name)s is sent again. You see here if it comes back.") % {"name": person}
        )
    return redirect("mobilities:people", pk)


@require_POST
def second(request, pk, person_pk):
    """Write a second address, where the person's address is this reader's to change."""
    mobility, seat, party, person = reached(request, pk, person_pk)
    if not where_to_change(request, mobility, person):
        raise PermissionDenied
    proof.require(request)
    form = SecondAddressForm(request.POST)
    if form.is_valid():
        email = form.cleaned_data["email"]
        try:
            actions.keep_second_address(mobility, person, email, by=request.user, at=timezone.now())
        except Refused as refused:
            form.add_error("email", refused.reasons)
        else:
            messages.success(request, _("Saved."))
            return redirect("mobilities:people", pk)
    return page(request, mobility, seat, party, person, form)


@require_POST
def letter(request, pk, person_pk):
    """A letter of one page, with a personal link where an answer is asked of them."""
    mobility, _seat, party, person = managed(request, pk, person_pk)
    proof.require(request)
    try:
        link = actions.write_letter(mobility, person, by=request.user, at=timezone.now())
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("mobilities:reach", pk, person_pk)
    words = {
        "person": person,
        "organisation": party.organisation,
        "mobility": mobility,
        "link": link,
        "until": timezone.localdate() + timedelta(days=links.DAYS),
        "contact": request.user,
    }
    with override(person.language):
        body, title = render_to_string("documents/reach_letter.html", words), _("Please give us another address")
    mark = Mark(picture=code_of(link or settings.SITE_URL), text=settings.SITE_URL)
    content = render_apart(body, title=title, language=person.language, mark=mark)
    return uploads.attachment(BytesIO(content), f"letter-{person.pk}.pdf", "application/pdf")


@require_POST
def text(request, pk, person_pk):
    """An SMS with the personal link."""
    mobility, _seat, party, person = managed(request, pk, person_pk)
    try:
        number = phone(mobility, party, person)
        actions.send_sms(mobility, person, number, by=request.user, at=timezone.now())
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("The SMS is on its way to %(name)s.") % {"name": person})
    return redirect("mobilities:reach", pk, person_pk)
