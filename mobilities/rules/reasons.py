"""Reasons that the portal itself gives: kept as a code with its values, said in the language of who reads."""

import json
from typing import Any

from django.utils.translation import gettext_lazy as _

from mobilities.choices import Answer

WORDS = {
    "company": _("Now it is %(company)s."),
    "reissued": _("The agreement was issued anew as version %(number)d."),
    **{answer.value: answer.label for answer in Answer},
}


def coded(code: str, **values: Any) -> str:
    """Give a reason as it is kept where people's own words are kept as well: `{"why": "reissued", "number": 2}`."""
    return json.dumps({"why": code} | values, ensure_ascii=False)


def worded(text: str) -> str:
    """Give a kept reason in words; what a person wrote stays as it is."""
    try:
        kept = json.loads(text)
        return str(WORDS[kept["why"]]) % kept
    except (ValueError, TypeError, KeyError):
        return text
