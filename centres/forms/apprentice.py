"""What coordinators type about an apprentice."""

from datetime import timedelta

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_countries import countries
from phonenumber_field.formfields import PhoneNumberField

from centres.choices import Gender
from centres.forms.apprentice_rows import ContactRows, LanguageRows
from centres.forms.centre import explain_phone
from centres.models import Centre
from centres.rules.apprentice import Particulars, birth_date_problem
from doallvet.core.forms import CleanForm, refuse_invisible


class ApprenticeForm(CleanForm):
    """The person and the training; languages and emergency contacts are rows of their own."""

    first_name = forms.CharField(
        label=gettext_lazy("First name"),
        max_length=150,
        validators=[refuse_invisible],
        help_text=gettext_lazy("As it stands in the passport or identity card."),
    )
    last_name = forms.CharField(label=gettext_lazy("Last name"), max_length=150, validators=[refuse_invisible])
    born_on = forms.DateField(
        label=gettext_lazy("Birth date"),
        error_messages={"invalid": gettext_lazy("This is no date. Write it like 2008-05-31 or 31/05/2008, day first.")},
        help_text=gettext_lazy("Under 18: a parent or guardian is asked for next, because they have to agree too."),
    )
    email = forms.EmailField(
        label=gettext_lazy("E-mail address"),
        required=False,
        max_length=254,
        help_text=gettext_lazy("The apprentice's own, not the parents'. Without one you record the answers yourself."),
    )
    phone = PhoneNumberField(label=gettext_lazy("Phone"), required=False)
    language = forms.ChoiceField(label=gettext_lazy("Language of messages"), choices=settings.LANGUAGES)
    nationality = forms.ChoiceField(label=gettext_lazy("Nationality"), required=False)
    second_nationality = forms.ChoiceField(label=gettext_lazy("Second nationality"), required=False)
    gender = forms.ChoiceField(
        label=gettext_lazy("Gender"),
        required=False,
        choices=[("", gettext_lazy("Not said")), *Gender.choices],
        help_text=gettext_lazy("Asked by the European report; may stay empty."),
    )
    address = forms.CharField(
        label=gettext_lazy("Address"), required=False, max_length=300, validators=[refuse_invisible]
    )
    programme = forms.ModelChoiceField(
        label=gettext_lazy("Programme"), queryset=None, required=False, empty_label=gettext_lazy("Not yet known")
    )
    class_name = forms.CharField(
        label=gettext_lazy("Class"), required=False, max_length=50, validators=[refuse_invisible]
    )
    year_of_training = forms.IntegerField(
        label=gettext_lazy("Year of training"), required=False, min_value=1, max_value=8
    )

    def __init__(self, *args, centre: Centre, today, fixed=False, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["phone"].region = centre.country.code or None
        explain_phone(self.fields["phone"])
        self.fields["programme"].queryset = centre.programmes.order_by("title", "pk")
        choices = [("", _("Not said")), *countries]
        self.fields["nationality"].choices = self.fields["second_nationality"].choices = choices
        if fixed:
            for name in ("first_name", "last_name", "email", "phone", "language"):
                self.fields[name].disabled = True
                self.fields[name].help_text = ""

    def clean_born_on(self):
        born_on = self.cleaned_data["born_on"]
        if problem := birth_date_problem(born_on, self.today):
            raise ValidationError(problem)
        return born_on

    def clean_email(self):
        return self.cleaned_data["email"].lower()

    def clean(self):
        cleaned = super().clean()
        first, second = cleaned.get("nationality"), cleaned.get("second_nationality")
        if second and first == second:
            self.add_error("second_nationality", _("This is the first nationality again."))
        return cleaned


class LeaveForm(CleanForm):
    """The day an apprentice left."""

    on = forms.DateField(label=gettext_lazy("Left on"))

    def __init__(self, *args, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_on(self):
        on = self.cleaned_data["on"]
        if not self.today - timedelta(days=3650) <= on <= self.today:
            raise ValidationError(_("This day must lie in the past, at most ten years back."))
        return on


class ApprenticeEntry:
    """The form of an apprentice together with its rows; gives and takes `Particulars`."""

    def __init__(self, data=None, *, centre, today, known: Particulars | None = None, fixed=False, language="en"):
        region = centre.country.code or None
        self.known = known
        self.form = ApprenticeForm(
            data, centre=centre, today=today, fixed=fixed, initial=_initial(known) if known else {"language": language}
        )
        self.languages = LanguageRows(data, prefix="languages", rows=_language_rows(known))
        self.contacts = ContactRows(data, prefix="contacts", rows=_contact_rows(known), form_kwargs={"region": region})

    def is_valid(self):
        """Whether all of it is right; on top of the page it is said which rows are not."""
        if not self.form.is_bound:
            return False
        sentences = {
            self.languages: _("Languages: a row is incomplete, look below."),
            self.contacts: _("Emergency contacts: a row is incomplete, look below."),
        }
        for rows, sentence in sentences.items():
            if not rows.is_valid() and sentence not in self.form.non_field_errors():
                self.form.add_error(None, sentence)
        return self.form.is_valid()

    def particulars(self):
        """Give what was typed. Rows whose every field was emptied are gone."""
        typed = self.form.cleaned_data
        return Particulars(
            **{name: typed[name] for name in ("first_name", "last_name", "born_on", "email", "language", "gender")},
            **{name: typed[name] for name in ("address", "class_name", "year_of_training")},
            phone=str(typed["phone"] or ""),
            nationalities=self._nationalities(),
            programme=typed["programme"].pk if typed["programme"] else None,
            languages=tuple(sorted((row["language"], row["level"]) for row in self.languages.filled())),
            emergency_contacts=tuple(
                (row["name"], row["relation"], str(row["phone"])) for row in self.contacts.filled()
            ),
        )

    def _nationalities(self):
        typed = self.form.cleaned_data
        rest = self.known.nationalities[2:] if self.known else ()
        return tuple(code for code in (typed["nationality"], typed["second_nationality"], *rest) if code)


def _language_rows(known):
    return [{"language": code, "level": level} for code, level in known.languages] if known else []


def _contact_rows(known):
    rows = known.emergency_contacts if known else ()
    return [{"name": name, "relation": relation, "phone": phone} for name, relation, phone in rows]


def _initial(known):
    first, second = (*known.nationalities, "", "")[:2]
    names = ("first_name", "last_name", "born_on", "email", "phone", "language", "gender", "address", "class_name")
    return {name: getattr(known, name) for name in names} | {
        "nationality": first,
        "second_nationality": second,
        "year_of_training": known.year_of_training,
        "programme": known.programme,
    }
