"""The memorandum of a partnership: its draft, the check before it is issued, its versions and signatures."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from centres import memoranda
from centres.access import may_run_partnership
from centres.actions import memorandum as actions
from centres.forms.memorandum import IssueForm, MemorandumForm
from centres.models import Partnership
from centres.rules import memorandum as rules
from centres.views import memorandum_rows as rows
from centres.views.partnerships import sides, visible_partnership
from doallvet.core.refused import Refused, Stale
from doallvet.core.text import number
from doallvet.papers import issued
from doallvet.signing import asking
from doallvet.signing.models import Signatory


def paper(request, pk):
    """What was issued and who signs it; below, for who runs the partnership, the draft."""
    partnership = visible_partnership(request, pk)
    draft = memoranda.draft_of(partnership, ours=sides(request, partnership)[0])
    runs = may_run_partnership(request.user, partnership)
    writes = runs and rows.in_force(partnership)
    if request.method != "POST":
        return page(request, draft, MemorandumForm(draft=draft) if writes else None, runs=runs)
    if not runs:
        raise PermissionDenied
    if not writes:
        return not_in_force(request, pk)
    form = MemorandumForm(request.POST, draft=draft)
    if not form.is_valid():
        return page(request, draft, form, status=422)
    said, shown = form.values(), number(request.POST.get("version"))
    try:
        actions.save(partnership, said, sending=form.sends, version=shown, by=request.user, at=timezone.now())
    except Stale as stale:
        draft = memoranda.draft_of(partnership, ours=form.sends)
        return page(request, draft, form, status=409, stale=stale, clash=rows.differences(draft, said))
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("centres:partnership", pk)
    if request.POST.get("then") == "check":
        return redirect("centres:memorandum-check", pk)
    messages.success(request, _("The draft is kept."))
    return redirect("centres:memorandum-paper", pk)


def page(request, draft, form, status=200, *, runs=True, **more):
    """The page of a memorandum."""
    partnership = draft.memorandum.partnership
    versions = rows.versions(draft.memorandum, request.user, runs=runs)
    context = {
        "partnership": partnership,
        "draft": draft,
        "form": form,
        "facts": rows.facts(draft) if draft.memorandum.document else [],  # before, one chooses who sends
        "version": draft.memorandum.draft_version,
        "unchanged": rows.unchanged(draft),
        **issued.standing(versions),
    }
    return render(request, "centres/memorandum.html", context | more, status=status)


def check(request, pk):
    """All answers on one page; the button issues them as they are shown."""
    partnership = running(request, pk)
    if not rows.in_force(partnership):
        return not_in_force(request, pk)
    draft = memoranda.draft_of(partnership, ours=sides(request, partnership)[0])
    people = memoranda.signers(draft)
    first, *second = draft.languages
    initial = {"version": draft.memorandum.draft_version, "first": first, "second": next(iter(second), "")}
    initial |= {party: str(person.pk) for party, person in people.items()}
    form = IssueForm(request.POST or None, memorandum=draft.memorandum, initial=initial)
    status = 422 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        said = {"signers": form.signers, "languages": form.languages, "version": form.cleaned_data["version"]}
        try:
            version = actions.issue(partnership, **said, by=request.user, at=timezone.now())
        except Stale as stale:
            status, form = 409, IssueForm(memorandum=draft.memorandum, initial=initial)
            messages.error(request, str(stale))
        except Refused as refused:
            form.add_error(None, refused.reasons)
        else:
            messages.success(request, rows.issued_words(version))
            return redirect("centres:memorandum-paper", pk)
    context = {
        "partnership": partnership,
        "form": form,
        "missing": actions.obstacles(draft, people, today=timezone.localdate()),
        "findings": rows.findings(draft, people),
        "rows": rows.answers(draft),
    }
    return render(request, "centres/memorandum_check.html", context, status=status)


def not_in_force(request, pk):
    """Say why nothing is written; a draft would tell what only partners know of each other."""
    messages.error(request, _("This partnership is not in force, so there is nothing to write or issue."))
    return redirect("centres:partnership", pk)


def issued_file(request, pk, version_pk):
    """The PDF of a version as it was issued."""
    version = version_of(request, pk, version_pk)
    if not version.file:
        raise Http404
    return issued.file_answer(version, save="save" in request.GET)


def sealed_file(request, pk, version_pk):
    """The PDF of a version with all its signatures."""
    version = version_of(request, pk, version_pk)
    if not version.sealed_file:
        raise Http404
    return issued.file_answer(version, save="save" in request.GET, sealed=True)


@require_POST
def again(request, pk, place_pk):
    """Send a fresh link to who is to sign."""
    return asking.again(request, *place_of(request, pk, place_pk))


@require_POST
def letter(request, pk, place_pk):
    """A letter to print, with a code that opens the page to sign; a new one ends the one before."""
    return asking.letter(request, *place_of(request, pk, place_pk))


def signed_scan(request, pk, place_pk):
    """The scan of a signature that stands on paper."""
    return asking.scan_of(request, *place_of(request, pk, place_pk))


def scan(request, pk, place_pk):
    """Record a signature on the printed paper, with its scan; it is shown as such."""
    place, back = place_of(request, pk, place_pk)

    def page(context, status):
        return render(request, "centres/memorandum_scan.html", context, status=status)

    return asking.on_paper(request, place, back, folder=f"memoranda/{pk}", page=page)


def running(request, pk) -> Partnership:
    """Give a partnership to who coordinates one of its centres; 404 to others, 403 to colleagues."""
    partnership = visible_partnership(request, pk)
    if not may_run_partnership(request.user, partnership):
        raise PermissionDenied
    return partnership


def version_of(request, pk, version_pk):
    return get_object_or_404(rows.versions_of(visible_partnership(request, pk)), pk=version_pk)


def place_of(request, pk, place_pk):
    """Give a place to sign on the memorandum, and the address of its page, to who runs the partnership."""
    partnership = running(request, pk)
    places = Signatory.objects.with_version().filter(
        version__document__memorandum__partnership=partnership, version__document__kind=rules.KIND
    )
    return get_object_or_404(places, pk=place_pk), reverse("centres:memorandum-paper", args=[pk])
