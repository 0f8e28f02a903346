"""What the coordinator does about missing signatures: ask again, or record one that stands on paper."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_POST

from doallvet.signing import asking
from doallvet.signing.models import Signatory
from mobilities import access
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
    _mobility, _seat, place = reached(request, pk, place_pk)
    return asking.again(request, place, page_of(place.version.document.agreement))


@require_POST
def letter(request, pk, place_pk):
    """A letter to print, with a code that opens the page to sign; a new one ends the one before."""
    _mobility, _seat, place = reached(request, pk, place_pk)
    return asking.letter(request, place, page_of(place.version.document.agreement))


def scan(request, pk, place_pk):
    """The scan of a signature that stands on paper."""
    _mobility, _seat, place = reached(request, pk, place_pk)
    return asking.scan_of(request, place, page_of(place.version.document.agreement))


def on_paper(request, pk, place_pk):
    """Record a signature on the printed paper, with its scan; it is shown as such."""
    mobility, seat, place = reached(request, pk, place_pk)

    def page(context, status):
        shown = frame(request, mobility, seat, "papers") | context
        return render(request, "mobilities/sign_paper.html", shown, status=status)

    back = page_of(place.version.document.agreement)
    return asking.on_paper(request, place, back, folder=f"signed/{mobility.pk}", page=page)
