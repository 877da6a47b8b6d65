"""Source types: where a film comes from, in the words of the IPTC, derived from all its parts.

It does not know how a part was made, only what its maker or a picture's own metadata says, whether
or not that is true; nor how C2PA writes it down.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path

from schemas.film import Part

__all__ = [
    "GENERATIVE",
    "SourceType",
    "declared_source_type",
    "film_source_type",
    "is_generative",
    "needs_ai_disclosure",
    "source_type_of",
]

_VOCABULARY = "http://cv.iptc.org/newscodes/digitalsourcetype/"
_TERM = re.compile(rb"cv\.iptc\.org/newscodes/digitalsourcetype/([A-Za-z]{4,60})")


class SourceType(StrEnum):
    """The IPTC's digital source types as of 2024-09-17; a value is the last word of its address."""

    DIGITAL_CAPTURE = "digitalCapture"
    COMPUTATIONAL_CAPTURE = "computationalCapture"
    NEGATIVE_FILM = "negativeFilm"
    POSITIVE_FILM = "positiveFilm"
    PRINT = "print"
    MINOR_HUMAN_EDITS = "minorHumanEdits"  # retired in 2024, still met in files
    HUMAN_EDITS = "humanEdits"
    ALGORITHMICALLY_ENHANCED = "algorithmicallyEnhanced"
    DIGITAL_CREATION = "digitalCreation"
    DATA_DRIVEN_MEDIA = "dataDrivenMedia"
    SCREEN_CAPTURE = "screenCapture"
    VIRTUAL_RECORDING = "virtualRecording"
    ALGORITHMIC_MEDIA = "algorithmicMedia"
    COMPOSITE = "composite"
    COMPOSITE_CAPTURE = "compositeCapture"
    COMPOSITE_SYNTHETIC = "compositeSynthetic"
    COMPOSITE_WITH_TRAINED = "compositeWithTrainedAlgorithmicMedia"
    TRAINED = "trainedAlgorithmicMedia"

    @property
    def address(self) -> str:
        """The full name that a C2PA claim holds."""
        return _VOCABULARY + self.value


GENERATIVE = frozenset(
    {
        SourceType.TRAINED,
        SourceType.COMPOSITE_WITH_TRAINED,
        SourceType.COMPOSITE_SYNTHETIC,  # IPTC: "at least one of which is Generative AI"
    }
)
"""The types of media that a generative model made, or made some of."""


def source_type_of(part: Part) -> SourceType | None:
    """What the part says of itself; None where nothing is known (an ordinary merchant's photo).

    Raises ValueError for a word that the IPTC does not have.
    """
    return SourceType(part.source_type) if part.source_type else None


def is_generative(source_type: str) -> bool:
    """Whether a generative model made what is of this type (the last word of its address)."""
    return source_type in GENERATIVE


def film_source_type(parts: Iterable[Part]) -> SourceType:
    """The one type that is true of a film made of `parts`.

    Made by generative models alone: trainedAlgorithmicMedia; with one of them among others:
    compositeWithTrainedAlgorithmicMedia (C2PA 2.4, `digitalSourceType`), be it no more than a
    neural voice. Without any: algorithmicMedia where plain algorithms made everything (type cards,
    a formant voice, a synthesised bed), and otherwise composite, which says nothing about AI.
    Raises ValueError where there are no parts: nothing true could be said.
    """
    types = {source_type_of(part) for part in parts}
    if not types:
        raise ValueError("a film without parts has no source type")
    if types == {SourceType.TRAINED}:
        return SourceType.TRAINED
    if types & GENERATIVE:
        return SourceType.COMPOSITE_WITH_TRAINED
    if types == {SourceType.ALGORITHMIC_MEDIA}:
        return SourceType.ALGORITHMIC_MEDIA
    return SourceType.COMPOSITE


def needs_ai_disclosure(parts: Iterable[Part]) -> bool:
    """Whether a generative model made any part of the film (EU AI Act art. 50; platforms)."""
    return film_source_type(parts) in GENERATIVE


def declared_source_type(picture: Path) -> SourceType | None:
    """The IPTC type that the file names, or None where it names none.

    XMP (`Iptc4xmpExt:DigitalSourceType`, IPTC Photo Metadata 2023.1) and C2PA both hold the type's
    address as plain text, so the bytes are searched. Of several (a history of edits) a generative
    one counts before the others: an edit does not undo how a picture was made. Raises OSError.
    """
    words = [match.decode() for match in _TERM.findall(picture.read_bytes())]
    vocabulary = {source.value: source for source in SourceType}
    known = [vocabulary[word] for word in words if word in vocabulary]
    generative = [source for source in known if source in GENERATIVE]
    return next(iter([*generative, *known]), None)
