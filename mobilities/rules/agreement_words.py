"""The words of the learning agreement: titles and labels in plain words, and how a value reads on paper."""

from datetime import date
from typing import Any

from django.utils.formats import date_format, number_format
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_countries import countries

from centres.choices import CentreKind, Gender, Level, Relation
from companies.choices import Size
from doallvet.core.languages import language_name
from mobilities.choices import Activity
from mobilities.rules.documents import documents

# Block: title, what it is about.
BLOCKS = {
    "header": (_("Project and mobility"), _("The numbers under which the programme knows this stay.")),
    "participant": (_("Participant"), _("Who goes, and what they learn at home.")),
    "legal_guardian": (_("Parent or guardian"), _("Who answers for a participant under 18.")),
    "sending": (_("Sending organisation"), _("The centre at home, and whom to ask there. Name at least two people.")),
    "hosting": (_("Host organisation"), _("The company abroad, and whom to ask there. Name at least two people.")),
    "hosting_centre": (_("Hosting centre"), _("The centre that looks after the stay beside the company.")),
    "home_employer": (_("Home employer"), _("The company with which the participant has a contract.")),
    "supporting_organisation": (_("Supporting organisation"), _("Only where somebody organises the stay for you.")),
    "accompanying_persons": (_("Accompanying people"), _("Who travels along, and when.")),
    "mobility": (_("The stay"), _("When, where and how much.")),
    "virtual_component": (_("Virtual phase"), _("What is learned online, before and after the stay.")),
    "prior_learning": (_("What is there already"), _("What the participant knows and can do before the stay.")),
    "learning_outcomes": (
        _("Learning outcomes"),
        _("What the participant knows and is able to do afterwards. Take them from the programme or write them."),
    ),
    "learning_programme": (
        _("Programme by week"),
        _("Which tasks lead there. Weeks count from the first day abroad; a row lasts until the next one."),
    ),
    "monitoring": (_("Monitoring"), _("How the centre keeps in touch during the stay.")),
    "assessment": (_("Assessment"), _("Who judges what was learned, when, and by which measure.")),
    "recognition": (_("Recognition"), _("What the learning counts for at home.")),
    "reintegration": (_("Coming back"), _("What was missed at school and how it is made up for.")),
    "insurance_and_work": (_("Insurance and work"), _("Who covers what, and who provides what.")),
}

NAME, OID = _("Legal name"), _("Organisation ID (OID)")
MENTOR, ADMINISTRATIVE = _("Mentor"), _("Administrative contact")
EMERGENCY, ADDRESS, COUNTRY, KIND = _("Emergency contact"), _("Address"), _("Country"), _("Type of organisation")
EMAIL, PHONE = _("E-mail address"), _("Phone")
MENTOR_HELP = _("Answers questions about the content.")
ADMINISTRATIVE_HELP = _("Answers questions about the papers.")
EMERGENCY_HELP = _("Can be reached when something happens.")
ISCED = _("Field of education (ISCED-F)")
ISCED_HELP = _("Four digits, for example 0715.")

