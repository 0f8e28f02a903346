"""Reasons that the portal itself gives: kept as a code with its values, said in the language of who reads."""

import json
from typing import Any

from django.utils.translation import gettext_lazy as _

from mobilities.choices import Answer, Role, Side
from mobilities.rules.terms import NAMES

WORDS = {
    "company": _("Now it is %(company)s."),
    "terms": _("Something else holds now: %(what)s."),
    "place": "%(role)s · %(said)s",
    "one_person": _("It was waived by one person: insurance, guardian consent and A1 need a second one."),
    "taken_back": _("What was done to many at once was taken back."),
    "reissued": _("The agreement was issued anew as version %(number)d."),
    "paper_reissued": _("The paper was issued anew as version %(number)d."),
    "withdrawn": _("Taken back: %(party)s."),
    **{answer.value: answer.label for answer in Answer},
}


def coded(code: str, **values: Any) -> str:
    """Give a reason as it is kept where people's own words are kept as well: `{"why": "reissued", "number": 2}`."""
    return json.dumps({"why": code} | values, ensure_ascii=False)


def worded(text: str) -> str:
    """Give a kept reason in words; what a person wrote stays as it is."""
    try:
        kept = json.loads(text)
        return str(WORDS[kept["why"]]) % {key: _labelled(key, value) for key, value in kept.items()}
    except (ValueError, TypeError, KeyError):
        return text


def _labelled(key: str, value: Any) -> Any:
    """A value as it is read: roles and names of terms are kept by their codes."""
    if key == "what":
        return ", ".join(str(NAMES[name]) for name in value)
    if key == "party":
        return str(Side(value).label)
    return str(Role(value).label).capitalize() if key == "role" else value
