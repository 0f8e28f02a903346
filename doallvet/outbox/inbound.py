"""What machines of others post to us: believed with our secret only, and read up to a size only."""

from base64 import b64decode

from django.http import HttpRequest
from django.utils.crypto import constant_time_compare


class NotTaken(Exception):
    """What was posted does not carry our secret, or is too big; `status` is the answer to it."""

    def __init__(self, status: int) -> None:
        self.status = status
        super().__init__(f"answered {status}")


def body_of(request: HttpRequest, *, secret: str, longest: int) -> bytes:
    """Give the body of a request that carries `secret`, compared in constant time. Raises NotTaken.

    It comes as a bearer's token, or as the password of basic authentication (https://any:secret@…).
    """
    if not secret or not constant_time_compare(_shown(request.headers.get("Authorization", "")), secret):
        raise NotTaken(403)
    body: bytes = request.read(longest + 1)
    if len(body) > longest:
        raise NotTaken(413)
    return body


def _shown(header: str) -> str:
    scheme, _space, rest = header.partition(" ")
    if scheme.lower() == "bearer":
        return rest.strip()
    if scheme.lower() != "basic":
        return ""
    try:
        return b64decode(rest, validate=True).decode().partition(":")[2]
    except ValueError:
        return ""
