"""Certificates: a chain with its private key, read from PEM files, and whether it may sign claims.

It does not know whose they are, nor who trusts them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID, ObjectIdentifier
from pydantic import SecretBytes

from schemas.errors import ProductionError

__all__ = ["CLAIM_PURPOSES", "Credential", "PrivateKey", "check", "read", "read_certificates"]

PrivateKey = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey | ed25519.Ed25519PrivateKey
_CURVES = {"secp256r1": "es256", "secp384r1": "es384", "secp521r1": "es512"}
_PEM = serialization.Encoding.PEM
CLAIM_PURPOSES = (
    ExtendedKeyUsageOID.EMAIL_PROTECTION,
    ObjectIdentifier("1.3.6.1.5.5.7.3.36"),  # documentSigning, RFC 9336
    ObjectIdentifier("1.3.6.1.4.1.62558.2.1"),  # C2PA's own, of its conformance programme
)
"""Extended key usages under which a certificate may sign claims (C2PA 2.4, Certificate Profile)."""


@dataclass(frozen=True, slots=True)
class Credential:
    """Certificates, the signer's own first, and the private key of that one."""

    certificates: tuple[x509.Certificate, ...]
    key: PrivateKey = field(repr=False)

    @property
    def leaf(self) -> x509.Certificate:
        """The signer's own certificate."""
        return self.certificates[0]

    @property
    def name(self) -> str:
        """The leaf's common name, or its whole subject where it has none."""
        names = self.leaf.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
        return str(names[0].value) if names else self.leaf.subject.rfc4514_string()

    @property
    def algorithm(self) -> str:
        """C2PA's name of the signature algorithm that the key asks for; empty where it has none."""
        match self.key:
            case ec.EllipticCurvePrivateKey():
                return _CURVES.get(self.key.curve.name, "")
            case rsa.RSAPrivateKey():
                return "ps256" if self.key.key_size >= 2048 else ""
            case ed25519.Ed25519PrivateKey():
                return "ed25519"

    def chain_pem(self) -> str:
        """The certificates as PEM, the leaf first, without a self-signed root.

        C2PA 2.4 (X.509 Certificates) wants the trust anchor left out: a reader brings its own.
        """
        sent = [self.leaf, *(c for c in self.certificates[1:] if c.issuer != c.subject)]
        return "".join(certificate.public_bytes(_PEM).decode() for certificate in sent)

    def key_pem(self) -> SecretBytes:
        """The key as unencrypted PKCS #8 PEM, which is what C2PA reads."""
        pkcs8 = serialization.PrivateFormat.PKCS8
        return SecretBytes(self.key.private_bytes(_PEM, pkcs8, serialization.NoEncryption()))


def read(certificate: Path, key: Path) -> Credential:
    """The chain of one PEM file with the key of another.

    Raises ProductionError where either is missing or is not what it should be, and where the key
    belongs to none of the certificates.
    """
    chain = read_certificates(certificate)
    secret = _read_key(key)
    leaves = [each for each in chain if each.public_key() == secret.public_key()]
    if not leaves:
        raise ProductionError(
            "The signing key does not belong to the certificate",
            f"{key} and {certificate}",
            "Name the key that the certificate was issued for.",
        )
    others = tuple(each for each in chain if each is not leaves[0])
    return Credential((leaves[0], *others), secret)


def read_certificates(path: Path) -> Sequence[x509.Certificate]:
    """Every certificate of a PEM file. Raises ProductionError where it holds none."""
    try:
        return x509.load_pem_x509_certificates(path.read_bytes())
    except OSError as error:
        raise _unread("certificate", path, error) from error
    except ValueError as error:
        remedy = "Give a PEM file that begins with -----BEGIN CERTIFICATE-----."
        raise ProductionError("This is not a certificate", str(path), remedy) from error


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


def _read_key(path: Path) -> PrivateKey:
    remedy = "Give an unencrypted PEM key: elliptic curve, RSA or Ed25519."
    try:
        key = serialization.load_pem_private_key(path.read_bytes(), password=None)
    except OSError as error:
        raise _unread("key", path, error) from error
    except TypeError as error:
        raise ProductionError("The signing key is encrypted", str(path), remedy) from error
    except ValueError as error:
        raise ProductionError("This is not a private key", str(path), remedy) from error
    if not isinstance(key, PrivateKey):
        raise ProductionError("C2PA cannot sign with this kind of key", str(path), remedy)
    return key


def _unread(thing: str, path: Path, error: OSError) -> ProductionError:
    return ProductionError(
        f"The signing {thing} cannot be read", f"{path}: {error.strerror}", "Check its path."
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
