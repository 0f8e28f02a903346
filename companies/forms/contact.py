"""What coordinators type about a person of a company."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from phonenumber_field.formfields import PhoneNumberField

from centres.forms.centre import explain_phone
from companies.choices import Function
from companies.rules.contact import ContactParticulars
from doallvet.core.forms import CleanForm, refuse_invisible

PERSON = ("first_name", "last_name", "email", "language")  # what belongs to the person, wherever they are known


class ContactForm(CleanForm):
    """A signatory, mentor or deputy; private to the centre."""

    first_name = forms.CharField(label=gettext_lazy("First name"), max_length=150, validators=[refuse_invisible])
    last_name = forms.CharField(label=gettext_lazy("Last name"), max_length=150, validators=[refuse_invisible])
    functions = forms.MultipleChoiceField(
        label=gettext_lazy("What the person does for the company"),
        choices=Function.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Who signs and who trains are two people in most companies."),
    )
    may_sign = forms.BooleanField(
        label=gettext_lazy("May sign by delegation"),
        required=False,
        help_text=gettext_lazy("For a mentor or deputy whom the company allows to sign in the signatory's place."),
    )
    email = forms.EmailField(
        label=gettext_lazy("E-mail address"),
        required=False,
        max_length=254,
        help_text=gettext_lazy("Approvals and signatures are asked for here. Each person needs an own address."),
    )
    phone = PhoneNumberField(label=gettext_lazy("Phone"), required=False)
    position = forms.CharField(
        label=gettext_lazy("Position in the company"), required=False, max_length=100, validators=[refuse_invisible]
    )
    site = forms.ModelChoiceField(
        label=gettext_lazy("Works at"),
        queryset=None,
        required=False,
        empty_label=gettext_lazy("The company as a whole"),
    )
    language = forms.ChoiceField(label=gettext_lazy("Language of messages"), choices=settings.LANGUAGES)

    def __init__(self, *args, company, fixed=False, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["site"].queryset = company.sites.order_by("pk")
        self.fields["phone"].region = company.country.code or None
        explain_phone(self.fields["phone"])
        self.fields["functions"].error_messages["required"] = _("Choose at least one.")
        if fixed:
            for name in PERSON:
                self.fields[name].disabled = True
                self.fields[name].help_text = ""

    def clean_email(self):
        return self.cleaned_data["email"].lower()

    def particulars(self):
        typed = self.cleaned_data
        changed = {
            "phone": str(typed["phone"] or ""),
            "site": typed["site"].pk if typed["site"] else None,
            "functions": tuple(typed["functions"]),
        }
        return ContactParticulars(**typed | changed)