# Field: label, help where the label leaves a question.
FIELDS: dict[str, tuple[Any, Any]] = {
    "header.mobility_id": (
        _("Mobility ID"),
        _("As the Beneficiary Module gives it, for example 2024-LONGT-0012-KA121-VET-000005151."),
    ),
    "header.project_code": (_("Project code"), ""),
    "header.activity_type": (_("Activity"), ""),
    "header.call_year": (_("Call year"), ""),
    "participant.last_name": (_("Last name"), ""),
    "participant.first_name": (_("First name"), ""),
    "participant.date_of_birth": (_("Birth date"), ""),
    "participant.nationality": (_("Nationality"), ""),
    "participant.gender": (_("Gender"), ""),
    "participant.email": (EMAIL, ""),
    "participant.phone": (PHONE, _("With the country code, for example +34 612 345 678.")),
    "participant.address": (ADDRESS, ""),
    "participant.programme_of_study": (_("Programme"), ""),
    "participant.qualification_title": (_("Qualification"), ""),
    "participant.nqf_level": (_("National level"), ""),
    "participant.eqf_level": (_("EQF level"), ""),
    "participant.isced_f": (ISCED, ISCED_HELP),
    "participant.year_of_training": (_("Year of training"), ""),
    "participant.language": (_("Language of the stay"), ""),
    "participant.language_level": (_("Level in that language"), ""),
    "legal_guardian.name": (_("Name"), ""),
    "legal_guardian.relation": (_("Relation to the participant"), ""),
    "legal_guardian.email": (EMAIL, ""),
    "legal_guardian.phone": (PHONE, ""),
    "sending.legal_name": (NAME, ""),
    "sending.oid": (OID, ""),
    "sending.address": (ADDRESS, ""),
    "sending.country": (COUNTRY, ""),
    "sending.type": (KIND, ""),
    "sending.mentor": (MENTOR, MENTOR_HELP),
    "sending.administrative_contact": (ADMINISTRATIVE, ADMINISTRATIVE_HELP),
    "sending.emergency_contact": (EMERGENCY, EMERGENCY_HELP),
    "hosting.legal_name": (NAME, ""),
    "hosting.oid": (OID, ""),
    "hosting.address": (ADDRESS, ""),
    "hosting.country": (COUNTRY, ""),
    "hosting.type": (KIND, ""),
    "hosting.sector_nace": (_("Sector (NACE)"), ""),
    "hosting.size": (_("Size"), ""),
    "hosting.mentor": (MENTOR, MENTOR_HELP),
    "hosting.administrative_contact": (ADMINISTRATIVE, ADMINISTRATIVE_HELP),
    "hosting.emergency_contact": (EMERGENCY, EMERGENCY_HELP),
    "hosting_centre.legal_name": (NAME, ""),
    "hosting_centre.oid": (OID, ""),
    "hosting_centre.contact": (_("Contact"), ""),
    "home_employer.legal_name": (NAME, ""),
    "home_employer.registration_no": (_("Register or tax number"), ""),
    "home_employer.trainer": (_("Trainer"), ""),
    "home_employer.signatory": (_("Who signs"), ""),
    "supporting_organisation.legal_name": (NAME, ""),
    "supporting_organisation.oid": (OID, ""),
    "supporting_organisation.tasks": (_("What it does"), ""),
    "accompanying_persons.name": (_("Name"), ""),
    "accompanying_persons.role": (_("As what"), _("For example teacher, assistant, parent.")),
    "accompanying_persons.from": (_("From"), ""),
    "accompanying_persons.to": (_("To"), ""),
    "mobility.mode": (_("Form"), ""),
    "mobility.start_date": (_("First day abroad"), ""),
    "mobility.end_date": (_("Last day abroad"), ""),
    "mobility.days": (_("Days abroad"), ""),
    "mobility.working_hours_per_week": (_("Working hours a week"), ""),
    "mobility.workplace_address": (_("Place of work"), ""),
    "mobility.language_of_work": (_("Language at work"), ""),
    "mobility.field_isced_f": (ISCED, ISCED_HELP),
    "virtual_component.from": (_("First virtual day"), ""),
    "virtual_component.to": (_("Last virtual day"), ""),
    "virtual_component.hours": (_("Hours online, in all"), ""),
    "virtual_component.tools": (_("Tools"), _("For example video calls, a shared board, a learning platform.")),
    "virtual_component.activities": (_("What is done online"), ""),
    "virtual_component.link_to_outcomes": (_("Which outcomes it serves"), ""),
    "prior_learning.text": (_("Progress so far"), ""),
    "prior_learning.enclosures": (_("Enclosed"), ""),
    "learning_outcomes.code": (_("Short code"), _("For example LO1; left empty, it is given for you.")),
    "learning_outcomes.title": (_("Title or unit"), ""),
    "learning_outcomes.text": (_("The participant is able to …"), ""),
    "learning_outcomes.unit_code": (_("Code of the unit"), ""),
    "learning_outcomes.esco_skill_uri": (
        _("ESCO skill"),
        _("Address of a skill, beginning with http://data.europa.eu/esco/skill/."),
    ),
    "learning_outcomes.part": (_("Where it is learned"), ""),
    "learning_outcomes.credit_points": (_("Credit points"), ""),
    "learning_outcomes.hours": (_("Hours"), ""),
    "learning_programme.week": (_("From week"), ""),
    "learning_programme.place": (_("Place"), ""),
    "learning_programme.tasks": (_("Tasks"), ""),
    "learning_programme.outcomes": (_("Learning outcomes they lead to"), ""),
    "monitoring.frequency": (_("How often"), _("For example once a week.")),
    "monitoring.channel": (_("In which way"), _("For example video call, messages, a visit.")),
    "monitoring.who": (_("Who keeps in touch"), ""),
    "assessment.who": (_("Who assesses"), ""),
    "assessment.when": (_("When it is assessed"), ""),
    "assessment.method": (_("How it is assessed"), _("For example observation at work, a work sample, a talk.")),
    "assessment.criteria": (_("Criteria"), _("What shows that an outcome is reached.")),
    "assessment.scale": (_("Scale"), _("For example achieved, partly achieved, not achieved.")),
    "assessment.evidence": (_("Evidence"), _("For example learning diary, photos of work, assessment sheet.")),
    "assessment.language": (_("Language used"), ""),
    "recognition.who": (_("Who decides"), ""),
    "recognition.how": (_("How it counts"), _("What the stay replaces or adds at home.")),
    "recognition.when": (_("Decision due on"), ""),
    "recognition.documents": (_("Papers that show it"), ""),
    "recognition.goes_into": (_("What it counts for"), ""),
    "reintegration.catch_up": (_("What is made up for, and how"), ""),
    "reintegration.exams": (_("Exams and tests in this time"), ""),
    "reintegration.contact_at_employer": (_("Contact at the home employer"), ""),
    "insurance_and_work.health": (_("Health cover"), _("For example European Health Insurance Card. No diagnoses.")),
    "insurance_and_work.liability": (_("Liability insurance"), _("Insurer and, if known, number of the policy.")),
    "insurance_and_work.accident": (_("Accident insurance"), _("At work and on the way; insurer and number.")),
    "insurance_and_work.a1": (_("A1 certificate"), _("Shows that the social security of home goes on.")),
    "insurance_and_work.ppe_provided_by": (_("Protective clothing comes from"), ""),
    "insurance_and_work.paid_by_host": (_("Paid by the host, euros a month"), _("Leave empty if nothing is paid.")),
    "insurance_and_work.accommodation_by": (_("Accommodation is arranged by"), ""),
}

