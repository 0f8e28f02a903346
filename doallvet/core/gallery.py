"""Specimens for the gallery: every component in all its states, with invented content."""

from datetime import date

from django import forms
from django.utils.safestring import mark_safe

from doallvet.core.templatetags.components import symbols


class SpecimenForm(forms.Form):
    """One field of each kind."""

    name = forms.CharField(label="Name of the apprentice", help_text="As it stands in the passport.")
    email = forms.EmailField(label="E-mail")
    arrives_on = forms.DateField(label="Arrival", widget=forms.DateInput(attrs={"type": "date"}))
    country = forms.ChoiceField(label="Country", choices=[("", "Choose"), ("de", "Germany"), ("fi", "Finland")])
    mode = forms.ChoiceField(
        label="How", choices=[("physical", "On site"), ("blended", "Blended")], widget=forms.RadioSelect
    )
    days = forms.MultipleChoiceField(
        label="Days of work",
        required=False,
        choices=[("mo", "Monday"), ("tu", "Tuesday")],
        widget=forms.CheckboxSelectMultiple,
    )
    scan = forms.FileField(label="Signed page", required=False, help_text="PDF or photo, at most 10 MB.")
    tasks = forms.CharField(label="Tasks", required=False, widget=forms.Textarea(attrs={"rows": 3}))
    agreed = forms.BooleanField(label="The company has agreed by phone")


TONES = [
    ("neutral", "To do"),
    ("info", "In review"),
    ("success", "Accepted"),
    ("warning", "Waiting for you"),
    ("danger", "Overdue"),
    ("quiet", "Done"),
]
TASKS = [
    {"state": "done", "title": "Agree with the company in Dresden", "owner": "Ana García Ruiz", "status": "Done"}
    | {"tone": "quiet", "due": "2 Feb 2027", "url": "#done"},
    {"state": "late", "title": "Ask for the A1 certificate", "owner": "Metal Bierzo", "status": "Overdue"}
    | {"tone": "danger", "due": "by 1 Mar 2027", "url": "#late", "note": "reminded twice"},
    {"state": "now", "title": "Upload the insurance policy", "owner": "Lucía Fernández", "status": "Your turn"}
    | {"tone": "warning", "due": "by 12 Mar 2027", "url": "#now"},
    {"state": "now", "title": "Check the work certificate", "owner": "CIFP Río Sil", "status": "In review"}
    | {"tone": "info", "due": "by 15 Mar 2027", "url": "#review"},
    {"state": "todo", "title": "Book the journey", "owner": "Lucía Fernández", "status": "To do"}
    | {"due": "by 20 Mar 2027", "url": "#todo"},
    {"state": "blocked", "title": "Sign the learning agreement", "owner": "All parties", "status": "Cannot start yet"}
    | {"tone": "quiet", "due": "by 28 Mar 2027", "url": "#b", "blocked": "First: Upload the insurance policy"},
    {"state": "off", "title": "Guardian's consent", "status": "Not needed", "tone": "quiet", "note": "Lucía is of age"},
]
PHASES = [
    {"name": "Plan", "state": "done", "words": "done", "note": "9 of 9", "url": "#plan"},
    {"name": "Agree", "state": "done", "words": "done", "note": "6 of 6", "url": "#agree"},
    {"name": "Prepare", "state": "now", "words": "in progress", "note": "4 of 11", "url": "#prepare"},
    {"name": "Virtual phase", "state": "late", "words": "overdue", "note": "1 overdue", "url": "#virtual"},
    {"name": "Abroad", "state": "todo", "words": "to come", "note": "from 5 Apr 2027", "url": "#abroad"},
    {"name": "Return and close", "state": "blocked", "words": "cannot start yet", "note": "7 steps", "url": "#close"},
]
EVENTS = [
    {"text": "Lucía Fernández uploaded the insurance policy.", "at": "9 Mar 2027, 17:20", "by": "Lucía Fernández"},
    {"text": "Metal Bierzo approved with a condition.", "at": "8 Mar 2027, 9:05", "by": "Rosa Prieto, by link"}
    | {"note": "“Back at work on 3 May at the latest.”"},
    {"text": "The mobility was planned.", "at": "1 Feb 2027, 12:41", "by": "Ana García Ruiz"},
]
ROWS = [
    {"label": "Apprentice", "value": "Lucía Fernández", "url": "#apprentice"},
    {"label": "Company", "value": "Werkstatt Sachsen\nElbufer 12, Dresden", "url": "#company"},
    {"label": "Dates", "value": mark_safe("5 Apr 2027 – 30 Apr 2027 · <b>26 days</b>"), "url": "#dates"},
    {"label": "Second mentor", "value": "", "url": "#mentor"},
]
NAVIGATION = [
    {"label": "Today", "icon": "home", "url": "/", "current": False},
    {"label": "Mobilities", "icon": "route", "url": "#mobilities", "current": True},
    {"label": "Apprentices", "icon": "apprentice", "url": "#apprentices", "current": False},
    {"label": "Companies", "icon": "building", "url": "#companies", "current": False},
    {"label": "Centres", "icon": "school", "url": "#centres", "current": False},
]


def specimens() -> dict:
    """Give the whole context of gallery.html."""
    return {
        "navigation": NAVIGATION,
        "icons": sorted(symbols()),
        "tones": TONES,
        "tasks": TASKS,
        "phases": PHASES,
        "events": EVENTS,
        "rows": ROWS,
        "tabs": [
            {"label": "Roadmap", "url": "#roadmap", "current": True, "count": 7},
            {"label": "Agreement", "url": "#agreement", "current": False},
            {"label": "People", "url": "#people", "current": False, "count": 5},
            {"label": "History", "url": "#history", "current": False},
        ],
        "differences": [{"label": "Town", "now": "Ponferrada", "typed": "León"}],
        "begins": date(2027, 4, 5),
        "ends": date(2027, 4, 30),
        "effects": ["Open steps are taken off.", "Both companies get a message.", "Signed documents stay as they are."],
        "form": SpecimenForm({"name": "", "email": "lucia@", "mode": "", "days": ["mo"]}),
        "empty_form": SpecimenForm(prefix="empty"),
    }
