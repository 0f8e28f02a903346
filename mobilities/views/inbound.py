"""Where a mail provider posts the answers that came to our reply addresses."""

import structlog
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from doallvet.outbox import inbound, replies
from mobilities.actions import reply

LONGEST = 20_000_000  # a long text, twice: as text and as HTML

log = structlog.get_logger(__name__)


@csrf_exempt
@login_not_required
@never_cache
@require_POST
def replied(request):
    """Take one answer. What cannot be kept is told to its person; the provider is told that it came."""
    if not settings.REPLY_DOMAIN:
        raise Http404
    try:
        letter = replies.read(inbound.body_of(request, secret=settings.REPLY_SECRET, longest=LONGEST))
    except inbound.NotTaken as refused:
        return HttpResponse(status=refused.status)
    except replies.Unreadable:
        return HttpResponse(status=400)
    log.info("reply_came", outcome=reply.take(letter, at=timezone.now()))
    return HttpResponse(status=204)
