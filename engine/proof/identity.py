"""Identity: in whose name films are signed.

It does not sign, and does not know films; `engine.proof.sign` uses it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from cryptography.hazmat.primitives import hashes
from pydantic import SecretBytes

from engine.proof.authority import development_credential
from engine.proof.certificate import read
from engine.proof.profile import check
from schemas.errors import ProductionError
from schemas.production import SigningSettings

__all__ = ["Identity", "identity"]


@dataclass(frozen=True, slots=True)
class Identity:
    """A signer: PEM certificates (its own first), its key, and what to call it.

    `fingerprint` is the SHA-256 of its own certificate in hexadecimal, a part of every film's key.
    `key` masks itself wherever it is printed; whoever pickles it must mean to.
    """

    certificates: str
    key: SecretBytes
    algorithm: str
    name: str
    fingerprint: str
    timestamp_url: str | None = None


def identity(settings: SigningSettings, base: Path, config_folder: Path) -> Identity:
    """The user's own certificate and key (paths relative to `base`), or the development one.

    Raises ProductionError where one of the two is given without the other, a file is missing or
    malformed, the key is another certificate's, or the certificate cannot sign claims (expired,
    wrong extended key usage, ...). Never falls back from the user's own to the development one.
    """
    now = datetime.now(UTC)
    match settings.certificate, settings.key:
        case None, None:
            credential = development_credential(config_folder, now=now)
        case str() as certificate, str() as key:
            credential = read(base / certificate, base / key)
            check(credential, where=base / certificate, now=now)
        case certificate, key:
            given, missing = ("certificate", "key") if certificate else ("key", "certificate")
            raise ProductionError(
                f"`signing.{given}` is set without `signing.{missing}`",
                certificate or key or "",
                "Set both, or neither to sign with the development authority.",
            )
    return Identity(
        certificates=credential.chain_pem(),
        key=credential.key_pem(),
        algorithm=credential.algorithm,
        name=credential.name,
        fingerprint=credential.leaf.fingerprint(hashes.SHA256()).hex(),
        timestamp_url=settings.timestamp_url,
    )
