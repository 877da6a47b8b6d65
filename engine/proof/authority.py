"""The development authority: kept in a folder, made on first use, the same ever after.

It does not know films or C2PA, and is nobody's proof of identity; `issue` names it so.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from cryptography.hazmat.primitives import serialization

from engine.proof.certificate import Credential, read
from engine.proof.issue import issue_root, issue_signer
from schemas.errors import ProductionError

__all__ = ["development_credential", "development_root"]

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
        return _made_once(home / f"signer-{issued + 1}", lambda: issue_signer(root, now))
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
