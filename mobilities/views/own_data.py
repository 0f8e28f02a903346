"""My data: what the portal holds about an apprentice, as one file for the apprentice or for a guardian."""

from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from centres.context import memberships
from doallvet.core.spreadsheets import write_workbook
from doallvet.history.models import Event
from mobilities.models.posts import posts
from mobilities.reports import own_data as report
from mobilities.views import story
from mobilities.views.export import workbook


def download(request):
    """Give all of it as a workbook; nobody else finds anything here."""
    own = report.stays(posts(request.user, memberships(request)))
    about = report.apprentices(request.user, own)
    if not about:
        raise Http404
    tables = [*report.tables(request.user, about, own), *happened(own)]
    return workbook(write_workbook(_("My data"), tables), f"my-data-{timezone.localdate():%Y-%m-%d}.xlsx")


def happened(own):
    """The history of the stays, as its page tells it, to the beginning."""
    heads = [(_("Stay"), "text"), (_("When"), "date"), (_("What"), "text"), (_("Who"), "text"), (_("Note"), "text")]
    rows = [
        [stay.name, event["at"], event["text"], event["by"], event["note"]]
        for stay in own
        for event in story.told(stay.mobility, events(stay), stay.seat)
    ]
    return [(_("What happened"), report.columns(heads), rows)] if rows else []


def events(stay):
    found = Event.objects.about(stay.mobility).select_related("by")
    return found if stay.seat.coordinates else found.shown_to_all()
