"""What a coordinator does about a signature that is missing: the answers of pages. Who may, the room above asks."""

from datetime import timedelta
from io import BytesIO

from django.conf import settings
from django.contrib import messages
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from doallvet.core import uploads
from doallvet.core.pdf import Mark, render_apart
from doallvet.core.refused import Refused, Stale
from doallvet.signing import letters
from doallvet.signing.actions import circuit, scan
from doallvet.signing.forms import ScanForm
from doallvet.signing.mark import code_of
from doallvet.signing.papers import paper_of


def again(request, place, back):
    """Send a fresh link to who is to sign."""
    try:
        fresh = circuit.ask_again(place, by=request.user, at=timezone.now())
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        asked = _("They are asked again, with a link of their own.")
        today = _("They were asked today already. Give them until tomorrow, or call them.")
        (messages.success if fresh else messages.info)(request, asked if fresh else today)
    return redirect(back)


def letter(request, place, back):
    """A letter to print, with a code that opens the page to sign; a new one ends the one before."""
    try:
        written = letters.draft(place)
        content = printed(place, written)
        letters.keep(place, written, by=request.user, at=timezone.now())
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect(back)
    return uploads.attachment(BytesIO(content), f"letter-{place.pk}.pdf", "application/pdf")


def printed(place, letter):
    """The letter as PDF, in the language of who gets it."""
    terms = paper_of(place.version.document).terms(place)
    page = settings.SITE_URL + reverse("letter")
    words = terms | {
        "person": letter.person,
        "organisation": place.organisation,
        "centre": terms["asks"],
        "page": page,
        "code": letter.code,
        "until": timezone.localdate() + timedelta(days=letters.DAYS),
        "contact": terms["contact"].person if terms["contact"] else "",
    }
    language = letter.person.language
    with override(language):
        body, title = render_to_string("documents/letter.html", words), _("Your signature, please")
    mark = Mark(picture=code_of(page), text=page)
    return render_apart(body, title=title, language=language, mark=mark)


def on_paper(request, place, back, *, folder, page):
    """Record a signature on the printed paper, with its scan, which is kept in `folder`; it is shown as such.

    `page`: gives the answer for a context and a status.
    """
    paper = paper_of(place.version.document)
    shown = {"shown": place.version.content_hash, "typed_name": str(place.person or "")}
    form = ScanForm(request.POST or None, request.FILES or None, initial=shown)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        named = {name: said[name] for name in ("typed_name", "shown", "compared")}
        try:
            scan.record(place, said["file"], folder=folder, **named, by=request.user, at=timezone.now())
        except Stale as stale:
            messages.warning(request, str(stale))
            return redirect(back)
        except Refused as refused:
            form.add_error(None, refused.reasons)
        else:
            messages.success(request, _("The signature is kept, as recorded by you."))
            return redirect(back)
    title = paper.terms(place)["title"]
    context = {"form": form, "place": place, "party": paper.party(place), "title": title, "back": back}
    return page(context, 422 if request.method == "POST" else 200)


def scan_of(request, place, back):
    """Hand out the scan of a signature that stands on paper, or what a provider gave as evidence."""
    signature = place.proof
    if signature is None or not signature.scan:
        messages.info(request, _("There is no scan of this signature."))
        return redirect(back)
    extension = signature.scan.rpartition(".")[2]
    name = f"{place.version}-{place.party}.{extension}".replace(" ", "-")
    return uploads.attachment(uploads.opened(signature.scan), name, uploads.MIMES[extension])
