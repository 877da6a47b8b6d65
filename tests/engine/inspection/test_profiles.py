"""Every shipped profile's rules, on films that callsheet's own encoder, mix and join made small:
the film as it is made passes, and a film against a rule fails by that rule's measure and no other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from engine.edit.segments import EncoderSettings, Segment, TakeRange
from engine.encode import encode_segment, join
from engine.inspection import limits_for, measure_film
from engine.profiles import profiles
from engine.sound import mix, pcm
from schemas.delivery import Profile
from schemas.edit import Cut, Edit, SoundClip, Track
from schemas.keys import key_of

SECONDS = 10
"""Within what every placement takes."""
SHIPPED = profiles(())
Make = Callable[[Profile], tuple[Path, Edit]]


def _small(profile: Profile) -> Profile:
    """The profile, with a frame of a twelfth and a constant rate near its least."""
    width, height = (side // 24 * 2 for side in (profile.width, profile.height))
    kbps = profile.min_kbps and int(profile.min_kbps * 1.3)
    return profile.model_copy(
        update={
            "width": max(width, 64),
            "height": max(height, 64),
            "kbps": kbps,
            "preset": "superfast",
        }
    )


def _frames(profile: Profile, count: int) -> Iterator[bytes]:
    """A grey ground, and a bar that moves for the first seconds and then stands."""
    height, width = profile.height, profile.width
    chroma = bytes([128]) * (width * height // 2)
    for number in range(count):
        luma = np.full((height, width), 90, np.uint8)
        at = min(number, 60) % (width - 16)
        luma[:, at : at + 16] = 200
        yield luma.tobytes() + chroma


def _edit(profile: Profile) -> Edit:
    frames = int(SECONDS * profile.rate)
    cut = Cut(shot="a", take="0", rate=profile.rate, available=frames, start=0, frames=frames)
    bed = SoundClip(track=Track.MUSIC, key="bed", frames=frames)
    return Edit(canvas=profile.canvas, cuts=(cut,), sounds=(bed,))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Make:
    """Makes a film of ten seconds as a profile asks; what two of them share is made once."""
    folder = tmp_path_factory.mktemp("profiles")
    noise = np.random.default_rng(3).normal(0, 0.08, (SECONDS * pcm.RATE, 2))
    pcm.write([noise.astype(np.float32)], folder / "bed.wav", channels=2, codec="pcm_s16le")

    @cache
    def picture(profile: Profile) -> Path:
        target, frames = folder / f"{key_of('p', of=profile)[:12]}.mp4", _edit(profile).frames
        encoder = EncoderSettings(
            profile.crf, profile.preset, "0" * 64, coding=profile.coding, kbps=profile.kbps
        )
        segment = Segment(profile.canvas, frames, TakeRange("0", 0), encoder)
        encode_segment(segment, _frames(profile, frames), target)
        return target

    @cache
    def sound(profile: Profile) -> Path:
        target = folder / f"{key_of('s', of=profile)[:12]}.m4a"
        mix(_edit(profile), {"bed": folder / "bed.wav"}, profile, target)
        return target

    def make(profile: Profile) -> tuple[Path, Edit]:
        shape = {"width", "height", "rate", "crf", "preset", "coding", "kbps"}
        heard = {"rate", "audio_kbps", "loudness", "true_peak"}
        seen = picture(Profile(name="x", **profile.model_dump(include=shape)))
        size = {"width": 64, "height": 64}
        with_sound = sound(Profile(name="x", **size, **profile.model_dump(include=heard)))
        target = folder / f"{key_of('f', seen=seen.name, sound=with_sound.name)[:12]}-film.mp4"
        if not target.exists():
            join([seen], with_sound, target)
        return target, _edit(profile)

    return make


def _failed(film: tuple[Path, Edit], profile: Profile) -> dict[str, float]:
    path, edit = film
    found = measure_film(path, key_of("film", n=1), profile, edit.frames, limits_for())
    return {one.measure: one.value for one in found.failed}


@pytest.mark.parametrize("name", SHIPPED)
def test_a_film_as_it_is_made_for_a_placement_passes_its_rules(made: Make, name: str) -> None:
    profile = _small(SHIPPED[name])
    assert _failed(made(profile), profile) == {}


def _rules(profile: Profile) -> dict[str, tuple[dict[str, object], str]]:
    """For each rule that the profile states: another rule that the same film does not meet."""
    rules: dict[str, tuple[dict[str, object], str]] = {
        "width": ({"width": profile.width + 2}, "width"),
        "height": ({"height": profile.height + 2}, "height"),
        "loudness": ({"loudness": profile.loudness + 4, "loudness_tolerance": 1}, "loudness_error"),
        "true_peak": ({"true_peak": -30.0}, "true_peak_over"),
    }
    if profile.coding == "high":
        rules["coding"] = {"coding": "main"}, "h264_profile"
    if profile.max_bytes is not None:
        rules["max_bytes"] = {"max_bytes": 10_000}, "bytes"
    if profile.min_seconds is not None:
        rules["min_seconds"] = {"min_seconds": SECONDS + 1}, "seconds"
    if profile.max_seconds is not None:
        rules["max_seconds"] = {"max_seconds": SECONDS - 1}, "seconds"
    if profile.min_kbps is not None:
        rules["min_kbps"] = {"min_kbps": profile.min_kbps * 2}, "kbps"
    if profile.min_audio_kbps is not None:
        rules["min_audio_kbps"] = {"min_audio_kbps": 320}, "audio_kbps"
    if profile.max_level is not None:
        rules["max_level"] = {"max_level": 0.9}, "level"
    if profile.max_short_term is not None:
        rules["max_short_term"] = {"max_short_term": -30.0}, "short_term"
    return rules


STRICTEST = ("amazon-sbv", "reels", "broadcast", "tiktok")
"""They state every kind of rule between them; a rule is one piece of code for all profiles."""


@pytest.mark.parametrize("without", ["min_seconds", "max_seconds"])
@pytest.mark.parametrize("name", STRICTEST)
def test_a_film_against_rules_fails_by_the_measure_of_each(
    made: Make, name: str, without: str
) -> None:
    profile = _small(SHIPPED[name])
    rules = {rule: one for rule, one in _rules(profile).items() if rule != without}
    stricter = {field: value for one, _ in rules.values() for field, value in one.items()}
    failed = _failed(made(profile), profile.model_copy(update=stricter))
    assert set(failed) == {measure for _, measure in rules.values()}


def test_every_rule_of_a_profile_is_one_that_can_fail() -> None:
    stated = {rule for name in STRICTEST for rule in _rules(SHIPPED[name])}
    assert stated >= {rule for profile in SHIPPED.values() for rule in _rules(profile)}


def test_a_still_film_without_a_constant_rate_is_below_the_least_that_tiktok_takes(
    made: Make,
) -> None:
    profile = _small(SHIPPED["tiktok"])
    assert set(_failed(made(profile.model_copy(update={"kbps": None})), profile)) == {"kbps"}


def test_the_rate_of_a_web_film_is_not_that_of_a_broadcast(made: Make) -> None:
    web, broadcast = _small(SHIPPED["youtube"]), _small(SHIPPED["broadcast"])
    found = _failed(made(web), broadcast)
    assert set(found) == {"rate", "loudness_error", "short_term"}
    assert found["rate"] == Fraction(24)
