"""The answer of a company or a guardian."""

from django import forms
from django.utils.translation import gettext_lazy as _

from doallvet.core.forms import CleanForm
from doallvet.signing.forms import ComparedField
from mobilities.choices import HOST_REASONS, Answer, Channel, Owner, Reason
from mobilities.forms.step import FileInput, few_lines
from mobilities.rules.answers import lacks, lacks_proof


class AnswerForm(CleanForm):
    """A party's answer to one question; a guardian says yes or no, and a no needs no reason from a company's list."""

    answer = forms.ChoiceField(label=_("Your answer"), choices=Answer.choices, widget=forms.RadioSelect)
    reason = forms.ChoiceField(label=_("Reason"), required=False, choices=[("", _("Choose …")), *Reason.choices])
    text = forms.CharField(
        label=_("Conditions, wishes or a message"), required=False, max_length=2000, widget=few_lines()
    )
    typed_name = forms.CharField(
        label=_("Your name"),
        max_length=200,
        help_text=_("Typed by you, it stands for your answer."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    shown = forms.CharField(widget=forms.HiddenInput)

    YES_OR_NO = [(Answer.APPROVE, _("Yes, I agree")), (Answer.DECLINE, _("No, I do not agree"))]

    def __init__(self, *args, owner, **kwargs):
        super().__init__(*args, **kwargs)
        self.owner = owner
        if owner == Owner.HOST_COMPANY:
            reasons = [(reason.value, reason.label) for reason in HOST_REASONS]
            self.fields["reason"].choices = [("", _("Choose …")), *reasons]
        if owner == Owner.GUARDIAN:
            self.fields["answer"].choices = self.YES_OR_NO
            self.fields["text"].label = _("A message to the centre (may stay empty)")
            del self.fields["reason"]

    def clean(self):
        cleaned = super().clean()
        if self.owner == Owner.GUARDIAN:
            cleaned["reason"] = Reason.OTHER if cleaned.get("answer") == Answer.DECLINE else ""
        self.add_errors(
            lacks(cleaned.get("answer", ""), reason=cleaned.get("reason", ""), text=cleaned.get("text", ""))
        )
        return cleaned

    def add_errors(self, sentences):
        for name, sentence in sentences.items():
            if name not in self.errors:
                self.add_error(name, sentence)


class RecordForm(AnswerForm):
    """An answer by phone or on paper, written down by the coordinator."""

    channel = forms.ChoiceField(
        label=_("How the answer came"),
        choices=[(Channel.PHONE.value, _("By phone")), (Channel.PAPER.value, _("On paper"))],
        widget=forms.RadioSelect,
    )
    file = forms.FileField(label=_("The paper, as PDF or photo"), required=False, widget=FileInput)
    compared = ComparedField()

    field_order = ["channel", "answer", "reason", "text", "typed_name", "file", "compared", "shown"]
    YES_OR_NO = [(Answer.APPROVE, _("Agrees")), (Answer.DECLINE, _("Does not agree"))]

    def __init__(self, *args, compares=False, **kwargs):
        super().__init__(*args, **kwargs)
        if not compares:
            del self.fields["compared"]
        self.fields["answer"].label = _("What they answered")
        self.fields["text"].label = _("Their conditions, wishes or message")
        self.fields["typed_name"].label = _("Who answered")
        self.fields["typed_name"].help_text = ""
        self.fields["typed_name"].widget.attrs = {"autocomplete": "off"}

    def clean(self):
        cleaned = super().clean()
        name, paper = cleaned.get("typed_name", ""), bool(cleaned.get("file"))
        self.add_errors(lacks_proof(cleaned.get("channel", ""), typed_name=name, paper=paper))
        return cleaned
