"""Identity: in whose name films are signed, and whose signatures count.

It neither signs nor verifies, knows no films, and never looks beside a file that is to be verified.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives import hashes, serialization
from pydantic import SecretBytes

from engine.proof.authority import development_credential, development_root
from engine.proof.certificate import CLAIM_PURPOSES, check, read, read_certificates
from schemas.errors import ProductionError
from schemas.production import SigningSettings

__all__ = ["Identity", "anchors", "identity", "offline_settings"]


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


def anchors(config_folder: Path, extra: Sequence[Path] = ()) -> str:
    """Certificates to trust, as one PEM text; empty where there are none.

    They are the development authority's (where it was ever made), those of `trust/*.pem` in the
    user's configuration folder, and those of the files in `extra`. Raises ProductionError for a
    file that holds no certificate.
    """
    root = development_root(config_folder)
    own = sorted((config_folder / "trust").glob("*.pem"))
    files = [*([root] if root else []), *own, *extra]
    pem = serialization.Encoding.PEM
    found = [each.public_bytes(pem).decode() for file in files for each in read_certificates(file)]
    return "".join(dict.fromkeys(found))


def offline_settings(anchors: str = "") -> dict[str, Any]:
    """Settings of a C2PA context that asks nobody on the network and makes no thumbnails.

    An empty text of anchors is left out: c2pa 0.91 takes it for a broken certificate.
    """
    purposes = "".join(f"{purpose.dotted_string}\n" for purpose in CLAIM_PURPOSES)
    return {
        "verify": {"remote_manifest_fetch": False, "ocsp_fetch": False, "verify_trust": True},
        "trust": {"trust_config": purposes} | ({"user_anchors": anchors} if anchors else {}),
        "builder": {
            "thumbnail": {"enabled": False},
            # What callsheet itself states stands among the claim's created assertions; the default
            # would file it under those gathered from others.
            "created_assertion_labels": ["c2pa.actions", "c2pa.ingredient"],
        },
    }
