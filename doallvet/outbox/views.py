"""The demo's inbox: what the portal would have sent. These addresses exist with DEMO=1 only."""

import re

from csp.decorators import csp_replace
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.db.models import Exists, Max, OuterRef
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.html import urlize
from django.utils.safestring import mark_safe

from doallvet.accounts.models import User
from doallvet.outbox.clocks import zone
from doallvet.outbox.models import Mail

HERE = re.compile(r'href="https?://(?:127\.0\.0\.1|localhost)(?::\d+)?/?')


@login_not_required
def demo_inbox(request):
    """All messages, the newest first; of one recipient with `?to=`."""
    to = request.GET.get("to", "")
    person = User.objects.filter(pk=to).first() if to.isdecimal() and len(to) < 10 else None
    mails = Mail.objects.select_related("person").defer("text", "html").order_by("-made_at", "-pk")
    page = Paginator(mails.filter(person=person) if person else mails, 30).get_page(request.GET.get("page"))
    people = User.objects.filter(Exists(Mail.objects.filter(person=OuterRef("pk")))).order_by("first_name", "pk")
    context = {"page": page, "people": people, "person": person, "next": "", "previous": ""}
    if page.has_previous():
        context["previous"] = f"?to={person.pk if person else ''}&page={page.previous_page_number()}"
    if page.has_next():
        context["next"] = f"?to={person.pk if person else ''}&page={page.next_page_number()}"
    return render(request, "outbox/demo_inbox.html", context)


@login_not_required
def demo_mail(request, pk):
    """One message with its text; its links lead into this portal, whatever port it was made for.

    It was sent at once, for whoever tries the portal; the page says when its people would have got it.
    """
    mail = get_object_or_404(Mail.objects.select_related("person"), pk=pk)
    text = mark_safe(here(urlize(mail.text, nofollow=False, autoescape=True)))
    ripe_at = mail.notices.aggregate(last=Max("ripe_at"))["last"]
    later = ripe_at.astimezone(zone(mail.person.time_zone)) if ripe_at and ripe_at > mail.made_at else None
    context = {"mail": mail, "text": text, "would_go_at": later}
    return render(request, "outbox/demo_mail.html", context)


@login_not_required
@csp_replace({"style-src": ["'self'", "'unsafe-inline'"]})
def demo_mail_html(request, pk):
    """The message as a mail program shows it; inline styles are allowed in mails only."""
    return HttpResponse(here(get_object_or_404(Mail, pk=pk).html))


def here(html: str) -> str:
    """Lead the links of this instance to the address the reader is on."""
    return HERE.sub('href="/', html.replace(f'href="{settings.SITE_URL}', 'href="http://localhost'))
