"""Answers by mail: the address that a message is answered at, and what a mail provider posts when an answer came.

The address carries what was answered, by whom, and a mark that only we can make: small letters and digits, because
not every mail program keeps the case. It holds as long as its person may answer, which is asked when an answer comes.
"""

import json
from dataclasses import dataclass, field
from email.utils import getaddresses, parseaddr
from functools import cached_property
from hmac import compare_digest
from typing import Any

from django.conf import settings
from django.utils.crypto import salted_hmac
from django.utils.http import base36_to_int, int_to_base36

from doallvet.accounts.models import User
from doallvet.core import text as texts
from doallvet.outbox import quotes

SALT = "doallvet.outbox.reply"
LOCAL, MARK_LENGTH = "reply+", 24
LONGEST_READ = 100_000  # characters: an answer stands at the top, and what is quoted may be long
MACHINES = ("mailer-daemon@", "postmaster@", "noreply@", "no-reply@")
AUTOMATIC = {  # what stands before the colon in the subject of an absence note, where no header says it
    *("automatic reply", "out of office", "out of office autoreply", "autoreply", "auto reply", "respuesta automática"),
    *("fuera de la oficina", "automatische antwort", "abwesenheitsnotiz", "réponse automatique", "absence du bureau"),
    *("automaattinen vastaus", "poissaoloilmoitus", "risposta automatica", "resposta automática", "autosvar"),
    *("automatisch antwoord", "αυτόματη απάντηση", "undeliverable", "undelivered mail returned to sender"),
    *("delivery status notification (failure)", "delivery status notification (delay)", "mail delivery failed"),
}


class Unreadable(Exception):
    """What was posted is no message."""


@dataclass(frozen=True)
class Letter:
    """A mail that came, as far as it matters."""

    recipients: tuple[str, ...]
    sender: str
    subject: str
    text: str
    html: str
    message_id: str
    headers: dict[str, str] = field(default_factory=dict)
    files: int = 0

    @property
    def is_automatic(self) -> bool:
        """Whether a machine wrote it: an absence note, a report of a mail that did not arrive, a list."""
        said = self.headers
        return (
            said.get("auto-submitted", "no").split(";")[0].strip().lower() != "no"
            or said.get("precedence", "").strip().lower() in {"bulk", "junk", "list", "auto_reply"}
            or any(name in said for name in ("x-autoreply", "x-autorespond", "list-id"))
            or said.get("content-type", "").lower().startswith("multipart/report")
            or said.get("return-path", "").strip() == "<>"
            or not self.sender
            or self.sender.startswith(MACHINES)
            or self.subject.casefold().partition(":")[0].strip() in AUTOMATIC
        )

    @cached_property
    def _said(self) -> quotes.Answer:
        text = self.text[:LONGEST_READ] if self.text.strip() else quotes.text_of(self.html[:LONGEST_READ])
        ours = (f"@{settings.REPLY_DOMAIN}".lower(), f"{settings.SITE_URL}/l/".lower())
        sender = [name.lower() for name in parseaddr(settings.DEFAULT_FROM_EMAIL) if name]
        return quotes.answer(texts.clean(text), ours=ours, sender=sender)

    @property
    def words(self) -> str:
        """What its person wrote, without quotation and signature."""
        return texts.readable(self._said.words)

    @property
    def goes_on(self) -> bool:
        """Whether its person wrote between or below what is quoted too."""
        return self._said.goes_on


def address(person: User, subject_id: int) -> str:
    """Give the address at which a person answers something; nothing where this instance takes no answers."""
    if not settings.REPLY_DOMAIN:
        return ""
    parts = [int_to_base36(subject_id), int_to_base36(person.pk), _mark(subject_id, person.pk)]
    return f"{LOCAL}{'-'.join(parts)}@{settings.REPLY_DOMAIN}"


def answered(letter: Letter) -> tuple[int, int] | None:
    """Give the ids of what a letter answers and of the person who was written to; None for what we did not make."""
    for recipient in letter.recipients:
        local, _, domain = recipient.partition("@")
        parts = local.removeprefix(LOCAL).split("-")
        if domain != settings.REPLY_DOMAIN.lower() or not local.startswith(LOCAL) or len(parts) != 3:
            continue
        try:
            subject_id, person_id = (base36_to_int(part) for part in parts[:2])
        except ValueError:
            continue
        if compare_digest(_mark(subject_id, person_id).encode(), parts[2].encode()):
            return subject_id, person_id
    return None


def _mark(subject_id: int, person_id: int) -> str:
    return salted_hmac(SALT, f"{subject_id}:{person_id}", algorithm="sha256").hexdigest()[:MARK_LENGTH]


def read(body: bytes) -> Letter:
    """Read what a provider posts: JSON, as docs/operations.md says. Raises Unreadable."""
    try:
        said = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Unreadable from error
    if not isinstance(said, dict):
        raise Unreadable
    recipients = said.get("recipient")
    headers, files = said.get("headers"), said.get("attachments")
    letter = Letter(
        recipients=tuple(_addresses(recipients if isinstance(recipients, list) else [recipients])),
        sender=parseaddr(_line(said.get("from")))[1].lower(),
        subject=_line(said.get("subject")),
        text=_text(said.get("text")),
        html=_text(said.get("html")),
        message_id=_line(said.get("message_id")),
        headers={_line(name).lower(): _line(value) for name, value in headers.items()}
        if isinstance(headers, dict)
        else {},
        files=len(files) if isinstance(files, list) else 0,
    )
    if not letter.recipients:
        raise Unreadable
    return letter


def _addresses(values: list[Any]) -> list[str]:
    return [found.lower() for _, found in getaddresses([_line(value) for value in values]) if "@" in found]


def _line(value: Any) -> str:
    return texts.one_line(value[:1000]) if isinstance(value, str) else ""


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
