"""What an answer of a company or guardian needs to be one."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mobilities.choices import Answer, Channel

SAID = {
    Answer.APPROVE: gettext_lazy("%(who)s: said yes"),
    Answer.DECLINE: gettext_lazy("%(who)s: declined"),
    Answer.CONDITIONS: gettext_lazy("%(who)s: approved with conditions"),
    Answer.ASK_CHANGE: gettext_lazy("%(who)s: asks for a change"),
}


def lacks(answer: str, *, reason: str, text: str) -> dict[str, str]:
    """Name by field what an answer lacks, in the words of who gives it; empty means complete."""
    if answer == Answer.DECLINE and not reason:
        return {"reason": _("Choose the reason that fits best: it helps the centre to find a way.")}
    if answer == Answer.CONDITIONS and not text.strip():
        return {"text": _("Write your conditions.")}
    if answer == Answer.ASK_CHANGE and not text.strip():
        return {"text": _("Write what should change.")}
    return {}


def lacks_proof(channel: str, *, typed_name: str, paper: bool) -> dict[str, str]:
    """Name by field what is missing as evidence of who answered: a typed name by link, the paper of one on paper."""
    if channel == Channel.LINK and not typed_name.strip():
        return {"typed_name": _("Type your name.")}
    if channel == Channel.PAPER and not paper:
        return {"file": _("Add the paper as a file.")}
    return {}
