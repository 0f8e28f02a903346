"""What is typed about a rule of a country: the fields follow from its kind."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from companies.choices import Level
from companies.models import Source
from companies.profiles import profiles
from companies.rules.law import CONDITIONS, ONCE, SAYS, SPANISH, faults, unsourced
from doallvet.core.forms import CleanForm, refuse_invisible
from mobilities.forms.step import few_lines
from mobilities.rules.documents import documents

CORRECTION, NEW_LAW = "correction", "law"
PLAIN = ("law", "level", "valid_from", "valid_to", "review_due_on", "unconfirmed", "unconfirmed_es")
YES_NO = [("", _("Not known, or it does not apply")), ("true", _("Yes")), ("false", _("No"))]


def split(text):
    """Words that stand between commas."""
    return [word for part in text.split(",") if (word := part.strip())]


class Codes(forms.CharField):
    """A list of words, typed with commas between them."""

    def prepare_value(self, value):
        return ", ".join(value) if isinstance(value, list | tuple) else value

    def clean(self, value):
        return split(super().clean(value))


class YesNo(forms.TypedChoiceField):
    """Yes, no, or neither."""

    def __init__(self, **kwargs):
        choices = [("", _("Choose …")), *YES_NO[1:]] if kwargs.get("required", True) else YES_NO
        super().__init__(choices=choices, coerce=lambda value: value == "true", empty_value=None, **kwargs)

    def prepare_value(self, value):
        return {True: "true", False: "false"}.get(value, value)


class SaidForm(CleanForm):
    """What a rule says, when it applies and where it comes from: `says:name` is what it says, `if:name` when."""

    law = forms.CharField(label=_("Law"), max_length=300, required=False)
    level = forms.ChoiceField(label=_("Evidence"))
    sources = Codes(
        label=_("Sources"),
        max_length=500,
        required=False,
        help_text=_("Their codes as in the list of sources, with commas between them."),
    )
    valid_from = forms.DateField(label=_("Holds for agreements from"), required=False)
    valid_to = forms.DateField(label=_("Holds for agreements until"), required=False)
    review_due_on = forms.DateField(label=_("Look at it again by"))
    unconfirmed = forms.CharField(label=_("Open question"), max_length=1000, required=False, widget=few_lines(2))
    unconfirmed_es = forms.CharField(
        label=_("Open question, in Spanish"), max_length=1000, required=False, widget=few_lines(2)
    )
    what: tuple[str, ...] = ()  # fields that stand above what it says

    def __init__(self, *args, profile, kind, **kwargs):
        self.profile, self.kind = profile, kind
        super().__init__(*args, **kwargs)
        own = {f"says:{name}": field for said in SAYS[kind] for name, field in fields_of(said)}
        when = {} if kind in ONCE else {f"if:{said.name}": field_of(said) for said in CONDITIONS}
        self.sections = {"what": list(self.what), "says": list(own), "when": list(when)}
        self.fields = own | when | self.fields
        known = [("", _("Choose …"))] if not self.initial.get("level") else []
        self.fields["level"].choices = known + [(level, f"{level}: {level.label}") for level in Level]
        self.pick_dates()

    def parts(self):
        """The fields under their headings: what it is, what the rule says, when it applies, where it comes from."""
        named = [name for names in self.sections.values() for name in names]
        rest = [name for name in self.fields if name not in named and not self.fields[name].widget.is_hidden]
        found = {key: [self[name] for name in names] for key, names in {**self.sections, "origin": rest}.items()}
        return found | {"conditional": any(field.value() for field in found["when"])}

    def clean(self):
        said = super().clean()
        says, condition = self.kept("says:"), self.kept("if:")
        dates = {"valid_from": said.get("valid_from"), "valid_to": said.get("valid_to")}
        found = list(faults(self.kind, says, condition, **dates)) + list(self.unknown(says, condition))
        for name, sentence in found:
            place = next((place for place in (f"says:{name}", f"if:{name}", name) if place in self.fields), None)
            if place is None or place not in self.errors:
                self.add_error(place, sentence)
        if said.get("level") and "sources" in said and (sentence := unsourced(said["level"], said["sources"])):
            self.add_error("sources", sentence)
        return said

    def unknown(self, says, condition):
        """What is in no vocabulary: papers, countries, ways for the contract, sources."""
        ways = {option.key for option in profiles()[self.profile].options}
        for code in says.get("codes", []):
            if code not in documents():
                yield "codes", _("“%(value)s” is not known.") % {"value": code}
        for code in condition.get("hosts", []):
            if code not in dict(countries):
                yield "hosts", _("“%(value)s” is no country: write two capital letters, such as ES.") % {"value": code}
        for key in condition.get("arrangements", []):
            if key not in ways:
                names = ", ".join(sorted(ways)) or "–"
                text = _("“%(value)s” is no way for the contract here. Known: %(names)s.")
                yield "arrangements", text % {"value": key, "names": names}
        asked = self.cleaned_data.get("sources", [])
        known = set(Source.objects.of(asked).values_list("code", flat=True))
        for code in asked:
            if code not in known:
                yield "sources", _("“%(value)s” is not in the list of sources. Add it there first.") % {"value": code}

    def kept(self, prefix):
        """What was typed under names that begin so, without what is empty."""
        found = {
            name.removeprefix(prefix): value for name, value in self.cleaned_data.items() if name.startswith(prefix)
        }
        return {name: value for name, value in found.items() if value not in (None, "", [])}

    def changes(self):
        """What was typed, by the names of the rule's fields."""
        said = self.cleaned_data
        return {name: said[name] for name in PLAIN} | {
            "says": self.kept("says:"),
            "condition": self.kept("if:"),
            "sources": said["sources"],
        }

    def missing(self):
        """The labels of what is needed and not typed yet."""
        return [self[name].label for name, errors in self.errors.as_data().items() if _lacks(errors)]

    def wrong(self):
        """What is wrong with what was typed, in words, with the label of its field."""
        for name, errors in self.errors.as_data().items():
            if not _lacks(errors):
                label = f"{self[name].label}: " if name in self.fields else ""
                yield from (f"{label}{sentence}" for error in errors for sentence in error.messages)


