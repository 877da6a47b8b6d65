"""Beside: what lies next to a delivered film, under its name with other suffixes.

It does not write those files, and does not know what is in them.
"""

from __future__ import annotations

from dataclasses import astuple, dataclass
from pathlib import Path, PurePosixPath
from urllib.parse import quote

from schemas.film import Film

__all__ = ["SUFFIXES", "Beside", "beside"]


@dataclass(frozen=True, slots=True)
class Beside:
    """Paths relative to the output folder, with `/`; empty where there is no such file."""

    thumbnail: str = ""
    srt: str = ""
    vtt: str = ""
    transcript: str = ""
    sidecar: str = ""

    def files(self) -> tuple[str, ...]:
        """All of them."""
        return astuple(self)

    def quoted(self) -> Beside:
        """The same as relative addresses, percent-encoded (RFC 3986)."""
        return Beside(*map(quote, self.files()))


SUFFIXES = Beside(".jpg", ".srt", ".vtt", ".txt", ".json")
"""What lies beside every film, under its name."""


def beside(folder: Path, film: Film) -> Beside:
    """What lies beside `film` under the output folder `folder`.

    Raises ValueError for a film whose file leads out of the folder.
    """
    file = PurePosixPath(film.file)
    if file.is_absolute() or ".." in file.parts or not file.name:
        raise ValueError(f"a film's file is relative to the output folder, not {film.file!r}")
    found = [str(file.with_suffix(suffix)) for suffix in SUFFIXES.files()]
    return Beside(*(name if (folder / name).is_file() else "" for name in found))
