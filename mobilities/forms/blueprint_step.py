"""One step of a plan, on one page."""

import re
from itertools import groupby

from django import forms
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _

from doallvet.core.forms import CleanForm, refuse_invisible
from mobilities.choices import Anchor, Condition, Kind, Level, Mode, Owner, Phase
from mobilities.forms.blueprint import days_field, labelled
from mobilities.forms.planning import LONG
from mobilities.forms.project import LineField
from mobilities.forms.step import few_lines
from mobilities.rules.documents import documents
from mobilities.rules.drafting import MOST_WORDS

KEY = re.compile(r"x[a-z0-9]{9}")
WAYS = {
    "before": _("days before it"),
    "after": _("days after it (0: on the day itself)"),
    "notify_after.within_days": _("as the country's rules say for the notice after the stay"),
    "refunds.within_days": _("as the country's rules say for claiming pay back"),
}
SEARCHED = {"data-filter": LONG["data-search"]}  # static/js/filter.js puts a search field above


def new_key():
    """A key for a new step that no other plan has: what is new here is not taken for what is new elsewhere."""
    return "x" + get_random_string(9, "abcdefghijklmnopqrstuvwxyz0123456789")


def texts(label, rows=0):
    if rows:
        return forms.CharField(label=label, max_length=MOST_WORDS, required=False, widget=few_lines(rows))
    return LineField(label=label, max_length=250, required=False, validators=[refuse_invisible])


class StepForm(CleanForm):
    """All of a step but its place. A title in one language will do for a draft; to publish, both are needed."""

    title_en, title_es = texts(_("Title in English")), texts(_("Title in Spanish"))
    help_en, help_es = texts(_("Help in English"), 3), texts(_("Help in Spanish"), 3)
    phase = forms.ChoiceField(label=_("Phase"))
    owner = forms.ChoiceField(label=_("Whose step it is"), choices=labelled(Owner.choices))
    takes_part = forms.MultipleChoiceField(
        label=_("Who takes part"),
        choices=labelled((owner, label) for owner, label in Owner.choices if owner != Owner.NOTIFIER),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    kind = forms.ChoiceField(label=_("Kind of step"), choices=labelled(Kind.choices))
    level = forms.ChoiceField(label=_("Done once for"), choices=labelled(Level.choices))
    condition = forms.ChoiceField(label=_("It is there when"), choices=labelled(Condition.choices))
    anchor = forms.ChoiceField(label=_("Due, counted from"))
    way = forms.ChoiceField(label=_("How it is counted"), choices=list(WAYS.items()))
    days = days_field(_("How many days"), 0, required=False)
    repeat_days = days_field(
        _("Again every so many days"),
        required=False,
        help_text=_("For a series, such as a weekly diary; it goes on until the last day abroad. Else leave it empty."),
    )
    duration = days_field(_("How long it takes, in working days"))
    gate = forms.BooleanField(
        label=_("Nobody departs before it is done"), required=False, help_text=_("It must be over before departure.")
    )
    evidence = forms.MultipleChoiceField(
        label=_("Papers that show that it is done"),
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs=SEARCHED),
    )
    needs = forms.MultipleChoiceField(
        label=_("What must be done before it"), required=False, widget=forms.CheckboxSelectMultiple(attrs=SEARCHED)
    )
    key = forms.CharField(widget=forms.HiddenInput, required=False)
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, draft, steps, titles, step=None, seen="", initial=None, **kwargs):
        first = {"key": new_key(), "seen": seen, "condition": Condition.ALWAYS, "duration": 1, "way": "before"}
        super().__init__(*args, initial=first | (_initial(step) if step else {}) | (initial or {}), **kwargs)
        self.step, blended = step, draft.mode == Mode.BLENDED
        self.fields["phase"].choices = labelled((phase, Phase(phase).label) for phase in draft.phases)
        anchors = [anchor for anchor in Anchor if blended or anchor in (Anchor.START, Anchor.END)]
        self.fields["anchor"].choices = labelled((anchor, anchor.label) for anchor in anchors)
        ticked = step.evidence if step else []
        self.fields["evidence"].choices = sorted(
            ((code, row.title) for code, row in documents().items()), key=lambda pair: (pair[0] not in ticked, pair[1])
        )
        self.fields["needs"].choices = _needs(step, steps, titles)
        if not self.fields["needs"].choices:
            del self.fields["needs"]

    def clean_key(self):
        if not self.step and not KEY.fullmatch(self.cleaned_data["key"]):
            raise forms.ValidationError(_("Please open this page again."))
        return self.cleaned_data["key"]

    def clean(self):
        said = super().clean()
        if not said.get("title_en") and not said.get("title_es") and not {"title_en", "title_es"} & set(self.errors):
            self.add_error("title_en", _("Say in English or Spanish what is to do."))
        if said.get("way") in ("before", "after") and said.get("days") is None and "days" not in self.errors:
            self.add_error("days", _("Say how many days."))
        return said

    def values(self):
        """What was typed, by the fields of the step."""
        said = self.cleaned_data
        way, plain = said["way"], ("title_en", "title_es", "help_en", "help_es", "phase", "owner")
        counted = way in ("before", "after")
        return {name: said[name] for name in (*plain, "kind", "level", "condition", "anchor", "duration", "gate")} | {
            "days": (-said["days"] if way == "before" else said["days"]) if counted else None,
            "days_from": "" if counted else way,
            "repeat_days": said["repeat_days"],
            "evidence": self._in_order("evidence", self.step.evidence if self.step else []),
            "needs": self._in_order("needs", self.step.needs if self.step else []),
            "takes_part": self._in_order("takes_part", self.step.takes_part if self.step else []),
        }

    def _in_order(self, name, before):
        """What is ticked, first what was ticked before, so that saving a form unchanged changes nothing."""
        ticked = self.cleaned_data.get(name, [])
        return [value for value in before if value in ticked] + [value for value in ticked if value not in before]


def _initial(step):
    names = ("title_en", "title_es", "help_en", "help_es", "phase", "owner", "takes_part", "kind", "level")
    found = {name: getattr(step, name) for name in (*names, "condition", "anchor", "repeat_days", "duration", "gate")}
    way = step.days_from or ("before" if (step.days or 0) < 0 else "after")
    days = None if step.days is None else abs(step.days)
    return found | {"way": way, "days": days, "evidence": step.evidence, "needs": step.needs}


def _needs(step, steps, titles):
    """First what the step needs now, also what is not there any more, so that it can be taken off; then the others."""
    needed = step.needs if step else []
    picked = [(key, titles.get(key, key)) for key in needed]
    others = [row for row in steps if row.key not in needed and not (step and row.pk == step.pk)]
    found = [(_("Picked"), picked)] if picked else []
    return found + [
        (Phase(phase).label, [(row.key, titles[row.key]) for row in rows])
        for phase, rows in groupby(others, key=lambda row: row.phase)
    ]
