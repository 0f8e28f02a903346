"""The rules of the countries: everybody who is signed in reads them, the administrator of the instance changes them."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django_countries import countries

from companies.actions import law as actions
from companies.choices import RuleKind
from companies.models import Rule
from companies.profiles import profiles
from doallvet.core.refused import Refused, Stale
from doallvet.core.seals import overtaken
from mobilities.forms.law import NEW_LAW, ListForm, RuleForm
from mobilities.views import law_words as words
from mobilities.views.rule_lookups import administered, checked, reached, scheme, versions_of
from mobilities.views.sources import named

COMPARED = (
    (RuleKind.STATUS, RuleKind.CONTRACT, RuleKind.OPTION),
    (RuleKind.CONSENT, RuleKind.LEAVE, RuleKind.SCHOOL),
    (RuleKind.PAY, RuleKind.REFUND, RuleKind.FUNDING),
    (RuleKind.INSURANCE,),
    (RuleKind.NOTICE_BEFORE, RuleKind.NOTICE_AFTER),
    (RuleKind.LIMIT, RuleKind.MINORS),
    (RuleKind.DOCUMENTS,),
)


def rule_list(request):
    """The kinds of apprenticeship with their rules; filtered, the rules themselves."""
    today = timezone.localdate()
    everything = list(Rule.objects.newest().in_order())
    form = filtered(request.GET, everything)
    said = form.cleaned_data if form.is_valid() else {}
    chosen = [row for row in everything if fits(row, said, today)] if any(said.values()) else []
    context = {
        "form": form,
        "is_filtered": any(said.values()) or bool(form.errors),
        "chosen": scheme(said["profile"]) if said.get("profile") else "",
        "rows": [listed(row, today) for row in chosen],
        "profiles": [overview(code, everything, today) for code in dict.fromkeys(row.profile for row in everything)],
        "due": sum(row.review_due_on <= today for row in everything),
        "staff": request.user.is_staff,
    }
    return render(request, "mobilities/rules.html", context, status=422 if form.errors else 200)


def filtered(data, everything):
    form = ListForm(data)
    every = [("", _("All"))]
    codes = dict.fromkeys(row.country.code for row in everything)
    form.fields["country"].choices = every + [(code, countries.name(code)) for code in codes]
    form.fields["profile"].choices = every + [(code, scheme(code)) for code in profiles()]
    form.fields["kind"].choices = every + RuleKind.choices
    return form


def fits(row, said, today):
    """Whether a rule is among those that were asked for."""
    return (
        said.get("country") in ("", row.country.code)
        and said.get("profile") in ("", row.profile)
        and said.get("kind") in ("", row.kind)
        and (not said.get("due") or row.review_due_on <= today)
        and (not said.get("since") or timezone.localdate(row.made_at) >= said["since"])
    )


def listed(row, today):
    """A rule in the list."""
    rule = row.plain
    return {
        "key": row.key,
        "scheme": scheme(row.profile),
        "kind": row.get_kind_display(),
        "says": words.summary(rule),
        "validity": words.validity(rule) if rule.valid_from or rule.valid_to else "",
        "standing": words.standing(rule, today),
        "reviewed_on": row.reviewed_on,
        "version": row.version,
    }


def overview(code, everything, today):
    """A kind of apprenticeship in the overview."""
    rows = [row for row in everything if row.profile == code]
    return {
        "code": code,
        "name": scheme(code),
        "rules": len(rows),
        "sure": sum(row.plain.is_sure(today) for row in rows),
        "changed": max(row.made_at for row in rows),
    }


def rule(request, key):
    """One rule: what it says now, and what it said before."""
    return page(request, versions_of(key))


def page(request, found):
    row, today = found[0], timezone.localdate()
    now = row.plain
    context = {
        "rule": row,
        "scheme": scheme(row.profile),
        "says": words.lines(now),
        "conditions": words.conditions(now),
        "facts": words.facts(now),
        "sources": named(now.sources),
        "reviewer": row.reviewed_by,
        "standing": words.standing(now, today),
        "versions": [told(after, before) for after, before in zip(found, [*found[1:], None], strict=True)],
        "may_edit": request.user.is_staff,
    }
    return render(request, "mobilities/rule.html", context)


def told(after, before):
    """A version in the story of a rule, with what it changed."""
    return {
        "row": after,
        "note": _("Looked at: nothing changed.") if after.note == actions.REVIEWED else after.note,
        "changes": words.differences(before.plain, after.plain) if before else [],
    }


def edit(request, key):
    """A new version of a rule, or a rule that takes its place from a day on."""
    found = versions_of(key)
    administered(request)
    row = found[0]
    form = RuleForm(request.POST or None, rule=row)
    context = {"form": form, "rule": row, "scheme": scheme(row.profile), "version": row.version}
    if "check" in request.POST:
        return checked(request, form)
    if request.method != "POST" or not form.is_valid():
        return render(request, "mobilities/rule_edit.html", context, status=422 if form.errors else 200)
    seen = next((one for one in found if one.version == form.cleaned_data["version"]), row)
    try:
        kept = keep(seen, form, request.user)
    except Stale as stale:
        return render(request, "mobilities/rule_edit.html", context | overtaken(form, stale, ""), status=409)
    except Refused as refused:
        form.add_error("since" if form.cleaned_data["change"] == NEW_LAW else None, refused.reasons)
        return render(request, "mobilities/rule_edit.html", context, status=422)
    if kept.pk == seen.pk:
        messages.info(request, _("Nothing was changed: there is no new version."))
    else:
        messages.success(request, f"{_('Kept as a new version. The version before stays.')} {reached(kept.profile)}")
    return redirect("mobilities:rule", kept.key)


def keep(row, form, person):
    stamp = {"note": form.cleaned_data["note"], "by": person, "at": timezone.now()}
    if form.cleaned_data["change"] == NEW_LAW:
        return actions.succeed(row, form.changes(), since=form.cleaned_data["since"], **stamp)
    return actions.correct(row, form.changes(), **stamp)


@require_POST
def reviewed(request, key):
    """Reviewed today, nothing changed."""
    found = versions_of(key)
    administered(request)
    seen = next((one for one in found if str(one.version) == request.POST.get("version")), None)
    try:
        if seen is None:
            raise Stale(_("Somebody else changed this since you opened the page. Nothing was overwritten."))
        actions.review(seen, by=request.user, at=timezone.now())
        messages.success(request, _("Noted: you looked at it today and nothing changed."))
    except Stale as stale:
        messages.warning(request, str(stale))
    return redirect("mobilities:rule", key)


def compare(request):
    """Two kinds of apprenticeship side by side."""
    codes = list(profiles())
    chosen = [request.GET.get(name, "") for name in ("one", "other")]
    unknown = any(code and code not in codes for code in chosen)
    pair = [code for code in chosen if code in codes]
    context = {
        "choices": [(code, scheme(code)) for code in codes],
        "one": chosen[0],
        "other": chosen[1],
        "unknown": unknown,
        "names": [scheme(code) for code in pair],
        "rows": compared(pair, timezone.localdate()) if len(pair) == 2 else [],
    }
    return render(request, "mobilities/rules_compare.html", context, status=422 if unknown else 200)


def compared(pair, today):
    """Rows of the comparison: a subject, and the rules of each side about it as they hold today."""
    sides = [profiles()[code].on(today) for code in pair]
    return [
        {
            "name": ", ".join(str(kind.label) for kind in kinds),
            "sides": [[cell(rule, today) for rule in side.rules if rule.kind in kinds] for side in sides],
        }
        for kinds in COMPARED
    ]


def cell(rule, today):
    return {
        "text": words.summary(rule),
        "law": rule.law_text,
        "sure": rule.is_sure(today),
        "key": rule.key,
        "kind": RuleKind(rule.kind).label,
    }
