from __future__ import annotations

import base64
import hashlib
import json
import socket
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import c2pa
import pytest

from engine import ffmpeg
from engine.proof import Identity, SignedPart, sign, verify
from engine.proof.identity import offline_settings
from schemas.errors import SigningError
from tests.engine.proof.conftest import Media, photo, shot

Parts = tuple[SignedPart, ...]


def store_of(path: Path) -> dict[str, Any]:
    with c2pa.Context.from_dict(offline_settings()) as context, path.open("rb") as file:  # noqa: SIM117 - the reader ends before what it reads from
        with c2pa.Reader(None, file, context=context) as reader:
            store: dict[str, Any] = json.loads(reader.detailed_json())
            return store


def signed_photo(media: Media, target: Path, signer: Identity, *, remote: str = "") -> Path:
    """A merchant's photo that came with a C2PA manifest, inside it or elsewhere."""
    captured = "http://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture"
    created = {"action": "c2pa.created", "digitalSourceType": captured}
    claim = {
        "claim_generator_info": [{"name": "a camera"}],
        "assertions": [{"label": "c2pa.actions.v2", "data": {"actions": [created]}}],
    }
    info = c2pa.C2paSignerInfo(
        signer.algorithm, signer.certificates.encode(), signer.key.get_secret_value(), None
    )
    with (
        c2pa.Context.from_dict(offline_settings()) as context,
        c2pa.Builder(claim, context) as builder,
        c2pa.Signer.from_info(info) as key,
        media.photo.open("rb") as source,
        target.open("w+b") as signed,
    ):
        if remote:
            builder.set_remote_url(remote)
            builder.set_no_embed()
        builder.sign(key, "image/jpeg", source, signed)
    return target


def frames(path: Path, folder: Path) -> list[str]:
    """The digests of all decoded pictures and sound."""
    listing = folder / f"{path.stem}.md5"
    ffmpeg.run(["-i", str(path), "-f", "framemd5", str(listing)], what="digests")
    return [line for line in listing.read_text().splitlines() if not line.startswith("#")]


def test_a_film_signed_by_the_development_authority_is_trusted(signed: Path, trusted: str) -> None:
    verdict = verify(signed, anchors=trusted)
    assert (verdict.state, verdict.reason) == ("Trusted", "")
    assert verdict.signer == "callsheet development signer (not for production)"


def test_every_part_is_named_as_a_component(signed: Path, trusted: str) -> None:
    listed = verify(signed, anchors=trusted).ingredients
    assert [each.title for each in listed] == ["opening", "photo.jpg", "narration", "bed"]
    assert {each.relationship for each in listed} == {"componentOf"}


def test_an_animatic_is_a_composite_without_any_word_of_ai(signed: Path, trusted: str) -> None:
    types = verify(signed, anchors=trusted).source_types
    assert types == ("composite", "algorithmicMedia")


def test_a_generated_shot_among_photos_makes_the_film_partly_ai(
    media: Media, animatic: Parts, developer: Identity, trusted: str, tmp_path: Path
) -> None:
    parts = [*animatic, shot(media, "dream", "trainedAlgorithmicMedia")]
    sign(media.film, tmp_path / "a.mp4", title="A", parts=parts, identity=developer)
    first, *others = verify(tmp_path / "a.mp4", anchors=trusted).source_types
    assert first == "compositeWithTrainedAlgorithmicMedia"
    assert "trainedAlgorithmicMedia" in others


def test_a_neural_voice_over_photos_makes_the_film_partly_ai(
    media: Media, animatic: Parts, developer: Identity, trusted: str, tmp_path: Path
) -> None:
    opening, picture, voice, music = animatic
    neural = voice.part.model_copy(update={"source_type": "trainedAlgorithmicMedia"})
    parts = (opening, picture, replace(voice, part=neural), music)
    sign(media.film, tmp_path / "a.mp4", title="A", parts=parts, identity=developer)
    assert verify(tmp_path / "a.mp4", anchors=trusted).source_types == (
        "compositeWithTrainedAlgorithmicMedia",
        "composite",
        "trainedAlgorithmicMedia",
        "algorithmicMedia",
    )


def test_the_claim_holds_version_2_and_nothing_deprecated(signed: Path) -> None:
    store = store_of(signed)
    active = store["manifests"][store["active_manifest"]]
    labels = {label.partition("__")[0] for label in active["assertion_store"]}
    assert labels == {"c2pa.actions.v2", "c2pa.ingredient.v3", "c2pa.hash.bmff.v3"}
    assert active["claim"]["claim_version"] == 2
    assert len(active["claim"]["created_assertions"]) == 6
    assert "gathered_assertions" not in active["claim"]


def test_an_ingredient_is_named_by_the_digest_of_its_bytes(signed: Path, media: Media) -> None:
    store = store_of(signed)
    active = store["manifests"][store["active_manifest"]]["assertion_store"]
    named = {
        claim["dc:title"]: claim["instanceID"]
        for label, claim in active.items()
        if "ingredient" in label
    }
    digest = hashlib.sha256(media.photo.read_bytes()).digest()
    encoded = base64.urlsafe_b64encode(digest).decode().rstrip("=")
    assert named["photo.jpg"] == f"ni:///sha-256;{encoded}"


def test_signing_changes_no_decoded_frame_or_sample(
    signed: Path, media: Media, tmp_path: Path
) -> None:
    before = frames(media.film, tmp_path)
    assert len(before) > 12
    assert frames(signed, tmp_path) == before


