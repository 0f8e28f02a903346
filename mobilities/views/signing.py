"""What the coordinator does about missing signatures: ask again, or record one that stands on paper."""

from datetime import timedelta
from io import BytesIO

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from doallvet.core import uploads
from doallvet.core.pdf import Mark, render_apart
from doallvet.core.refused import Refused, Stale
from doallvet.signing import letters
from doallvet.signing.actions import signature as signatures
from doallvet.signing.mark import code_of
from doallvet.signing.models import Signatory
from doallvet.signing.papers import paper_of
from mobilities import access
from mobilities.actions import papers
from mobilities.choices import Side
from mobilities.documents import title_of
from mobilities.forms.signing import PaperForm
from mobilities.notices.papers import page_of
from mobilities.views.detail import found, frame


def reached(request, pk, place_pk):
    """Give mobility, seat and a place to sign on one of its papers; 404 for what is not theirs, 403 for others."""
    mobility, seat = found(request, pk)
    if not access.may_manage(seat):
        raise PermissionDenied
    places = Signatory.objects.with_version().filter(version__document__agreement__mobility=mobility)
    return mobility, seat, get_object_or_404(places, pk=place_pk)


@require_POST
def again(request, pk, place_pk):
    """Send a fresh link to who is to sign."""
    mobility, _seat, place = reached(request, pk, place_pk)
    try:
        fresh = signatures.ask_again(place, by=request.user, at=timezone.now())
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        asked = _("They are asked again, with a link of their own.")
        today = _("They were asked today already. Give them until tomorrow, or call them.")
        (messages.success if fresh else messages.info)(request, asked if fresh else today)
    return redirect(page_of(place.version.document.agreement))


@require_POST
def letter(request, pk, place_pk):
    """A letter to print, with a code that opens the page to sign; a new one ends the one before."""
    mobility, _seat, place = reached(request, pk, place_pk)
    try:
        code = letters.write(place, by=request.user, at=timezone.now())
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect(page_of(place.version.document.agreement))
    terms = paper_of(place.version.document).terms(place)
    page = settings.SITE_URL + reverse("letter")
    words = terms | {
        "person": place.person or "",
        "organisation": place.organisation,
        "centre": terms["asks"],
        "page": page,
        "code": code,
        "until": timezone.localdate() + timedelta(days=letters.DAYS),
        "contact": terms["contact"].person if terms["contact"] else "",
    }
    language = place.person.language if place.person else get_language()
    with override(language):
        body, title = render_to_string("documents/letter.html", words), _("Your signature, please")
    mark = Mark(picture=code_of(page), text=page)
    content = render_apart(body, title=title, language=language, mark=mark)
    return uploads.attachment(BytesIO(content), f"letter-{place.pk}.pdf", "application/pdf")


def on_paper(request, pk, place_pk):
    """Record a signature on the printed paper, with its scan; it is shown as such."""
    mobility, seat, place = reached(request, pk, place_pk)
    shown = {"shown": place.version.content_hash, "typed_name": str(place.person or "")}
    form = PaperForm(request.POST or None, request.FILES or None, initial=shown)
    status = 422 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        named = {name: said[name] for name in ("typed_name", "shown", "compared")}
        try:
            papers.record(mobility, place, said["file"], **named, by=request.user, at=timezone.now())
        except Stale as stale:
            messages.warning(request, str(stale))
            return redirect(page_of(place.version.document.agreement))
        except Refused as refused:
            form.add_error(None, refused.reasons)
        else:
            messages.success(request, _("The signature is kept, as recorded by you."))
            return redirect(page_of(place.version.document.agreement))
    context = frame(request, mobility, seat, "papers") | {
        "form": form,
        "place": place,
        "party": Side(place.party).label,
        "title": title_of(place.version.document.kind),
        "back": page_of(place.version.document.agreement),
    }
    return render(request, "mobilities/sign_paper.html", context, status=status)
