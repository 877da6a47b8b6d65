from __future__ import annotations

import random
import shutil
import struct
from pathlib import Path

import pytest

from engine import ffmpeg
from engine.proof import Identity, anchors, identity, verify
from schemas.errors import ProductionError
from schemas.production import SigningSettings
from tests.engine.proof.conftest import Media
from tests.engine.proof.test_sign import signed_photo


def box(content: bytes, kind: bytes) -> range:
    """Where the content of the first box of that kind at the top of an MP4 lies."""
    at = 0
    while at < len(content):
        size, found = struct.unpack_from(">I4s", content, at)
        if found == kind:
            return range(at + 8, at + size)
        at += size
    raise AssertionError(f"no {kind!r}")


def flipped(path: Path, at: int, target: Path) -> Path:
    content = bytearray(path.read_bytes())
    content[at] ^= 0b1
    target.write_bytes(content)
    return target


def test_without_an_anchor_a_film_is_valid_and_its_signer_is_not_trusted(signed: Path) -> None:
    verdict = verify(signed, anchors="")
    assert verdict.state == "Valid"
    assert "signingCredential.untrusted" in verdict.reason


def test_an_authority_of_the_same_name_elsewhere_is_not_trusted(
    signed: Path, tmp_path: Path
) -> None:
    identity(SigningSettings(), tmp_path, tmp_path)
    assert verify(signed, anchors=anchors(tmp_path)).state == "Valid"


@pytest.mark.parametrize("kind", [b"mdat", b"moov"])
def test_one_flipped_bit_makes_a_film_invalid(
    kind: bytes, signed: Path, trusted: str, tmp_path: Path
) -> None:
    inside = box(signed.read_bytes(), kind)
    changed = flipped(signed, inside[len(inside) // 2], tmp_path / "changed.mp4")
    verdict = verify(changed, anchors=trusted)
    assert verdict.state == "Invalid"
    assert "assertion.bmffHash.mismatch" in verdict.reason


def test_a_remux_strips_the_proof(signed: Path, trusted: str, tmp_path: Path) -> None:
    copy = tmp_path / "copy.mp4"
    ffmpeg.run(["-i", str(signed), "-c", "copy", str(copy)], what="a copy")
    verdict = verify(copy, anchors=trusted)
    assert (verdict.state, verdict.reason) == ("None", "carries no C2PA manifest")


def test_a_flipped_bit_in_the_proof_voids_it_or_changes_nothing_that_it_says(
    signed: Path, trusted: str, tmp_path: Path
) -> None:
    """C2PA signs the claim and not its framing: padding and some of the boxes' names are free."""
    intact = verify(signed, anchors=trusted)
    changed = tmp_path / "changed.mp4"
    as_intact = intact.model_copy(update={"file": str(changed)})
    proof = box(signed.read_bytes(), b"uuid")
    states = set()
    for at in random.Random(2026).sample(proof, 100):
        verdict = verify(flipped(signed, at, changed), anchors=trusted)
        assert verdict.state in {"Invalid", "None"} or verdict == as_intact, at
        states.add(verdict.state)
    assert "Invalid" in states


@pytest.mark.parametrize("kept", [0, 7, 100, 3_000, -500])
def test_a_film_cut_short_is_never_trusted_nor_a_traceback(
    kept: int, signed: Path, trusted: str, tmp_path: Path
) -> None:
    short = tmp_path / "short.mp4"
    short.write_bytes(signed.read_bytes()[:kept])
    assert verify(short, anchors=trusted).state in {"Invalid", "None"}


def test_a_file_that_is_not_there_is_a_verdict(trusted: str, tmp_path: Path) -> None:
    verdict = verify(tmp_path / "gone.mp4", anchors=trusted)
    assert verdict.state == "None"
    assert verdict.reason == "cannot be read: No such file or directory"


def test_a_folder_is_a_verdict(trusted: str, tmp_path: Path) -> None:
    assert verify(tmp_path, anchors=trusted).state == "None"


def test_a_text_is_not_a_kind_of_file_that_is_covered(trusted: str, tmp_path: Path) -> None:
    note = tmp_path / "note.txt"
    note.write_text("no film at all")
    verdict = verify(note, anchors=trusted)
    assert (verdict.state, verdict.reason) == ("None", "not a kind of file that C2PA covers")


def test_a_renamed_film_is_recognised(signed: Path, trusted: str, tmp_path: Path) -> None:
    renamed = tmp_path / "film.jpg"
    shutil.copy(signed, renamed)
    assert verify(renamed, anchors=trusted).state == "Trusted"


def test_a_manifest_that_lies_elsewhere_is_not_fetched(
    media: Media, developer: Identity, trusted: str, tmp_path: Path
) -> None:
    remote = signed_photo(media, tmp_path / "a.jpg", developer, remote="http://127.0.0.1:9/a")
    verdict = verify(remote, anchors=trusted)
    assert verdict.state == "None"
    assert "lies elsewhere and is not fetched" in verdict.reason


def test_the_verdict_has_exactly_the_contracts_fields(signed: Path, trusted: str) -> None:
    document = verify(signed, anchors=trusted).model_dump(mode="json")
    assert list(document) == ["file", "state", "signer", "reason", "ingredients", "source_types"]
    assert document["file"] == str(signed)
    assert document["ingredients"][0] == {"title": "opening", "relationship": "componentOf"}


def test_anchors_come_from_the_configuration_and_from_the_caller(
    signed: Path, trusted: str, tmp_path: Path
) -> None:
    elsewhere = tmp_path / "elsewhere.pem"
    elsewhere.write_text(trusted)
    own = tmp_path / "config" / "trust"
    own.mkdir(parents=True)
    shutil.copy(elsewhere, own / "partner.pem")
    assert anchors(tmp_path / "none") == ""
    assert verify(signed, anchors=anchors(tmp_path / "none", [elsewhere])).state == "Trusted"
    assert verify(signed, anchors=anchors(tmp_path / "config")).state == "Trusted"


def test_the_same_anchor_twice_counts_once(trusted: str, config_folder: Path) -> None:
    root = config_folder / "authority" / "root" / "certificate.pem"
    assert anchors(config_folder, [root]) == trusted


def test_an_anchor_that_is_no_certificate_is_refused(tmp_path: Path) -> None:
    (tmp_path / "wrong.pem").write_text("wrong")
    with pytest.raises(ProductionError, match=r"not a certificate .*wrong\.pem"):
        anchors(tmp_path, [tmp_path / "wrong.pem"])


def test_a_certificate_beside_the_film_is_not_trusted(
    signed: Path, trusted: str, tmp_path: Path
) -> None:
    shutil.copy(signed, tmp_path / "film.mp4")
    (tmp_path / "film.pem").write_text(trusted)
    assert verify(tmp_path / "film.mp4", anchors=anchors(tmp_path)).state == "Valid"
