"""The plan of a class list in words: per line what will happen, errors by cell."""

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from centres.actions.enrolment import CHANGED, ERROR, NEW, UNCHANGED
from centres.models.apprentice import years_before
from centres.particulars import in_words, labels
from centres.rules.classlist import heading
from centres.rules.guardian import missing
from doallvet.core.spreadsheets import address

SHOWN = 500  # lines of one kind on the page; the rest is counted


def shown(centre, planned, positions, today):
    """Give the template what it shows: lines by outcome, counts, and what will be left to do."""
    by_outcome = {
        outcome: [row for row in planned if row.outcome == outcome] for outcome in (ERROR, NEW, CHANGED, UNCHANGED)
    }
    programmes = {row.pk: row.title for row in centre.programmes.all()}
    names = labels()
    return {
        "counts": {outcome: len(rows) for outcome, rows in by_outcome.items()},
        "errors": [line for row in by_outcome[ERROR] for line in _errors(row, positions)][:SHOWN],
        "new": [_new(row, names, programmes) for row in by_outcome[NEW][:SHOWN]],
        "changed": [_changed(row, names, programmes) for row in by_outcome[CHANGED][:SHOWN]],
        "unchanged": [{"line": row.line.number, "name": row.line.name} for row in by_outcome[UNCHANGED][:SHOWN]],
        "possible": not by_outcome[ERROR] and bool(by_outcome[NEW] or by_outcome[CHANGED]),
        "minors": sum(_lacks_guardian(row, today) for row in by_outcome[NEW]),
    }


def _errors(row, positions):
    for error in row.line.errors:
        where = address(row.line.number - 1, positions[error.key]) if error.key in positions else ""
        yield {
            "line": row.line.number,
            "cell": where,
            "name": row.line.name,
            "heading": heading(error.key, get_language()),
            "text": error.text,
            "sentence": error.sentence,
        }


def _new(row, names, programmes):
    known = row.known
    details = [
        in_words(name, getattr(known, name), programmes)
        for name in ("born_on", "class_name", "programme", "email", "languages")
    ]
    if row.guardian:
        details.append(_("guardian: %(name)s") % {"name": row.guardian.name})
    return {"line": row.line.number, "name": row.line.name, "details": " · ".join(filter(None, details))}


def _changed(row, names, programmes):
    changes = [
        {
            "label": names[name],
            "before": in_words(name, getattr(row.before, name), programmes),
            "after": in_words(name, getattr(row.known, name), programmes),
        }
        for name in row.names
    ]
    if row.guardian:
        changes.append({"label": _("Guardian"), "before": "", "after": row.guardian.name})
    if row.returns:
        changes.append({"label": _("Status"), "before": _("left the centre"), "after": _("enrolled")})
    return {"line": row.line.number, "name": row.line.name, "changes": changes}


def _lacks_guardian(row, today):
    minor = row.known.born_on > years_before(today, 18)
    return missing(minor=minor, guardians=1 if row.guardian else 0)
