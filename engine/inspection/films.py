"""Films: one film measured against its delivery and what is allowed, before it is signed.

It does not decide what becomes of a film that fails.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from engine.inspection.limits import Limits
from engine.inspection.look import Look, longest_run, look
from engine.inspection.measures import UNITS, exactly, judged
from engine.media import PictureStream, Probe, probe
from engine.sound import loudness
from schemas.delivery import Profile
from schemas.errors import EncodeError
from schemas.inspection import Inspection, Limit

__all__ = ["measure_film"]

_SOUNDING = {"sound", "silence", "loudness_error"}
"""Measures without a limit where the edit is silent."""


def measure_film(
    path: Path,
    key: str,
    profile: Profile,
    frames: int,
    limits: Limits,
    *,
    sounding: bool = True,
    quiet: float = 0.0,
) -> Inspection:
    """Measure the film at `path`: its picture in one decode, its sound in two quick ones.

    `frames` is the edit's length; `sounding` is whether the edit has any voice or music, without
    which silence is no fault; `quiet` are the seconds of it in which nothing is said on purpose.
    Raises EncodeError where the film cannot be decoded.
    """
    found = probe(path)
    if found.picture is None:
        raise EncodeError("A film holds no picture", str(path))
    seen = look(path, full=found.picture.colour.full, strict=True)
    values = {
        **_file(found),
        **_picture(found.picture, seen, profile),
        **_sound(path, found, found.picture, profile),
    }
    allowed = {**limits.films, **_asked(profile, frames)}
    if not sounding:
        allowed = {name: limit for name, limit in allowed.items() if name not in _SOUNDING}
    silence = allowed.get("silence")
    if quiet and silence is not None and silence.high is not None:
        allowed["silence"] = silence.model_copy(update={"high": silence.high + quiet})
    return Inspection(subject=key, measurements=judged(values, allowed), luma=seen.grid)


def _file(found: Probe) -> dict[str, float]:
    return {
        "bytes": found.bytes,
        "edit_list": found.edit_list,
        "moov_first": found.moov_first,
    }


def _picture(found: PictureStream, seen: Look, profile: Profile) -> dict[str, float]:
    rate = float(profile.rate)
    return {
        "width": found.width,
        "height": found.height,
        "rate": float(found.rate),
        "frames": len(seen.luma),
        "seconds": found.seconds,
        "start": found.start,
        "uneven": found.uneven,
        "first_black": bool(seen.black[0]),
        "last_black": bool(seen.black[-1]),
        "black": longest_run(seen.black) / rate,
        "frozen": seen.frozen / rate,
    }


def _sound(path: Path, found: Probe, picture: PictureStream, profile: Profile) -> dict[str, float]:
    if found.sound is None:
        return {"sound": 0}
    loud = loudness.measure(path)
    return {
        "sound": 1,
        "loudness": loud.integrated,
        "loudness_error": loud.integrated - profile.loudness,
        "true_peak": loud.true_peak,
        "true_peak_over": loud.true_peak - profile.true_peak,
        "silence": loudness.longest_silence(path),
        "drift": abs(found.sound.seconds - picture.seconds),
    }


def _asked(profile: Profile, frames: int) -> Mapping[str, Limit]:
    """What the delivery states: sizes exactly, caps from above."""
    why = f"profile {profile.name} asks for it"
    exact = {"width": profile.width, "height": profile.height, "rate": float(profile.rate)}
    limits = {name: exactly(name, value, why) for name, value in exact.items()}
    limits["frames"] = exactly("frames", frames, "the edit is this long")
    limits["bytes"] = Limit(measure="bytes", high=profile.max_bytes, unit=UNITS["bytes"], why=why)
    limits["seconds"] = Limit(
        measure="seconds",
        low=profile.min_seconds,
        high=profile.max_seconds,
        unit=UNITS["seconds"],
        why=why,
    )
    return limits
