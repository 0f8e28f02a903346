"""A fresh link for who opened one that ran out: sent to the registered address, and telling nothing to the browser."""

from datetime import timedelta

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from doallvet.accounts import links
from doallvet.outbox import actions as outbox

WORTH_SENDING = timedelta(hours=6)


@login_not_required
@require_POST
def ask(request):
    """Owe a new link, at most one an hour; the answer is the same for links that never were."""
    now = timezone.now()
    if (link := links.closed(request)) and link.ended_at is None:
        outbox.owe(
            "link_again",
            person=link.person,
            subject=link,
            at=now,
            due=now.strftime("%Y-%m-%dT%H"),
            not_after=now + WORTH_SENDING,
        )
    messages.info(request, _("If this was a link of ours that ran out, a new one is on its way by e-mail."))
    return redirect("link-closed")
