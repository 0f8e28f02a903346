"""What users can cause and must be told."""

from collections.abc import Iterable


class Refused(Exception):
    """An action that a rule forbids; holds the reasons in the user's words."""

    def __init__(self, reasons: str | Iterable[str]) -> None:
        self.reasons = [reasons] if isinstance(reasons, str) else [str(reason) for reason in reasons]
        super().__init__(" ".join(self.reasons))


class Stale(Refused):
    """The row was changed by somebody else since the page was opened; nothing was written."""
