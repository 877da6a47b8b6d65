"""The profile: what C2PA asks of a certificate that signs claims.

It does not know who trusts the certificate, and reads no files.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID, ObjectIdentifier

from engine.proof.certificate import Credential
from schemas.errors import ProductionError

__all__ = ["CLAIM_PURPOSES", "check"]

CLAIM_PURPOSES = (
    ExtendedKeyUsageOID.EMAIL_PROTECTION,
    ObjectIdentifier("1.3.6.1.5.5.7.3.36"),  # documentSigning, RFC 9336
    ObjectIdentifier("1.3.6.1.4.1.62558.2.1"),  # C2PA's own, of its conformance programme
)
"""Extended key usages under which a certificate may sign claims (C2PA 2.4, Certificate Profile)."""


def check(credential: Credential, *, where: Path, now: datetime) -> None:
    """Refuse a certificate that readers of C2PA would refuse. `now` is an aware time.

    Rules: C2PA 2.4, Certificate Profile. Raises ProductionError.
    """
    leaf = credential.leaf
    if problem := _problem(credential, now):
        raise ProductionError(
            f"The certificate cannot sign films: {problem}",
            f"{where}, {credential.name!r}, valid {leaf.not_valid_before_utc:%Y-%m-%d}"
            f" to {leaf.not_valid_after_utc:%Y-%m-%d}",
            "Bring one issued for signing C2PA claims, or leave out `signing.certificate`"
            " to sign with the development authority.",
        )


def _problem(credential: Credential, now: datetime) -> str:
    leaf = credential.leaf
    if now > leaf.not_valid_after_utc:
        return "it has expired"
    if now < leaf.not_valid_before_utc:
        return "it is not valid yet"
    if leaf.issuer == leaf.subject:
        return "it is self-signed"
    if not credential.algorithm:
        return "C2PA has no signature algorithm for its kind of key"
    try:
        purposes = set(leaf.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value)
        usage = leaf.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound as error:
        return f"it lacks the extension {error.oid._name}"  # noqa: SLF001 - the only spelled name
    if not purposes.intersection(CLAIM_PURPOSES):
        return "its extended key usage is none of emailProtection, documentSigning, C2PA's own"
    if not usage.digital_signature or usage.key_cert_sign:
        return "its key usage is not that of a signer"
    return ""
