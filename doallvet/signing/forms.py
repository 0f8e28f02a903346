"""What is typed on the page on which one signs, and on the one on which papers are checked."""

from django import forms
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

from doallvet.core.forms import CleanForm, refuse_invisible
from doallvet.core.uploads import ACCEPT, MAX_BYTES


class ActForm(CleanForm):
    """Every act carries the hash of what the person had before their eyes."""

    shown = forms.CharField(widget=forms.HiddenInput)


class SignForm(ActForm):
    """The signature: a typed name, and consent in words."""

    typed_name = forms.CharField(
        label=_("Your name"),
        max_length=200,
        help_text=_("Typed by you, it is your signature."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        validators=[refuse_invisible],
    )
    read_in = forms.CharField(widget=forms.HiddenInput)  # the language of the words that were agreed to
    agreed = forms.BooleanField(
        error_messages={"required": _("Tick this to sign: without it your name is no signature.")}
    )

    code = forms.CharField(
        label=_("Code"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )

    field_order = ["typed_name", "code", "agreed", "shown", "read_in"]

    def __init__(self, *args, consent, with_code=False, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["agreed"].label = consent
        if not with_code:
            del self.fields["code"]


class ChangeForm(ActForm):
    """A wish for a change."""

    text = forms.CharField(
        label=_("What should be different?"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )

    field_order = ["text", "shown"]


class TakeBackForm(ActForm):
    """A consent taken back; nobody has to say why."""

    text = forms.CharField(
        label=_("In your words"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )

    field_order = ["text", "shown"]


class DeclineForm(ActForm):
    """A no, with its reason."""

    reason = forms.ChoiceField(label=_("Reason"))
    text = forms.CharField(
        label=_("In your words"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )

    field_order = ["reason", "text", "shown"]

    def __init__(self, *args, reasons, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"].choices = [("", _("Choose …")), *reasons]


class PassOnForm(ActForm):
    """Somebody else of the same organisation signs."""

    first_name = forms.CharField(label=_("First name"), max_length=150, validators=[refuse_invisible])
    last_name = forms.CharField(label=_("Last name"), max_length=150, validators=[refuse_invisible])
    email = forms.EmailField(label=_("E-mail address"))

    field_order = ["first_name", "last_name", "email", "shown"]


class ComparedField(forms.BooleanField):
    """The coordinator's word for a scan whose code cannot be read."""

    def __init__(self):
        super().__init__(
            label=_("I have compared number and version at the foot of the pages"),
            help_text=_("Only needed where the code at the foot cannot be read on the scan."),
            required=False,
        )


class ScanForm(ActForm):
    """Who signed on paper, and the scan that shows it."""

    typed_name = forms.CharField(label=_("Who signed"), max_length=200, validators=[refuse_invisible])
    file = forms.FileField(
        label=_("The signed paper, as PDF or photo"),
        widget=forms.ClearableFileInput(attrs={"accept": ACCEPT}),
    )
    compared = ComparedField()

    field_order = ["typed_name", "file", "compared", "shown"]


class CodeForm(CleanForm):
    """What stands at the foot of a paper."""

    number = forms.CharField(
        label=_("Document number"),
        max_length=20,
        help_text=_("Such as LA-2026-7K3QXM4"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )
    code = forms.CharField(
        label=_("Printed code"),
        max_length=20,
        help_text=_("Such as 7K3Q-XM4P"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )


class FileForm(CleanForm):
    """A paper as a file, or only its hash where the browser worked it out."""

    file = forms.FileField(
        label=_("PDF file"), required=False, widget=forms.ClearableFileInput(attrs={"accept": "application/pdf"})
    )
    sha256 = forms.RegexField("^[0-9a-f]{64}$", required=False, widget=forms.HiddenInput)

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file and file.size > MAX_BYTES:
            limit = {"limit": filesizeformat(MAX_BYTES)}
            raise forms.ValidationError(_("Papers of this portal are smaller than %(limit)s.") % limit)
        return file

    def clean(self):
        if not self.errors and not (self.cleaned_data["file"] or self.cleaned_data["sha256"]):
            self.add_error("file", _("Choose the file that is to be checked."))
        return self.cleaned_data


class LetterForm(CleanForm):
    """The code that stands in a letter."""

    code = forms.CharField(
        label=_("The code in your letter"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )
