"""The four dates of a mobility, from which all due dates are counted."""

from dataclasses import dataclass
from datetime import date

from mobilities.choices import Anchor


@dataclass(frozen=True, slots=True)
class Dates:
    """First and last day abroad (travel excluded), and of the virtual phases around it where there are any."""

    vstart: date | None
    start: date
    end: date
    vend: date | None

    @property
    def first_day(self) -> date:
        return self.vstart or self.start

    @property
    def last_day(self) -> date:
        return self.vend or self.end

    @property
    def stay_days(self) -> int:
        """Days abroad, first and last counted."""
        return (self.end - self.start).days + 1

    def of(self, anchor: str) -> date:
        """Give the date of an anchor; a virtual phase that is missing counts from the edge of the stay."""
        return {
            Anchor.VSTART: self.first_day,
            Anchor.START: self.start,
            Anchor.END: self.end,
            Anchor.VEND: self.last_day,
        }[Anchor(anchor)]
