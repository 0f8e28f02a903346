"""What a party commits to when it says yes or signs, in plain sentences (`data/papers/commitments.yaml`)."""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from django.utils.translation import gettext as _

from doallvet.papers.fields import is_empty
from doallvet.papers.words import sentences
from mobilities.choices import SIDE_OF, Owner
from mobilities.rules.conditions import Facts, holds

FILE = Path(__file__).parent.parent / "data" / "papers" / "commitments.yaml"
ANSWERS = "answers"


@lru_cache(maxsize=1)
def rows() -> dict[str, dict[str, list[dict[str, Any]]]]:
    """Give the commitments as the data has them: paper → party → rows."""
    return yaml.safe_load(FILE.read_text(encoding="utf-8"))


def commitments(owner: str, *, pay_kept: bool | None, blended: bool, minor: bool, language: str = "") -> list[str]:
    """Give the commitments of a party: quality commitments of companies (domain.md 1.2), consents of a guardian.

    `minor`: on a day of the stay. Without a language, in that of the reader.
    """
    here = {"blended": blended, "minor_on_stay": minor}
    said = {"pay": "kept" if pay_kept else ""}
    side = SIDE_OF[Owner(owner)]
    found = rows()[ANSWERS].get(side.value, rows()[ANSWERS]["guardian"])
    keys = [row["key"] for row in found if here.get(row.get("when", ""), True) and _said(row, said)]
    return sentences(keys, language)


def of_paper(kind: str, party: str, facts: Facts, values: Mapping[str, Any]) -> list[str]:
    """Give the keys of what a party commits to under a paper that says `values`; empty where it is the paper itself."""
    found = rows().get(kind, {}).get(party, [])
    return [row["key"] for row in found if holds(row.get("when", "always"), facts) and _said(row, values)]


def _said(row: Mapping[str, Any], values: Mapping[str, Any]) -> bool:
    named = row.get("says")
    if named and all(is_empty(values.get(name)) for name in named):
        return False
    return all(values.get(name) == value for name, value in row.get("field", {}).items())


def in_principle() -> list[str]:
    """Give what an employer agrees to before anybody is chosen (domain.md 1.1): no apprentice, no dates."""
    return [
        _("We are willing to let apprentices of ours go abroad in this project."),
        _("We say which weeks suit us and which do not; a message below is enough."),
        _("Nothing is decided about one apprentice: each stay is asked for on its own, with its dates and its host."),
    ]


def replies(owner: str) -> dict[str, str]:
    """Give, by reason for a refusal, what may be answered: a way that other companies took (domain.md 1.1, 5.2).

    To a host nothing is said about the training contract, which is not its own.
    """
    return _to_all() | (_to_host() if owner == Owner.HOST_COMPANY else _to_employer())


def _to_all() -> dict[str, str]:
    return {
        "work_peak": _("We can move the stay away from your busy weeks. Which weeks are quiet for you?"),
        "paperwork": _(
            "We do the paperwork. From you we need two minutes on a page like the last one, and a signature."
        ),
        "bad_experience": _(
            "We are sorry to hear that. Please tell us what went wrong, so that we can do it differently this time."
        ),
        "other": _("Thank you for telling us. May we call you to find a way together?"),
    }


def _to_host() -> dict[str, str]:
    return {
        "safety": _(
            "The apprentice is insured for health, liability and accidents; we will send you the certificates. "
            "We can go through the workplace together beforehand."
        ),
        "no_benefit": _(
            "An apprentice from abroad brings other techniques and languages into your team, "
            "and leads to new partners. Would you talk to a company that has hosted one?"
        ),
    }


def _to_employer() -> dict[str, str]:
    return {
        "too_productive": _(
            "A short or blended stay keeps the apprentice with you for most of the time. "
            "Would two or three weeks be possible?"
        ),
        "fear_of_loss": _(
            "The training contract goes on and the apprentice comes back to you, with new skills and "
            "the experience that you trusted them."
        ),
        "cost_of_pay": _(
            "Some countries refund the pay for the days abroad. We will check what holds for you "
            "and help with the claim."
        ),
        "safety": _(
            "The apprentice is insured for health, liability and accidents, and a mentor and our partner look after "
            "them. We will send you the certificates."
        ),
        "exam": _("We can move the stay behind the exam. Which date would suit?"),
        "no_benefit": _(
            "Apprentices come back with other techniques, a language and more independence. "
            "Would you talk to a company that has done it?"
        ),
    }
