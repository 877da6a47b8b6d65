"""Music: a brand's recordings, by mood, and which of them lies under a row's film.

It knows names of files; what they sound like `engine.sound` does.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from engine.files import sha256_of
from engine.inputs import InputFile
from schemas.errors import ProductionError, RowError
from schemas.keys import key_of
from schemas.reject import Code

__all__ = ["SOUNDS", "Recording", "music_for", "recordings_in"]

SOUNDS = frozenset({".m4a", ".mp3", ".wav", ".flac", ".ogg", ".opus", ".aac"})
_MOOD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Recording:
    """A recording, and the mood that its name says; empty of a brand's only one."""

    mood: str
    file: InputFile

    def at(self, file: InputFile) -> Recording:
        """The same recording in another place."""
        return replace(self, file=file)


def recordings_in(folder: Path) -> tuple[Recording, ...]:
    """The recordings of a folder: `calm.m4a`, `calm-2.mp3`, `bright/morning.wav`.

    The mood is the folder's name where they lie in one, or else the name's first word. Raises
    ProductionError where there are none.
    """
    files = sorted(path for path in folder.rglob("*") if path.suffix.lower() in SOUNDS)
    if not files:
        raise ProductionError(
            "the brand's folder of music holds no recording",
            str(folder),
            f"Put files into it that end in one of: {', '.join(sorted(SOUNDS))}.",
        )
    return tuple(
        Recording(_mood(path.relative_to(folder)), InputFile(path, sha256_of(path)))
        for path in files
    )


def music_for(recordings: Sequence[Recording], row: str, mood: str) -> InputFile | None:
    """The recording of that mood (any, where none is asked for) for the row of that id: always the
    same, and another than most of its neighbours'. None where there is no music.

    A brand's only recording is for every mood. Raises RowError (STORYBOARD) for a mood that no
    recording has.
    """
    wanted = mood.strip().lower()
    fitting = [one for one in recordings if not wanted or one.mood in {"", wanted}]
    if recordings and not fitting:
        raise RowError(
            Code.STORYBOARD,
            f"no music of the brand has the mood {mood!r}",
            f"row {row!r}",
            f"Use one of: {', '.join(sorted({one.mood for one in recordings}))}.",
        )
    if not fitting:
        return None
    return fitting[int(key_of("music", row=row)[:8], 16) % len(fitting)].file


def _mood(path: Path) -> str:
    name = path.parts[0] if len(path.parts) > 1 else path.stem
    found = _MOOD.search(name)
    return found[0].lower() if found else name.lower()
