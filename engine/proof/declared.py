"""Declared: what a picture's own metadata says about where it came from.

It does not judge whether that is true, and checks no signature.
"""

from __future__ import annotations

import re
from pathlib import Path

from engine.proof.sources import GENERATIVE, SourceType

__all__ = ["declared_source_type"]

_TERM = re.compile(rb"cv\.iptc\.org/newscodes/digitalsourcetype/([A-Za-z]{4,60})")


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
