"""Gather: what briefs' references turn out to be, once found, opened, checked and looked at.

It does not know what the pictures are used for, which shots say, nor where what was understood is
kept; the ledger keeps it between runs.
"""

from __future__ import annotations

import difflib
import re
import stat
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Protocol

from engine.intake.picture import read_pictures
from engine.pictures import eyes
from schemas.brief import Brief, Material, Picture
from schemas.errors import RowError
from schemas.reject import Code
from schemas.understanding import Understanding

__all__ = ["FileState", "PictureMemory", "gather_all", "locate"]

_SOME = 24
"""Pictures that are read at a time: about five seconds' work on two cores."""
FileState = tuple[str, int, int]
"""A file's absolute path, its size in bytes and its change time in nanoseconds."""
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.\-]+):")
_DRIVE = re.compile(r"[A-Za-z]:|\\\\")


def gather_all(
    briefs: Sequence[Brief],
    root: Path,
    memory: PictureMemory,
    tell: Callable[[str], None] | None = None,
) -> dict[str, Material | RowError]:
    """The material of each brief, by id, or why it has none: the first picture that will not do.

    `root` is the catalog's folder: paths start there and may not lead out of it. The pictures come
    in the brief's order, their paths relative to `root`, symlinks resolved. Each is decoded in full
    and understood unless `memory` knows the file; it is asked once for all. `tell` hears how far
    that is, where it takes long. Errors have the codes of `locate` and
    `read_pictures`, and Q:IMAGE_NONE where the brief names none.
    """
    states: dict[str, FileState | RowError] = {}
    for name in dict.fromkeys(name for brief in briefs for name in brief.images):
        try:
            path = locate(name, root)
            facts = path.stat()
            states[name] = (str(path), facts.st_size, facts.st_mtime_ns)
        except RowError as error:
            states[name] = error
        except OSError as error:
            states[name] = RowError(
                Code.IMAGE_UNAVAILABLE,
                f"the picture cannot be read: {error.strerror}",
                f"images: {name!r}",
                "It went away while the catalog was read: put it back.",
            )
    pictures = _pictures(states, memory, tell)
    base = root.resolve()
    return {brief.id: _material(brief, states, pictures, base) for brief in briefs}


class PictureMemory(Protocol):
    """Remembers what files held, by their states, and what was seen in pictures, by their bytes."""

    def get_many(self, states: Iterable[FileState], eyes: str) -> dict[FileState, Picture]:
        """What those files held that have not changed, and that these eyes have seen."""

    def seen(self, sha256: str, eyes: str) -> Understanding | None:
        """What these eyes saw in the picture of those bytes, wherever it lay. Threads ask it."""

    def put_many(self, pictures: Mapping[FileState, Picture]) -> None:
        """Remember them. Only pictures that passed are put."""


def locate(reference: str, root: Path) -> Path:
    """The regular file that `reference` names, symlinks resolved; it lies under `root`.

    Raises RowError: Q:URL_BLOCKED for an address of any scheme, Q:IMAGE_OUTSIDE for a path that
    leads out of `root` (checked after symlinks are resolved, before anything is read), and
    Q:IMAGE_UNAVAILABLE for one where there is no file.
    """
    where = f"images: {reference!r}"
    if scheme := _SCHEME.match(reference):
        raise RowError(
            Code.URL_BLOCKED,
            f"pictures are not fetched from {scheme[1].lower()}: addresses yet",
            where,
            "Download the picture, put it beside the catalog, and write its path.",
        )
    outside = RowError(
        Code.IMAGE_OUTSIDE,
        "the picture lies outside the catalog's folder",
        where,
        "Put it under the catalog's folder, and write its path from there.",
    )
    if _DRIVE.match(reference):
        raise outside
    try:
        path = (root / reference).resolve()
        if not path.is_relative_to(root.resolve()):
            raise outside
        mode = path.stat().st_mode
    except (OSError, RuntimeError, ValueError) as error:
        # RuntimeError: symlinks in a circle; ValueError: a NUL in the path.
        raise _unavailable("is not there", where, reference, root) from error
    if not stat.S_ISREG(mode):
        raise _unavailable("is not a file", where, reference, root)
    return path


def _pictures(
    states: Mapping[str, FileState | RowError],
    memory: PictureMemory,
    tell: Callable[[str], None] | None,
) -> dict[FileState, Picture | RowError]:
    """What each file holds: from memory, or decoded and looked at now, and remembered."""
    wanted = {state: name for name, state in states.items() if not isinstance(state, RowError)}
    looks = eyes()
    found: dict[FileState, Picture | RowError] = {**memory.get_many(wanted, looks)}
    unknown = [state for state in wanted if state not in found]
    for start in range(0, len(unknown), _SOME):
        # What was seen is kept as it comes: whoever stops this does not lose minutes of looking.
        some = unknown[start : start + _SOME]
        if tell is not None and len(unknown) > _SOME:
            tell(f"Looking at pictures for the first time: {start} of {len(unknown)}")
        files = [(Path(state[0]), wanted[state]) for state in some]
        read = read_pictures(files, lambda sha256: memory.seen(sha256, looks))
        found |= zip(some, read, strict=True)
        memory.put_many(
            {state: one for state, one in zip(some, read, strict=True) if isinstance(one, Picture)}
        )
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
        found.append(picture if picture.path == path else picture.model_copy(update={"path": path}))
    return Material(pictures=tuple(found))


def _unavailable(what: str, where: str, reference: str, root: Path) -> RowError:
    # Backslashes are what Windows writes between folders.
    wanted = Path(reference.replace("\\", "/"))
    folder = (root / wanted.parent).resolve()
    names: list[str] = []
    if folder.is_relative_to(root.resolve()) and folder.is_dir():
        names = [path.name for path in folder.iterdir() if path.is_file()]
    close = difflib.get_close_matches(wanted.name, sorted(names), n=3, cutoff=0.6)
    listed = ", ".join(repr((wanted.parent / name).as_posix()) for name in close)
    return RowError(
        Code.IMAGE_UNAVAILABLE,
        f"the picture {what}",
        where,
        f"Close to it: {listed}."
        if close
        else "Check the path; it starts at the catalog's folder.",
    )
