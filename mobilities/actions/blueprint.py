"""Loads plans as versioned blueprints."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from doallvet.core.refused import Refused
from mobilities.models import Blueprint, BlueprintStep
from mobilities.rules import blueprint as rules
from mobilities.rules.conditions import PRIVATE
from mobilities.rules.documents import sensitive
from mobilities.rules.template import Item, Template

SHIPPED = Path(__file__).parent.parent / "data" / "blueprints"


def load_shipped() -> list[Blueprint]:
    """Load the plans that come with the project; those already here are left alone."""
    return [load(path.read_text(encoding="utf-8"), name=path.name) for path in sorted(SHIPPED.glob("*.yaml"))]


@transaction.atomic
def load(text: str, *, name: str) -> Blueprint:
    """Keep the plan a file says as a blueprint, and give it.

    Raises Refused with each fault and its line. The same file again changes nothing; another text under a version
    that is already here is refused, because running mobilities stay on the version they were planned with.
    """
    template = rules.parse(text, name=name)
    known = Blueprint.objects.shipped().filter(key=template.key, version=template.version).first()
    if known is None:
        return _create(template)
    if [step.item for step in known.steps.all()] != [
        _numbered(item, place) for place, item in enumerate(template.items)
    ]:
        raise Refused(
            _("%(file)s: version %(version)d of “%(key)s” is already here with another text. Give it a new version.")
            % {"file": name, "version": template.version, "key": template.key}
        )
    return known


def _create(template: Template) -> Blueprint:
    blueprint = Blueprint.objects.create(
        key=template.key,
        version=template.version,
        title_en=template.title["en"],
        title_es=template.title["es"],
        activity=template.activity_type,
        mode=template.mode,
        phases=list(template.phases),
        stay_days=template.stay_days,
        gaps=template.gaps,
        lead_days=template.total_lead_days,
    )
    BlueprintStep.objects.bulk_create(_step(blueprint, item, place) for place, item in enumerate(template.items))
    return blueprint


def _step(blueprint: Blueprint, item: Item, place: int) -> BlueprintStep:
    private = item.when in PRIVATE or sensitive(item.evidence)
    return BlueprintStep(blueprint=blueprint, position=place, key=item.id, private=private, **as_fields(item))


def as_fields(item: Item) -> dict[str, Any]:
    """Give what a step says by the fields of its row; key, place and what follows from them left out."""
    return {
        "under": item.under,
        "phase": item.phase,
        "level": item.level,
        "kind": item.kind,
        "owner": item.owner,
        "takes_part": list(item.with_),
        "anchor": item.anchor,
        "days": item.days,
        "days_from": item.days_from or "",
        "repeat_days": item.repeat_days,
        "duration": item.duration,
        "needs": list(item.needs),
        "condition": item.when,
        "gate": item.gate,
        "evidence": list(item.evidence),
        "title_en": item.title["en"],
        "title_es": item.title["es"],
        "help_en": item.help["en"],
        "help_es": item.help["es"],
    }


def _numbered(item: Item, place: int) -> Item:
    return replace(item, line=place)
