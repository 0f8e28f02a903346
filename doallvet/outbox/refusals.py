"""What an error of the mail server means: for the message, and for the address. Plain values, no rows."""

import re
from smtplib import SMTPDataError, SMTPRecipientsRefused

try:
    from anymail.exceptions import AnymailError, AnymailRecipientsRefused
except ImportError:  # an optional extra

    class AnymailError(Exception):  # type: ignore[no-redef]
        """Never raised."""

    class AnymailRecipientsRefused(AnymailError):  # type: ignore[no-redef]
        """Never raised."""


class Unwritable(ValueError):
    """What stands in the place of an address is none that a mail server takes."""


ERRORS = (OSError, ValueError, AnymailError)  # what may go wrong with one message
STATUS = re.compile(r"([45])\.(\d{1,3})\.(\d{1,3})\b")  # enhanced status codes, RFC 3463
ADDRESSING, MAILBOX = "1", "2"
OF_SENDER = {("1", "7"), ("1", "8")}
UNKNOWN_AT_MICROSOFT = ("4", "1")  # "5.4.1 Recipient address rejected: Access denied" means no such mailbox
NO_STATUS = {550, 551, 552, 553, 556}
NOT_NOW = {450, 452}  # the same, while it may pass


def is_final(error: Exception) -> bool:
    """Trying again is no use: the server refused this recipient or this message for good, or it cannot be written.

    A refused sender, a refused login, a server that does not relay for us or has us on a list: that is the instance's
    fault, not the message's. It is tried again.
    """
    if isinstance(error, SMTPDataError):
        return error.smtp_code >= 500
    return bool(of_recipient(error)) or isinstance(error, ValueError)


def of_recipient(error: Exception, *, in_vain: bool = False) -> str:
    """What was said where the recipient was refused for good, as there is no such mailbox; "" for all else.

    `in_vain`: it was the last of all tries, and a mailbox that is full for days is none.
    """
    if isinstance(error, AnymailRecipientsRefused | Unwritable):
        return str(error) or "refused"
    if isinstance(error, SMTPDataError):  # some servers take any recipient, and look for the mailbox later
        text = _text(error.smtp_error)
        return f"{error.smtp_code} {text}" if STATUS.match(text) and _is_theirs(error.smtp_code, text, in_vain) else ""
    if not isinstance(error, SMTPRecipientsRefused):
        return ""
    said = [(code, _text(text)) for code, text in error.recipients.values()]
    return "{} {}".format(*said[0]) if said and all(_is_theirs(code, text, in_vain) for code, text in said) else ""


def _is_theirs(code: int, text: str, in_vain: bool) -> bool:
    """Whether the fault is with the address. A server that says more than a number is believed."""
    if status := STATUS.match(text):
        last, *about = status.groups()
        unknown = tuple(about) == UNKNOWN_AT_MICROSOFT and "recipient" in text.lower()
        theirs = unknown or about[0] in (ADDRESSING, MAILBOX) and tuple(about) not in OF_SENDER
        return theirs and (last == "5" or in_vain)
    return code in NO_STATUS or in_vain and code in NOT_NOW


def _text(said: bytes | str) -> str:
    return said.decode(errors="replace") if isinstance(said, bytes) else said
