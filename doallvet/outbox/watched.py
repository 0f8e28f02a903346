"""Whether messages flow, for the administrator: each kind, day by day. Nobody is named here."""

from datetime import timedelta

from django.db.models import Count, Min, Q
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from doallvet.accounts.administrators import administrators_only
from doallvet.outbox import health, watch
from doallvet.outbox.models import DeadAddress, Mail, MailState, Notice, Pulse
from doallvet.outbox.writers import KINDS

DAYS, STEP, BAR, HEIGHT = 14, 10, 8, 24  # of the picture: days, how far apart, how wide and high their bars are
PULSES = {
    "beat": (gettext_lazy("Last beat"), health.BEAT_STALLS_AFTER),
    "deliver": (gettext_lazy("Last delivery"), health.MAIL_STALLS_AFTER),
    "sweep": (gettext_lazy("Last sweep"), health.SWEEP_STALLS_AFTER),
}


@administrators_only
def page(request):
    """Each kind of message, and the signs of life of what makes and sends them."""
    now = timezone.now()
    today = watch.today_of(now)
    sent = watch.history(today=today)
    silent, owed = watch.silent(sent, today=today), unsent()
    days = [today - number * watch.DAY for number in reversed(range(DAYS))]
    context = {
        "rows": [row(kind, sent.get(kind.name, {}), days, owed.get(kind.name), silent) for kind in in_order()],
        "first": date_format(days[0]),
        "pulses": pulses(now),
        "facts": facts(now),
    }
    return render(request, "outbox/watched.html", context)


def in_order():
    return sorted(KINDS.values(), key=lambda kind: str(kind.title))


def row(kind, sent, days, owed, silent):
    """One kind: what was sent on each day, what waits, and whether it has fallen silent."""
    numbers = [sent.get(day, 0) for day in days]
    most = max(*numbers, 1)
    heights = [max(round(HEIGHT * number / most), 2) if number else 0 for number in numbers]
    return {
        "title": kind.title,
        "bars": [
            {"x": place * STEP, "y": HEIGHT - height, "height": height}
            for place, height in enumerate(heights)
            if height
        ],
        "spoken": ", ".join(map(str, numbers)),
        "sent": sum(numbers),
        "last": date_format(max(sent)) if sent else "",
        "silent": date_format(silent[kind.name]) if kind.name in silent else "",
        "owed": owed["number"] if owed else 0,
        "oldest": owed["oldest"] if owed else None,
        "failing": owed["failing"] if owed else 0,
    }


def unsent():
    """By kind: how many lines wait to be made or sent, since when the oldest, and how many were tried in vain."""
    waiting = Notice.objects.filter(mail__state=MailState.WAITING)
    found = {}
    for lines in (waiting, Notice.objects.sendable()):
        counted = lines.order_by().values("kind")
        for line in counted.annotate(
            number=Count("pk"), oldest=Min("made_at"), failing=Count("pk", filter=Q(mail__attempts__gt=0))
        ):
            known = found.setdefault(line["kind"], {"number": 0, "oldest": line["oldest"], "failing": 0})
            known["number"] += line["number"]
            known["failing"] += line["failing"]
            known["oldest"] = min(known["oldest"], line["oldest"])
    return found


def pulses(now):
    """The signs of life: when each was last, and whether that is too long ago."""
    last = dict(Pulse.objects.filter(name__in=PULSES).values_list("name", "at"))
    return [
        {"label": label, "at": last.get(name), "late": name not in last or last[name] < now - gap}
        for name, (label, gap) in PULSES.items()
    ]


def facts(now):
    """Numbers that belong to no kind."""
    dead = DeadAddress.objects.holding().count()
    failed = Mail.objects.filter(state=MailState.DEAD, made_at__gte=now - timedelta(days=DAYS)).count()
    given_up = Mail.objects.filter(state=MailState.DEAD).carrying().count()
    held = ngettext("%(n)s address that mail does not reach", "%(n)s addresses that mail does not reach", dead)
    lost = ngettext("%(n)s message could not be sent", "%(n)s messages could not be sent", failed)
    again = ngettext("%(n)s message waits for another try", "%(n)s messages wait for another try", given_up)
    return [
        {"label": _("Held back"), "value": held % {"n": dead}},
        {"label": _("Given up"), "value": again % {"n": given_up}},
        {"label": _("Failures in 14 days"), "value": lost % {"n": failed}},
    ]
