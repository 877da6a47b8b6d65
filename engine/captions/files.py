"""Files: captions as SubRip, as WebVTT and as a transcript."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

from schemas.edit import Caption

__all__ = ["srt", "transcript", "vtt"]


def srt(captions: Sequence[Caption], rate: Fraction) -> str:
    """SubRip: numbered cues, `00:00:01,250 --> 00:00:03,000`, a blank line after each."""
    blocks = (
        f"{n}\n{_span(caption, rate, ',')}\n{caption.text}\n"
        for n, caption in enumerate(captions, 1)
    )
    return "\n".join(blocks)


def vtt(captions: Sequence[Caption], rate: Fraction) -> str:
    """WebVTT (W3C): the same with a header and full stops; `&` and `<` escaped."""
    blocks = (
        f"{_span(caption, rate, '.')}\n"
        f"{caption.text.replace('&', '&amp;').replace('<', '&lt;').replace('>', '&gt;')}\n"
        for caption in captions
    )
    return "\n".join(["WEBVTT\n", *blocks])


def transcript(captions: Iterable[Caption]) -> str:
    """What is said, as plain text, a cue to a line."""
    return "".join(caption.text.replace("\n", " ") + "\n" for caption in captions)


def _span(caption: Caption, rate: Fraction, point: str) -> str:
    ends = (caption.start, caption.start + caption.frames)
    return " --> ".join(_stamp(Fraction(frame) / rate, point) for frame in ends)


def _stamp(seconds: Fraction, point: str) -> str:
    thousandths = round(seconds * 1000)
    whole, rest = divmod(thousandths, 1000)
    minutes, second = divmod(whole, 60)
    hour, minute = divmod(minutes, 60)
    return f"{hour:02}:{minute:02}:{second:02}{point}{rest:03}"
