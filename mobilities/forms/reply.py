"""What may be said to a reminder instead of doing the step, and the ladder of a centre."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from doallvet.core.forms import CleanForm
from mobilities.forms.step import few_lines
from mobilities.rules import replies as rules
from mobilities.rules.escalation import MOST_DAYS, MOST_RUNGS, Rung, Who, faults


class LaterForm(CleanForm):
    """On which day to be reminded; a day that is late is asked about once more."""

    until = forms.DateField(label=_("Remind me on"))
    anyway = forms.BooleanField(label=_("I know that this is late"), required=False)

    def __init__(self, *args, step, mobility, **kwargs):
        super().__init__(*args, **kwargs)
        self.step, self.warned = step, bool(self.data.get(self.add_prefix("anyway")))
        self.gate = {"gate": step.plan.gate, "starts_on": mobility.starts_on}
        self.fields["until"].initial = rules.suggested(step.due_on, timezone.localdate(), **self.gate)

    @property
    def may_wait(self):
        return self.fields["until"].initial is not None

    def clean(self):
        said, today = super().clean(), timezone.localdate()
        if until := said.get("until"):
            wrong = rules.obstacles_to_later(until, today, **self.gate)
            if not wrong and not said["anyway"] and (late := rules.too_late(until, self.step.due_on, today)):
                wrong, self.warned = [late], True
            if wrong:
                self.add_error("until", wrong)
        return said


class NotMeForm(CleanForm):
    """Who does it instead: a colleague, or the coordinator finds out."""

    to = forms.ChoiceField(label=_("Who does it"), required=False, widget=forms.RadioSelect)
    text = forms.CharField(
        label=_("Who it should be, or why it is not you"), required=False, max_length=1000, widget=few_lines(2)
    )

    def __init__(self, *args, people, tells, **kwargs):
        super().__init__(*args, **kwargs)
        self.people = {str(person.pk): person for person in people}
        nobody = [("", _("I do not know, or somebody else: tell the coordinator"))] if tells else []
        if people:
            self.fields["to"].choices = [*[(pk, str(person)) for pk, person in self.people.items()], *nobody]
        else:
            del self.fields["to"]

    def said(self):
        return {"to": self.people.get(self.cleaned_data.get("to", "")), "text": self.cleaned_data["text"]}


class OtherwiseForm(CleanForm):
    text = forms.CharField(label=_("How it was done"), max_length=1000, widget=few_lines(2))


class LadderForm(CleanForm):
    """The rungs of one kind of step: who, and after how many of their working days."""

    def __init__(self, *args, rungs, **kwargs):
        super().__init__(*args, **kwargs)
        rungs = [*rungs, *[None] * MOST_RUNGS][:MOST_RUNGS]
        for place, rung in enumerate(rungs, start=1):
            self.fields[f"who-{place}"] = forms.ChoiceField(
                label=_("%(place)d. Who is told") % {"place": place},
                choices=[("", _("nobody")), *Who.choices],
                required=False,
                initial=rung.who if rung else "",
            )
            self.fields[f"days-{place}"] = forms.IntegerField(
                label=_("after so many working days"),
                min_value=0,
                max_value=MOST_DAYS,
                required=False,
                initial=rung.days if rung else None,
            )

    def rows(self):
        """Each rung with its two fields."""
        return [(self[f"who-{place}"], self[f"days-{place}"]) for place in range(1, MOST_RUNGS + 1)]

    def clean(self):
        said = super().clean()
        for place in range(1, MOST_RUNGS + 1):
            if said.get(f"who-{place}") and said.get(f"days-{place}") is None and f"days-{place}" not in self.errors:
                self.add_error(f"days-{place}", _("Say after how many working days."))
        if not self.errors:
            for fault in faults(self.rungs()):
                self.add_error(None, fault)
        return said

    def rungs(self):
        said = self.cleaned_data
        places = [place for place in range(1, MOST_RUNGS + 1) if said.get(f"who-{place}")]
        return tuple(Rung(said[f"who-{place}"], said[f"days-{place}"]) for place in places)