def _lacks(errors):
    return any(error.code == "required" for error in errors)


class RuleForm(SaidForm):
    """A change of a rule; carries the version shown."""

    change = forms.ChoiceField(
        label=_("What is it?"),
        choices=[
            (CORRECTION, _("A correction: what was written was wrong, or something is known better")),
            (NEW_LAW, _("The law changed: for agreements concluded from a day on, something else holds")),
        ],
        widget=forms.RadioSelect,
        initial=CORRECTION,
    )
    since = forms.DateField(label=_("From which day on (only where the law changed)"), required=False)
    note = forms.CharField(label=_("What changed, and how you know"), max_length=1000, widget=few_lines(2))
    version = forms.IntegerField(widget=forms.HiddenInput)
    what = ("change", "since", "note")

    def __init__(self, *args, rule, **kwargs):
        super().__init__(*args, profile=rule.profile, kind=rule.kind, initial=initial_of(rule), **kwargs)

    def clean(self):
        said = super().clean()
        if said.get("change") == NEW_LAW and not said.get("since"):
            self.add_error("since", _("Say from which day on the new law holds."))
        return said


class NewRuleForm(SaidForm):
    """A rule that follows no other."""

    note = forms.CharField(label=_("Why it is added, and how you know"), max_length=1000, widget=few_lines(2))
    what = ("note",)


def initial_of(rule):
    says = {f"says:{name}": value for name, value in rule.says.items()}
    condition = {f"if:{name}": value for name, value in rule.condition.items()}
    plain = {name: getattr(rule, name) for name in (*PLAIN, "sources", "version")}
    return says | condition | plain


def fields_of(said):
    """The fields of one thing a rule may say: words stand in English and in Spanish."""
    yield said.name, field_of(said)
    if said.form == "words":
        spanish = field_of(said, required=False)
        spanish.label = _("%(label)s, in Spanish") % {"label": said.label}
        yield said.name + SPANISH, spanish


def field_of(said, required=None):
    common = {"label": said.label, "required": said.required if required is None else required}
    if said.form == "number":
        return forms.IntegerField(min_value=1, max_value=4000, **common)
    if said.form == "share":
        return forms.FloatField(min_value=0, max_value=1, help_text=_("Such as 0.5 for a half."), **common)
    if said.form == "yes":
        return YesNo(**common)
    if said.form == "choice":
        none = _("Choose …") if common["required"] else _("Not known, or it does not apply")
        return forms.ChoiceField(choices=[("", none), *said.choices.choices], **common)
    if said.form == "codes":
        return Codes(max_length=1000, help_text=_("With commas between them."), **common)
    rows = {"widget": few_lines(2)} if said.form == "words" else {}
    return forms.CharField(max_length=1000, validators=[refuse_invisible], **common, **rows)


class ListForm(CleanForm):
    """How the list of rules is filtered; the filter stands in the address."""

    country = forms.ChoiceField(label=_("Country"), required=False)
    profile = forms.ChoiceField(label=_("Kind of apprenticeship"), required=False)
    kind = forms.ChoiceField(label=_("About"), required=False)
    due = forms.BooleanField(label=_("Due for review"), required=False)
    since = forms.DateField(label=_("Changed since"), required=False)
