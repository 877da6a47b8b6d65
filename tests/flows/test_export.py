"""Films as timelines: what a shop delivered opens in OpenTimelineIO with its media in place."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import numpy as np
import opentimelineio as otio
import pytest
from PIL import Image

from engine.media.colour import rgb_of
from engine.media.frames import planes
from engine.sound import pcm
from tests.flows.conftest import Opening
from tests.flows.shop import Shop

FILM = "bottle_en_preview"


def _references(timeline: otio.schema.Timeline) -> Iterator[otio.schema.ExternalReference]:
    for clip in timeline.find_clips():
        assert isinstance(clip.media_reference, otio.schema.ExternalReference)
        yield clip.media_reference


def _assert_decodes(
    folder: Path, reference: otio.schema.ExternalReference, *, picture: bool
) -> None:
    """What a reference names, relative to `folder`, is there and holds just what it says."""
    path = folder / unquote(reference.target_url)
    length = reference.available_range.duration
    if path.suffix == ".png":
        with Image.open(path) as drawn:
            assert drawn.mode == "RGBA"
            assert drawn.getchannel("A").getbbox() is not None
    elif picture:
        assert sum(1 for _ in planes(path)) == length.value
    else:
        samples = pcm.read(path, channels=2)
        assert len(samples) == round(length.to_seconds() * pcm.RATE)
        assert abs(samples).max() > 0.01


def _assert_whole(timeline: otio.schema.Timeline, folder: Path, shop: Shop) -> None:
    """Every range lies within its media, and media are what their references say."""
    media = shop.sidecar(FILM)["media"]
    for track in timeline.tracks:
        for clip in track.find_clips():
            available, shown = clip.media_reference.available_range, clip.source_range
            assert available.start_time <= shown.start_time, clip.name
            assert shown.end_time_exclusive() <= available.end_time_exclusive(), clip.name
            _assert_decodes(folder, clip.media_reference, picture=track.kind == "Video")
    duration = timeline.duration()
    assert (duration.value, str(int(duration.rate))) == (media["frames"], media["rate"])


@pytest.fixture(scope="module")
def folder(opening: Opening, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One film of the shop, exported in both forms."""
    target, shop = tmp_path_factory.mktemp("timelines"), opening.restored()
    for form in ("otio", "otioz"):
        answer = shop.callsheet("export", "--to", target, "--only", "bottle", "--form", form)
        assert answer.status == 0, answer.err
        assert [one["film"] for one in answer.json] == [
            "films/bottle/bottle_en_preview-tall.mp4",
            "films/bottle/bottle_en_preview.mp4",
        ]
        assert [one["notes"] for one in answer.json] == [[], []]
    return target


def test_a_timeline_is_as_long_as_its_film_and_its_media_are_in_place(
    opening: Opening, folder: Path
) -> None:
    timeline = otio.adapters.read_from_file(folder / FILM / f"{FILM}.otio")
    _assert_whole(timeline, folder / FILM, opening.delivered)
    assert timeline.name == "Nord Bottle"
    assert (
        timeline.metadata["callsheet"]["sha256"]
        == (opening.delivered.sidecar(FILM)["media"]["sha256"])
    )
    shots = {shot["name"]: shot["take"] for shot in opening.delivered.sidecar(FILM)["shots"]}
    picture = timeline.video_tracks()[0]
    told = [clip.metadata["callsheet"] for clip in picture.find_clips()]
    assert {one["shot"]: one["take"] for one in told} == shots
    assert {one["renderer"] for one in told} == {"animatic"}


def test_an_archive_opens_with_its_media_where_it_is_unpacked(
    opening: Opening, folder: Path, tmp_path: Path
) -> None:
    timeline = otio.adapters.read_from_file(
        folder / f"{FILM}.otioz", extract_to_directory=str(tmp_path)
    )
    _assert_whole(timeline, tmp_path, opening.delivered)
    apart = otio.adapters.read_from_file(folder / FILM / f"{FILM}.otio")
    assert [one.target_url for one in _references(timeline)] == [
        one.target_url for one in _references(apart)
    ]


