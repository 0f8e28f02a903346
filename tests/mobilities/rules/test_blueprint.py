"""Plans are read whole or refused with every fault and its line."""

from pathlib import Path

import pytest

from doallvet.core.refused import Refused
from mobilities.choices import Activity, Mode
from mobilities.rules import blueprint
from mobilities.rules.blueprint import parse
from mobilities.rules.template import Item, Template
from tests.mobilities.rules.plans import PLAN

FOLDER = Path(blueprint.__file__).parent.parent / "data" / "blueprints"
SHIPPED = {path.name: path.read_text(encoding="utf-8") for path in sorted(FOLDER.glob("*.yaml"))}
NO_PLAN = "line 1: A plan is a “template” with its data and “items”, a list of 1 to 300 steps."


def refusals(text):
    with pytest.raises(Refused) as refused:
        parse(text, name="plan.yaml")
    return [reason.removeprefix("plan.yaml, ") for reason in refused.value.reasons]


def edited(line, before, after):
    """The plan with one line changed; lines count from 1."""
    rows = PLAN.splitlines()
    assert before in rows[line - 1]
    rows[line - 1] = rows[line - 1].replace(before, after)
    return "\n".join(rows)


@pytest.mark.parametrize(
    ("name", "key", "steps", "gates", "phases"),
    [
        ("roadmap_blended.yaml", "dual-blended", 63, 18, 8),
        ("roadmap_erasmuspro.yaml", "dual-erasmuspro", 56, 17, 6),
        ("roadmap_short.yaml", "dual-short", 53, 17, 6),
    ],
)
def test_the_shipped_plans_are_sound(name, key, steps, gates, phases):
    template = parse(SHIPPED[name], name=name)

    assert (template.key, template.version) == (key, 3)
    assert (len(template.items), sum(item.gate for item in template.items)) == (steps, gates)
    assert len(template.phases) == phases
    assert template.activity_type in Activity.values
    assert (template.mode == Mode.BLENDED) == bool(template.gaps)


def test_a_plan_is_read_whole():
    template = parse(PLAN, name="plan.yaml")

    assert template == Template(
        key="short-trip",
        version=1,
        title={"en": "Short trip", "es": "Viaje corto"},
        activity_type="LM-SHORT-VET",
        mode="physical",
        phases=("prepare", "ready", "abroad", "return"),
        stay_days={"min": 10, "typical": 21, "max": 89},
        gaps={},
        total_lead_days=100,
        items=template.items,
    )
    assert template.items[2] == Item(
        id="A1",
        phase="abroad",
        level="mobility",
        kind="report",
        owner="apprentice",
        with_=(),
        anchor="start",
        days=7,
        days_from=None,
        repeat_days=7,
        duration=1,
        needs=("D1",),
        when="always",
        gate=False,
        evidence=("LOGBOOK",),
        title={"en": "Write", "es": "Escribir"},
        help={"en": "Weekly.", "es": "Cada semana."},
        line=14,
    )


