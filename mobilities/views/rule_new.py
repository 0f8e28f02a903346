"""A rule that follows no other: for which kind of apprenticeship, about what, then what it says."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from companies.actions import law as actions
from companies.choices import RuleKind
from companies.models import Rule
from companies.profiles import profiles
from companies.rules.law import ONCE
from companies.rules.shipped import a_year_after
from doallvet.core.refused import Refused
from mobilities.forms.law import NewRuleForm
from mobilities.views.rule_lookups import administered, checked, reached, scheme

OFTEN = [kind for kind in RuleKind if kind not in ONCE]


def new(request):
    """First the kind of apprenticeship and the subject, which stand in the address; then the form that follows."""
    administered(request)
    profile, kind = request.GET.get("profile", ""), request.GET.get("kind", "")
    fault = unsuitable(profile, kind)
    if fault or not (profile and kind):
        return choose(request, profile, kind, fault)
    today = timezone.localdate()
    form = NewRuleForm(request.POST or None, profile=profile, kind=kind, initial={"review_due_on": a_year_after(today)})
    if "check" in request.POST:
        return checked(request, form)
    if request.method == "POST" and form.is_valid():
        try:
            stamp = {"note": form.cleaned_data["note"], "by": request.user, "at": timezone.now()}
            kept = actions.establish(profile, kind, form.changes(), **stamp)
        except Refused as refused:
            form.add_error(None, refused.reasons)
        else:
            messages.success(request, f"{_('Kept as a new rule.')} {reached(profile)}")
            return redirect("mobilities:rule", kept.key)
    context = {"form": form, "kind": RuleKind(kind).label, "scheme": scheme(profile), "profile": profile}
    return render(request, "mobilities/rule_new.html", context, status=422 if form.errors else 200)


def unsuitable(profile, kind):
    """Why there can be no new rule of this kind here; "" where there can, or where nothing was chosen yet."""
    if profile and profile not in profiles():
        return _("This kind of apprenticeship is not known here. Please choose from the list.")
    if kind and kind not in RuleKind.values:
        return _("This subject is not known. Please choose from the list.")
    if kind in ONCE:
        text = _("There is exactly one rule about “%(kind)s” at any time. Change the one that is there.")
        return text % {"kind": RuleKind(kind).label}
    return ""


def choose(request, profile, kind, fault):
    """The two questions; what follows from neither is said, with the rule to change where there is one."""
    there = Rule.objects.newest().filter(profile=profile, kind=kind).first() if kind in ONCE else None
    context = {
        "profiles": [(code, scheme(code)) for code in profiles()],
        "kinds": [(value.value, value.label) for value in OFTEN],
        "profile": profile,
        "kind": kind,
        "fault": fault,
        "there": there,
    }
    return render(request, "mobilities/rule_choose.html", context, status=422 if fault else 200)
