"""To which address each person is written to, how it travels, and whom mail does not reach."""

from collections.abc import Collection, Iterable

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.encoding import punycode

from doallvet.accounts.models import User
from doallvet.outbox.models import DeadAddress
from doallvet.outbox.refusals import Unwritable


def addresses(people: Iterable[User]) -> dict[int, str]:
    """Give, by the person's id, the address that works: the first, else the second; "" for who cannot be written to."""
    people = list(people)
    dead = {row.address for row in _dead(people)}
    return {person.pk: next((email for email in _emails(person) if email not in dead), "") for person in people}


def first_dead(people: Iterable[User]) -> dict[int, tuple[DeadAddress, str]]:
    """Give, by the person's id, why mail does not reach the first address, and the second one, if that works, or ""."""
    people = list(people)
    dead = {row.address: row for row in _dead(people)}
    found = {}
    for person in people:
        first, *others = _emails(person) or [""]
        if first in dead:
            found[person.pk] = dead[first], next((email for email in others if email not in dead), "")
    return found


def unreached(people: Iterable[User]) -> dict[int, DeadAddress]:
    """Give, by the person's id, why mail does not reach those who have an address, but none that works."""
    return {pk: dead for pk, (dead, instead) in first_dead(people).items() if not instead}


def last_said(address: str) -> str:
    """Give why mail did not reach an address that was marked, also where it may be tried again since."""
    return DeadAddress.objects.filter(address=address).latest("since").said


def as_sent(address: str) -> str:
    """Give an address as all mail servers take it, with a domain in ASCII (IDNA).

    Raises Unwritable for what is none, and for accents before the @, which most servers do not take.
    """
    try:
        validate_email(address)
    except ValidationError as error:
        raise Unwritable(f"{address}: no address that mail servers take") from error
    local, _at, domain = address.rpartition("@")
    return f"{local}@{punycode(domain)}"


def as_read(address: str) -> str:
    """Give an address as people write it, with a domain in letters of any script."""
    local, _at, domain = address.rpartition("@")
    try:
        return f"{local}@{domain.encode().decode('idna')}"
    except UnicodeError:
        return address


def _emails(person: User) -> list[str]:
    return [email for email in (person.email, person.second_email) if email] if person.email else []


def _dead(people: Collection[User]) -> list[DeadAddress]:
    emails = {email for person in people for email in _emails(person)}
    return list(DeadAddress.objects.holding().filter(address__in=emails)) if emails else []
