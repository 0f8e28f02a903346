"""Signature providers for advanced and qualified signatures, behind one interface.

`WebhookProvider` knows no vendor: it posts what is to be signed to an address and takes the answer at an address of
ours; both are signed with one secret (HMAC-SHA256 over the body, in `X-Signature`). The answer is JSON: the `reference`
that it got, the `status` (signed, refused, or failed where the person may try again), the `name` of who signed, their
`reason` for a no, the provider's own number of the act as `transaction`, its `evidence` as PDF in Base64.
"""

import hmac
import json
from base64 import b64decode
from dataclasses import dataclass
from hashlib import sha256
from http.client import HTTPException
from typing import Protocol
from urllib.error import URLError
from urllib.request import Request, urlopen

import structlog
from django.conf import settings
from django.core import signing
from django.urls import reverse

from doallvet.accounts import links
from doallvet.accounts.models import User
from doallvet.signing.models import Signatory

log = structlog.get_logger(__name__)
SALT, SECONDS = "signature-provider", 10
MAX_AGE = links.DAYS * 24 * 3600  # as long as the link that led there
SIGNED, REFUSED, FAILED = "signed", "refused", "failed"
LONGEST_NUMBER = 100  # of a transaction


class ProviderUnavailable(Exception):
    """There is no provider, or it did not answer as agreed."""


@dataclass(frozen=True, slots=True)
class Report:
    """What a provider reports: who did what at which place, on which content; ids as we gave them."""

    signatory: int
    person: int
    content_hash: str
    status: str
    name: str
    reason: str
    transaction: str
    evidence: bytes


class Provider(Protocol):
    """What a provider of signatures does for the portal."""

    def start(self, signatory: Signatory, person: User, *, back: str) -> str:
        """Tell the provider what is to be signed and by whom; give the address to which the person goes.

        `back`: where the person comes back to. Raises ProviderUnavailable. Never called inside a transaction.
        """

    def read(self, body: bytes, signature: str) -> Report:
        """Check and read what the provider reports. Raises ProviderUnavailable for what did not come from it."""


class WebhookProvider:
    """The provider-neutral one."""

    def start(self, signatory: Signatory, person: User, *, back: str) -> str:
        version = signatory.version
        reference = {"signatory": signatory.pk, "person": person.pk, "content_hash": version.content_hash}
        wanted = {
            "reference": signing.dumps(reference, salt=SALT),
            "level": signatory.form,
            "document": version.document.number,
            "version": version.number,
            "content_hash": version.content_hash,
            "file_hash": version.file_hash,
            "name": str(person),
            "email": person.email or "",
            "back": back,
            "report": settings.SITE_URL + reverse("sign-report"),
        }
        body = json.dumps(wanted).encode()
        headers = {"Content-Type": "application/json", "X-Signature": mark(body)}
        request = Request(settings.SIGNATURE_PROVIDER_URL, body, headers)  # noqa: S310  own setting
        try:
            with urlopen(request, timeout=SECONDS) as answer:  # noqa: S310
                address = json.loads(answer.read(100_000))["url"]
        except (URLError, HTTPException, OSError, ValueError, KeyError, TypeError) as error:
            log.warning("provider_away", reason=type(error).__name__)
            raise ProviderUnavailable("The signature provider did not answer as agreed.") from error
        if not str(address).startswith("https://"):
            raise ProviderUnavailable("The signature provider gave no safe address.")
        return str(address)

    def read(self, body: bytes, signature: str) -> Report:
        if not hmac.compare_digest(mark(body).encode(), signature.encode()):
            raise ProviderUnavailable("The report does not carry our secret.")
        try:
            said = json.loads(body)
            report = Report(
                **signing.loads(said["reference"], salt=SALT, max_age=MAX_AGE),
                status=said["status"],
                name=str(said.get("name", "")),
                reason=str(said.get("reason", "")),
                transaction=str(said.get("transaction", "")),
                evidence=b64decode(said.get("evidence", ""), validate=True),
            )
        except (ValueError, KeyError, TypeError, AttributeError, signing.BadSignature) as error:
            raise ProviderUnavailable("The report cannot be read.") from error
        if report.status not in (SIGNED, REFUSED, FAILED) or len(report.transaction) > LONGEST_NUMBER:
            raise ProviderUnavailable("The report says what was not agreed.")
        return report


def provider() -> Provider | None:
    """Give the provider of this instance; None where there is none."""
    return WebhookProvider() if settings.SIGNATURE_PROVIDER_URL else None


def mark(body: bytes) -> str:
    """Give what shows that a body comes from who knows the secret."""
    return hmac.new(settings.SIGNATURE_PROVIDER_SECRET.encode(), body, sha256).hexdigest()
