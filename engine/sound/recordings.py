"""Recordings: the user's own, one file for each line, used as they are.

They are named `<row>_<shot>_<locale>`, as films are: `oak-desk_hero_de.wav`; a second line over a
shot is `oak-desk_hero-2_de.wav`. It changes nothing in a recording but its level, its rate and the
silence around it.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

from engine.files import sha256_of
from engine.sound import line
from schemas.errors import ProductionError, RowError
from schemas.keys import key_of
from schemas.locale import fallbacks
from schemas.money import Money
from schemas.reject import Code

__all__ = ["Recordings", "recorded_key", "write_recording"]

_SUFFIXES = (".wav", ".flac", ".mp3", ".m4a", ".ogg", ".opus", ".aac")
_REVISION = 1
"""Raise it whenever the same recording would become another sound."""


@dataclass(frozen=True, slots=True)
class Recordings:
    """The recordings in `folder`. Raises ProductionError where it is no folder."""

    folder: Path
    name: ClassVar[str] = "recordings"
    source_type: ClassVar[str] = ""
    """Nothing is said of it: who recorded a voice, and how, is not known."""

    def __post_init__(self) -> None:
        """Find out now, not at the first row."""
        if not self.folder.is_dir():
            raise ProductionError(
                "The folder of recordings is not there",
                f"voice.folder is {self.folder}",
                "Name the folder that holds them, from the production's file on.",
            )

    def fingerprint(self) -> dict[str, Any]:
        """The files as they lie there, so that a new one is noticed."""
        return {
            "engine": "recordings",
            "revision": _REVISION,
            "files": [
                (file.name, (stat := file.stat()).st_size, stat.st_mtime_ns)
                for file in sorted(self.folder.iterdir())
                if file.suffix.lower() in _SUFFIXES
            ],
        }

    def max_cost(self, text: str, locale: str) -> Money | None:  # noqa: ARG002 - as the Voice protocol
        """None: it is there already."""
        return None

    def speaks(self, locale: str) -> bool:  # noqa: ARG002 - the Voice protocol asks per locale
        """Always; `find` says which line is missing."""
        return True

    def find(self, row: str, shot: str, locale: str, number: int) -> Path:
        """The recording of the shot's line `number` (from 1) in `locale`, or in its language.

        `row` is the row's name in file names. Raises RowError (VOICE) where there is none.
        """
        part = shot if number == 1 else f"{shot}-{number}"
        for tag in fallbacks(locale):
            if found := self._named(f"{row}_{part}_{tag}"):
                return found[0]
        raise RowError(
            Code.VOICE,
            f"there is no recording of what is said over shot {shot!r} in {locale}",
            f"{self.folder / f'{row}_{part}_{locale}'}.wav",
            f"Put it there ({', '.join(_SUFFIXES)}), or choose another `voice: engine`.",
        )

    def _named(self, stem: str) -> list[Path]:
        """Files of that name, whatever the case of their letters; the best kept format first."""
        found = [
            file
            for file in self.folder.iterdir()
            if file.stem.lower() == stem.lower() and file.suffix.lower() in _SUFFIXES
        ]
        return sorted(found, key=lambda file: (_SUFFIXES.index(file.suffix.lower()), file.name))


def recorded_key(recording: Path) -> str:
    """The key of its sound: of its bytes."""
    return key_of("recorded", sha256=sha256_of(recording), revision=_REVISION)


def write_recording(recording: Path, text: str, target: Path) -> None:
    """Write it to `target` as lines are kept; `text` is the line, for errors. Raises VoiceError."""
    line.finish(recording, target, text=text)
