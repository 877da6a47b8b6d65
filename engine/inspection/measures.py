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
    "body_size": "px at 1080",
    "bt709": "0 or 1",
    "bytes": "B",
    "channels": "channels",
    "contrast": "to 1",
    "contrast_large": "to 1",
    "drift": "s",
    "duplicates": "share of frames",
    "early_shots": "shots",
    "edit_list": "0 or 1",
    "enlarged": "times",
    "exposure": "luma, 0 to 1",
    "first_black": "0 or 1",
    "flicker": "luma per frame",
    "frames": "frames",
    "frozen": "s",
    "ground_contrast": "to 1",
    "h264": "0 or 1",
    "h264_profile": "profile_idc",
    "heading_size": "px at 1080",
    "heads_cut": "share of a head",
    "height": "px",
    "jitter": "px",
    "joint": "times the steps around it",
    "kbps": "kbit/s",
    "label_size": "px at 1080",
    "last_black": "0 or 1",
    "level": "of H.264",
    "loudness": "LUFS",
    "loudness_error": "LU",
    "moov_first": "0 or 1",
    "motion": "widths/s",
    "product_early": "share of 3 s",
    "rate": "frames/s",
    "reading": "times its stay",
    "same_layout": "shots",
    "same_move": "shots",
    "same_picture": "shots",
    "same_view": "shots",
    "seam": "times the largest inner step",
    "seconds": "s",
    "sharpness": "levels squared",
    "short_term": "LUFS",
    "silence": "s",
    "sound": "streams",
    "start": "s",
    "static": "share of frames",
    "still": "s",
    "true_peak": "dBTP",
    "true_peak_over": "dB",
    "type_on_heads": "share of a block",
    "type_on_subject": "share of a block",
    "type_on_type": "share of a block",
    "type_on_words": "share of a block",
    "type_outside": "share of the frame",
    "uneven": "steps",
    "unread": "lines",
    "white_clipped": "share of pixels",
    "width": "px",
    "words_at_once": "words",
    "words_cut": "share of a text",
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
