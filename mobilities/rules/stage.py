"""How far a mobility has come, and what stands in the way of departing and of closing the file (domain.md 6.2)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from mobilities.choices import Stage
from mobilities.rules.dates import Dates

# Up to six days of green travel are paid, and some leave a few days before; an earlier day is a slip of the keyboard.
EARLIEST_DEPARTURE = timedelta(days=14)


@dataclass(frozen=True, slots=True, kw_only=True)
class StageFacts:
    """What the stage follows from.

    `agreement_signed`: the learning agreement's required signatures are there. `gates_closed`: every gate that applies
    is done or waived (of insurance, guardian consent and A1 by two people). `departed`: the departure is confirmed.
    `report`, `assessment`, `proofs`: participant report, host assessment, attendance and travel proofs are accepted.
    `recognised`: recognition is decided.
    """

    today: date
    dates: Dates
    blended: bool = False
    has_employer: bool = False
    employer_agreed: bool = False
    host_accepted: bool = False
    agreement_signed: bool = False
    gates_closed: bool = False
    departed: bool = False
    report: bool = False
    assessment: bool = False
    proofs: bool = False
    recognised: bool = False

    @property
    def agreed(self) -> bool:
        return (self.employer_agreed or not self.has_employer) and self.host_accepted and self.agreement_signed

    @property
    def begun(self) -> bool:
        """Somebody said that they left, and the first day abroad has come."""
        return self.departed and self.today >= self.dates.start

    @property
    def over(self) -> bool:
        """The last day abroad is past."""
        return self.begun and self.today > self.dates.end

    @property
    def documented(self) -> bool:
        return self.report and self.assessment and self.proofs


def stage(facts: StageFacts) -> Stage:
    """Give the last stage that holds; as days pass and things get done it never goes back.

    Ready and the virtual phase need the agreement as well, so that a plan without gates is not ready at once. A stay
    of which nobody said that it began is not over either. A blended stay is in its second virtual phase from the day
    after the last day abroad until it is documented.
    """
    reached = {
        Stage.RECOGNISED: facts.over and facts.recognised,
        Stage.DOCUMENTED: facts.over and facts.documented,
        Stage.VIRTUAL_AFTER: facts.over and facts.blended,
        Stage.RETURNED: facts.over,
        Stage.ABROAD: facts.begun,
        Stage.READY: facts.agreed and facts.gates_closed,
        Stage.VIRTUAL_BEFORE: facts.agreed and facts.blended and facts.today >= facts.dates.first_day,
        Stage.AGREED: facts.agreed,
    }
    return next((name for name, holds in reached.items() if holds), Stage.PLANNED)


def obstacles_to_depart(open_gates: Sequence[str], *, needs_two: Collection[str] = (), override: str = "") -> list[str]:
    """Name what keeps the apprentice from leaving, by the titles of open gates.

    A coordinator overrides them with a reason. Not so those that `needs_two` names: insurance, guardian consent and
    A1 of which no second person has agreed yet that the apprentice leaves without (roles.md).
    """
    found = []
    for title in open_gates:
        if title in needs_two:
            found.append(
                _("“%(title)s” is still open: a second person has to agree that the apprentice leaves without it.")
                % {"title": title}
            )
        elif not override.strip():
            found.append(_("“%(title)s” is still open.") % {"title": title})
    return found


def obstacles_to_leave_on(on: date, *, begins: date, today: date) -> list[str]:
    """Name what is wrong with a day of departure, for a stay that begins abroad on a day."""
    if on > today:
        return [_("This day lies ahead: confirm the departure when it has happened.")]
    if on < begins - EARLIEST_DEPARTURE:
        return [
            _("The stay begins on %(begins)s: nobody leaves more than %(days)d days before.")
            % {"begins": date_format(begins), "days": EARLIEST_DEPARTURE.days}
        ]
    return []


def obstacles_to_close(
    facts: StageFacts, *, balance_paid: bool, record_complete: bool, force_majeure: bool = False
) -> list[str]:
    """Name what is missing before the file is closed.

    Force majeure excuses the papers and the recognition of a stay that did not take place as planned; the money and
    the record in the Beneficiary Module are settled all the same.
    """
    wanted = [
        (balance_paid, _("The balance has not been paid.")),
        (record_complete, _("The record in the Beneficiary Module is not complete.")),
    ]
    if not force_majeure:
        wanted = [
            (facts.over, _("The stay is not over.")),
            (facts.report, _("The participant report has not been accepted.")),
            (facts.assessment, _("The assessment of the host has not been accepted.")),
            (facts.proofs, _("The proofs of the stay and the travel have not been accepted.")),
            (facts.recognised, _("The recognition has not been decided.")),
            *wanted,
        ]
    return [sentence for there, sentence in wanted if not there]
