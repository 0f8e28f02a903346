"""Texts of allauth that we translate ourselves: its Spanish says "tú" in some and "usted" in others.

Nothing reads this list; the translation in locale/ goes before allauth's own because the texts stand here.
"""

from django.utils.translation import gettext_noop as _

BORROWED = (
    _("A sign-in code has been sent to %(recipient)s."),
    _("Are you sure you want to remove this security key?"),
    _("Be patient, you are sending too many requests."),
    _("Download codes"),
    _("Email address %(deleted_email)s has been removed from your account."),
    _("Enter Email Verification Code"),
    _("Enter Sign-In Code"),
    _("Enter an authenticator code:"),
    _("New Recovery Codes Generated"),
    _("Please select only one."),
    _("Save them  in a secure location now — they won't be shown again."),
    _("Send me a sign-in code"),
    _("This mail can be safely ignored if you did not initiate this action."),
    _("To confirm this is correct, go to %(activate_url)s"),
    _("Use authenticator app or code"),
    _("We've sent a code to %(recipient)s. The code expires shortly, so please enter it soon."),
    _("You cannot generate recovery codes without having two-factor authentication enabled."),
    _("Your account is protected by two-factor authentication. Please enter an authenticator code:"),
    _("Your email has been changed from %(from_email)s to %(to_email)s."),
    _("Your email verification code is listed below. Please enter it in your open browser window."),
    _("Your sign-in code is listed below. Please enter it in your open browser window."),
)
