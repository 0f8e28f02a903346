"""Who may change the rules of the countries, how a kind of apprenticeship is called, what is wrong with a form."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django_countries import countries

from companies.models import Rule
from companies.profiles import profiles
from mobilities.concluded import not_concluded


def administered(request):
    """Who does not run the instance may read the rules, not change them."""
    if not request.user.is_staff:
        raise PermissionDenied


def scheme(code):
    profile = profiles()[code]
    return f"{countries.name(profile.country)} · {profile.scheme}"


def versions_of(key):
    """All versions of a rule, newest first, or 404."""
    found = list(Rule.objects.filter(key=key).select_related("made_by").order_by("-version"))
    if not found:
        raise Http404
    return found


def checked(request, form):
    """What would be wrong with a rule if this were kept; nothing is written."""
    form.is_valid()
    context = {"wrong": list(form.wrong()), "missing": form.missing()}
    return render(request, "mobilities/_rule_checked.html", context)


def reached(profile):
    """Say how many roadmaps are looked at anew when a rule is kept, and which are not."""
    number = not_concluded(profile).count()
    if not number:
        return _("No running stay waits for its agreement under these rules: no roadmap changes.")
    text = ngettext(
        "The roadmap of one running stay is looked at now; where the agreement is concluded, nothing changes.",
        "The roadmaps of %(n)d running stays are looked at now; where the agreement is concluded, nothing changes.",
        number,
    )
    return text % {"n": number}
