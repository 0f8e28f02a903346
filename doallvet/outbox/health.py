"""Is the portal alive; is it able to work?"""

from datetime import timedelta

from celery import current_app
from django.contrib.auth.decorators import login_not_required
from django.db import Error, connection
from django.http import HttpResponse, JsonResponse
from django.utils import timezone
from kombu.exceptions import OperationalError

from doallvet.outbox.models import Mail, Notice, Pulse

BEAT_STALLS_AFTER = timedelta(minutes=5)
MAIL_STALLS_AFTER = timedelta(minutes=30)


@login_not_required
def healthz(request):
    return HttpResponse("alive", content_type="text/plain")


@login_not_required
def readyz(request):
    """200 when database, broker, beat and outbox work, else 503; names what does not, nothing else."""
    database = passes(database_answers)
    checks = {
        "database": database,
        "broker": passes(broker_answers),
        "beat": database and passes(beat_is_recent),
        "messages": database and passes(messages_flow),
    }
    result = {name: "ok" if fine else "fails" for name, fine in checks.items()}
    return JsonResponse(result, status=200 if all(checks.values()) else 503)


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


def beat_is_recent():
    return Pulse.objects.filter(name="beat", at__gt=timezone.now() - BEAT_STALLS_AFTER).exists()


def messages_flow():
    """Nothing that could have gone out has waited for long: neither a mail nor a notice without its mail."""
    late = timezone.now() - MAIL_STALLS_AFTER
    return not Mail.objects.due(late).exists() and not Notice.objects.sendable().filter(made_at__lt=late).exists()
