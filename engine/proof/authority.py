"""The development authority: kept in a folder, made on first use, the same ever after.

It does not know films or C2PA, and is nobody's proof of identity; its certificates say so.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from engine.proof.certificate import Credential, read
from schemas.errors import ProductionError

__all__ = ["AUTHORITY", "SIGNER", "development_credential", "development_root", "issue_root"]

AUTHORITY = "callsheet development authority (not for production)"
SIGNER = "callsheet development signer (not for production)"

_DAY = timedelta(days=1)
_ROOT_LIFE = timedelta(days=365 * 30)
_SIGNER_LIFE = timedelta(days=365 * 3)

_RENEWAL = timedelta(days=365)
"""Without a timestamp a film stops validating with its certificate: each gets a year at least."""


def development_credential(config_folder: Path, *, now: datetime) -> Credential:
    """The signer's certificate and key (ES256) under `config_folder`, made where there is none.

    A new one is issued when the last has less than a year left at `now` (an aware time). Any number
    of processes may ask at once: all get the same. Raises ProductionError where the folder cannot
    be written or holds something else.
    """
    home = config_folder / "authority"
    try:
        home.mkdir(parents=True, exist_ok=True)
        root = _made_once(home / "root", lambda: issue_root(now))
        issued = sum(1 for _ in home.glob("signer-*"))
        if issued:
            signer = _read(home / f"signer-{issued}")
            if signer.leaf.not_valid_after_utc - now >= _RENEWAL:
                return signer
        return _made_once(home / f"signer-{issued + 1}", lambda: _issue_signer(root, now))
    except OSError as error:
        raise ProductionError(
            "The development authority cannot be made or read",
            f"{error.filename or home}: {error.strerror}",
            "Make the folder writable, or set `signing.certificate` and `signing.key`.",
        ) from error


def development_root(config_folder: Path) -> Path | None:
    """The PEM file of the authority's root certificate; None where it was never needed here."""
    path = config_folder / "authority" / "root" / "certificate.pem"
    return path if path.is_file() else None


def _made_once(folder: Path, make: Callable[[], Credential]) -> Credential:
    """What `folder` holds; where it is not there, `make` it. Of several makers the first one wins.

    Certificate and key are written beside and renamed together: no reader sees one without the
    other, and renaming onto a folder that is already there fails.
    """
    if not folder.is_dir():
        beside = Path(tempfile.mkdtemp(prefix=".new-", dir=folder.parent))
        try:
            _write(beside, make())
            beside.rename(folder)
        except OSError:
            if not folder.is_dir():
                raise
        finally:
            shutil.rmtree(beside, ignore_errors=True)
    return _read(folder)


def _read(folder: Path) -> Credential:
    return read(folder / "certificate.pem", folder / "key.pem")


def _write(folder: Path, credential: Credential) -> None:
    pem = [each.public_bytes(serialization.Encoding.PEM) for each in credential.certificates]
    (folder / "certificate.pem").write_bytes(b"".join(pem))
    secret = os.open(folder / "key.pem", os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(secret, "wb") as file:
        file.write(credential.key_pem().get_secret_value())


def issue_root(now: datetime) -> Credential:
    """A new self-signed root (ES256) for thirty years from `now`, an aware time."""
    key = ec.generate_private_key(ec.SECP256R1())
    builder = (
        _unsigned(AUTHORITY, key, now, now + _ROOT_LIFE)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs_certificates=True), critical=True)
    )
    return Credential((builder.sign(key, hashes.SHA256()),), key)


def _issue_signer(root: Credential, now: datetime) -> Credential:
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
