"""Place: where on the disk a row's picture or video is, if it may be read at all.

It does not open the file; `picture` and `clip` do.
"""

from __future__ import annotations

import difflib
import re
import stat
from dataclasses import dataclass
from pathlib import Path, PurePosixPath, PureWindowsPath

from schemas.errors import RowError
from schemas.reject import Code

__all__ = ["PICTURES", "VIDEOS", "Sort", "locate"]

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.\-]+):")
_DRIVE = re.compile(r"[A-Za-z]:|\\\\")


@dataclass(frozen=True, slots=True)
class Sort:
    """What a reference names: in words, in which column, and the codes of what is wrong with it."""

    name: str
    column: str
    outside: Code
    unavailable: Code


PICTURES = Sort("picture", "images", Code.IMAGE_OUTSIDE, Code.IMAGE_UNAVAILABLE)
VIDEOS = Sort("video", "videos", Code.VIDEO_OUTSIDE, Code.VIDEO_UNAVAILABLE)


def locate(reference: str, root: Path, sort: Sort = PICTURES) -> Path:
    r"""The regular file that `reference` names, symlinks resolved; it lies under `root`.

    The path of another machine (`/home/ada/shop/pictures/a.jpg`, `C:\shop\pictures\a.jpg`) names
    the file that its end does under `root`, the longest end first.
    Raises RowError: Q:URL_BLOCKED for an address of any scheme (pictures' of http and https are
    fetched and do not come here), `sort.outside` for a path that
    leads out of `root` (checked after symlinks are resolved, before anything is read), and
    `sort.unavailable` for one where there is no file.
    """
    where = f"{sort.column}: {reference!r}"
    if scheme := _SCHEME.match(reference):
        raise RowError(
            Code.URL_BLOCKED,
            f"{sort.name}s are not fetched from {scheme[1].lower()}: addresses",
            where,
            f"Download the {sort.name}, put it beside the catalog, and write its path.",
        )
    outside = RowError(
        sort.outside,
        f"the {sort.name} lies outside the catalog's folder",
        where,
        "Put it under the catalog's folder, and write its path from there.",
    )
    if found := _moved(reference, root):
        return found
    if _DRIVE.match(reference):
        raise outside
    try:
        path = (root / reference).resolve()
        if not path.is_relative_to(root.resolve()):
            raise outside
        mode = path.stat().st_mode
    except (OSError, RuntimeError, ValueError) as error:
        # RuntimeError: symlinks in a circle; ValueError: a NUL in the path.
        raise _unavailable("is not there", sort, reference, root) from error
    if not stat.S_ISREG(mode):
        raise _unavailable("is not a file", sort, reference, root)
    return path


def _moved(reference: str, root: Path) -> Path | None:
    """The file under `root` that the end of an absolute path names; None where none does."""
    windows = _DRIVE.match(reference) is not None
    path = PureWindowsPath(reference) if windows else PurePosixPath(reference)
    if not path.is_absolute() or "\0" in reference or ".." in path.parts:
        return None
    here = root.resolve()
    for n in range(1, len(path.parts)):
        found = here.joinpath(*path.parts[n:])
        try:
            if found.is_file() and found.resolve().is_relative_to(here):
                return found.resolve()
        except (OSError, RuntimeError):  # a name that is too long, links in a circle
            return None
    return None


def _unavailable(what: str, sort: Sort, reference: str, root: Path) -> RowError:
    # Backslashes are what Windows writes between folders.
    wanted = Path(reference.replace("\\", "/"))
    folder = (root / wanted.parent).resolve()
    names: list[str] = []
    if folder.is_relative_to(root.resolve()) and folder.is_dir():
        names = [path.name for path in folder.iterdir() if path.is_file()]
    close = difflib.get_close_matches(wanted.name, sorted(names), n=3, cutoff=0.6)
    listed = ", ".join(repr((wanted.parent / name).as_posix()) for name in close)
    return RowError(
        sort.unavailable,
        f"the {sort.name} {what}",
        f"{sort.column}: {reference!r}",
        f"Close to it: {listed}."
        if close
        else "Check the path; it starts at the catalog's folder.",
    )
