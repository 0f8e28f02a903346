"""The page on which one signs: from a personal link, or signed in."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from doallvet.core import uploads
from doallvet.core.refused import Refused
from doallvet.signing import letters, providers
from doallvet.signing.actions import report as reports
from doallvet.signing.choices import Way
from doallvet.signing.desk import Desk
from doallvet.signing.models import Signatory
from doallvet.signing.papers import paper_of

LONGEST_REPORT = 2 * uploads.MAX_BYTES  # with its evidence in Base64; of a longer one the secret does not fit


@login_not_required
@never_cache
def by_link(request, link_id):
    """The page of a personal link. Reading it changes nothing; each act is a POST."""
    signatory = reached(request.link)
    if signatory is None:
        return redirect("link-closed")
    way = Way.LETTER if request.link.version == letters.BY_LETTER else Way.LINK
    return Desk(request, signatory, request.link.person, reverse("link-sign", args=[link_id]), way).answer()


@login_not_required
@never_cache
def paper_by_link(request, link_id):
    """The PDF behind a personal link."""
    signatory = reached(request.link)
    return paper(signatory, save="save" in request.GET) if signatory else redirect("link-closed")


@login_not_required
@never_cache
def passed_on(request):
    """Where a browser arrives whose link ended, because its person named somebody else."""
    return render(request, "signing/passed_on.html")


def reached(link):
    """Give the place of a link on the newest version, as long as its person signs there; None where they do not."""
    if link.purpose != "sign" or link.subject_label != Signatory._meta.label_lower:
        raise Http404
    signatory = Signatory.objects.with_version().filter(pk=link.subject_id).first()
    return now(signatory, link.person) if signatory else None


def now(signatory, person):
    """Give the place of the same party on the newest version: the oldest mail of a thread leads to what holds today."""
    if signatory.version.replaced_at:
        same = Signatory.objects.current().with_version().filter(version__document=signatory.version.document_id)
        same = same.filter(party=signatory.party)
        signatory = next((row for row in same if row.person_id == person.pk), same.first())
    if signatory is None or person not in paper_of(signatory.version.document).signers(signatory):
        return None
    return signatory


@never_cache
def signed_in(request, pk):
    """The same page for somebody who signed in."""
    signatory = own(request, pk)
    # What is sent from the page of a version that was replaced is not led on, but told that it is stale.
    if signatory.pk != pk and request.method != "POST":
        return redirect("sign", signatory.pk)
    return Desk(request, signatory, request.user, reverse("sign", args=[signatory.pk]), Way.SIGNED_IN).answer()


@never_cache
def paper_signed_in(request, pk):
    """The PDF, for who signs it."""
    return paper(own(request, pk), save="save" in request.GET)


def own(request, pk):
    """Give a place at which the person signs, on the newest version; 404 for everybody else."""
    signatory = now(get_object_or_404(Signatory.objects.with_version(), pk=pk), request.user)
    if signatory is None:
        raise Http404
    return signatory


def paper(signatory, *, save):
    """The paper with its signatures, as soon as there is one; before, as it was issued."""
    version = signatory.version
    path = version.sealed_file or version.file
    if not path:
        raise Http404
    name = f"{version.document.number}-v{version.number}{'-signed' if version.sealed_file else ''}.pdf"
    file = uploads.opened(path)
    return uploads.attachment(file, name, "application/pdf") if save else uploads.shown_pdf(file, name)


@csrf_exempt
@login_not_required
@require_POST
def report(request):
    """What a signature provider reports. Nothing is believed that does not carry our secret."""
    found = providers.provider()
    if found is None:
        raise Http404
    try:
        said = found.read(request.read(LONGEST_REPORT), request.headers.get("X-Signature", ""))
        reports.take(said, at=timezone.now())
    except providers.ProviderUnavailable:
        return HttpResponse(status=400)
    except Refused as refused:
        return HttpResponse(str(refused), status=409, content_type="text/plain")
    return HttpResponse(status=204)
