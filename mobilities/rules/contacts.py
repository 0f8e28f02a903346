"""The people a learning agreement names for each side (domain.md 4.1; guidance text of the programme's form)."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from doallvet.core.text import fold


@dataclass(frozen=True, slots=True)
class Contact:
    """A person named; without a name there is nobody."""

    name: str
    email: str = ""


@dataclass(frozen=True, slots=True)
class Contacts:
    """Whom an organisation names: for the content, for the papers, for emergencies."""

    organisation: str
    mentor: Contact | None = None
    administrative: Contact | None = None
    emergency: Contact | None = None

    @property
    def named(self) -> list[Contact]:
        people = (self.mentor, self.administrative, self.emergency)
        return [person for person in people if person and person.name.strip()]


def on_both_sides(sender: Contacts, host: Contacts) -> list[str]:
    """Name the people that stand for both organisations."""
    return [
        _("%(person)s is named for both %(sender)s and %(host)s; each side names its own people.")
        % {"person": person.name, "sender": sender.organisation, "host": host.organisation}
        for person in _distinct(sender.named)
        if any(_same_across(person, other) for other in host.named)
    ]


def incomplete(side: Contacts) -> list[str]:
    """Name whom an organisation has still to name, for each of three functions."""
    names = {"organisation": side.organisation}
    wanted = [
        (side.mentor, _("%(organisation)s has not named a mentor.") % names),
        (side.administrative, _("%(organisation)s has not named an administrative contact.") % names),
        (side.emergency, _("%(organisation)s has not named an emergency contact.") % names),
    ]
    return [sentence for person, sentence in wanted if person not in side.named]


def alone(side: Contacts) -> list[str]:
    """Say where an organisation names one person for everything: it takes two at least."""
    if len(_distinct(side.named)) != 1 or incomplete(side):
        return []
    return [_("%(organisation)s names only one person; it takes at least two.") % {"organisation": side.organisation}]


def _distinct(people: Iterable[Contact]) -> list[Contact]:
    found: list[Contact] = []
    for person in people:
        if not any(_same_within(person, other) for other in found):
            found.append(person)
    return found


def _same_within(one: Contact, other: Contact) -> bool:
    """In one organisation, one name with two addresses is one person, and one address serves one person."""
    return fold(one.name) == fold(other.name) or _same_address(one, other)


def _same_across(one: Contact, other: Contact) -> bool:
    """In two organisations, people may share a name; their addresses tell them apart."""
    if one.email and other.email:
        return _same_address(one, other)
    return fold(one.name) == fold(other.name)


def _same_address(one: Contact, other: Contact) -> bool:
    return bool(one.email) and one.email.strip().casefold() == other.email.strip().casefold()
