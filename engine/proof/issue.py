"""Issue: the development authority's certificates, named for what they are.

It writes nothing: `authority` keeps them.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from engine.proof.certificate import Credential

__all__ = ["AUTHORITY", "SIGNER", "issue_root", "issue_signer"]

AUTHORITY = "callsheet development authority (not for production)"
SIGNER = "callsheet development signer (not for production)"

_DAY = timedelta(days=1)
_ROOT_LIFE = timedelta(days=365 * 30)
_SIGNER_LIFE = timedelta(days=365 * 3)


def issue_root(now: datetime) -> Credential:
    """A new self-signed root (ES256) for thirty years from `now`, an aware time."""
    key = ec.generate_private_key(ec.SECP256R1())
    builder = (
        _unsigned(AUTHORITY, key, now, now + _ROOT_LIFE)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs_certificates=True), critical=True)
    )
    return Credential((builder.sign(key, hashes.SHA256()),), key)


def issue_signer(root: Credential, now: datetime) -> Credential:
    """A new signer's certificate (ES256) under `root`, for three years from `now`.

    It follows C2PA 2.4, Certificate Profile, of which c2pa enforces at signing: not a CA, digital
    signatures only, an extended key usage, and an authority key identifier.
    """
    key = ec.generate_private_key(ec.SECP256R1())
    issuer = x509.AuthorityKeyIdentifier.from_issuer_public_key(root.key.public_key())
    until = min(now + _SIGNER_LIFE, root.leaf.not_valid_after_utc)
    builder = (
        _unsigned(SIGNER, key, now, until)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs_certificates=False), critical=True)
        .add_extension(
            x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION]), critical=False
        )
        .add_extension(issuer, critical=False)
    )
    return Credential((builder.sign(root.key, hashes.SHA256()), root.leaf), key)


def _unsigned(
    name: str, key: ec.EllipticCurvePrivateKey, now: datetime, until: datetime
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(_named(name))
        .issuer_name(_named(AUTHORITY))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _DAY)  # other machines' clocks may be behind
        .not_valid_after(until)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )


def _named(name: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, AUTHORITY),
            x509.NameAttribute(NameOID.COMMON_NAME, name),
        ]
    )


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        encipher_only=False,
        decipher_only=False,
    )
