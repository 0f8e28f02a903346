"""What coordinators type about a company and its sites."""

from zoneinfo import available_timezones

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from companies.choices import Size
from companies.models import Company, Site
from doallvet.core.forms import CleanModelForm, refuse_invisible

NACE = r"^[A-Ua-u]?\s?(\d{2}(\.\d{1,2})?)?$"
MINORS = [("", gettext_lazy("Not known")), ("True", gettext_lazy("Yes")), ("False", gettext_lazy("No"))]


class CompanyForm(CleanModelForm):
    """What all centres share about a company."""

    nace = forms.RegexField(
        NACE,
        label=gettext_lazy("Sector (NACE)"),
        required=False,
        max_length=10,
        help_text=gettext_lazy("For example C25.6 for metal working, or 56.1 for restaurants."),
        error_messages={"invalid": gettext_lazy("A NACE code is a letter, two digits and a decimal, such as C25.6.")},
    )
    website = forms.URLField(
        label=gettext_lazy("Website"),
        required=False,
        assume_scheme="https",
        error_messages={"invalid": gettext_lazy("Write the whole address of the website, such as www.company.eu.")},
    )
    takes_minors = forms.TypedChoiceField(
        label=gettext_lazy("Takes apprentices under 18"),
        required=False,
        choices=MINORS,
        coerce=lambda value: {"True": True, "False": False}.get(str(value)),
        empty_value=None,
    )

    # No field of the model's: a taken number is no fault of the form, the action shows the company that has it.
    register_number = forms.CharField(
        label=gettext_lazy("Register or tax number"),
        required=False,
        max_length=40,
        validators=[refuse_invisible],
        help_text=gettext_lazy("By it the same company is known again, for example B24012345."),
    )

    class Meta:
        model = Company
        fields = ["name", "country", "city", "nace", "size", "website", "accident_insurer", "takes_minors"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial.setdefault("register_number", self.instance.register_number)
        self.fields["city"].help_text = _("Where it has its seat.")
        self.fields["size"].choices = [("", _("Not known")), *Size.choices]
        for name in ("name", "city", "accident_insurer"):
            self.fields[name].validators.append(refuse_invisible)
        self.helper = _helper(
            Fieldset(_("The company"), "name", "country", "city", "register_number"),
            Fieldset(_("More about it"), "nace", "size", "website", "accident_insurer", "takes_minors"),
        )

    def values(self):
        """What was typed, by the names of the company's fields."""
        typed = {name: self.cleaned_data[name] for name in ("register_number", *self._meta.fields)}
        return typed | {"country": str(typed["country"]), "nace": typed["nace"].upper()}


class NewCompanyForm(CompanyForm):
    """A company with the address of its first site."""

    address = forms.CharField(
        label=gettext_lazy("Street and number"), required=False, max_length=250, validators=[refuse_invisible]
    )
    postcode = forms.CharField(
        label=gettext_lazy("Postcode"), required=False, max_length=20, validators=[refuse_invisible]
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["address"].help_text = _("Where apprentices work. More sites can be added later.")
        self.helper.layout.fields.insert(1, Fieldset(_("Its first site"), "address", "postcode"))

    def site(self):
        """The first site, if an address was typed; named after the town."""
        typed = self.cleaned_data
        if not typed["address"]:
            return None
        names = ("address", "postcode", "city")
        return {name: typed[name] for name in names} | {"country": str(typed["country"]), "name": typed["city"]}


class SiteForm(CleanModelForm):
    """A place of work; coordinates and time zone are found from the town when they are left empty."""

    latitude = forms.FloatField(label=gettext_lazy("Latitude"), required=False, min_value=-90, max_value=90)
    longitude = forms.FloatField(label=gettext_lazy("Longitude"), required=False, min_value=-180, max_value=180)
    time_zone = forms.CharField(label=gettext_lazy("Time zone"), required=False, max_length=50)

    class Meta:
        model = Site
        fields = ["name", "address", "postcode", "city", "region", "country", "latitude", "longitude", "time_zone"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["name"].help_text = _("For example Workshop or Main office.")
        self.fields["region"].help_text = _("Its public holidays count, for example Sachsen.")
        for name in ("name", "address", "postcode", "city", "region"):
            self.fields[name].validators.append(refuse_invisible)
        for name in ("latitude", "longitude", "time_zone"):
            self.fields[name].help_text = _("Empty: found from the town.")
        self.helper = _helper(
            Fieldset(_("The site"), "name", "address", "postcode", "city", "region", "country"),
            Fieldset(_("On the map"), "latitude", "longitude", "time_zone"),
        )

    def clean_time_zone(self):
        zone = self.cleaned_data["time_zone"]
        if zone and zone not in available_timezones():
            raise ValidationError(_("Write a time zone such as Europe/Madrid, or leave it empty."))
        return zone

    def clean(self):
        cleaned = super().clean()
        if (cleaned.get("latitude") is None) != (cleaned.get("longitude") is None):
            self.add_error("longitude", _("Give both latitude and longitude, or neither."))
        return cleaned

    def values(self):
        """What was typed, by the names of the site's fields."""
        typed = {name: self.cleaned_data[name] for name in self._meta.fields}
        return typed | {"country": str(typed["country"])}


def _helper(*fieldsets):
    helper = FormHelper()
    helper.form_tag = False
    helper.layout = Layout(*fieldsets)
    return helper
