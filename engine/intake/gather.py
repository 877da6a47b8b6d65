"""Gather: what briefs' references turn out to be, once found, opened, checked and looked at.

It does not know what the pictures are used for, which shots say, nor where what was understood is
kept; the ledger keeps it between runs. It asks no server: what was fetched is handed to it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from engine.intake.hosts import is_address
from engine.intake.picture import read_pictures
from engine.intake.place import locate
from engine.intake.remote import Fetched
from engine.pictures import eyes
from schemas.brief import Brief, Material, Picture
from schemas.errors import RowError
from schemas.reject import Code
from schemas.understanding import Understanding

__all__ = ["FileState", "PictureMemory", "Unfetched", "gather_all", "gather_files"]

_SOME = 24
"""Pictures that are read at a time: about five seconds' work on two cores."""
FileState = tuple[str, int, int]
"""A file's absolute path, its size in bytes and its change time in nanoseconds."""


@dataclass(frozen=True, slots=True)
class Unfetched:
    """A brief's pictures that must be fetched before there is any material."""

    addresses: tuple[str, ...]


def gather_all(
    briefs: Sequence[Brief],
    root: Path,
    memory: PictureMemory,
    tell: Callable[[str], None] | None = None,
    fetched: Mapping[str, Fetched | RowError] | None = None,
    *,
    bare: bool = False,
) -> dict[str, Material | RowError | Unfetched]:
    """The material of each brief, by id, or why it has none: the first picture that will not do.

    `root` is the catalog's folder: paths start there and may not lead out of it. The pictures come
    in the brief's order, their paths relative to `root`, symlinks resolved; those of addresses have
    absolute ones. `fetched` holds what addresses gave, or why they gave nothing; a brief with
    another address is Unfetched. Each picture is decoded in full and understood unless `memory`
    knows the file; it is asked once for all. `tell` hears how far that is, where it takes long. Of
    two equal pictures the second is left out, unless the brief's own storyboard counts them.
    `bare` briefs may have none. Errors have the codes of `locate` and `read_pictures`, and
    Q:IMAGE_NONE where the brief names none.
    """
    given = fetched or {}
    states: dict[str, FileState | RowError] = {}
    names = dict.fromkeys(name for brief in briefs for name in brief.images)
    for name in names:
        if is_address(name) and name not in given:
            continue
        found = given.get(name)
        if isinstance(found, RowError):
            states[name] = found
            continue
        try:
            path = locate(name, root) if found is None else found.path
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
    shown = {
        name: state if isinstance(state, RowError) else _named(name, state, pictures[state], base)
        for name, state in states.items()
    }
    return {
        brief.id: Material() if bare and not brief.images else _material(brief, shown)
        for brief in briefs
    }


def gather_files(paths: Sequence[Path], memory: PictureMemory) -> list[Picture | RowError]:
    """Pictures that belong to no row, by their own paths, or what is wrong with each.

    Raises OSError for a file that is not there. Errors have the codes of `read_pictures`.
    """
    facts = [(path, path.stat()) for path in paths]
    states = [(str(path), found.st_size, found.st_mtime_ns) for path, found in facts]
    read = _pictures({state[0]: state for state in states}, memory, None)
    found = ((read[state], state[0]) for state in states)
    return [
        one.model_copy(update={"path": path}) if isinstance(one, Picture) else one
        for one, path in found
    ]


class PictureMemory(Protocol):
    """Remembers what files held, by their states, and what was seen in pictures, by their bytes."""

    def get_many(self, states: Iterable[FileState], eyes: str) -> dict[FileState, Picture]:
        """What those files held that have not changed, and that these eyes have seen."""

    def seen(self, sha256: str, eyes: str) -> Understanding | None:
        """What these eyes saw in the picture of those bytes, wherever it lay. Threads ask it."""

    def put_many(self, pictures: Mapping[FileState, Picture]) -> None:
        """Remember them. Only pictures that passed are put."""


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


def _named(
    name: str, state: FileState, picture: Picture | RowError, base: Path
) -> Picture | RowError:
    """The picture as rows name it: it may have been remembered for a catalog in another folder."""
    if isinstance(picture, RowError):
        return picture
    address = name if is_address(name) else ""
    path = state[0] if address else Path(state[0]).relative_to(base).as_posix()
    return picture.model_copy(update={"path": path, "address": address})


def _material(
    brief: Brief, shown: Mapping[str, Picture | RowError]
) -> Material | RowError | Unfetched:
    """The brief's material; `shown` are the pictures that are there, by the names that rows have
    for them, or what is wrong with them.
    """
    if not brief.images:
        return RowError(
            Code.IMAGE_NONE,
            "the row has no picture",
            "images is empty",
            "Write the path of a JPEG, PNG or WebP file, from the catalog's folder on, or its "
            "address; or have films of type made: `pictures: {missing: type}`.",
        )
    found: list[Picture] = []
    for name in (name for name in brief.images if name in shown):
        picture = shown[name]
        if isinstance(picture, RowError):
            return picture
        found.append(picture)
    if missing := tuple(name for name in brief.images if name not in shown):
        return Unfetched(missing)
    if brief.storyboard is None:
        first: dict[str, Picture] = {}
        for one in found:
            first.setdefault(one.sha256, one)
        found = list(first.values())
    return Material(pictures=tuple(found))
