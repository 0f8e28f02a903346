"""The clauses of a centre as ready strings: papers, names to write, how they read, what changed."""

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from doallvet.papers.words import FIRST, LANGUAGES, reader, spoken_in
from mobilities import clauses as read
from mobilities import documents, filling
from mobilities.choices import Side
from mobilities.forms.clauses import NONE, written
from mobilities.models import ClauseBook
from mobilities.rules import clauses as rules
from mobilities.rules import documents as catalogue
from mobilities.rules.papers import papers as stay_papers


def kinds():
    """The papers that can have clauses."""
    return [filling.KIND, *stay_papers()]


def parties(kind):
    return [signing.party for signing in catalogue.documents()[kind].sign]


def ordered(codes):
    return [code for code in LANGUAGES if code in codes]


def languages(centre, rows):
    """The languages in which clauses are asked for: those of the centre's country, English, and what is written."""
    return ordered([spoken_in(centre.country.code), FIRST, *(code for row in rows for code in row["text"])])


def papers(centre):
    """A row for each paper; one query."""
    newest = {book.kind: book for book in ClauseBook.objects.newest_of(centre)}
    return [_paper(centre, kind, newest.get(kind)) for kind in kinds()]


def _paper(centre, kind, book):
    row = {"title": documents.title_of(kind), "url": reverse("mobilities:clause-book", args=[centre.pk, kind])}
    count = len(book.clauses) if book else 0
    if not count:
        return row | {"state": "off", "tone": "quiet", "status": _("No clauses"), "note": ""}
    words = ngettext("%(count)s clause", "%(count)s clauses", count) % {"count": count}
    told = {"number": book.number, "day": date_format(timezone.localtime(book.published_at)), "who": book.published_by}
    note = _("Version %(number)s, %(day)s, %(who)s") % told
    return row | {"state": "done", "tone": "success", "status": words, "note": note}


def named(centre):
    """What can be written between braces: the fields with their example, the conditions."""
    examples = rules.example(centre.legal_name, reader())
    fields = [(f"{{{{ {name} }}}}", meaning, examples[name]) for name, meaning in rules.FIELDS.items()]
    return {"fields": fields, "conditions": list(rules.TRUTHS.items())}


def preview(centre, kind, rows, example):
    """How clauses read on an invented stay, and what is wrong with them; incomplete ones are left out."""
    wanted, wrong = written(rows), []
    for place, row in enumerate(rows, start=1):
        for code, text in row["text"].items():
            about = {"number": place, "language": LANGUAGES[code]}
            wrong += [_("Clause %(number)s, %(language)s.") % about + f" {fault}" for fault in rules.faults(text)]
    data = read.preview(wanted, centre.legal_name, parties(kind), holds=example != NONE)
    return {"wrong": wrong, "parts": [_part(part) for part in read.parts(data)]}


def _part(part):
    label = dict(part["labels"])[reader()]
    texts = [(row["number"], [(code, LANGUAGES[code], text) for code, text in row["texts"]]) for row in part["clauses"]]
    return {"label": label, "clauses": texts}


def said(clause):
    """A clause as it was written: whose it is, and each language."""
    if clause is None:
        return None
    party = capfirst(Side(clause["party"]).label) if clause["party"] in Side.values else _("All parties")
    texts = [(code, LANGUAGES[code], clause["text"][code]) for code in LANGUAGES if code in clause["text"]]
    return {"party": party, "texts": texts}


def differences(before, after):
    """What is not the same in two versions: before and after, as they were written, in the languages that differ."""
    return [_pair(was, now) for was, now in rules.differences(before, after)]


def _pair(was, now):
    if was is None or now is None or was["party"] != now["party"]:
        return said(was), said(now)
    same = {code for code, text in was["text"].items() if now["text"].get(code) == text}
    shown = ({code: text for code, text in row["text"].items() if code not in same} for row in (was, now))
    return tuple(said({"party": was["party"], "text": texts}) for texts in shown)


def on_paper(mobility, kind, facts, values, languages):
    """The clauses that a paper of a mobility gets when it is issued now, and what keeps it from that."""
    found = read.filled(mobility, kind, facts, values, languages)
    signers = documents.signers(mobility, kind)
    data = {"languages": languages, "signers": signers, "clauses": found.frozen}
    return {
        "parts": [_part(part | {"labels": [(reader(), _named(part, reader()))]}) for part in read.parts(data)],
        "gaps": found.gaps,
        "notes": found.notes,
        "url": reverse("mobilities:clause-book", args=[mobility.sending_centre_id, kind]),
    }


def _named(part, code):
    labels = dict(part["labels"])
    return labels.get(code) or next(iter(labels.values()))
