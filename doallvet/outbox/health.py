"""Is the portal alive; is it able to work? An app adds what it knows to the answer in its own `health` module."""

from datetime import timedelta

from celery import current_app
from django.contrib.auth.decorators import login_not_required
from django.db import Error, connection
from django.http import HttpResponse, JsonResponse
from django.utils import timezone
from kombu.exceptions import OperationalError

from doallvet.outbox.models import Mail, Notice, Pulse

BEAT_STALLS_AFTER = timedelta(minutes=5)
SWEEP_STALLS_AFTER = timedelta(hours=3)
MAIL_STALLS_AFTER = timedelta(minutes=30)
CHECKS = {}  # of rows, by name: asked where the database answers


def checks(name):
    """Let a function of nothing, true when all is well, be one of the checks."""

    def keep(check):
        CHECKS[name] = check
        return check

    return keep


@login_not_required
def healthz(request):
    return HttpResponse("alive", content_type="text/plain")


@login_not_required
def readyz(request):
    """200 when database, broker, beat, messages and documents flow, else 503; names what does not, nothing else."""
    database = passes(database_answers)
    found = {"database": database, "broker": passes(broker_answers)}
    found |= {name: database and passes(check) for name, check in CHECKS.items()}
    result = {name: "ok" if fine else "fails" for name, fine in found.items()}
    return JsonResponse(result, status=200 if all(found.values()) else 503)


def passes(check):
    try:
        return check()
    except (Error, OperationalError, OSError):
        return False


def database_answers():
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return True


def broker_answers():
    with current_app.connection_for_write(connect_timeout=2) as broker:
        broker.ensure_connection(max_retries=1, timeout=2)
    return True


@checks("beat")
def beat_is_recent():
    return Pulse.objects.filter(name="beat", at__gt=timezone.now() - BEAT_STALLS_AFTER).exists()


@checks("sweep")
def sweep_is_recent():
    """The last sweep; in the first hours of an instance, which has had none yet, the first beat will do."""
    since = timezone.now() - SWEEP_STALLS_AFTER
    return Pulse.objects.filter(name__in=("sweep", "first-beat"), at__gt=since).exists()


@checks("messages")
def messages_flow():
    """Nothing whose time has come has waited for long: neither a mail nor a notice without its mail.

    Notices of which nobody has said yet when they go out are the next delivery's, as long as there was one lately:
    they were held back until an address worked again, say, or their person has just chosen another hour.
    """
    late = timezone.now() - MAIL_STALLS_AFTER
    stuck = Notice.objects.sendable().due(late).filter(made_at__lt=late)
    if Pulse.objects.filter(name="deliver", at__gt=late).exists():
        stuck = stuck.exclude(ripe_at=None)
    return not Mail.objects.due(late).exists() and not stuck.exists()