@pytest.mark.parametrize(
    ("line", "before", "after", "reasons"),
    [
        (
            13,
            "owner: apprentice",
            "owner: teacher",
            [
                "line 13: “owner”: “teacher” is not known; known are: sending_coordinator, hosting_coordinator, "
                "home_employer, host_company, apprentice, guardian, notifier."
            ],
        ),
        (13, "with: [guardian]", "with: guardian", ["line 13: “with”: This must be a list of words."]),
        (13, "with: [guardian]", "with: [apprentice]", ["line 13: “D1” names its owner among those who take part."]),
        (
            13,
            "phase: ready",
            "phase: virtual_before",
            ["line 13: “phase”: “virtual_before” is not known; known are: prepare, ready, abroad, return."],
        ),
        (
            13,
            "kind: document",
            "kind: paper",
            [
                "line 13: “kind”: “paper” is not known; known are: task, approval, signature, document, meeting, "
                "payment, report, learning."
            ],
        ),
        (
            13,
            "level: mobility",
            "level: class",
            ["line 13: “level”: “class” is not known; known are: mobility, group, company, partner, project."],
        ),
        (
            13,
            "anchor: start",
            "anchor: vstart",
            ["line 13: “anchor”: “vstart” is not known; known are: start, end."],
        ),
        (13, "[EHIC]", "[EHIC_CARD]", ["line 13: “evidence”: “EHIC_CARD” is not known."]),
        (13, "when: always", "when: sunny", ["line 13: “when”: “sunny” is not known; known are: always, minor, "]),
        (13, "needs: [P1]", "needs: [P9]", ["line 13: “D1” needs “P9”, which is not in this plan."]),
        (13, "needs: [P1]", "needs: [P1, P1]", ["line 13: “needs”: A word stands twice in this list."]),
        (13, "needs: [P1]", "needs: [B1]", [
            "line 13: These steps wait for each other: D1 → A1 → B1 → D1.",
            "line 13: “D1” is due before “B1”, which it needs. (Stay of 10 days.)",
            "line 13: “D1” needs “B1”, which stands in a later phase.",
        ]),
        (12, "needs: []", "needs: [P1]", [
            "line 12: These steps wait for each other: P1 → P1.",
            "line 12: “P1” is due 0 days after “P1”, which it needs, but takes 5 days. (Stay of 10 days.)",
        ]),
        (12, "days: -90", "days: -99", [
            "line 12: “P1” would begin more than 100 days before the first date, which total_lead_days promises. "
            "(Stay of 10 days.)"
        ]),
        (12, "evidence: [COUNTRY_CHECK]", "evidence: [EHIC]", [
            "line 12: “P1” is done once for several mobilities, but “EHIC” is needed for each."
        ]),
        (13, "level: mobility, kind: document", "level: project, kind: task", [
            "line 13: “D1” is done once for several mobilities, but “EHIC” is needed for each."
        ]),
        (13, "days: -30", "days: -80", [
            "line 13: “D1” is due 10 days after “P1”, which it needs, but takes 14 days. (Stay of 10 days.)"
        ]),
        (13, "days: -30", "days: 0", [
            "line 13: “D1” must be closed before departure, but is due after it. (Stay of 10 days.)"
        ]),
        (13, "owner: apprentice, with: [guardian]", "owner: guardian, with: []", [
            "line 13: “D1” belongs to “guardian”, which not everybody has; its condition must be one of: minor."
        ]),
        (13, "owner: apprentice", "owner: home_employer", [
            "line 13: “D1” belongs to “home_employer”, which not everybody has; its condition must be one of: "
            "has_employer, insured_at_home, refund_claim."
        ]),
        (13, "gate: true", "gate: perhaps", ["line 13: “gate”: This must be true or false."]),
        (13, "days: 10", "days: 0", ["line 13: “days”: This must be a whole number from 1 to 3650."]),
        (13, "days: 10", "days: true", ["line 13: “days”: This must be a whole number from 1 to 3650."]),
        (13, "days: 10, ", "", ["line 13: The key “days” is missing."]),
        (13, "days: 10", "days: 10, colour: red", ["line 13: The key “colour” is not known."]),
        (13, "gate: true", "gate: true, gate: false", ["line 13: The key “gate” stands twice."]),
        (13, "id: D1", "id: P1", [
            "line 13: The step “P1” stands twice.",
            "line 14: “A1” needs “D1”, which is not in this plan.",
        ]),
        (13, ', es: "Obtener la tarjeta"', "", ["line 13: The key “es” is missing."]),
        (13, '"Obtener la tarjeta"', '" "', ["line 13: “es”: The text in this language is missing (title)."]),
        (13, '"Obtener la tarjeta"', "null", ["line 13: “es”: The text in this language is missing (title)."]),
        (13, "Get the card", "x" * 251, ["line 13: “en”: This text is longer than 250 characters."]),
        (13, "days: -30}", "days: -30, days_from: refunds.within_days}", [
            "line 13: “due”: It has either “days” or “days_from”."
        ]),
        (15, "days: 30}", "days_from: refunds.within_days}", [
            "line 15: “B1” takes its days from the country's rules, so its condition must be “refund_claim”."
        ]),
        (15, "days: 30}", "days_from: someday}", [
            "line 15: “days_from”: “someday” is not known; known are: notify_after.within_days, refunds.within_days."
        ]),
        (14, "days: 7,", "days: 12,", [
            "line 14: “A1” is a step abroad, but is due outside the stay. (Stay of 10 days.)"
        ]),
        (14, "repeat_days: 7", "repeat_days: 0", [
            "line 14: “repeat_days”: This must be a whole number from 1 to 3650."
        ]),
        (14, "gate: false", "gate: true", [
            "line 14: “A1” must be closed before departure, but stands in a phase after it."
        ]),
        (15, "phase: return", "phase: ready", ["line 15: “B1” needs “A1”, which stands in a later phase.",
            "line 15: “B1” stands after steps of a later phase."]),
        (2, "short-trip", "Short trip!", ["line 2: “key”: This must be a name such as dual-short."]),
        (3, "1", "one", ["line 3: “version”: This must be a whole number from 1 to 9999."]),
        (5, "LM-SHORT-VET", "HOLIDAY", [
            "line 5: “activity_type”: “HOLIDAY” is not known; known are: LM-SHORT-VET, LM-LONG-VET, LM-SKILL-VET, "
            "HE-SMT."
        ]),
        (6, "physical", "virtual", ["line 6: “mode”: “virtual” is not known; known are: physical, blended."]),
        (6, "physical", "blended", ["line 1: The key “gaps” is missing."]),
        (9, "typical: 21", "typical: 9", ["line 9: “stay_days”: These must not decrease: min, typical, max."]),
        (9, "{min: 10, typical: 21, max: 89}", "21", ["line 9: Here must stand keys with values."]),
        (1, "template:", "plan:", ["line 1: The key “plan” is not known.", "line 1: The key “template” is missing."]),
        (2, "key: short-trip", "key: &a short-trip\n  other: *a", [
            "line 3: This is not YAML: References (*name) are not read here."
        ]),
        (2, "short-trip", "[" * 30, ["line 2: This is not YAML: The lists are nested too deeply."]),
        (2, "short-trip", '"short', ["line 4: This is not YAML: "]),
        (2, "short-trip", "2026-02-31", [
            "line 2: “2026-02-31” is not a date or number.", "line 2: “key”: This must be a name such as dual-short."
        ]),
        (2, "short-trip", "!!python/object:os.system x", ["line 2: This is not YAML: could not determine a "]),
        (2, "short-trip", "bell \a", ["line 2: There is a character that cannot be read."]),
        (2, "key:", "[key]:", ["line 1: The key “key” is missing.", "line 2: A key must be a plain word."]),
    ],
)  # fmt: skip
def test_a_wrong_plan_is_refused_with_the_line_and_the_reason(line, before, after, reasons):
    found = refusals(edited(line, before, after))

    assert len(found) == len(reasons)
    assert all(reason.startswith(wanted) for reason, wanted in zip(found, reasons, strict=True)), found


