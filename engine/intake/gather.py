"""Gather: what a brief's references turn out to be, once opened and checked.

It does not know what the pictures are used for; shots say that.
"""

from __future__ import annotations

from pathlib import Path

from engine.intake.memory import PictureMemory, RunMemory
from engine.intake.picture import read_picture
from engine.intake.place import locate
from schemas.brief import Brief, Material, Picture
from schemas.errors import RowError
from schemas.reject import Code

__all__ = ["gather"]


def gather(brief: Brief, root: Path, memory: PictureMemory | None = None) -> Material:
    """The brief's pictures in its order, each decoded in full unless `memory` knows the file.

    `root` is the catalog's folder: paths start there and may not lead out of it. The pictures'
    paths come out relative to it, symlinks resolved. Raises RowError, for the first picture that
    will not do, under the codes of `locate` and `read_picture`; Q:IMAGE_NONE where the brief names
    none.
    """
    if not brief.images:
        raise RowError(
            Code.IMAGE_NONE,
            "the row has no picture",
            "images is empty",
            "Write the path of at least one JPEG, PNG or WebP file, from the catalog's folder on.",
        )
    known = RunMemory() if memory is None else memory
    return Material(pictures=tuple(_picture(name, root, known) for name in brief.images))


def _picture(reference: str, root: Path, memory: PictureMemory) -> Picture:
    path = locate(reference, root)
    relative = path.relative_to(root.resolve()).as_posix()
    facts = path.stat()
    key = (str(path), facts.st_size, facts.st_mtime_ns)
    remembered = memory.get(*key)
    if remembered is not None:
        # It may have been put by a catalog in another folder.
        return remembered.model_copy(update={"path": relative})
    picture = read_picture(path, relative)
    memory.put(*key, picture)
    return picture
