"""The memorandum of a partnership as a form; in which languages it is issued, and who signs it."""

from django import forms
from django.utils.translation import gettext as _

from centres import memoranda
from centres.choices import Party
from doallvet.papers.forms import FieldsForm, LanguagesForm


class MemorandumForm(FieldsForm):
    """Which of the two centres sends, and the fields; nothing has to be filled in."""

    def __init__(self, *args, draft, **kwargs):
        super().__init__(*args, asked=draft.open_fields, values=draft.values, **kwargs)
        memorandum = draft.memorandum
        self.both = {str(centre.pk): centre for centre in (memorandum.sending, memorandum.hosting)}
        if memorandum.document_id is None:
            self.fields["sends"] = forms.ChoiceField(
                label=_("Which centre sends?"),
                help_text=_("If both do, choose either and tick “Stays in both directions” below."),
                choices=[(pk, centre.name) for pk, centre in self.both.items()],
                initial=str(memorandum.sending_id),
                widget=forms.RadioSelect,
                required=False,
            )
        self.sending = memorandum.sending

    @property
    def sends(self):
        """The centre that sends."""
        return self.both.get(self.cleaned_data.get("sends"), self.sending)

    @property
    def groups(self):
        which = {"legend": "", "help": "", "seldom": False, "short": False}
        first = [which | {"fields": [self["sends"]]}] if "sends" in self.fields else []
        return first + super().groups


class IssueForm(LanguagesForm):
    """In which languages the memorandum is issued, and who signs for each centre."""

    def __init__(self, *args, memorandum, **kwargs):
        super().__init__(*args, **kwargs)
        self.people = {}
        for party in Party.values:
            centre = memoranda.centre_of(memorandum, party)
            self.people[party] = {str(person.pk): person for person in memoranda.coordinators(centre)}
            self.fields[party] = forms.ChoiceField(
                label=_("Signs for %(centre)s") % {"centre": centre},
                choices=[(pk, str(person)) for pk, person in self.people[party].items()],
                help_text=_("Whoever else coordinates the centre can sign in their place; it is shown as such."),
            )

    @property
    def signers(self):
        """Who signs for each centre."""
        return {party: self.people[party][self.cleaned_data[party]] for party in Party.values}
