"""Some words to other parties of a stay."""

from uuid import uuid4

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from doallvet.core.forms import CleanForm
from mobilities.choices import Owner
from mobilities.forms.step import few_lines
from mobilities.rules.comments import LONGEST


class CommentForm(CleanForm):
    """What is written, who reads it, and who is told at once; `voices`: the parties for which the person may write."""

    text = forms.CharField(label=_("Your message"), max_length=LONGEST, widget=few_lines(4))
    spoke_for = forms.ChoiceField(label=_("You write for"))
    readers = forms.MultipleChoiceField(label=_("Who may read it"), required=False, widget=forms.CheckboxSelectMultiple)
    told = forms.MultipleChoiceField(
        label=_("Write to them at once"),
        help_text=_("Whoever is told reads it. The other readers find it in their daily message."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    token = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args, voices, offered, initial=None, **kwargs):
        super().__init__(*args, initial={"token": uuid4()} | (initial or {}), prefix="comment", **kwargs)
        self.voices = voices
        choices = [owner for owner in offered if voices != [owner]]
        self.offer("readers", choices)
        self.offer("told", choices if Owner.SENDING_COORDINATOR in voices else [Owner.SENDING_COORDINATOR, *choices])
        if len(voices) > 1:
            self.offer("spoke_for", voices)
        else:
            del self.fields["spoke_for"]

    def offer(self, name, owners):
        if owners:
            self.fields[name].choices = [(owner.value, capfirst(owner.label)) for owner in owners]
        else:
            del self.fields[name]

    def said(self):
        """What was chosen, ready to be kept."""
        given = self.cleaned_data
        return {
            "text": given["text"],
            "spoke_for": given.get("spoke_for") or self.voices[0],
            "readers": given.get("readers", []),
            "told": given.get("told", []),
            "token": given["token"],
        }
