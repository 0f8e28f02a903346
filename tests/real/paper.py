"""Writes a learning agreement through its pages, block by block, and reads the issued PDF."""

import pypdfium2
from django.urls import reverse

from doallvet.signing.models import Version
from mobilities import tasks
from tests.real.office import browser, post_form

ANSWERS = {
    "participant": {"qualification_title": "Técnico en Instalación"},
    "hosting": {"oid": "E10000002", "emergency_contact_phone": "+49 841 890"},
    "mobility": {"working_hours_per_week": "38.5", "language_of_work": "de"},
    "virtual_component": {"hours": "24", "tools": "Video calls", "activities": "Joint plan of a part made on site"},
    "monitoring": {"frequency": "Once a week", "channel": "Video call"},
    "assessment": {"method": "Observation at work", "criteria": "Works safely, explains what is done"},
    "recognition": {
        "how": "Counts for the fields of learning 1.1 and 1.2",
        "when": "2028-02-28",
        "documents": ["EUROPASS_MOBILITY", "LOGBOOK"],
        "goes_into": ["module", "hours"],
    },
    "insurance_and_work": {
        "health": "European Health Insurance Card",
        "liability": "School policy 123",
        "accident": "Mutua 456",
        "a1": "yes",
        "ppe_provided_by": "host_company",
        "accommodation_by": "sending_centre",
    },
}
TASKS = "Rohrleitungen verlegen und prüfen; Sicherheit am Arbeitsplatz"


def as_shown(form):
    """What a browser would send back unchanged."""
    found = {}
    for field in form:
        value = field.field.widget.format_value(field.value()) if field.value() is not None else None
        if (
            isinstance(value, list | tuple)
            and len(value) == 1
            and not getattr(field.field.widget, "allow_multiple_selected", False)
        ):
            value = value[0]
        if value not in (None, "", []):
            found[field.html_name] = value
    return found


def rows_as_shown(formset):
    found = as_shown(formset.management_form)
    for form in formset.forms:
        found |= as_shown(form)
    return found


def write(mobility, ana):
    """Go through all blocks; give what is still missing."""
    client = browser(ana)
    overview = reverse("mobilities:agreement", args=[mobility.pk])
    for task in client.get(overview).context["tasks"]:
        block = task["url"].rstrip("/").rsplit("/", 1)[1]
        if block == "learning_outcomes":
            pick(client, task["url"])
        shown = client.get(task["url"]).context
        form = shown["form"]
        if hasattr(form, "management_form"):
            typed = rows_as_shown(form) | (weeks(form) if block == "learning_programme" else {})
            if block == "learning_outcomes":
                typed |= {f"row-{number}-part": part(mobility, number) for number in range(len(form.forms))}
        else:
            answers = ANSWERS.get(block, {}) | {"mobility_id": eu_id(mobility)}
            typed = as_shown(form) | {key: text for key, text in answers.items() if key in form.fields}
        post_form(client, task["url"], typed | {"version": shown["version"], "then": "overview"})
    return [row["text"] for row in client.get(overview).context["missing"]]


def eu_id(mobility):
    """The number that the Beneficiary Module gave to the record."""
    return f"{mobility.project.call_year}-SHORT-0001-{mobility.project.code[-19:]}"


def part(mobility, number):
    """The first outcome is learned online too, where there is a virtual phase."""
    return "both" if mobility.is_blended and number == 0 else "onsite"


def pick(client, address):
    """Take the first two outcomes of the first two units of the programme."""
    shown = client.get(address).context
    ticked = [f"o{outcome.pk}" for unit in shown["units"][:2] for outcome in list(unit.outcomes.all())[:2]]
    typed = rows_as_shown(shown["form"]) | {"pick": ticked, "version": shown["version"], "then": "pick"}
    post_form(client, address, typed)


def weeks(formset):
    """Tasks for each suggested week, leading to the first outcome."""
    found = {}
    for number, form in enumerate(formset.forms):
        outcome = form.fields["outcomes"].choices[0][0]
        found |= {f"row-{number}-tasks": TASKS, f"row-{number}-outcomes": [outcome]}
    return found


def issue(mobility, ana):
    """Check all answers and issue; the worker makes the PDF."""
    client = browser(ana)
    address = reverse("mobilities:agreement-check", args=[mobility.pk])
    form = client.get(address).context["form"]
    post_form(client, address, as_shown(form))
    version = Version.objects.get(document__agreement__mobility=mobility)
    tasks.build_agreement(version_id=version.pk)
    return version


def text_of(mobility, version, reader):
    """How many pages, and the text of the PDF as somebody downloads it, without its line breaks."""
    address = reverse("mobilities:document", args=[mobility.pk, version.pk])
    response = browser(reader).get(address)
    content = b"".join(response.streaming_content)
    document = pypdfium2.PdfDocument(content)
    text = " ".join(page.get_textpage().get_text_range() for page in document)
    return len(document), " ".join(text.split())
