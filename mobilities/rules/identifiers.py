"""Identifiers of the programme: their forms, and a sentence where one is wrong (domain.md 9)."""

import re
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

# [0-9], not \d, which takes the digits of every script; fullmatch, as $ also matches before a line's end.
OID = re.compile(r"E[0-9]{8}")
PROJECT = re.compile(
    r"(?P<year>[0-9]{4})-(?P<round>[0-9])-(?P<agency>[A-Z]{2}[0-9]{2})-(?P<action>KA[0-9]{3})"
    r"(?:-(?P<field>[A-Z]{3})-(?P<new>[0-9]{9})|-(?P<old>[0-9]{6}))"
)
MOBILITY = re.compile(r"[0-9]{4}-[A-Z]{5}-[0-9]{4}-KA[0-9]{3}-[A-Z]{3}-[0-9]{9}")
IBAN = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}")
TAIL = 20  # characters of the project code that end a mobility ID
HYPHENS = dict.fromkeys(map(ord, "‐‑‒–—−"), "-")


@dataclass(frozen=True, slots=True)
class ProjectCode:
    """The parts of a project code; `field` is "" in codes of the calls up to 2020."""

    call_year: int
    round: int
    agency: str
    action: str
    field: str
    number: str


def tidy(text: str) -> str:
    """Give an identifier as it is written: capitals, no spaces, plain hyphens instead of those that PDF files carry."""
    return "".join(text.split()).translate(HYPHENS).upper()


def project_code(text: str) -> ProjectCode:
    """Give the parts of a project code of either form; raises ValidationError with a sentence."""
    found = PROJECT.fullmatch(text)
    if not found:
        raise ValidationError(
            _(
                "A project code looks like 2024-1-ES01-KA121-VET-000005151, "
                "or like 2014-1-AT01-KA102-000151 for calls up to 2020."
            ),
            code="project_code",
        )
    return ProjectCode(
        call_year=int(found["year"]),
        round=int(found["round"]),
        agency=found["agency"],
        action=found["action"],
        field=found["field"] or "",
        number=found["new"] or found["old"],
    )


def validate_project_code(text: str) -> None:
    project_code(text)


def validate_oid(text: str) -> None:
    if not OID.fullmatch(text):
        raise ValidationError(
            _("An organisation ID (OID) is the letter E and eight digits, for example E12345678."), code="oid"
        )


def validate_mobility_id(text: str) -> None:
    if not MOBILITY.fullmatch(text):
        raise ValidationError(
            _("A mobility ID of the Beneficiary Module looks like 2024-LONGT-0012-KA121-VET-000005151."),
            code="mobility_id",
        )


def obstacles_to_mobility_id(text: str, project: str) -> list[str]:
    """Name what is wrong with a mobility ID of a project: its form, or that it belongs to another project.

    It is made of the call year, five letters for the activity, a counter, and the last 20 characters of the code.
    """
    try:
        validate_mobility_id(text)
    except ValidationError as error:
        return error.messages
    if text[:4] != project[:4] or text[-TAIL:] != project[-TAIL:]:
        return [
            _("This mobility ID belongs to another project: it should begin with %(year)s and end with %(tail)s.")
            % {"year": project[:4], "tail": project[-TAIL:].lstrip("-")}
        ]
    return []


def obstacles_to_iban(text: str) -> list[str]:
    """Name what is wrong with an account number: its form, or a digit that was mistyped (ISO 13616, mod 97)."""
    code = tidy(text)
    if not IBAN.fullmatch(code):
        return [_("An IBAN begins with two letters and two digits, for example ES91 2100 0418 4502 0005 1332.")]
    digits = "".join(str(int(sign, 36)) for sign in code[4:] + code[:4])
    return [] if int(digits) % 97 == 1 else [_("This IBAN is not right: one of its characters was mistyped.")]


def validate_iban(text: str) -> None:
    if wrong := obstacles_to_iban(text):
        raise ValidationError(wrong, code="iban")
