"""The public page on which anybody checks a paper: by its QR code, its number and code, or its file."""

import hashlib

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from doallvet.core.tries import too_many
from doallvet.signing import verdict
from doallvet.signing.forms import CodeForm, FileForm

TRIES, SECONDS = 30, 60  # checks of one address


@login_not_required
@never_cache
def verify(request):
    """Say whether a paper is authentic. Nothing is kept of what is asked or uploaded."""
    asked = request.method == "POST" or "h" in request.GET
    if asked and too_many(request, "verify", tries=TRIES, seconds=SECONDS):
        return page(request, status=429, busy=True)
    if request.method == "POST" and "number" in request.POST:
        return by_code(request)
    if request.method == "POST":
        return by_file(request)
    if asked:
        found = verdict.by_mark(*(request.GET.get(name, "") for name in ("n", "v", "h")))
        return page(request, verdict=found, code=CodeForm(initial={"number": request.GET.get("n", "")}))
    return page(request)


def by_code(request):
    form = CodeForm(request.POST)
    if not form.is_valid():
        return page(request, status=422, code=form, form=form)
    return page(request, verdict=verdict.by_code(**form.cleaned_data), code=CodeForm(request.POST))


def by_file(request):
    """The file is hashed and thrown away; where the browser hashed it, it never came."""
    form = FileForm(request.POST, request.FILES)
    if not form.is_valid():
        return page(request, status=422, file=form, form=form)
    file_hash = form.cleaned_data["sha256"] or digest(form.cleaned_data["file"])
    return page(request, verdict=verdict.by_hash(file_hash))


def digest(file):
    found = hashlib.sha256()
    for chunk in file.chunks():
        found.update(chunk)
    return found.hexdigest()


def page(request, *, status=200, code=None, file=None, **more):
    context = {"code": code or CodeForm(), "file": file or FileForm()} | more
    return render(request, "signing/verify.html", context, status=status)