PARTIES = {
    "sending_centre": _("sending centre"),
    "hosting_centre": _("hosting centre"),
    "host_company": _("host company"),
}
OPTIONS: dict[str, dict[str, Any]] = {
    "header.activity_type": dict(Activity.choices),
    "participant.gender": dict(Gender.choices),
    "participant.language_level": dict(Level.choices),
    "legal_guardian.relation": dict(Relation.choices),
    "sending.type": dict(CentreKind.choices),
    "hosting.type": {
        "company": _("company"),
        "public_body": _("public body"),
        "ngo": _("association or social enterprise"),
        "training_centre": _("training centre"),
        "other": _("other"),
    },
    "hosting.size": dict(Size.choices),
    "mobility.mode": {"physical": _("stay abroad"), "blended": _("blended: virtual, abroad, virtual")},
    "learning_outcomes.part": {
        "online": pgettext_lazy("part of the stay", "online"),
        "onsite": pgettext_lazy("part of the stay", "on site"),
        "both": pgettext_lazy("part of the stay", "online and on site"),
    },
    "prior_learning.enclosures": {
        "certificate_supplement": _("certificate supplement"),
        "cv": _("Europass CV"),
        "language_passport": _("language passport"),
        "units_acquired": _("record of units acquired"),
    },
    "recognition.documents": {"EUROPASS_MOBILITY": None, "transcript": _("transcript of records"), "LOGBOOK": None},
    "recognition.goes_into": {
        "module": _("a module of the programme"),
        "unit": _("a unit of the programme"),
        "hours": _("hours of training"),
        "grade": _("a grade"),
    },
    "insurance_and_work.ppe_provided_by": PARTIES
    | {"home_employer": _("home employer"), "apprentice": _("participant"), "none": _("nobody: it is not needed")},
    "insurance_and_work.accommodation_by": PARTIES
    | {"family": _("host family found by the parties"), "apprentice": _("participant")},
}


def options(name: str) -> list[tuple[str, str]]:
    """Give value and label of what can be chosen for a field `block.field`."""
    return [(value, str(label or documents()[value].title)) for value, label in OPTIONS.get(name, {}).items()]


def shown(name: str, kind: str, value: Any) -> str:
    """Give a value of a field as people read it, in the active language; "" for nothing."""
    if value in (None, "", [], {}):
        return ""
    if isinstance(value, list):
        labels = dict(options(name))
        return capfirst(", ".join(labels.get(item) or shown(name, kind, item) for item in value))
    if kind == "date":
        return date_format(date.fromisoformat(value))
    if kind == "country":
        return str(countries.name(value)) or value
    if kind == "language":
        return language_name(value)
    if kind == "bool":
        return str(_("Yes") if value else _("No"))
    if kind in ("decimal", "money"):
        return number_format(value.rstrip("0").rstrip(".") if "." in value else value) + (
            " €" if kind == "money" else ""
        )
    if kind == "person":
        return ", ".join(value[part] for part in ("name", "email", "phone") if value.get(part))
    labels = dict(options(name))
    return capfirst(labels[value]) if value in labels else str(value)
