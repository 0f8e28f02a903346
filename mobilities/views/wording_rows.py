"""The messages of a centre as ready strings: which there are, what can be named in them, how they arrive."""

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from doallvet.accounts.models import User
from doallvet.core.templatetags.components import own_name
from doallvet.outbox import words as mails
from doallvet.outbox.wording import MESSAGES, Draft, say
from doallvet.outbox.writers import KINDS, Line
from mobilities.models import Wording
from mobilities.rules import wording as rules

LANGUAGES = [code for code, _name in settings.LANGUAGES]
READER = "Alex"  # whom the example is written to


def groups(centre):
    """The messages under the names of their kinds, each with whether the centre has words of its own; one query."""
    own = {}
    rows = Wording.objects.newest().exclude(text="").filter(centre=centre).select_related("published_by")
    for row in rows.order_by("published_at", "pk"):
        own.setdefault(row.message, []).append(row)
    tasks = {}
    for message in MESSAGES.values():
        tasks.setdefault(message.kind, []).append(_task(centre, message, own.get(message.name, [])))
    return [{"title": KINDS[kind].title, "tasks": found} for kind, found in tasks.items()]


def _task(centre, message, rows):
    language = next((code for code in (get_language(), *LANGUAGES) if code in LANGUAGES), LANGUAGES[0])
    task = {
        "title": capfirst(str(message.when)),
        "url": reverse("mobilities:wording", args=[centre.pk, message.name, language]),
        "note": "",
    }
    if not rows:
        return task | {"state": "off", "tone": "quiet", "status": _("words of the portal")}
    last = rows[-1]
    told = {"number": last.number, "day": date_format(timezone.localtime(last.published_at)), "who": last.published_by}
    names = ", ".join(own_name(code) for code in LANGUAGES if code in {row.language for row in rows})
    return task | {
        "state": "done",
        "tone": "success",
        "status": _("your own: %(languages)s") % {"languages": names},
        "note": _("Version %(number)s, %(day)s, %(who)s") % told,
    }


def tabs(centre, message, language):
    """The same message in each language."""
    return [
        {
            "label": own_name(code),
            "url": reverse("mobilities:wording", args=[centre.pk, message.name, code]),
            "current": code == language,
        }
        for code in LANGUAGES
    ]


def shipped(message, language):
    with translation.override(language):
        return message.shipped


def named(centre, message, language):
    """What can be written between braces: the name, what it means, and an example in the language of the message."""
    with translation.override(language):
        examples = rules.example(str(centre))
    return [(f"{{{{ {name} }}}}", rules.FIELDS[name], examples[name]) for name in message.fields]


def preview(centre, message, language, words):
    """How the message arrives, as text and as HTML, and what is wrong with it; a faulty one does not arrive."""
    faults = rules.faults(*words, message.fields, message.keeps)
    if faults:
        return {"wrong": [fault for said in faults.values() for fault in said], "mail": None}
    with translation.override(language):
        draft = Draft(message.name, centre.pk, rules.example(str(centre)))
        subject, paragraphs = say(draft, words)
        line = Line(subject=subject, paragraphs=paragraphs, **_fixed())
        reader = User(pk=0, first_name=READER, language=language)
        return {"wrong": [], "mail": mails.message(reader, [line], [message.kind])}


def _fixed():
    """What stays whatever the words are, as an example."""
    return {
        "otherwise": _("As long as it is open you are reminded again."),
        "link": settings.SITE_URL + "/",
        "label": _("Open the stay"),
        "why": _("You get this because you take part in the stay."),
        "group": "Lucía García → Dresden",
    }
