"""Rules of countries as people read them: what they say, when they apply, what changed between two versions."""

from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django_countries import countries

from companies.choices import Level, RuleKind
from companies.rules.law import CONDITIONS, SAYS, SPANISH
from mobilities.rules.documents import documents

KEY = next(said.label for said in SAYS[RuleKind.OPTION] if said.name == "key")


def lines(rule):
    """What a rule says, in rows."""
    return [{"label": said.label, "value": word(said, rule)} for said in SAYS[rule.kind] if is_said(rule.says, said)]


def conditions(rule):
    """When a rule applies, in rows; empty means always."""
    return [
        {"label": said.label, "value": _value(said, rule.condition[said.name])}
        for said in CONDITIONS
        if is_said(rule.condition, said)
    ]


def is_said(values, said):
    return values.get(said.name) not in (None, "", [])


def word(said, rule):
    return rule.text(said.name) if said.form in ("words", "name") else _value(said, rule.says[said.name])


def _value(said, value):
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    if said.form == "choice":
        return str(said.choices(value).label)
    if said.form == "share":
        return f"{value:.0%}"
    if said.form == "codes":
        names = {code: row.title for code, row in documents().items()} | dict(countries)
        return ", ".join(str(names.get(code, code)) for code in value)
    return str(value)


def summary(rule):
    """What a rule says, in one line; short values need their label."""
    shown = [row for row in lines(rule) if row["label"] != KEY]
    found = [f"{row['label']}: {row['value']}" if len(str(row["value"])) < 5 else str(row["value"]) for row in shown]
    return " · ".join(found) or _("not known")


def validity(rule):
    """For agreements of which days it holds, in words."""
    if rule.valid_from and rule.valid_to:
        days = {"first": date_format(rule.valid_from), "last": date_format(rule.valid_to)}
        return _("agreements from %(first)s to %(last)s") % days
    if rule.valid_from:
        return _("agreements from %(first)s on") % {"first": date_format(rule.valid_from)}
    if rule.valid_to:
        return _("agreements until %(last)s") % {"last": date_format(rule.valid_to)}
    return _("no first or last day known")


def standing(rule, today):
    """How sure a rule is: the words and the tone."""
    if rule.is_sure(today):
        return {"text": Level(rule.level).label, "tone": "success"}
    if today > rule.review_due_on:
        return {"text": _("review is due"), "tone": "warning"}
    return {"text": _("please confirm"), "tone": "warning"}


def facts(rule):
    """What stands beside a rule: law, days, how sure."""
    return [
        {"label": _("Law"), "value": rule.law_text or ("" if not rule.law else _("not seen in a source yet"))},
        {"label": _("Holds for"), "value": validity(rule)},
        {"label": _("Evidence"), "value": f"{rule.level}: {Level(rule.level).label}"},
        {"label": _("Open question"), "value": rule.open_question},
        {"label": _("Last reviewed"), "value": date_format(rule.reviewed_on)},
        {"label": _("Look at it again by"), "value": date_format(rule.review_due_on)},
    ]


def differences(before, after):
    """What is not the same in two versions: label, before, after; both languages of a text."""
    rows = []
    for said in (*SAYS[after.kind], *CONDITIONS):
        for name in (said.name, said.name + SPANISH):
            was, now = ((rule.says | rule.condition).get(name) for rule in (before, after))
            if was != now:
                rows.append((said.label, _shown(said, was), _shown(said, now)))
    for name, label in (
        ("law", _("Law")),
        ("level", _("Evidence")),
        ("sources", _("Sources")),
        ("valid_from", _("Holds for agreements from")),
        ("valid_to", _("Holds for agreements until")),
        ("unconfirmed", _("Open question")),
    ):
        was, now = getattr(before, name), getattr(after, name)
        if was != now:
            rows.append((label, _plain(was), _plain(now)))
    return [{"label": capfirst(label), "before": was, "after": now} for label, was, now in rows]


def _shown(said, value):
    return "" if value in (None, "", []) else _value(said, value)


def _plain(value):
    if isinstance(value, tuple):
        return ", ".join(value)
    return date_format(value) if hasattr(value, "year") else str(value or "")
