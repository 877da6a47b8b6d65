"""Acoustic: neural models that read Kokoro's phonemes, and how long they make each phoneme.

It knows no language and no voice: tokens in, and when each of them is heard out.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from schemas.errors import VoiceError
from schemas.speech import WordTime

__all__ = [
    "RATE",
    "Token",
    "batches",
    "has_words",
    "identifiers",
    "open_model",
    "timed",
    "vocabulary",
]

RATE = 24_000
"""Samples a second that these models speak at."""

_STEP = 600 / RATE
"""Seconds of one unit of duration: Kokoro's frame, which Hibari was trained on."""

_PAUSES = frozenset(' ;:,.!?—…"()“”¿¡«»')
"""Marks of the alphabet that are heard as a pause, or not at all."""
_ENDS = frozenset(".!?…")


@dataclass(frozen=True, slots=True)
class Token:
    """A word of the text (`chars` characters from `at` on) and its phonemes, with what follows it:
    marks, and a space where there is one.
    """

    at: int
    chars: int
    phonemes: str


def open_model(model: bytes, durations: str) -> Any:
    """A session of ONNX Runtime on one thread, whose last output are the phonemes' durations.

    The models do not state them as an output, so `durations`, a tensor inside, is made one: a
    protobuf message that stands twice in a file is merged by whoever reads it, so that a second
    `ModelProto.graph` (field 7) of one `output` (field 12) adds to the first.
    """
    import onnxruntime  # noqa: PLC0415 - 0.2 s, and only where something is spoken

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    float_tensor = _field(1, b"\x08\x01")  # TypeProto.tensor_type.elem_type = FLOAT
    output = _field(1, durations.encode()) + _field(2, float_tensor)
    return onnxruntime.InferenceSession(
        model + _field(7, _field(12, output)), options, providers=["CPUExecutionProvider"]
    )


@functools.cache
def vocabulary() -> Mapping[str, int]:
    """Kokoro's phonemes and their numbers. Raises VoiceError where `hibari-tts` is missing."""
    try:
        text = files("hibari").joinpath("assets/vocab.json").read_text("utf-8")
    except ModuleNotFoundError as error:
        raise VoiceError(
            "The table of phonemes is not installed", str(error), "pip install hibari-tts"
        ) from error
    numbers: dict[str, int] = json.loads(text)
    return numbers


def identifiers(tokens: Sequence[Token]) -> list[int]:
    """The phonemes' numbers between two pads (0); what the alphabet lacks is left out."""
    known = vocabulary()
    return [0, *(known[one] for token in tokens for one in token.phonemes if one in known), 0]


def has_words(tokens: Sequence[Token]) -> bool:
    """Whether anything is said: marks alone make the models hum."""
    known = vocabulary()
    return any(one in known and one not in _PAUSES for token in tokens for one in token.phonemes)


def batches(tokens: Sequence[Token], most: int) -> Iterator[Sequence[Token]]:
    """The tokens in parts of at most `most` phonemes, cut at the last sentence end or pause that
    fits, else between two words.
    """
    first = 0
    while first < len(tokens):
        stop, size = first, 0
        while stop < len(tokens) and (size + len(tokens[stop].phonemes) <= most or stop == first):
            size += len(tokens[stop].phonemes)
            stop += 1
        if stop < len(tokens):
            stop = _cut(tokens, first, stop)
        yield tokens[first:stop]
        first = stop


def timed(tokens: Sequence[Token], durations: Sequence[float], start: float) -> Iterator[WordTime]:
    """When each token is heard; `durations` are those of `identifiers(tokens)`, `start` in seconds.

    A word ends where its sound does, not where the pause after it does.
    """
    known = vocabulary()
    at, n = start + durations[0] * _STEP, 1
    for token in tokens:
        heard: list[tuple[float, float]] = []
        for one in token.phonemes:
            if one in known:
                lasts = durations[n] * _STEP
                if one not in _PAUSES:
                    heard.append((at, at + lasts))
                at, n = at + lasts, n + 1
        if heard and token.chars:
            yield WordTime(at=token.at, chars=token.chars, start=heard[0][0], end=heard[-1][1])


def _cut(tokens: Sequence[Token], first: int, stop: int) -> int:
    for marks in (_ENDS, _PAUSES - {" "}):
        for n in range(stop, first, -1):
            if tokens[n - 1].phonemes.rstrip()[-1:] in marks:
                return n
    return stop


def _field(number: int, payload: bytes) -> bytes:
    """A length-delimited protobuf field."""
    return _varint(number << 3 | 2) + _varint(len(payload)) + payload


def _varint(value: int) -> bytes:
    low = bytearray()
    while value > 0x7F:
        low.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*low, value])