def test_all_faults_of_a_plan_are_told_at_once_by_line():
    text = PLAN.replace("kind: task", "kind: chore").replace("gate: true", "gate: maybe").replace("days: 30}", "}")

    assert refusals(text) == [
        "line 12: “kind”: “chore” is not known; known are: task, approval, signature, document, meeting, payment, "
        "report, learning.",
        "line 13: “gate”: This must be true or false.",
        "line 15: “due”: It has either “days” or “days_from”.",
    ]


def test_every_ring_of_steps_is_told():
    text = edited(12, "needs: []", "needs: [D1]").replace("needs: [D1], when", "needs: [D1, B1], when")

    rings = [reason for reason in refusals(text) if "wait for each other" in reason]

    assert len(rings) >= 2


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", NO_PLAN),
        ("hello", NO_PLAN),
        ("template: {}\nitems: []", NO_PLAN),
        ("a: 1\n---\nb: 2", "line 2: This is not YAML: but found another document"),
        ("x" * 500_001, "line 1: The file is too long."),
    ],
)
def test_a_file_that_is_no_plan_is_refused(text, reason):
    assert refusals(text) == [reason]


def test_a_blended_plan_may_not_ask_a_guardian_after_the_virtual_phase_began():
    text = SHIPPED["roadmap_blended.yaml"].replace(
        "due: {anchor: vstart, days: -30}, days: 7, needs: [R08], when: minor",
        "due: {anchor: vstart, days: 1}, days: 7, needs: [R08], when: minor",
    )

    assert [reason.split(": ", 1)[1] for reason in refusals(text)] == [
        "“G09” asks a guardian only after the virtual phase has begun. (Stay of 10 days.)"
    ]
