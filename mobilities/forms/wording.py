"""The words of one message in one language."""

from django import forms
from django.utils.translation import gettext_lazy as _

from doallvet.core.forms import CleanForm
from doallvet.outbox.wording import Words
from mobilities.forms.step import few_lines
from mobilities.rules import wording as rules


class WordingForm(CleanForm):
    """Subject and text, each with all that is wrong with it; `message` says what they may name."""

    subject = forms.CharField(label=_("Subject"), required=False, strip=False)
    text = forms.CharField(
        label=_("Text"),
        required=False,
        strip=False,
        widget=few_lines(10),
        help_text=_("An empty line begins a new paragraph. What is empty once the fields are filled in is left out."),
    )
    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, message, language, **kwargs):
        super().__init__(*args, **kwargs)
        self.message = message
        for name, longest in (("subject", rules.SUBJECT), ("text", rules.TEXT)):
            self.fields[name].widget.attrs |= {"lang": language, "spellcheck": "true", "maxlength": longest}

    def clean(self):
        said = super().clean()
        words = said.get("subject", ""), said.get("text", "")
        for name, faults in rules.faults(*words, self.message.fields, self.message.keeps).items():
            self.add_error(name, faults)
        return said

    @property
    def words(self):
        said = self.cleaned_data
        return Words(said["subject"].strip(), said["text"].strip())
