"""Measures: every measure by name with its unit, and how values meet limits.

It does not know how a value was measured.
"""

from __future__ import annotations

from collections.abc import Mapping

from schemas.inspection import Limit, Measurement

__all__ = ["UNITS", "exactly", "judged"]

UNITS = {
    "aac": "0 or 1",
    "audio_kbps": "kbit/s",
    "audio_rate": "Hz",
    "black": "s",
    "black_clipped": "share of pixels",
    "black_share": "share of frames",
    "bt709": "0 or 1",
    "bytes": "B",
    "channels": "channels",
    "drift": "s",
    "duplicates": "share of frames",
    "edit_list": "0 or 1",
    "exposure": "luma, 0 to 1",
    "first_black": "0 or 1",
    "flicker": "luma per frame",
    "frames": "frames",
    "frozen": "s",
    "h264": "0 or 1",
    "h264_profile": "profile_idc",
    "height": "px",
    "jitter": "px",
    "kbps": "kbit/s",
    "last_black": "0 or 1",
    "level": "of H.264",
    "loudness": "LUFS",
    "loudness_error": "LU",
    "moov_first": "0 or 1",
    "motion": "widths/s",
    "rate": "frames/s",
    "seconds": "s",
    "sharpness": "levels squared",
    "short_term": "LUFS",
    "silence": "s",
    "sound": "streams",
    "start": "s",
    "true_peak": "dBTP",
    "true_peak_over": "dB",
    "uneven": "steps",
    "white_clipped": "share of pixels",
    "width": "px",
}
"""Every measure, by name."""


def exactly(measure: str, value: float, why: str) -> Limit:
    """The limit that only `value` meets."""
    return Limit(measure=measure, low=value, high=value, unit=UNITS[measure], why=why)


def judged(values: Mapping[str, float], limits: Mapping[str, Limit]) -> tuple[Measurement, ...]:
    """Each value beside its limit, where it has one."""
    return tuple(
        Measurement(measure=name, value=value, unit=UNITS[name], limit=limits.get(name))
        for name, value in values.items()
    )
