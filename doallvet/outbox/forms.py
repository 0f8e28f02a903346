"""What a person says about messages."""

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from doallvet.accounts.models import User
from doallvet.core.forms import CleanModelForm, refuse_invisible
from doallvet.outbox.hours import DIGEST_HOURS
from doallvet.outbox.models import Announcement
from doallvet.outbox.writers import Kind

PLACES = ("Europe/", "Atlantic/")


class PreferencesForm(forms.Form):
    """Which of the optional kinds are wanted, when the digest comes, and by which clock."""

    digest_hour = forms.TypedChoiceField(
        label=_("When the message of the day comes"),
        coerce=int,
        choices=[(hour, f"{hour}:00") for hour in DIGEST_HOURS],
        help_text=_("At the hour of your place, on working days, when there is something to tell."),
    )
    time_zone = forms.ChoiceField(label=_("Your time zone"))
    wanted = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, person: User, optional: list[Kind], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        zones = {name for name in available_timezones() if name.startswith(PLACES)} | {person.time_zone}
        self.fields["time_zone"].choices = [(name, name.replace("_", " ")) for name in sorted(zones)]
        self.fields["wanted"].choices = [(kind.name, kind.title) for kind in optional]

    def refused(self) -> set[str]:
        return {name for name, _title in self.fields["wanted"].choices} - set(self.cleaned_data["wanted"])


class AnnouncementForm(CleanModelForm):
    """What everybody is told, in English and in whatever other languages it is written."""

    class Meta:
        model = Announcement
        fields = ["level", "begins_at", "ends_at", *(f"text_{code}" for code, _name in settings.LANGUAGES)]
        widgets = {
            name: forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
            for name in ("begins_at", "ends_at")
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code, name in settings.LANGUAGES:
            field = self.fields[f"text_{code}"]
            field.label, field.required = _("Text: %(language)s") % {"language": name}, code == settings.LANGUAGE_CODE
            field.widget = forms.Textarea({"rows": 3, "maxlength": 500})
            field.validators.append(refuse_invisible)
            if not field.required:
                field.help_text = _("Where it is empty, the English text is shown.")
        for name in ("begins_at", "ends_at"):
            self.fields[name].help_text = _("By the clock of your place.")
