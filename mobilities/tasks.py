"""What the worker does for mobilities: thin, safe to run twice."""

from datetime import date

from celery import shared_task
from django.utils import timezone

from mobilities.actions import agreement, following, forecast, guardians, memoranda, pack, search
from mobilities.actions.sweep import sweep as sweep_once
from mobilities.models import Mobility


@shared_task(name="mobilities.build_agreement")
def build_agreement(*, version_id, **_):
    """Render the PDF of an issued version, unless it is there."""
    agreement.build_file(version_id, at=timezone.now())


@shared_task(name="mobilities.build_pack")
def build_pack(*, pack_id, **_):
    """Make an audit pack of a project, unless it is there."""
    pack.build(pack_id, at=timezone.now())


@shared_task(name="mobilities.follow_name")
def follow_name(*, label, pk, **_):
    """Let the mobilities of an apprentice, a centre or a company be found by the name that it has now."""
    search.follow(label, pk)


@shared_task(name="mobilities.follow_guardians")
def follow_guardians(*, centre_id, **_):
    """Let the guardians of a centre's apprentices take part in their stays, as they are named now."""
    at = timezone.now()
    stays = Mobility.objects.running().filter(sending_centre=centre_id)
    guardians.follow(stays, today=timezone.localdate(at), at=at)


@shared_task(name="mobilities.sweep")
def sweep(**_):
    """Owe the reminders of today, move stages on by date, ask again for files that were never built."""
    at = timezone.now()
    sweep_once(today=timezone.localdate(at), at=at)


@shared_task(name="mobilities.follow_calendar")
def follow_calendar(*, label, pk, **_):
    """Let what is due follow the days on which a centre or a company is closed now."""
    following.follow(label, pk, at=timezone.now())


@shared_task(name="mobilities.follow_law")
def follow_law(*, mobility_id, **_):
    """Let a roadmap follow the law of the day on which its agreement was concluded."""
    following.follow_law(mobility_id, at=timezone.now())


@shared_task(name="mobilities.follow_rules")
def follow_rules(*, profile, after, **_):
    """Let the roadmaps follow a rule that was changed, as far as it reaches them."""
    following.follow_rules(profile, after, at=timezone.now())


@shared_task(name="mobilities.look_ahead")
def look_ahead(*, mobility_id, today="", **_):
    """Bring a mobility in step with what holds today, or on the day that the sweep takes for today."""
    following.look_ahead(mobility_id, at=timezone.now(), today=date.fromisoformat(today) if today else None)


@shared_task(name="mobilities.follow_memorandum")
def follow_memorandum(*, partnership_id, **_):
    """Let a memorandum that both centres have signed count on the stays between them."""
    memoranda.follow(partnership_id, at=timezone.now())


@shared_task(name="mobilities.count_memorandum")
def count_memorandum(*, mobility_id, **_):
    """Let the signed memorandum of its centres count on one stay."""
    memoranda.count(mobility_id, at=timezone.now())


@shared_task(name="mobilities.gather_lead_times")
def gather_lead_times(**_):
    """Count anew how long things took."""
    forecast.gather(today=timezone.localdate())


@shared_task(name="mobilities.forecast")
def follow_forecast(*, mobility_id, **_):
    """Bring the forecast of a mobility up to date."""
    forecast.follow(mobility_id, today=timezone.localdate())
