"""Short messages through a gateway that takes them over HTTP: one address, one token, whoever runs it."""

import json
from http.client import HTTPException
from urllib.error import URLError
from urllib.request import Request, urlopen

import structlog
from django.conf import settings

log = structlog.get_logger(__name__)
SECONDS = 5


class SmsUnavailable(Exception):
    """There is no gateway, or it did not take the message."""


def available() -> bool:
    return bool(settings.SMS_URL)


def send(to: str, text: str) -> None:
    """Hand a message to the gateway: JSON with `to` (E.164) and `text`, the token as bearer. Raises SmsUnavailable.

    Never called inside a transaction. Neither number nor text is logged.
    """
    if not available():
        raise SmsUnavailable("SMS_URL is not set.")
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {settings.SMS_TOKEN}"}
    request = Request(settings.SMS_URL, json.dumps({"to": to, "text": text}).encode(), headers)  # noqa: S310  own setting
    try:
        with urlopen(request, timeout=SECONDS):  # noqa: S310
            return
    except (URLError, HTTPException, OSError) as error:
        log.warning("sms_not_taken", reason=type(error).__name__)
        raise SmsUnavailable("The gateway did not take the message.") from error
