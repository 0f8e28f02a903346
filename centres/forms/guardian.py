"""What coordinators type about a parent or guardian."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy
from phonenumber_field.formfields import PhoneNumberField

from centres.choices import Relation
from centres.forms.centre import explain_phone
from centres.models import Centre
from centres.rules.guardian import GuardianParticulars
from doallvet.core.forms import CleanForm, refuse_invisible


class GuardianForm(CleanForm):
    """A parent or guardian of a minor."""

    first_name = forms.CharField(label=gettext_lazy("First name"), max_length=150, validators=[refuse_invisible])
    last_name = forms.CharField(label=gettext_lazy("Last name"), max_length=150, validators=[refuse_invisible])
    relation = forms.ChoiceField(
        label=gettext_lazy("Is the apprentice's"), choices=[("", gettext_lazy("Choose")), *Relation.choices]
    )
    email = forms.EmailField(
        label=gettext_lazy("E-mail address"),
        required=False,
        max_length=254,
        help_text=gettext_lazy("Consents are asked for by e-mail. Without an address you record them from paper."),
    )
    phone = PhoneNumberField(label=gettext_lazy("Phone"), required=False)
    language = forms.ChoiceField(label=gettext_lazy("Language of messages"), choices=settings.LANGUAGES)

    def __init__(self, *args, centre: Centre, fixed=False, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["phone"].region = centre.country.code or None
        explain_phone(self.fields["phone"])
        if fixed:
            for name in ("first_name", "last_name", "email", "phone", "language"):
                self.fields[name].disabled = True
                self.fields[name].help_text = ""

    def clean_email(self):
        return self.cleaned_data["email"].lower()

    def particulars(self):
        typed = self.cleaned_data
        return GuardianParticulars(**typed | {"phone": str(typed["phone"] or "")})
