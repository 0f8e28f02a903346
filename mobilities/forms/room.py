"""A room of a group as a coordinator types it, and the nights of one bed."""

from django import forms
from django.utils.translation import gettext_lazy as _

from doallvet.core.forms import CleanForm, refuse_invisible
from mobilities.forms.project import LineField


class RoomForm(CleanForm):
    """A room and who sleeps there; offered is who is there, and who has a night without a bed.

    Others of the group are taken as well: a second click says the same as the first.
    """

    name = LineField(
        label=_("Name of the room"),
        max_length=50,
        help_text=_("For example a number, or the name of a family."),
        validators=[refuse_invisible],
    )
    places = forms.IntegerField(label=_("Places to sleep"), min_value=1, max_value=100)
    note = LineField(
        label=_("Note"),
        max_length=200,
        required=False,
        help_text=_("For example the floor or the address. It is read by all who read the group."),
        validators=[refuse_invisible],
    )
    people = forms.MultipleChoiceField(label=_("Who sleeps here"), required=False, widget=forms.CheckboxSelectMultiple)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, everybody, offered, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["people"].choices = everybody
        self.fields["people"].widget.choices = offered


class BedForm(CleanForm):
    """The nights that somebody sleeps in a room."""

    arrives_on = forms.DateField(label=_("First night"))
    leaves_on = forms.DateField(label=_("Leaves on"))
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, sleeper, **kwargs):
        super().__init__(*args, **kwargs)
        self.sleeper = sleeper

    def clean(self):
        said = super().clean()
        arrives, leaves = said.get("arrives_on"), said.get("leaves_on")
        if arrives and leaves and leaves <= arrives:
            self.add_error("leaves_on", _("Whoever has a bed stays a night at least."))
        elif arrives and leaves and (leaves < self.sleeper.arrives_on or arrives > self.sleeper.leaves_on):
            self.add_error("arrives_on", _("These nights do not touch the stay of this person."))
        return said
