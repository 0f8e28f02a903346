"""The plans that come with the project, and how tests look at what is planned."""

from pathlib import Path

from doallvet.core.calendars import Calendar
from mobilities.rules import blueprint, roadmap
from mobilities.rules.calendars import settled
from mobilities.rules.roadmap import Standing

FOLDER = Path(blueprint.__file__).parent.parent / "data" / "blueprints"
TEMPLATES = {
    path.stem.removeprefix("roadmap_"): blueprint.parse(path.read_text(encoding="utf-8"), name=path.name)
    for path in FOLDER.glob("*.yaml")
}
PLAN = """\
template:
  key: short-trip
  version: 1
  title: {en: "Short trip", es: "Viaje corto"}
  activity_type: LM-SHORT-VET
  mode: physical
  phases: [prepare, ready, abroad, return]
  anchors_used: [start, end]
  stay_days: {min: 10, typical: 21, max: 89}
  total_lead_days: 100
items:
  - {id: P1, phase: prepare, level: project, kind: task, owner: sending_coordinator, with: [], due: {anchor: start, days: -90}, days: 3, needs: [], when: always, gate: false, evidence: [COUNTRY_CHECK], title: {en: "Check", es: "Comprobar"}, help: {en: "Look.", es: "Mire."}}
  - {id: D1, phase: ready, level: mobility, kind: document, owner: apprentice, with: [guardian], due: {anchor: start, days: -30}, days: 10, needs: [P1], when: always, gate: true, evidence: [EHIC], title: {en: "Get the card", es: "Obtener la tarjeta"}, help: {en: "Ask.", es: "Pida."}}
  - {id: A1, phase: abroad, level: mobility, kind: report, owner: apprentice, with: [], due: {anchor: start, days: 7, repeat_days: 7}, days: 1, needs: [D1], when: always, gate: false, evidence: [LOGBOOK], title: {en: "Write", es: "Escribir"}, help: {en: "Weekly.", es: "Cada semana."}}
  - {id: B1, phase: return, level: mobility, kind: report, owner: apprentice, with: [], due: {anchor: end, days: 30}, days: 3, needs: [A1], when: always, gate: false, evidence: [PARTICIPANT_REPORT], title: {en: "Report", es: "Informe"}, help: {en: "Online.", es: "En línea."}}
"""  # noqa: E501


def due(planned):
    return {(step.key, step.occurrence): step.due_on for step in planned}


def standing(planned, closed=()):
    return [Standing(step.key, step.occurrence, step.due_on, step.due_on, step.key in closed) for step in planned]


def redate(items, facts, dates, steps, today):
    """What steps become on other dates."""
    rows, keys = roadmap.plan(items, facts, dates), {item.id for item in items}
    stay = {"start": dates.start, "end": dates.end}
    return roadmap.redate(
        rows, steps, keys, lambda _row: today, lambda row, day: settled(day, Calendar(), phase=row.phase, **stay)
    )
