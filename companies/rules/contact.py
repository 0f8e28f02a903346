"""Who speaks for a company."""

from dataclasses import dataclass

from django.utils.translation import gettext as _


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactParticulars:
    """Who a contact is, and what for: `functions` are values of Function, `site` is an id."""

    first_name: str
    last_name: str
    functions: tuple[str, ...]
    email: str = ""
    phone: str = ""
    language: str = ""
    position: str = ""
    site: int | None = None
    may_sign: bool = False

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}"


def obstacles(*, functions: tuple[str, ...], other_name: bool) -> list[str]:
    """Name what forbids a contact; empty means nothing does.

    `other_name`: the address belongs to somebody with another name.
    """
    if not functions:
        return [_("Choose at least one thing that this person does for the company.")]
    if other_name:
        return [_("This address belongs to somebody with another name. Check the name and the address.")]
    return []