def test_every_shot_has_handles_a_name_and_a_marker(opening: Opening, folder: Path) -> None:
    timeline = otio.adapters.read_from_file(folder / FILM / f"{FILM}.otio")
    clips = list(timeline.video_tracks()[0].find_clips())
    assert all(
        clip.source_range.end_time_exclusive()
        < clip.media_reference.available_range.end_time_exclusive()
        for clip in clips
    )
    assert all(Path(clip.media_reference.target_url).name == clip.name for clip in clips)
    markers = timeline.tracks.markers
    shown = [one.metadata["callsheet"] for one in markers]
    assert [one["text"] for one in shown if one["kind"] == "shot"] == [
        clip.metadata["callsheet"]["shot"] for clip in clips
    ]
    words = {one["text"].replace("\n", " ") for one in shown if one["kind"] == "headline"}
    assert "Nord Bottle" in words
    captions = opening.delivered.films()[FILM].with_suffix(".srt").read_text("utf-8")
    assert all(one["text"] in captions for one in shown if one["kind"] == "caption")
    assert any("34.90" in one["text"] for one in shown if one["kind"] == "price")


def test_type_lies_over_the_picture_as_the_film_shows_it(opening: Opening, folder: Path) -> None:
    """The frame of the film, where a price stands at rest: the take, with the layers over it."""
    timeline = otio.adapters.read_from_file(folder / FILM / f"{FILM}.otio")
    picture, *typed = timeline.video_tracks()
    assert all(track.name.startswith("Type") for track in typed)
    (price, track) = next(
        (clip, track)
        for track in typed
        for clip in track.find_clips()
        if clip.metadata["callsheet"]["role"] == "price"
    )
    stands = track.range_of_child(price)
    at = otio.opentime.RationalTime(stands.start_time.value + stands.duration.value // 2, 24)
    shot = picture.child_at_time(at)
    local = at - picture.range_of_child(shot).start_time + shot.source_range.start_time
    media = folder / FILM
    frame = rgb_of(next(planes(media / shot.media_reference.target_url, int(local.value), 1)))
    shown = Image.fromarray(frame).convert("RGBA")
    for one in typed:
        if isinstance(layer := one.child_at_time(at), otio.schema.Clip):
            with Image.open(media / layer.media_reference.target_url) as drawn:
                shown.alpha_composite(drawn)
    film = rgb_of(next(planes(opening.delivered.films()[FILM], int(at.value), 1)))
    off = np.abs(np.asarray(shown)[..., :3].astype(float) - film).mean()
    bare = np.abs(frame.astype(float) - film).mean()
    assert off < 4
    assert off < bare / 2


def test_sounds_are_tracks_of_their_own_and_the_mix_is_switched_off(folder: Path) -> None:
    timeline = otio.adapters.read_from_file(folder / FILM / f"{FILM}.otio")
    tracks = {track.name: track for track in timeline.audio_tracks()}
    assert list(tracks) == ["Voice", "Music", "Mix, as delivered"]
    assert [track.enabled for track in tracks.values()] == [True, True, False]
    lines = [clip.metadata["callsheet"]["text"] for clip in tracks["Voice"].find_clips()]
    assert lines
    assert all(lines)


def test_what_was_exported_before_is_replaced(shop: Shop, tmp_path: Path) -> None:
    for _ in range(2):
        answer = shop.callsheet("export", "--to", tmp_path, "--only", "lights", "--form", "otioz")
        assert answer.status == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "lights_en_preview-tall.otioz",
        "lights_en_preview.otioz",
    ]


def test_another_brand_than_the_films_is_not_taken_for_it(shop: Shop, tmp_path: Path) -> None:
    shop.set(brand={"name": "Fjell & Co", "accent": "#123456"})
    (one, _) = shop.callsheet("export", "--to", tmp_path, "--only", "lights").json
    assert one["notes"] == [
        "the brand is no longer the one of the film: type is left to its markers",
        "the music's file is no longer the one of the film: left out",
    ]
    timeline = otio.adapters.read_from_file(one["timeline"])
    assert [track.name for track in timeline.audio_tracks()] == ["Voice", "Mix, as delivered"]


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (("--only", "sofa"), "no film was made that could be exported"),
        (("--form", "fcp7"), "there is no such form of a timeline"),
    ],
)
def test_what_cannot_be_exported_is_refused(
    shop: Shop, tmp_path: Path, more: tuple[str, str], words: str
) -> None:
    answer = shop.callsheet("export", "--to", tmp_path, *more)
    assert answer.status == 2
    assert answer.json["error"]["what"] == words


def test_an_edit_whose_take_is_lost_is_refused_with_what_to_do(shop: Shop, tmp_path: Path) -> None:
    lost = shop.sidecar("lights_en_preview")["shots"][0]["take"]
    (shop.folder / ".callsheet" / "blobs" / lost[:2] / f"{lost}.mp4").unlink()
    answer = shop.callsheet("export", "--to", tmp_path, "--only", "lights")
    assert answer.status == 2
    assert answer.json["error"]["where"] == lost
    assert "Produce" in answer.json["error"]["remedy"]
