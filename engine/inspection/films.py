"""Films: one film measured against its delivery and what is allowed, before it is signed.

It does not decide what becomes of a film that fails.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from engine.inspection.craft.contrast import ContrastMeter
from engine.inspection.limits import Limits
from engine.inspection.look import Look, longest_run, look
from engine.inspection.measures import UNITS, exactly, judged
from engine.media import Colour, PictureStream, Probe, probe
from engine.sound import loudness
from schemas.brief import Kind
from schemas.delivery import Coding, Profile
from schemas.errors import EncodeError
from schemas.inspection import Inspection, Limit

__all__ = ["measure_film"]

_STANDS = 2
"""Seconds from which on a picture that does not change is seen to stand still."""
_BREATH = 1.0
"""Seconds of silence that a recording may hold around a line."""
_SOUNDING = {"sound", "silence", "loudness_error", "audio_kbps"}
"""Measures without a limit where the edit is silent."""
_BT709 = Colour(primaries=1, transfer=1, matrix=1, full=False)
_PROFILES: Mapping[Coding, int] = {"main": 77, "high": 100}
"""As `profile_idc` (ITU-T H.264, annex A)."""


def measure_film(
    path: Path,
    key: str,
    profile: Profile,
    frames: int,
    limits: Limits,
    *,
    sounding: bool = True,
    meter: ContrastMeter | None = None,
    kind: Kind | None = None,
    pause: float = 0.0,
) -> Inspection:
    """Measure the film at `path`: its picture in one decode, its sound in two quick ones.

    `frames` is the edit's length; `sounding` is whether the edit has any voice or music, without
    which silence is no fault; `pause` are the seconds of the longest in which nobody speaks on
    purpose, which may be longer than the limit on silence, and may seem so by the breath around it.
    `meter` measures what is written over it; what is a question of craft is held against the limits
    for films of that `kind`. Raises EncodeError where the film cannot be decoded.
    """
    found = probe(path)
    if found.picture is None:
        raise EncodeError("A film holds no picture", str(path))
    watch = meter.see if meter else None
    seen = look(path, full=found.picture.colour.full, strict=True, also=watch)
    values = {
        **_file(found),
        **_picture(found.picture, seen, profile),
        **_sound(path, found, found.picture, profile),
        **(meter.values if meter else {}),
    }
    craft = limits.craft[kind] if kind else {}
    allowed = {**craft, **limits.films, **_asked(profile, frames)}
    if not sounding:
        allowed = {name: limit for name, limit in allowed.items() if name not in _SOUNDING}
    silence = allowed.get("silence")
    if silence is not None and silence.high is not None:
        longest = max(silence.high, pause + _BREATH)
        allowed["silence"] = silence.model_copy(update={"high": longest})
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
        "h264": found.codec == "h264" and found.pixel_format == "yuv420p",
        "h264_profile": found.profile,
        "level": found.level,
        "kbps": _kbps(found.bytes, found.seconds),
        "bt709": found.colour == _BT709,
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
        "static": sum(one for one in seen.standing if one >= _STANDS * rate) / len(seen.luma),
    }


def _sound(path: Path, found: Probe, picture: PictureStream, profile: Profile) -> dict[str, float]:
    if found.sound is None:
        return {"sound": 0}
    loud = loudness.measure(path)
    asked = profile.max_short_term is not None
    return {
        "sound": 1,
        "aac": found.sound.codec == "aac",
        "audio_rate": found.sound.rate,
        "channels": found.sound.channels,
        "audio_kbps": _kbps(found.sound.bytes, found.sound.seconds),
        **({"short_term": loudness.loudest_seconds(path)} if asked else {}),
        "loudness": loud.integrated,
        "loudness_error": loud.integrated - profile.loudness,
        "true_peak": loud.true_peak,
        "true_peak_over": loud.true_peak - profile.true_peak,
        "silence": loudness.longest_silence(path),
        "drift": abs(found.sound.seconds - picture.seconds),
    }


def _kbps(size: int, seconds: float) -> float:
    return size * 8 / 1000 / seconds if seconds else 0.0


def _asked(profile: Profile, frames: int) -> Mapping[str, Limit]:
    """What the delivery states: sizes exactly, rates of data from below, caps from above."""
    why = f"profile {profile.name} asks for it"
    exact = {
        "width": profile.width,
        "height": profile.height,
        "rate": float(profile.rate),
    }
    limits = {name: exactly(name, value, why) for name, value in exact.items()}
    limits["frames"] = exactly("frames", frames, "the edit is this long")
    ranges: dict[str, tuple[float | None, float | None]] = {
        # What plays one profile plays those below it, as quick presets make.
        "h264_profile": (None, _PROFILES[profile.coding]),
        "bytes": (None, profile.max_bytes),
        "seconds": (profile.min_seconds, profile.max_seconds),
        "kbps": (profile.min_kbps, None),
        "audio_kbps": (profile.min_audio_kbps, None),
        "level": (None, profile.max_level),
        "short_term": (None, profile.max_short_term),
    }
    if profile.loudness_tolerance is not None:
        ranges["loudness_error"] = (-profile.loudness_tolerance, profile.loudness_tolerance)
    for name, (low, high) in ranges.items():
        if low is not None or high is not None:
            limits[name] = Limit(measure=name, low=low, high=high, unit=UNITS[name], why=why)
    return limits
