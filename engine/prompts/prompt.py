"""Prompt: what a model is given to read, and the words and pieces that every family's share.

Framings, moves and room for type stand here in a cinematographer's words. It knows no family; each
of them puts these words where it wants them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from engine.styles import styles
from schemas.shot import Camera, CopySpace, Framing, Move

__all__ = [
    "COPY_SPACES",
    "LENSES",
    "REVISION",
    "SHOTS",
    "Prompt",
    "holds",
    "listed",
    "moved",
    "moving",
    "seen",
    "sentence",
    "styled",
    "unread",
    "words_in",
]

REVISION = 2
"""Raise it whenever the same description would be worded otherwise."""
_ADDED = "subtitles, captions, watermark"
_READ = "text, letters, numbers, logo"
_QUOTES = '"\u201c\u201d\u201e\u00ab\u00bb\u300c\u300d\u300e\u300f'
_UNSEEN = re.compile(
    rf"""
      \{{[^{{}}]*\}}                                            # placeholders
    | [{_QUOTES}][^{_QUOTES}]*[{_QUOTES}]                       # words to be read or said
    | [$€£¥₹₩]\s?\d[\d.,]*                                      # amounts
    | \d[\d.,]*\s?(?:[$€£¥₹₩%]|(?:USD|EUR|GBP|CHF|JPY|CNY|euros?|dollars?|pounds?)\b)
    | \b\d+\s?[x×:]\s?\d+\b | \b\d+\s?[kp]\b | \b\d+\s?(?:pixels?|px)\b          # sizes
    | \b\d+(?:\.\d+)?[\s-]?(?:seconds?|secs?|minutes?|mins?|frames?|fps)\b       # durations
    | \b\d+\s+s\b | \b\ds\b                                    # but not the 1970s
    """,
    re.IGNORECASE | re.VERBOSE,
)
SHOTS = {
    Framing.WIDE: "wide shot",
    Framing.MEDIUM: "medium shot",
    Framing.CLOSE: "close-up",
    Framing.DETAIL: "extreme close-up",
}
LENSES = {
    Framing.WIDE: "moderately wide lens, deep focus",
    Framing.MEDIUM: "normal lens, natural perspective",
    Framing.CLOSE: "short telephoto lens, shallow depth of field",
    Framing.DETAIL: "macro lens, very shallow depth of field",
}
COPY_SPACES = {
    CopySpace.NONE: "the subject stands in the middle of the frame, with even space around it",
    CopySpace.SIDE: "the subject stands to one side, with calm, empty space beside it",
    CopySpace.TOP: "the subject stands in the lower part, with calm, empty space above it",
    CopySpace.ALL: "the frame is even and uncluttered, and nothing stands out in it",
}
_MOVES = {
    Move.PUSH_IN: ("moves in closer", "moving in closer"),
    Move.PULL_OUT: ("pulls back to show more", "pulling back to show more"),
    Move.PAN_LEFT: ("pans to the left", "panning to the left"),
    Move.PAN_RIGHT: ("pans to the right", "panning to the right"),
    Move.TILT_UP: ("tilts up", "tilting up"),
    Move.TILT_DOWN: ("tilts down", "tilting down"),
    Move.ARC: ("moves in an arc around the subject", "moving in an arc around the subject"),
}


@dataclass(frozen=True, slots=True)
class Prompt:
    """What is asked for, and (where the family has that) what is to be kept out."""

    text: str
    negative: str = ""


def seen(text: str) -> str:
    """`text` without what cannot be seen or is not for a model to draw or to decide.

    That is placeholders, amounts, quoted words, sizes and durations.
    """
    kept = _UNSEEN.sub(" ", text)
    kept = re.sub(r"\s+", " ", kept)
    kept = re.sub(r"\s+([,.;:!?])", r"\1", kept)
    return re.sub(r"([,.;:])(?:\s*[,;:.])+", r"\1", kept).strip(" ,;:")


def styled(text: str) -> str:
    """The style as a model is told it: a preset's name alone in the preset's own words, all else as
    `seen` has it.
    """
    name = "_".join(text.casefold().split())
    return styles()[name].prompt if name in styles() else seen(text)


def sentence(text: str) -> str:
    """`text` begun with a capital letter and ended; empty where there is nothing to say."""
    if not text:
        return ""
    begun = text[0].upper() + text[1:]
    return begun if begun[-1] in ".!?。！？" else f"{begun}."


def listed(*parts: str) -> str:
    """The parts that say something, separated by commas."""
    return ", ".join(part for part in parts if part)


def unread(operation: str) -> str:
    """What is not to be seen, because it is read: that is written into the edit.

    What begins with a picture or a clip may bear letters of its own, which are to stay as they are.
    """
    return f"{_READ}, {_ADDED}" if operation in ("still", "generate") else _ADDED


def words_in(text: str) -> int:
    """How many words `text` has."""
    return len(text.split())


def holds(camera: Camera) -> bool:
    """Whether the camera stands still."""
    return camera.move is Move.HOLD or camera.strength == 0


def moved(camera: Camera) -> str:
    """What the camera does, in the present tense."""
    if holds(camera):
        return "The camera stands perfectly still on its tripod from beginning to end."
    return f"The camera {_pace(camera)} {_MOVES[camera.move][0]}, in one smooth, even move."


def moving(camera: Camera) -> str:
    """What the camera is doing, as it happens."""
    if holds(camera):
        return "The camera is standing perfectly still."
    return f"The camera is {_pace(camera)} {_MOVES[camera.move][1]}, smoothly and evenly."


def _pace(camera: Camera) -> str:
    """How fast the move is, as an adverb."""
    if camera.strength < 0.35:
        return "very slowly"
    return "slowly" if camera.strength < 0.75 else "swiftly"
