"""Whether a scan is of the version that is signed: its QR code says so, or who looks at it does."""

from django.utils.translation import gettext as _

from doallvet.core import qr
from doallvet.core.refused import Refused
from doallvet.signing.mark import read_mark, short_hash
from doallvet.signing.models import Version


def match(version: Version, content: bytes, mime: str) -> bool:
    """Whether a QR code on the scan is that of the version; false where none of ours can be read.

    Raises Refused for a scan of another paper, and of another version of this one, with what holds now.
    """
    marks = [mark for text in qr.read(content, mime) if (mark := read_mark(text))]
    own = version.document.number, version.number, short_hash(version.content_hash)
    for number, number_of_version, short in marks:
        if number != version.document.number:
            raise Refused(
                _("This is a scan of another paper: %(there)s. This one is %(here)s.")
                % {"there": number, "here": version.document.number}
            )
        if number_of_version != version.number:
            raise Refused(
                _("This is a scan of version %(there)s. Version %(here)s holds now: print and sign that one.")
                % {"there": number_of_version, "here": version.number}
            )
        if short != own[-1]:
            raise Refused(_("The code on this scan is not the one of this paper: what it was made of differs."))
    return own in marks


def refuse_other(version: Version, content: bytes, mime: str, *, compared: bool) -> None:
    """Raise Refused for a scan of anything else, and for one that tells nothing where nobody has `compared` it."""
    if not match(version, content, mime) and not compared:
        raise Refused(
            _(
                "The code at the foot of the pages could not be read on this scan. "
                "Compare number and version yourself, and tick that you did; or scan it again."
            )
        )
