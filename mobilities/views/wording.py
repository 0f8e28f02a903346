"""The words in which a centre sends its messages: all of them, and one in a language with its earlier versions."""

from csp.decorators import csp_replace
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin

from centres.views.lookups import own_centre
from doallvet.core.refused import Stale
from doallvet.core.text import clean, number
from doallvet.outbox.wording import MESSAGES, Words
from doallvet.outbox.writers import KINDS
from mobilities.actions import wording as actions
from mobilities.forms.wording import WordingForm
from mobilities.models import Wording
from mobilities.views import wording_rows as shown


def overview(request, pk):
    """Every message about the centre's stays, and in whose words it is sent."""
    centre = own_centre(request, pk)
    return render(request, "mobilities/wordings.html", {"centre": centre, "groups": shown.groups(centre)})


def reached(request, pk, message, language):
    """Give the centre and the message; 404 for what is none, or no language of the portal."""
    centre = own_centre(request, pk)
    if message not in MESSAGES or language not in shown.LANGUAGES:
        raise Http404
    return centre, MESSAGES[message]


def typed(request):
    """The words that a page sends, whatever they are."""
    return Words(*(clean(request.POST.get(name, "")).strip() for name in Words._fields))


def wording(request, pk, message, language):
    """The editor: "publish" keeps what was typed, "shipped" goes back; htmx asks for a look while one types."""
    centre, message = reached(request, pk, message, language)
    if "check" in request.POST:
        context = shown.preview(centre, message, language, typed(request))
        return render(request, "mobilities/_wording_preview.html", context)
    versions = list(Wording.objects.of(centre, message.name, language))
    if request.method == "POST":
        return publish(request, centre, message, language, versions)
    source = next((row for row in versions if row.pk == number(request.GET.get("from"))), None)
    words = said(source or next(iter(versions), None), message, language)
    form = WordingForm(initial=words._asdict() | {"seen": seen(versions)}, message=message, language=language)
    return page(request, centre, message, language, versions, form, words)


def said(version, message, language):
    """The words of a version; those of the portal, where there is none or it has none."""
    has_words = version and version.text
    return Words(version.subject, version.text) if has_words else shown.shipped(message, language)


def seen(versions):
    return versions[0].number if versions else 0


def publish(request, centre, message, language, versions):
    """Keep what was typed; whoever was slower sees what is there now, and keeps what they typed."""
    back = request.POST.get("then") == "shipped"
    form = WordingForm(request.POST, message=message, language=language)
    if not back and not form.is_valid():
        return page(request, centre, message, language, versions, form, typed(request), status=422)
    words = actions.SHIPPED if back else form.words
    stamp = {"seen": number(request.POST.get("seen")), "by": request.user, "at": timezone.now()}
    try:
        actions.publish(centre, message.name, language, words, **stamp)
    except Stale as stale:
        data = request.POST.copy()
        versions = list(Wording.objects.of(centre, message.name, language))
        data["seen"] = seen(versions)
        form = WordingForm(data, message=message, language=language)
        return page(request, centre, message, language, versions, form, typed(request), status=409, stale=stale)
    again = _("These messages are in the words of the portal again.")
    messages.success(request, again if back else _("Published. It holds from now on."))
    return redirect("mobilities:wording", centre.pk, message.name, language)


def page(request, centre, message, language, versions, form, words, *, status=200, **more):
    context = {
        "centre": centre,
        "message": message,
        "kind": KINDS[message.kind],
        "language": language,
        "form": form,
        "tabs": shown.tabs(centre, message, language),
        "named": shown.named(centre, message, language),
        "versions": versions,
        "own": bool(versions and versions[0].text),
        "shipped": shown.shipped(message, language),
        **shown.preview(centre, message, language, words),
    }
    return render(request, "mobilities/wording.html", context | more, status=status)


@xframe_options_sameorigin
@csp_replace({"style-src": ["'self'", "'unsafe-inline'"], "frame-ancestors": ["'self'"]})
def mail(request, pk, message, language):
    """The message as a mail program shows it, for the frame of the editor: what holds, or what is typed.

    Inline styles are allowed in mails only.
    """
    centre, message = reached(request, pk, message, language)
    words = typed(request)
    if request.method != "POST":
        words = said(Wording.objects.of(centre, message.name, language).first(), message, language)
    found = shown.preview(centre, message, language, words)
    if found["wrong"]:
        return render(request, "mobilities/_wording_preview.html", found, status=422)
    return HttpResponse(found["mail"]["html"])
