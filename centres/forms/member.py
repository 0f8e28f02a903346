"""Who is invited, and as what."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from centres.choices import MemberRole
from doallvet.core.forms import CleanForm, refuse_invisible


class InviteForm(CleanForm):
    """A person to write to."""

    email = forms.EmailField(label=_("E-mail address"), max_length=254)
    first_name = forms.CharField(label=_("First name"), max_length=150, validators=[refuse_invisible])
    last_name = forms.CharField(label=_("Last name"), max_length=150, required=False, validators=[refuse_invisible])
    language = forms.ChoiceField(
        label=_("Language"), choices=settings.LANGUAGES, help_text=_("We write to this person in this language.")
    )


class InviteColleagueForm(InviteForm):
    """A person who is to work for a centre."""

    field_order = ["email", "first_name", "last_name", "role", "language"]

    role = forms.ChoiceField(
        label=_("Role"),
        choices=MemberRole.choices,
        widget=forms.RadioSelect,
        help_text=_(
            "A coordinator plans and decides, a teacher follows and reviews what is assigned, "
            "a viewer sees status and dates."
        ),
    )


class RoleForm(CleanForm):
    """What a member is at the centre."""

    role = forms.ChoiceField(label=_("Role"), choices=MemberRole.choices, widget=forms.RadioSelect)
