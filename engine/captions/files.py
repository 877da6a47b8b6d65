"""Files: captions as SubRip, as WebVTT, and as a transcript.

It knows the formats; not where the files lie.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from schemas.edit import Caption

__all__ = ["srt", "transcript", "vtt"]


def srt(captions: Iterable[Caption], rate: Fraction) -> str:
    """SubRip: numbered cues, `00:00:01,250 --> 00:00:03,000`, a blank line between them."""
    return "\n".join(
        f"{number}\n{_span(caption, rate, ',')}\n{caption.text}\n"
        for number, caption in enumerate(captions, 1)
    )


def vtt(captions: Iterable[Caption], rate: Fraction) -> str:
    """WebVTT (W3C, 2019): a header, full stops in times, `&`, `<` and `>` escaped (section 4.2)."""
    blocks = (f"{_span(caption, rate, '.')}\n{_escaped(caption.text)}\n" for caption in captions)
    return "\n".join(("WEBVTT\n", *blocks))


def transcript(captions: Iterable[Caption]) -> str:
    """What is said, as plain text: a caption to a line, its two lines joined again."""
    return "".join(f"{_joined(caption.text)}\n" for caption in captions)


def _joined(text: str) -> str:
    """Lines as one: with a space between words, with none between Chinese characters."""
    whole, *others = text.split("\n")
    for line in others:
        whole += line if ord(whole[-1]) >= 0x2E80 and ord(line[0]) >= 0x2E80 else f" {line}"
    return whole


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _span(caption: Caption, rate: Fraction, point: str) -> str:
    ends = (caption.start, caption.start + caption.frames)
    return " --> ".join(_stamp(frame, rate, point) for frame in ends)


def _stamp(frame: int, rate: Fraction, point: str) -> str:
    whole, thousandths = divmod(round(frame / rate * 1000), 1000)
    minutes, seconds = divmod(whole, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{seconds:02}{point}{thousandths:03}"
