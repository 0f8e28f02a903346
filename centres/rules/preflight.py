"""What is looked at in who signs a paper before it goes out: addresses, numbers, people (domain.md 4.1)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from centres.choices import PaperCheck


@dataclass(frozen=True, slots=True)
class Signer:
    """A place to sign: who is named (nobody: no name), how they are reached, and whether they may sign as mentor.

    `phone`: whether the number can be right; None where there is none. `only_mentor`: is the company's mentor, and the
    company has not said that they may sign.
    """

    party: str
    name: str = ""
    email: str = ""
    phone: bool | None = None
    only_mentor: bool = False


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that may go wrong; `code` is the check, `text` says what in the user's words."""

    code: str
    text: str


def people(
    signers: Iterable[Signer], parties: Mapping[str, Any], takes_mail: Mapping[str, bool | None] | None = None
) -> list[Finding]:
    """Give all that may go wrong with who is to sign a paper.

    `parties`: their names. `takes_mail`: by domain whether it takes mail; None: it could not be asked.
    """
    rows = list(signers)
    found = [finding for row in rows for finding in _person(row, parties)]
    return [*found, *_domains(rows, takes_mail or {}), *_shared(rows, parties)]


def _person(row: Signer, parties: Mapping[str, Any]) -> list[Finding]:
    names = {"party": parties[row.party], "person": row.name}
    if not row.name:
        return [Finding(PaperCheck.NOBODY, _("Nobody is named who signs as: %(party)s.") % names)]
    found = []
    if not row.email:
        text = _("%(person)s (%(party)s) has no e-mail address: they sign on paper, or with a letter.")
        found.append(Finding(PaperCheck.NO_ADDRESS, text % names))
    if row.phone is False:
        text = _("The telephone number of %(person)s (%(party)s) cannot be right.")
        found.append(Finding(PaperCheck.PHONE, text % names))
    if row.only_mentor:
        text = _(
            "%(person)s is the mentor (%(party)s). Does the company let the mentor sign? Note it with the contact."
        )
        found.append(Finding(PaperCheck.MENTOR_SIGNS, text % names))
    return found


def _domains(rows: list[Signer], takes_mail: Mapping[str, bool | None]) -> list[Finding]:
    found = []
    for domain in dict.fromkeys(domain_of(row.email) for row in rows if row.email):
        if domain not in takes_mail or takes_mail[domain]:
            continue
        text = _("%(domain)s takes no mail: is the address right?")
        if takes_mail[domain] is None:
            text = _("Whether %(domain)s takes mail could not be asked.")
        found.append(Finding(PaperCheck.DOMAIN, text % {"domain": domain}))
    return found


def domain_of(email: str) -> str:
    return email.rpartition("@")[2].casefold()


def _shared(rows: list[Signer], parties: Mapping[str, Any]) -> list[Finding]:
    """Two parties that are reached at one address cannot both have been asked."""
    found = []
    for number, row in enumerate(rows):
        for other in rows[number + 1 :]:
            if row.email and row.email.casefold() == other.email.casefold() and row.party != other.party:
                names = {"one": parties[row.party], "other": parties[other.party], "email": row.email}
                text = _("%(one)s and %(other)s have one address, %(email)s: each party signs for itself.") % names
                found.append(Finding(PaperCheck.SAME_CONTACT, text[:1].upper() + text[1:]))
    return found