def test_the_proof_is_small(signed: Path, media: Media) -> None:
    assert signed.stat().st_size - media.film.stat().st_size < 8_000


def test_a_photos_own_manifest_is_kept_with_the_film(
    media: Media, developer: Identity, trusted: str, tmp_path: Path
) -> None:
    own = photo(signed_photo(media, tmp_path / "own.jpg", developer), "own.jpg", "digitalCapture")
    target = tmp_path / "film.mp4"
    parts = [shot(media, "one"), own]
    sign(media.film, target, title="A film", parts=parts, identity=developer)
    verdict = verify(target, anchors=trusted)
    assert verdict.state == "Trusted"
    assert verdict.source_types == ("composite", "digitalCapture")
    generators = [
        manifest["claim"]["claim_generator_info"]["name"]
        for manifest in store_of(target)["manifests"].values()
    ]
    assert sorted(generators) == ["a camera", "callsheet"]


def test_a_photo_whose_manifest_lies_elsewhere_is_listed_without_asking_for_it(
    media: Media, developer: Identity, trusted: str, tmp_path: Path
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        address = f"http://127.0.0.1:{server.getsockname()[1]}/photo.c2pa"
        remote = photo(
            signed_photo(media, tmp_path / "remote.jpg", developer, remote=address), "remote.jpg"
        )
        parts = [shot(media, "one"), remote]
        sign(media.film, tmp_path / "a.mp4", title="A", parts=parts, identity=developer)
        assert verify(tmp_path / "a.mp4", anchors=trusted).state == "Trusted"
        with pytest.raises(TimeoutError):
            server.accept()


def test_a_photo_with_a_damaged_manifest_is_refused_by_name(
    media: Media, developer: Identity, tmp_path: Path
) -> None:
    path = signed_photo(media, tmp_path / "own.jpg", developer)
    content = path.read_bytes()
    path.write_bytes(content.replace(b"jumdc2cl", b"xxxxc2cl"))
    parts = [shot(media, "one"), photo(path, "own.jpg")]
    with pytest.raises(SigningError, match=r"'own\.jpg' cannot be listed"):
        sign(media.film, tmp_path / "a.mp4", title="A", parts=parts, identity=developer)


def test_a_file_other_than_the_recorded_one_is_refused(
    media: Media, developer: Identity, tmp_path: Path
) -> None:
    source = photo(media.photo, "photo.jpg")
    recorded = source.part.model_copy(update={"sha256": "0" * 64})
    parts = [shot(media, "one"), replace(source, part=recorded)]
    with pytest.raises(SigningError, match="not the file that the film was made from"):
        sign(media.film, tmp_path / "a.mp4", title="A", parts=parts, identity=developer)


def test_an_ingredient_that_is_gone_is_named(
    media: Media, developer: Identity, tmp_path: Path
) -> None:
    parts = [photo(tmp_path / "gone.jpg", "gone.jpg")]
    with pytest.raises(SigningError, match=r"'gone\.jpg' cannot be read .*No such file"):
        sign(media.film, tmp_path / "a.mp4", title="A", parts=parts, identity=developer)


def test_a_film_that_is_gone_is_named(animatic: Parts, developer: Identity, tmp_path: Path) -> None:
    with pytest.raises(SigningError, match=r"gone\.mp4: No such file"):
        sign(
            tmp_path / "gone.mp4", tmp_path / "a.mp4", title="A", parts=animatic, identity=developer
        )


def test_a_film_without_parts_is_refused(media: Media, developer: Identity, tmp_path: Path) -> None:
    with pytest.raises(SigningError, match="without parts"):
        sign(media.film, tmp_path / "a.mp4", title="A", parts=[], identity=developer)


def test_a_failure_leaves_the_older_film_and_nothing_beside_it(
    animatic: Parts, developer: Identity, tmp_path: Path
) -> None:
    target = tmp_path / "a.mp4"
    target.write_bytes(b"the older film")
    broken = tmp_path / "broken.mp4"
    broken.write_bytes(b"not a film")
    with pytest.raises(SigningError, match=r"The film 'A' cannot be signed .*broken\.mp4"):
        sign(broken, target, title="A", parts=animatic, identity=developer)
    assert target.read_bytes() == b"the older film"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.mp4", "broken.mp4"]


def test_an_unreachable_timestamp_authority_is_an_error_that_names_it(
    media: Media, animatic: Parts, developer: Identity, tmp_path: Path
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        nobody = f"http://127.0.0.1:{server.getsockname()[1]}/"
    stamped = replace(developer, timestamp_url=nobody)
    with pytest.raises(SigningError, match=f"timestamps by {nobody}"):
        sign(media.film, tmp_path / "a.mp4", title="A", parts=animatic, identity=stamped)


def test_threads_may_sign_at_once(
    media: Media, animatic: Parts, developer: Identity, trusted: str, tmp_path: Path
) -> None:
    def sign_one(number: int) -> str:
        target = tmp_path / f"{number}.mp4"
        sign(media.film, target, title=f"{number}", parts=animatic, identity=developer)
        return verify(target, anchors=trusted).state

    with ThreadPoolExecutor(6) as threads:
        assert set(threads.map(sign_one, range(12))) == {"Trusted"}


def test_a_signed_film_has_an_ordinary_files_permissions(signed: Path, tmp_path: Path) -> None:
    ordinary = tmp_path / "ordinary"
    ordinary.touch()
    assert signed.stat().st_mode == ordinary.stat().st_mode
