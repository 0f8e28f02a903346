"""Where the rules of the countries were seen: everybody who is signed in reads it, the administrator adds to it."""

import re
from itertools import groupby

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django_countries import countries

from companies.actions import source as actions
from companies.models import Rule, Source
from doallvet.core.refused import Refused, Stale
from doallvet.core.seals import overtaken, seal
from mobilities.forms.source import SourceForm
from mobilities.views.rule_lookups import administered


def named(codes):
    """The sources of some codes with their pages, in the order of the codes; one query."""
    pages = {}
    for page in Source.objects.of(codes):
        pages.setdefault(page.code, []).append(page)
    return [{"code": code, "pages": pages.get(code, [])} for code in codes]


def source_list(request):
    """All sources, and the kinds of apprenticeship whose rules name them."""
    rules = list(Rule.objects.newest().in_order())
    profiles = {}
    for rule in rules:
        for code in rule.sources:
            profiles.setdefault(code, {})[rule.profile] = None
    codes = {*Source.objects.values_list("code", flat=True), *profiles}
    rows = [row | {"profiles": list(profiles.get(row["code"], ()))} for row in named(sorted(codes, key=place))]
    found = groupby(sorted(rows, key=country), key=country)
    groups = [{"name": name, "rows": list(members)} for name, members in found]
    return render(request, "mobilities/sources.html", {"groups": groups, "may_edit": request.user.is_staff})


def country(row):
    """Under which heading a source stands: the letters of its code are those of a country, or a name of their own."""
    letters = row["code"].rstrip("0123456789abcdefghijklmnopqrstuvwxyz")
    return countries.name(letters) or letters


def place(code):
    """Where a code stands in the list: DE2 before DE10."""
    return [int(part) if part.isdigit() else part for part in re.split(r"(\d+)", code)]


def new(request):
    """A page more: of a new source, or of one that is there."""
    administered(request)
    form = SourceForm(request.POST or None, initial={"code": request.GET.get("code", "")})
    if request.method == "POST" and form.is_valid():
        try:
            kept = actions.add(form.page(), by=request.user, at=timezone.now())
        except Refused as refused:
            form.add_error(None, refused.reasons)
        else:
            messages.success(request, _("Kept. Rules can name it as %(code)s.") % {"code": kept.code})
            return back(kept)
    return page(request, form, _("Add a source"))


def edit(request, pk):
    """What is known better of a page."""
    row = get_object_or_404(Source, pk=pk)
    administered(request)
    seen = seal(row.plain)
    form = SourceForm(request.POST or None, page=row.plain, seen=seen)
    if request.method == "POST" and form.is_valid():
        stamp = {"seen": form.cleaned_data["seen"], "by": request.user, "at": timezone.now()}
        try:
            kept = actions.change(row, form.page(), **stamp)
        except Stale as stale:
            return page(request, form, str(row), 409, **overtaken(form, stale, seen))
        except Refused as refused:
            form.add_error(None, refused.reasons)
        else:
            messages.success(request, _("Saved."))
            return back(kept)
    return page(request, form, str(row), seen=seen)


def page(request, form, heading, status=200, **shown):
    context = {"form": form, "heading": heading} | shown
    return render(request, "mobilities/source_edit.html", context, status=422 if form.errors else status)


def back(row):
    return redirect(f"{reverse('mobilities:sources')}#{row.code}")
