"""Gather: what briefs' references turn out to be, once opened and checked.

It does not know what the pictures are used for; shots say that.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from engine.intake.memory import FileState, PictureMemory, RunMemory
from engine.intake.picture import read_picture
from engine.intake.place import locate
from schemas.brief import Brief, Material, Picture
from schemas.errors import RowError
from schemas.reject import Code

__all__ = ["gather", "gather_all"]


def gather(brief: Brief, root: Path, memory: PictureMemory | None = None) -> Material:
    """The brief's pictures in its order, each decoded in full unless `memory` knows the file.

    `root` is the catalog's folder: paths start there and may not lead out of it. The pictures'
    paths come out relative to it, symlinks resolved. Raises RowError, for the first picture that
    will not do, under the codes of `locate` and `read_picture`; Q:IMAGE_NONE where the brief names
    none.
    """
    found = gather_all([brief], root, RunMemory() if memory is None else memory)[brief.id]
    if isinstance(found, RowError):
        raise found
    return found


def gather_all(
    briefs: Sequence[Brief], root: Path, memory: PictureMemory
) -> dict[str, Material | RowError]:
    """The material of each brief, by id, or why it has none; `memory` is asked once for all."""
    states: dict[str, FileState | RowError] = {}
    for name in dict.fromkeys(name for brief in briefs for name in brief.images):
        try:
            path = locate(name, root)
            facts = path.stat()
            states[name] = (str(path), facts.st_size, facts.st_mtime_ns)
        except RowError as error:
            states[name] = error
    pictures = _pictures(states, memory)
    base = root.resolve()
    return {brief.id: _material(brief, states, pictures, base) for brief in briefs}


def _pictures(
    states: Mapping[str, FileState | RowError], memory: PictureMemory
) -> dict[FileState, Picture | RowError]:
    """What each file holds: from memory, or decoded now and remembered."""
    wanted = {state: name for name, state in states.items() if not isinstance(state, RowError)}
    found: dict[FileState, Picture | RowError] = {**memory.get_many(wanted)}
    new: dict[FileState, Picture] = {}
    for state, name in wanted.items():
        if state in found:
            continue
        try:
            found[state] = new[state] = read_picture(Path(state[0]), name)
        except RowError as error:
            found[state] = error
    memory.put_many(new)
    return found


def _material(
    brief: Brief,
    states: Mapping[str, FileState | RowError],
    pictures: Mapping[FileState, Picture | RowError],
    base: Path,
) -> Material | RowError:
    if not brief.images:
        return RowError(
            Code.IMAGE_NONE,
            "the row has no picture",
            "images is empty",
            "Write the path of at least one JPEG, PNG or WebP file, from the catalog's folder on.",
        )
    found = []
    for name in brief.images:
        state = states[name]
        if isinstance(state, RowError):
            return state
        picture = pictures[state]
        if isinstance(picture, RowError):
            return picture
        # It may have been remembered for a catalog in another folder.
        path = Path(state[0]).relative_to(base).as_posix()
        found.append(picture.model_copy(update={"path": path}))
    return Material(pictures=tuple(found))
