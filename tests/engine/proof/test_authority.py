from __future__ import annotations

import stat
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from engine.proof import SignedPart, anchors, identity, sign, verify
from engine.proof.authority import development_credential, development_root
from schemas.errors import ProductionError
from schemas.production import SigningSettings
from tests.engine.proof.conftest import Media

NOW = datetime.now(UTC)

ASK_ON_SIGNAL = """
import sys
from pathlib import Path
from engine.proof import identity
from schemas.production import SigningSettings
print("ready", flush=True)
sys.stdin.readline()
print(identity(SigningSettings(), Path(), Path(sys.argv[1])).fingerprint, flush=True)
"""


def test_it_is_made_on_first_use_and_used_again_after(tmp_path: Path) -> None:
    assert development_root(tmp_path) is None
    first = identity(SigningSettings(), tmp_path, tmp_path)
    again = identity(SigningSettings(), tmp_path, tmp_path)
    assert first == again
    assert "not for production" in first.name


def test_another_folder_holds_another_authority(tmp_path: Path) -> None:
    here = identity(SigningSettings(), tmp_path, tmp_path / "here")
    there = identity(SigningSettings(), tmp_path, tmp_path / "there")
    assert here.fingerprint != there.fingerprint


def test_its_certificates_say_that_it_is_for_development(tmp_path: Path) -> None:
    leaf = development_credential(tmp_path, now=NOW).leaf
    assert "callsheet development authority (not for production)" in leaf.issuer.rfc4514_string()
    assert "not for production" in identity(SigningSettings(), tmp_path, tmp_path).name


def test_only_the_owner_reads_its_keys(tmp_path: Path) -> None:
    development_credential(tmp_path, now=NOW)
    modes = [stat.S_IMODE(key.stat().st_mode) for key in tmp_path.rglob("key.pem")]
    assert modes == [0o600, 0o600]


def test_two_processes_that_start_at_once_get_the_same_one(tmp_path: Path) -> None:
    command = [sys.executable, "-c", ASK_ON_SIGNAL, str(tmp_path)]
    root = Path(__file__).parents[3]
    pipe = subprocess.PIPE
    pair = [
        subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True, cwd=root) for _ in range(2)
    ]
    for process in pair:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in pair:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    first, second = (process.communicate(timeout=60)[0].strip() for process in pair)
    assert first == second == identity(SigningSettings(), tmp_path, tmp_path).fingerprint


@pytest.mark.parametrize("attempt", range(5))
def test_eight_threads_that_start_at_once_get_the_same_one(tmp_path: Path, attempt: int) -> None:
    folder = tmp_path / str(attempt)
    together = threading.Barrier(8)

    def ask(_: int) -> str:
        together.wait()
        return identity(SigningSettings(), tmp_path, folder).fingerprint

    with ThreadPoolExecutor(8) as threads:
        assert len(set(threads.map(ask, range(8)))) == 1
    assert sorted(path.name for path in (folder / "authority").iterdir()) == ["root", "signer-1"]


def test_a_certificate_with_less_than_a_year_left_is_followed_by_a_new_one(tmp_path: Path) -> None:
    past = development_credential(tmp_path, now=NOW - timedelta(days=2 * 365 + 1))
    present = development_credential(tmp_path, now=NOW)
    assert present.leaf != past.leaf
    assert present.leaf.not_valid_after_utc > NOW + timedelta(days=2 * 365)
    assert present.leaf.issuer == past.leaf.issuer
    assert development_credential(tmp_path, now=NOW).leaf == present.leaf


def test_films_stay_trusted_when_the_certificate_was_followed_by_a_new_one(
    tmp_path: Path, media: Media, animatic: tuple[SignedPart, ...]
) -> None:
    development_credential(tmp_path, now=NOW - timedelta(days=300))
    before = identity(SigningSettings(), tmp_path, tmp_path)
    target = tmp_path / "film.mp4"
    sign(media.film, target, title="A film", parts=animatic, identity=before)
    after = development_credential(tmp_path, now=NOW + timedelta(days=2 * 365))
    assert before.fingerprint != after.leaf.fingerprint(after.leaf.signature_hash_algorithm).hex()  # type: ignore[arg-type]
    assert verify(target, anchors=anchors(tmp_path)).state == "Trusted"


def test_a_folder_that_cannot_be_made_is_refused(tmp_path: Path) -> None:
    (tmp_path / "config").write_text("a file where the folder should be")
    with pytest.raises(ProductionError, match="development authority cannot be made or read"):
        identity(SigningSettings(), tmp_path, tmp_path / "config")


def test_a_damaged_key_is_refused_and_not_replaced(tmp_path: Path) -> None:
    development_credential(tmp_path, now=NOW)
    key = tmp_path / "authority" / "signer-1" / "key.pem"
    key.write_text("nothing of use")
    with pytest.raises(ProductionError, match="not a private key"):
        identity(SigningSettings(), tmp_path, tmp_path)
    assert key.read_text() == "nothing of use"
