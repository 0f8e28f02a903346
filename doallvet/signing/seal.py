"""The seal of the instance on a PDF (PAdES), and whether a seal holds. Bytes in, bytes out; knows no rows.

pyHanko is imported when the first paper is sealed or checked: it takes a while. How the key is kept and why it may be
off: docs/decisions/0013-signing.md.
"""

import io
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import structlog
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding, pkcs12
from django.conf import settings

from doallvet.signing.keys import make_key

log = structlog.get_logger(__name__)

OFF = "off"
FIELD = "Seal"
SECONDS = 10  # for a time stamp


class SealUnavailable(Exception):
    """Nothing can be sealed at the moment; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """A sealed file and the certificate it can be checked with, as PEM."""

    content: bytes
    certificate: str


def is_on() -> bool:
    """Whether this instance seals at all."""
    return bool(settings.SEAL_KEY != OFF)


def is_stamped() -> bool:
    """Whether seals carry the time stamp of an authority."""
    return is_on() and bool(settings.SEAL_TIMESTAMPS)


def seal(content: bytes, *, name: str, reason: str, at: datetime) -> Sealed:
    """Give a PDF with the seal of the instance, and a time stamp where an authority is set.

    `name`: of the field, for screen readers. The seal cannot be seen: the evidence pages say all. Any later change of
    the file breaks it. Raises SealUnavailable.
    """
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter  # noqa: PLC0415  slow
    from pyhanko.sign import fields, signers  # noqa: PLC0415  slow
    from pyhanko.sign.timestamps import HTTPTimeStamper, TimestampRequestError  # noqa: PLC0415  slow

    signer = _signer(_key_file(at), settings.SEAL_PASSWORD)
    # Hidden, which PDF/UA asks of a field without a place in the structure of the document.
    unseen = fields.InvisSigSettings(set_print_flag=False, set_hidden_flag=True)
    field = fields.SigFieldSpec(FIELD, invis_sig_settings=unseen, readable_field_name=name)
    meta = signers.PdfSignatureMetadata(
        field_name=FIELD,
        md_algorithm="sha256",
        subfilter=fields.SigSeedSubFilter.PADES,
        certify=True,
        docmdp_permissions=fields.MDPPerm.NO_CHANGES,
        reason=reason,
    )
    stamps = HTTPTimeStamper(settings.SEAL_TIMESTAMPS, timeout=SECONDS) if settings.SEAL_TIMESTAMPS else None
    out = io.BytesIO()
    writer = IncrementalPdfFileWriter(io.BytesIO(content))
    try:
        signers.PdfSigner(meta, signer, timestamper=stamps, new_field_spec=field).sign_pdf(writer, output=out)
    except (TimestampRequestError, TimeoutError) as error:
        raise SealUnavailable(f"The time stamp authority {settings.SEAL_TIMESTAMPS} does not answer.") from error
    certificate = x509.load_der_x509_certificate(signer.signing_cert.dump())
    return Sealed(out.getvalue(), certificate.public_bytes(Encoding.PEM).decode())


def holds(content: bytes, certificates: Collection[str]) -> bool:
    """Tell whether a file carries one seal over all of it, unbroken, made with one of the certificates (PEM).

    Whether a certificate has run out since does not matter: it counts that this instance sealed with it.
    """
    from pyhanko.pdf_utils.reader import PdfFileReader  # noqa: PLC0415  slow
    from pyhanko.sign.validation import SignatureCoverageLevel, validate_pdf_signature  # noqa: PLC0415  slow
    from pyhanko_certvalidator import ValidationContext  # noqa: PLC0415  slow

    try:
        (found,) = PdfFileReader(io.BytesIO(content)).embedded_signatures
        if not any(found.signer_cert.dump() == _der(pem) for pem in certificates):
            return False
        status = validate_pdf_signature(found, ValidationContext(trust_roots=[found.signer_cert], allow_fetching=False))
    except Exception as error:  # noqa: BLE001  a door: a changed file makes its reader raise anything
        log.warning("seal_unreadable", reason=f"{type(error).__name__}: {error}")
        return False
    return bool(status.intact and status.valid and status.coverage == SignatureCoverageLevel.ENTIRE_FILE)


def _key_file(at: datetime) -> str:
    """Give the path of the key; the demo makes its own."""
    path = Path(settings.SEAL_KEY)
    if settings.DEMO and not path.exists():
        make_key(path, name="doALLVET demo", at=at)
    if not path.is_file():
        raise SealUnavailable(f"The key of the seal, {path}, is not there: SEAL_KEY says where it is.")
    return str(path)


@cache
def _signer(path: str, password: str) -> Any:
    """Read key and certificates once for the process: pyHanko's own signer parses the key for each seal.

    That takes longer than sealing, with an RSA key half as long as rendering.
    """
    from asn1crypto.x509 import Certificate  # noqa: PLC0415  slow
    from pyhanko.sign.signers import Signer  # noqa: PLC0415  slow
    from pyhanko_certvalidator.registry import SimpleCertificateStore  # noqa: PLC0415  slow

    try:
        held = pkcs12.load_pkcs12(Path(path).read_bytes(), password.encode() or None)
    except ValueError as error:
        raise SealUnavailable(f"{path} is not a PKCS#12 file that SEAL_PASSWORD opens.") from error
    key = held.key
    if held.cert is None or not isinstance(key, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey):
        raise SealUnavailable(f"{path} holds no RSA or elliptic curve key with its certificate.")

    class Keeper(Signer):
        async def async_sign_raw(self, data, digest_algorithm, dry_run=False):
            if isinstance(key, rsa.RSAPrivateKey):  # a dry run asks how much room it takes
                return bytes(key.key_size // 8) if dry_run else key.sign(data, padding.PKCS1v15(), hashes.SHA256())
            return bytes(key.key_size // 4 + 16) if dry_run else key.sign(data, ec.ECDSA(hashes.SHA256()))

    def loaded(certificate: x509.Certificate) -> Any:
        return Certificate.load(certificate.public_bytes(Encoding.DER))

    return Keeper(
        signing_cert=loaded(held.cert.certificate),
        cert_registry=SimpleCertificateStore.from_certs([loaded(row.certificate) for row in held.additional_certs]),
    )


def _der(pem: str) -> bytes:
    return x509.load_pem_x509_certificate(pem.encode()).public_bytes(Encoding.DER)
