"""What is looked at before a paper of a stay goes out to be signed: people, days (features N16; domain.md 4.1)."""

from collections.abc import Iterable, Mapping
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from centres.choices import PaperCheck
from centres.rules.preflight import Finding, Signer, people
from mobilities.choices import Side

Days = tuple[date, date]
PARTIES = dict(Side.choices)


def findings(
    signers: Iterable[Signer],
    *,
    stay: Days,
    project: Days,
    contract: Days | None = None,
    named: Iterable[str] = (),
    clauses: Iterable[str] = (),
    limits: Iterable[str] = (),
    takes_mail: Mapping[str, bool | None] | None = None,
) -> list[Finding]:
    """Give all that may go wrong with a paper that is to be signed.

    `stay`: first and last day, virtual phases included. `contract`: its first and last day, None where there is none.
    `named`, `clauses`, `limits`: sentences about whom the paper names, its clauses, the length of the stay.
    `takes_mail`: by domain whether it takes mail; None: it could not be asked.
    """
    found = people(signers, PARTIES, takes_mail)
    if stay[0] < project[0] or stay[1] > project[1]:
        text = _("The project runs from %(begins)s to %(ends)s; the stay, %(from)s to %(to)s, is not within it.")
        found.append(Finding(PaperCheck.OUTSIDE_PROJECT, text % _days(stay, *project)))
    if contract and (stay[0] < contract[0] or stay[1] > contract[1]):
        text = _(
            "The training contract runs from %(begins)s to %(ends)s; the stay, %(from)s to %(to)s, is not within it."
        )
        found.append(Finding(PaperCheck.OUTSIDE_CONTRACT, text % _days(stay, *contract)))
    said = {PaperCheck.PEOPLE: named, PaperCheck.CLAUSES: clauses, PaperCheck.LIMITS: limits}
    return found + [Finding(check, text) for check, texts in said.items() for text in texts]


def _days(stay: Days, begins: date, ends: date) -> dict[str, str]:
    return {
        "begins": date_format(begins),
        "ends": date_format(ends),
        "from": date_format(stay[0]),
        "to": date_format(stay[1]),
    }
