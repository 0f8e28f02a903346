"""The claim sheet for refund of apprentice pay, as PDF."""

from io import BytesIO

from django.http import Http404
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from doallvet.core import uploads
from doallvet.core.pdf import render_apart
from mobilities import claims
from mobilities.views.step import reached


@never_cache
def sheet(request, pk, step_pk):
    """Made anew each time from what is on file: nothing is kept until the employer hands in the signed one."""
    mobility, seat, step = reached(request, pk, step_pk)
    refund = claims.owed(mobility) if claims.may_read(seat, step) else None
    if refund is None:
        raise Http404
    title = _("Claim for refund of apprentice pay")
    content = render_apart(
        claims.html(mobility, refund, today=timezone.localdate()), title=title, language=get_language()
    )
    return uploads.shown_pdf(BytesIO(content), f"claim-{mobility.pk}.pdf")
