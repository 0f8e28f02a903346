"""The data of a centre, and its place."""

from zoneinfo import available_timezones

from crispy_forms.bootstrap import InlineCheckboxes
from crispy_forms.helper import FormHelper
from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from centres.choices import CAN_STOP
from centres.models import Centre
from centres.models.centre import OID, PIC
from doallvet.core.forms import CleanModelForm, refuse_invisible
from doallvet.core.languages import SPOKEN, language_choices

COMMON = 24  # the languages of the European Union come first in SPOKEN
REGIONAL = {"ca", "eu", "gl", "lb", "no", "is", "tr", "uk"}


class IdentityForm(CleanModelForm):
    """By what a centre is known: names and numbers."""

    oid = forms.CharField(label=gettext_lazy("Organisation ID (OID)"), required=False)
    pic = forms.CharField(label=gettext_lazy("PIC"), required=False)

    class Meta:
        model = Centre
        fields = ["name", "legal_name", "kind", "country", "city", "oid", "pic"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["oid"].help_text = _("The letter E and eight digits, for example E12345678.")
        self.fields["pic"].help_text = _("Nine digits, for example 948821603.")
        for name in {"name", "legal_name", "city", "address"} & set(self.fields):
            self.fields[name].validators.append(refuse_invisible)

    def clean_oid(self):
        oid = self.cleaned_data["oid"].upper().replace(" ", "")
        if oid:
            OID(oid)
        return oid

    def clean_pic(self):
        pic = self.cleaned_data["pic"].replace(" ", "")
        if pic:
            PIC(pic)
        return pic

    def values(self):
        """What was typed, by the names of the centre's fields."""
        return {name: self.cleaned_data[name] for name in self._meta.fields}


class CentreForm(IdentityForm):
    """What a centre says of itself; coordinates and time zone are found from the town when they are left empty."""

    languages = forms.MultipleChoiceField(
        label=gettext_lazy("Languages spoken with partners"), required=False, widget=forms.CheckboxSelectMultiple
    )
    strict_checks = forms.MultipleChoiceField(
        label=gettext_lazy("What stops a paper before it goes out to be signed"),
        help_text=gettext_lazy("What is not ticked is said as a warning."),
        choices=CAN_STOP,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    website = forms.URLField(
        label=gettext_lazy("Website"),
        required=False,
        assume_scheme="https",
        error_messages={"invalid": gettext_lazy("Write the whole address of the website, for example www.centre.eu.")},
    )
    latitude = forms.FloatField(label=gettext_lazy("Latitude"), required=False, min_value=-90, max_value=90)
    longitude = forms.FloatField(label=gettext_lazy("Longitude"), required=False, min_value=-180, max_value=180)
    time_zone = forms.CharField(label=gettext_lazy("Time zone"), required=False, max_length=50)

    class Meta:
        model = Centre
        fields = [
            "name",
            "legal_name",
            "kind",
            "oid",
            "pic",
            "country",
            "region",
            "city",
            "address",
            "postcode",
            "languages",
            "email",
            "phone",
            "website",
            "latitude",
            "longitude",
            "time_zone",
            "ready_threshold",
            "strict_checks",
        ]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        known = {*SPOKEN[:COMMON], *REGIONAL, *(self.instance.languages or [])}
        self.fields["languages"].choices = [pair for pair in language_choices() if pair[0] in known]
        explain_phone(self.fields["phone"])
        for name in ("latitude", "longitude", "time_zone"):
            self.fields[name].help_text = _("Empty: found from the town.")
        self.fields["ready_threshold"].required = False
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout(
            Fieldset(_("The centre"), "name", "legal_name", "kind", "oid", "pic"),
            Fieldset(_("Where it is"), "address", "postcode", "city", "region", "country"),
            Fieldset(_("How partners reach it"), "email", "phone", "website", InlineCheckboxes("languages")),
            Fieldset(_("On the map"), "latitude", "longitude", "time_zone"),
            Fieldset(_("How you work"), "ready_threshold", "strict_checks"),
        )

    def clean_ready_threshold(self):
        percent = self.cleaned_data["ready_threshold"]
        return self.instance.ready_threshold if percent is None else percent

    def clean_time_zone(self):
        zone = self.cleaned_data["time_zone"]
        if zone and zone not in available_timezones():
            raise forms.ValidationError(_("Write a time zone such as Europe/Madrid, or leave it empty."))
        return zone

    def clean(self):
        cleaned = super().clean()
        if (cleaned.get("latitude") is None) != (cleaned.get("longitude") is None):
            self.add_error("longitude", _("Give both latitude and longitude, or neither."))
        return cleaned


def explain_phone(field):
    """Say how a phone number is written; without the country's code nobody abroad can call it."""
    field.help_text = _("With the country's code, for example +34 987 123 456.")
    field.error_messages["invalid"] = _("Write the phone number with the country's code, for example +34 987 123 456.")
