"""All that the rules of the country say of a stay, each with its reason and where it comes from."""

from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from companies.choices import Level
from mobilities.law import outlook_of
from mobilities.rules.law import Weight
from mobilities.views.change import managed
from mobilities.views.detail import frame

TONES = {Weight.BLOCK: "danger", Weight.WARNING: "warning", Weight.OBLIGATION: "info"}


def findings(request, pk):
    """Blocks, warnings and obligations of one mobility, for who coordinates it; each says itself how sure it is."""
    mobility, seat = managed(request, pk)
    found = outlook_of(mobility, list(mobility.parties.all()), today=timezone.localdate())
    context = frame(request, mobility, seat, "roadmap") | {
        "findings": [row(finding) for finding in found if finding.rule or not finding.confirm],
        "rules_url": f"{reverse('mobilities:rules')}?profile={mobility.profile}",
    }
    return render(request, "mobilities/law.html", context)


def row(finding):
    rule = finding.rule
    return {
        "text": finding.text,
        "tone": TONES[finding.weight],
        "weight": finding.weight.label,
        "confirm": finding.confirm if rule else "",
        "law": rule.law_text if rule else "",
        "level": Level(rule.level).label if rule else "",
        "sources": rule.sources if rule else (),
        "reviewed": date_format(rule.reviewed_on) if rule else "",
        "url": reverse("mobilities:rule", args=[rule.key]) if rule else "",
        "version": rule.version if rule else "",
    }
