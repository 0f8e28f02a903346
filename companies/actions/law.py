"""Writes the rules of the countries: a change is a new version, nothing is overwritten."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from companies import law
from companies.choices import RuleKind
from companies.models import Rule
from companies.rules.law import ONCE, faults, unsourced
from companies.rules.shipped import a_year_after, shipped
from doallvet.accounts.models import User
from doallvet.core.jobs import queue
from doallvet.core.refused import Refused, Stale
from doallvet.history import actions as history

CHANGES = ("says", "condition", "law", "sources", "level", "valid_from", "valid_to", "unconfirmed", "unconfirmed_es")
CHANGES += ("review_due_on",)
SAME = ("says", "condition", "valid_from", "valid_to")  # what makes a rule the same rule


@transaction.atomic
def load_shipped(*, at: datetime) -> int:
    """Keep the shipped rules as first versions; gives how many are new. Rules that are here already are left alone."""
    known = set(Rule.objects.values_list("key", flat=True))
    rows = [
        Rule(
            key=rule.key,
            profile=rule.profile,
            country=rule.country,
            kind=rule.kind,
            place=place,
            says=rule.says,
            condition=rule.condition,
            law=rule.law,
            sources=list(rule.sources),
            level=rule.level,
            valid_from=rule.valid_from,
            valid_to=rule.valid_to,
            unconfirmed=rule.unconfirmed,
            unconfirmed_es=rule.unconfirmed_es,
            reviewed_on=rule.reviewed_on,
            review_due_on=rule.review_due_on,
            made_at=at,
        )
        for place, rule in enumerate(shipped())
        if rule.key not in known
    ]
    for row in rows:
        refuse_unsound(row)
    Rule.objects.bulk_create(rows)
    if rows:
        _tell()
    return len(rows)


@transaction.atomic
def correct(rule: Rule, changes: dict[str, Any], *, note: str, by: User, at: datetime) -> Rule:
    """Keep a new version of a rule: what was written was wrong, or something is known better; and give it.

    `changes`: values by the names of CHANGES. Agreements concluded before keep the version that was known then.
    Raises Stale when there is a newer version than `rule`, Refused where the rule would say what cannot be.
    """
    _lock(rule)
    row = _next(rule, changes, note=note, by=by, at=at)
    if all(getattr(row, name) == getattr(rule, name) for name in CHANGES):
        return rule
    return _follow(_keep(row))


@transaction.atomic
def establish(profile: str, kind: str, values: dict[str, Any], *, note: str, by: User, at: datetime) -> Rule:
    """Keep a rule that follows no other, as its first version, and give it; the same again gives the one there is.

    `values`: by the names of CHANGES. Agreements concluded before do not know of it. Raises Refused where the kind of
    apprenticeship is not known, has its one rule of this kind, or the rule would say what cannot be.
    """
    others = list(Rule.objects.select_for_update(of=("self",)).filter(profile=profile).order_by("place", "pk"))
    if not others:
        raise Refused(_("This kind of apprenticeship is not known here. Please choose from the list."))
    if kind in ONCE:
        raise Refused(_("There is one rule of this kind at any time: change the one that is there."))
    stands = Rule.objects.newest().filter(profile=profile, kind=kind)
    if same := next((row for row in stands if all(getattr(row, name) == values[name] for name in SAME)), None):
        return same
    order = list(RuleKind)
    before = [row for row in others if order.index(RuleKind(row.kind)) <= order.index(RuleKind(kind))]
    today = timezone.localdate(at)
    row = Rule(
        profile=profile,
        country=others[0].country,
        kind=kind,
        place=(before or others)[-1].place,
        made_at=at,
        made_by=by,
        note=note,
        reviewed_on=today,
        reviewed_by=str(by),
        **{name: values[name] for name in CHANGES},
    )
    row.key = _free_key(row)
    return _follow(_keep(row))


@transaction.atomic
def succeed(rule: Rule, changes: dict[str, Any], *, since: date, note: str, by: User, at: datetime) -> Rule:
    """Keep a rule that takes another's place for agreements concluded from a day on, and give it.

    The former one holds until the day before: that is a new version of it. Raises as `correct` does.
    """
    _lock(rule)
    if since <= (rule.valid_from or date.min) or since > (rule.valid_to or date.max):
        raise Refused(_("Choose a day within the time for which the former rule holds."))
    former = _next(rule, {"valid_to": since - timedelta(days=1)}, note=note, by=by, at=at)
    _keep(former)
    later = _next(rule, changes | {"valid_from": since}, note=note, by=by, at=at)
    later.key, later.version = _free_key(rule), 1
    return _follow(_keep(later))


@transaction.atomic
def review(rule: Rule, *, by: User, at: datetime) -> Rule:
    """Note that a rule was looked at and still holds: a version that says the same with a new day."""
    _lock(rule)
    today = timezone.localdate(at)
    if rule.reviewed_on == today and rule.reviewed_by == str(by):
        return rule
    return _keep(_next(rule, {}, note=REVIEWED, by=by, at=at))


REVIEWED = "reviewed"  # the note of a version that only says that nothing changed


def refuse_unsound(rule: Rule) -> None:
    """Raise Refused with all that is wrong with what a rule says."""
    found = faults(rule.kind, rule.says, rule.condition, valid_from=rule.valid_from, valid_to=rule.valid_to)
    sentences = [sentence for _name, sentence in found]
    if sentence := unsourced(rule.level, rule.sources):
        sentences.append(sentence)
    if sentences:
        raise Refused([f"{rule.key}: {sentence}" for sentence in sentences])


def _lock(rule: Rule) -> None:
    """One change of the rules of a kind at a time; who saw an older version is refused.

    The versions are read after the lock: who waited for it does not yet see what the other one wrote meanwhile.
    """
    list(Rule.objects.select_for_update(of=("self",)).filter(profile=rule.profile, kind=rule.kind).order_by("pk"))
    if Rule.objects.filter(key=rule.key, version__gt=rule.version).exists():
        raise Stale(_("Somebody else changed this since you opened the page. Nothing was overwritten."))


def _next(rule: Rule, changes: dict[str, Any], *, note: str, by: User, at: datetime) -> Rule:
    today = timezone.localdate(at)
    kept = {field.attname: getattr(rule, field.attname) for field in Rule._meta.concrete_fields}
    kept |= {"id": None, "version": rule.version + 1, "made_at": at, "made_by_id": by.pk, "note": note}
    kept |= {"reviewed_on": today, "reviewed_by": str(by), "review_due_on": a_year_after(today)}
    return Rule(**kept | {name: changes[name] for name in CHANGES if name in changes})


def _keep(row: Rule) -> Rule:
    refuse_unsound(row)
    row.save(force_insert=True)
    verb = "rule_reviewed" if row.note == REVIEWED else "rule_changed" if row.version > 1 else "rule_made"
    history.record(row, verb, by=row.made_by, at=row.made_at, after=row.says, note=row.note)
    _tell()
    return row


def _follow(row: Rule) -> Rule:
    """Ask, once the rule is there, for the roadmaps that it may change."""
    queue("mobilities.follow_rules", profile=row.profile, after=0)
    return row


def _tell() -> None:
    law.forget()
    transaction.on_commit(law.announce)


def _free_key(rule: Rule) -> str:
    stem = f"{rule.profile}-{rule.kind}"
    used = set(Rule.objects.filter(profile=rule.profile, kind=rule.kind).values_list("key", flat=True))
    if stem not in used:
        return stem
    return next(key for number in range(2, 1000) if (key := f"{stem}-{number}") not in used)
