"""The plans of the big world: those of the project, a quarter shorter, so that a stay has 35 steps as the goals say."""

from datetime import date, datetime

import yaml

from mobilities.actions import blueprint, forecast, roadmap
from mobilities.choices import Kind
from mobilities.models import Blueprint, BlueprintStep, Mobility, Step
from mobilities.rules.drafting import inherited

LEFT_OUT = {Kind.PAYMENT, Kind.MEETING, Kind.REPORT}
KEPT = "PARTICIPANT_REPORT"  # without it no stay gets beyond its return


def load() -> dict[str, Blueprint]:
    """Load the shorter plans, and give them by the key of the plan from which each is made."""
    found = {}
    for path in sorted(blueprint.SHIPPED.glob("*.yaml")):
        plan = yaml.safe_load(path.read_text(encoding="utf-8"))
        key = plan["template"]["key"]
        plan["template"] |= {"key": f"{key}-scale", "version": 1}
        for item in [item for item in plan["items"] if item["kind"] in LEFT_OUT and KEPT not in item["evidence"]]:
            plan["items"].remove(item)
            for other in plan["items"]:
                other["needs"] = inherited(other["needs"], item["id"], item["needs"])
        found[key] = blueprint.load(yaml.safe_dump(plan, allow_unicode=True), name=path.name)
    return found


def move_over(mobility: Mobility, plan: Blueprint, *, today: date, at: datetime) -> None:
    """Let a mobility stand where it would if it had been planned on a shorter plan; counts anew."""
    lines = {line.key: line for line in plan.steps.all()}
    mobility.steps.exclude(plan__key__in=lines).delete()
    steps = list(mobility.steps.select_related("plan"))
    for step in steps:
        step.shared_key = step.shared_key.replace(f":{mobility.blueprint.key}:", f":{plan.key}:")
        step.plan = lines[step.plan.key]
    Step.objects.bulk_update(steps, ["plan", "shared_key"])
    Mobility.objects.filter(pk=mobility.pk).update(blueprint=plan)
    roadmap.recount(Mobility.objects.with_people().get(pk=mobility.pk), at=at, today=today)
    forecast.follow(mobility.pk, today=today)


def lines() -> dict[str, BlueprintStep]:
    """All lines of plans by id, as COPY writes it."""
    return {str(pk): line for pk, line in BlueprintStep.objects.in_bulk().items()}
