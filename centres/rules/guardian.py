"""Who answers for a minor."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

MOST = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class GuardianParticulars:
    """Who the guardian is; `relation` is a value of Relation."""

    first_name: str
    last_name: str
    relation: str
    email: str = ""
    phone: str = ""
    language: str = ""

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}"


def missing(*, minor: bool, guardians: int) -> bool:
    """Whether a parent or guardian has still to be named: one is enough, two are possible."""
    return minor and not guardians


def obstacles(*, guardians: int, own_address: bool, other_name: bool) -> list[str]:
    """Name what forbids a new guardian; empty means nothing does.

    `guardians`: how many there are. `own_address`: the address is the apprentice's own.
    `other_name`: the address belongs to somebody whose name is another.
    """
    if guardians >= MOST:
        return [_("There are two guardians already; end one of them first.")]
    if own_address:
        return [_("This is the apprentice's own address. The guardian needs another one, or none.")]
    if other_name:
        return [_("This address belongs to somebody with another name. Check the name and the address.")]
    return []
