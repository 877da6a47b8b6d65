"""Trust: whose signatures count, and C2PA's settings that follow from it.

It does not verify anything, and never looks beside the file that is to be verified.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives import serialization

from engine.proof.authority import development_root
from engine.proof.certificate import read_certificates
from engine.proof.profile import CLAIM_PURPOSES

__all__ = ["anchors", "offline_settings"]


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
