"""The clauses that a centre adds to its papers: all papers, one of them with its editor, and its earlier versions."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from centres.views.lookups import own_centre
from doallvet.core.refused import Refused, Stale
from doallvet.core.text import number
from mobilities.actions import clauses as actions
from mobilities.documents import title_of
from mobilities.forms.clauses import ClausesForm, rearranged, typed, written
from mobilities.models import ClauseBook
from mobilities.views import clause_rows as shown


def overview(request, pk):
    """Every paper with how many clauses it has, and since when."""
    centre = own_centre(request, pk)
    return render(request, "mobilities/clauses.html", {"centre": centre, "tasks": shown.papers(centre)})


def reached(request, pk, kind):
    """Give the centre and the versions of its clauses for a paper, the newest first; 404 where that is no paper."""
    centre = own_centre(request, pk)
    if kind not in shown.kinds():
        raise Http404
    return centre, list(ClauseBook.objects.of(centre, kind))


def book(request, pk, kind):
    """The editor: buttons rearrange what was typed, "publish" keeps it; htmx asks for a look at it while one types."""
    centre, books = reached(request, pk, kind)
    if request.method != "POST":
        source = next((row for row in books if row.pk == number(request.GET.get("from"))), books[0] if books else None)
        rows = source.clauses if source else []
        return page(request, centre, kind, books, rows, shown.languages(centre, rows))
    rows, languages = typed(request.POST)
    if "check" in request.POST:
        context = shown.preview(centre, kind, rows, request.POST.get("example"))
        return render(request, "mobilities/_clauses_preview.html", context)
    act = request.POST.get("then", "")
    if act == "publish":
        return publish(request, centre, kind, books, rows, languages)
    if act == "language":
        languages = shown.ordered([*languages, request.POST.get("language", "")])
    return page(request, centre, kind, books, rearranged(rows, act), languages, act=act)


def publish(request, centre, kind, books, rows, languages):
    """Keep what was typed as the next version; whoever was slower sees what is there now, and keeps what they typed."""
    form = ClausesForm(request.POST, rows=rows, languages=languages, parties=shown.parties(kind))
    if not form.is_valid():
        return page(request, centre, kind, books, rows, languages, form=form, status=422)
    said = form.cleaned_data
    stamp = {"by": request.user, "at": timezone.now()}
    try:
        actions.publish(centre, kind, written(rows), said["note"], seen=said["seen"], **stamp)
    except Stale as stale:
        data = request.POST.copy()
        data["seen"] = books[0].number
        form = ClausesForm(data, rows=rows, languages=languages, parties=shown.parties(kind))
        clash = shown.differences(books[0].clauses, written(rows))
        return page(request, centre, kind, books, rows, languages, form=form, status=409, stale=stale, clash=clash)
    except Refused as refused:
        form.add_error(None, refused.reasons)
        return page(request, centre, kind, books, rows, languages, form=form, status=422)
    messages.success(request, _("Published. It holds for papers that are issued from now on."))
    return redirect("mobilities:clause-book", centre.pk, kind)


def page(request, centre, kind, books, rows, languages, *, form=None, act="", status=200, **more):
    """The editor with what is typed; `act`: the button that was pressed, "" where it is opened or published."""
    if form is None:
        initial = {"seen": books[0].number if books else 0}
        if act:
            initial = {name: request.POST[name] for name in ("note", "example", "seen") if name in request.POST}
        rows = rows or [{"party": "", "text": {}}]
        about = {"rows": rows, "languages": languages, "parties": shown.parties(kind), "added": act == "add"}
        form = ClausesForm(initial=initial, **about)
    context = {
        "centre": centre,
        "kind": kind,
        "title": title_of(kind),
        "form": form,
        "books": books,
        "named": shown.named(centre),
        **shown.preview(centre, kind, rows, form["example"].value()),
    }
    return render(request, "mobilities/clause_book.html", context | more, status=status)


def version(request, pk, kind, book_pk):
    """One version as it was published, and what it changed."""
    centre, books = reached(request, pk, kind)
    row = get_object_or_404(ClauseBook.objects.of(centre, kind), pk=book_pk)
    former = next((other for other in books if other.number == row.number - 1), None)
    context = {
        "centre": centre,
        "kind": kind,
        "title": title_of(kind),
        "book": row,
        "newest": books[0] == row,
        "rows": [shown.said(clause) for clause in row.clauses],
        "changes": shown.differences(former.clauses, row.clauses) if former else [],
    }
    return render(request, "mobilities/clause_version.html", context)
