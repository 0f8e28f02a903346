"""The digits of one-time codes: plain functions of plain values and the key of the instance."""

from django.utils.crypto import salted_hmac

DIGITS = 6


def code_of(number: str, signatory: int, person: int) -> str:
    """Give the code that belongs to a random number, for one place and one person (ids): 6 digits."""
    found = salted_hmac("doallvet.signing.digits", f"{number}:{signatory}:{person}", algorithm="sha256").digest()
    return f"{int.from_bytes(found, 'big') % 10**DIGITS:0{DIGITS}}"


def hash_of(signatory: int, code: str) -> str:
    """Give what is kept of the code of a place."""
    return salted_hmac(f"sign-code:{signatory}", code).hexdigest()
