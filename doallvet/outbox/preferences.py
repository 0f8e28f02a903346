"""What a person is told, and when; and the address in a mail by which they do without such mails."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from doallvet.accounts import actions as accounts
from doallvet.outbox import actions, tokens
from doallvet.outbox.choices import Pace
from doallvet.outbox.forms import PreferencesForm
from doallvet.outbox.hours import CLOSES, DIGEST_HOUR, OPENS
from doallvet.outbox.models import Rhythm
from doallvet.outbox.writers import KINDS

WHY = {  # nobody does without
    Pace.AT_ONCE: gettext_lazy("because you have just asked for it, or need it to come in:"),
    Pace.ALONE: gettext_lazy("because somebody cannot go on without you:"),
    Pace.DIGEST: gettext_lazy("because it is yours to do or to keep, or a date that you must know:"),
}


@never_cache
def preferences(request):
    """Each kind of message that may reach the person; those that are not compulsory can be switched off."""
    kinds = _kinds_of(request.user)
    optional = [kind for kind in kinds if kind.optional]
    refused = set(request.user.refusals.values_list("kind", flat=True))
    rhythm = Rhythm.objects.filter(person=request.user).first()
    initial = {
        "digest_hour": rhythm.digest_hour if rhythm else DIGEST_HOUR,
        "time_zone": request.user.time_zone,
        "wanted": [kind.name for kind in optional if kind.name not in refused],
    }
    if "no_second_address" in request.POST:
        actions.do_without_second_address(request.user, at=timezone.now())
        return redirect("preferences")
    form = PreferencesForm(request.POST or None, person=request.user, optional=optional, initial=initial)
    if request.method == "POST" and form.is_valid():
        accounts.live_in(request.user, form.cleaned_data["time_zone"])
        chosen = {"offered": [kind.name for kind in optional], "refused": form.refused()}
        actions.prefer(request.user, digest_hour=form.cleaned_data["digest_hour"], **chosen, at=timezone.now())
        messages.success(request, _("Kept. It holds from the next message on."))
        return redirect("preferences")
    groups = [_group(pace, [kind for kind in kinds if kind.pace is pace]) for pace in reversed(Pace)]
    context = {"form": form, "groups": groups, "wanted": form["wanted"].value() or [], "opens": OPENS, "closes": CLOSES}
    return render(request, "outbox/preferences.html", context, status=422 if form.errors else 200)


def _group(pace, kinds):
    """The kinds that travel alike, and why those always come that nobody does without."""
    optional = [kind for kind in kinds if kind.optional]
    compulsory = [kind for kind in kinds if not kind.optional]
    return {"pace": pace.value, "why": WHY[pace], "optional": optional, "compulsory": compulsory}


def _kinds_of(person):
    """The kinds that may reach a person, each question asked once."""
    concerned = {ask: ask(person) for ask in {kind.concerns for kind in KINDS.values()}}
    return [kind for kind in KINDS.values() if concerned[kind.concerns]]


@csrf_exempt  # mail programs post here without a cookie; the address itself is the proof
@login_not_required
@never_cache
def unsubscribe(request, token):
    """GET shows, POST acts: scanners follow every address. The one click of a mail program gets a plain answer."""
    found = tokens.read(token)
    if found is None:
        return render(request, "outbox/unsubscribe.html", {"kinds": []}, status=404)
    person, names = found
    translation.activate(person.language)
    request.LANGUAGE_CODE = person.language
    if request.method == "POST":
        if "again" in request.POST:
            actions.take_back(person, names)
        else:
            actions.refuse(person, names, at=timezone.now())
        if "List-Unsubscribe" in request.POST:
            return HttpResponse(_("You will get no more of these messages."), content_type="text/plain; charset=utf-8")
        return redirect("unsubscribe", token)
    refused = person.refusals.filter(kind__in=names).count() == len(names)
    kinds = [KINDS[name] for name in names if name in KINDS]
    return render(request, "outbox/unsubscribe.html", {"kinds": kinds, "person": person, "refused": refused})
