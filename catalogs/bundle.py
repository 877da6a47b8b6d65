"""Bundle: a folder or an archive that holds a catalog and its pictures.

It does not read the catalog. An archive is unpacked as untrusted: nothing leaves its folder, links
are left out, and there is an end to how much it may unpack to.
"""

from __future__ import annotations

import hashlib
import lzma
import os
import shutil
import stat
import tarfile
import tempfile
import time
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path, PurePosixPath
from typing import IO

from catalogs.formats import FORMATS, format_for
from catalogs.readers.lessons import is_lessons
from catalogs.readers.olx import is_olx
from catalogs.rejects import is_rejects
from schemas.errors import CatalogError

__all__ = ["is_archive", "table_in", "unpacked"]

MOST_BYTES = 8 * 1024**3
MOST_FILES = 200_000
"""More than any shop's pictures; an archive that claims more is a mistake or an attack."""
_KEPT_DAYS = 7
_CHUNK = 1 << 20
_WORKBOOK = "[Content_Types].xml"
_OURS = frozenset(
    f"{name}.{suffix}"
    for name in ("manifest", "rejects", "status")
    for suffix in ("csv", "xlsx", "parquet")
)
_DAMAGED = (tarfile.TarError, zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError)
_Member = tuple[str, IO[bytes]]


def is_archive(path: Path) -> bool:
    """Whether the file is a ZIP or tar archive, compressed or not, by its bytes; no workbook is."""
    if not path.is_file():
        return False
    if zipfile.is_zipfile(path):
        try:
            with zipfile.ZipFile(path) as archive:
                return _WORKBOOK not in archive.namelist()
        except zipfile.BadZipFile:
            return True  # a damaged one, which is refused where it is unpacked
    # An empty file is an empty tar archive to tarfile.
    return path.stat().st_size > 0 and tarfile.is_tarfile(path)


def unpacked(archive: Path, into: Path) -> Path:
    """The folder of an archive's content, below `into`, under the digest of its bytes.

    Where everything in it lies in one folder, that folder. What was unpacked before is not unpacked
    again. Hidden files are left out. Raises CatalogError where the archive is damaged, encrypted,
    too large, or holds a path that leads out of it.
    """
    with archive.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    folder = into / digest[:32]
    if folder.is_dir():
        os.utime(folder)
    else:
        into.mkdir(parents=True, exist_ok=True)
        _remove_stale(into)
        part = Path(tempfile.mkdtemp(prefix=".part-", dir=into))
        try:
            _extract(archive, part)
            part.rename(folder)
        except (OSError, *_DAMAGED) as error:
            if not folder.is_dir():  # another run may have unpacked it meanwhile
                raise _refused(archive, f"cannot be unpacked: {error}", "Pack it again.") from error
        finally:
            shutil.rmtree(part, ignore_errors=True)
    inner = list(folder.iterdir())
    while len(inner) == 1 and inner[0].is_dir():
        folder, inner = inner[0], list(inner[0].iterdir())
    return folder


def table_in(folder: Path, named: str | None, where: str) -> Path:
    """The catalog in a folder: the file `named`, or the only one whose name is a table's; the
    folder itself where it is a course: one in OLX, or of lessons in Markdown beside no table.

    Raises CatalogError where there is none, or more than one; `where` is what the user named.
    """
    if named is not None:
        table = (folder / named).resolve()
        if not table.is_relative_to(folder.resolve()) or not table.is_file():
            raise CatalogError(
                f"{where} holds no such file", f"catalog.table is {named!r}", _listing(folder)
            )
        return table
    if is_olx(folder):
        return folder
    found = [
        path
        for path in sorted(folder.iterdir())
        if path.is_file()
        and format_for(path.name) is not None
        and not path.name.startswith(".")
        and path.name not in _OURS
        and not is_rejects(path)
    ]
    # A text file beside a table is most often a note.
    found = [path for path in found if path.suffix.lower() != ".txt"] or found
    if len(found) == 1:
        return found[0]
    if found:
        raise CatalogError(
            f"{where} holds {len(found)} tables",
            ", ".join(path.name for path in found[:10]),
            f"Say which: `catalog: {{file: {where}, table: {found[0].name}}}`.",
        )
    if is_lessons(folder):
        return folder
    raise CatalogError(
        f"{where} holds no table",
        _listing(folder),
        f"Put one at its top: {', '.join(map(str, FORMATS))}.",
    )


def _remove_stale(into: Path) -> None:
    """Remove what no run has used for a week: each version of an archive has a folder."""
    oldest = time.time() - _KEPT_DAYS * 24 * 3600
    for folder in into.iterdir():
        with suppress(FileNotFoundError):  # another run removes or renames them at the same time
            if folder.stat().st_mtime < oldest:
                shutil.rmtree(folder, ignore_errors=True)


def _listing(folder: Path) -> str:
    names = sorted(path.name for path in folder.iterdir() if not path.name.startswith("."))
    more = f", and {len(names) - 10} more" if len(names) > 10 else ""
    return f"It holds {', '.join(names[:10])}{more}." if names else "It is empty."


def _extract(archive: Path, into: Path) -> None:
    count = size = 0
    with _members(archive) as members:
        for name, content in members:
            path = PurePosixPath(name.replace("\\", "/"))
            drive = any(":" in part for part in path.parts[:1])
            if drive or path.is_absolute() or ".." in path.parts:
                raise _refused(archive, f"leads out of itself: {name!r}", "Pack it again.")
            if not path.parts or any(part.startswith((".", "__MACOSX")) for part in path.parts):
                continue
            count += 1
            target = into / path
            target.parent.mkdir(parents=True, exist_ok=True)
            with content, target.open("xb") as file:
                while chunk := content.read(_CHUNK):
                    size += len(chunk)
                    if size > MOST_BYTES or count > MOST_FILES:
                        raise _refused(
                            archive,
                            f"unpacks to more than {MOST_BYTES >> 20} MiB or {MOST_FILES} files",
                            "Unpack it yourself, and name the folder.",
                        )
                    file.write(chunk)


@contextmanager
def _members(archive: Path) -> Iterator[Iterator[_Member]]:
    """The archive's files as (name, content); links, devices and folders are left out."""
    if zipfile.is_zipfile(archive):
        with zipfile.ZipFile(archive) as packed:
            yield _of_zip(archive, packed)
    else:
        with tarfile.open(archive, "r:*") as packed_tar:
            yield _of_tar(packed_tar)


def _of_zip(archive: Path, packed: zipfile.ZipFile) -> Iterator[_Member]:
    for info in packed.infolist():
        if info.is_dir() or stat.S_ISLNK(info.external_attr >> 16):
            continue
        try:
            yield info.filename, packed.open(info)
        except (RuntimeError, NotImplementedError) as error:
            # What zipfile raises for passwords and for ways of packing that it does not know.
            raise _refused(
                archive, f"cannot be unpacked: {error}", "Pack it as a plain ZIP file."
            ) from error


def _of_tar(packed: tarfile.TarFile) -> Iterator[_Member]:
    for member in packed:
        content = packed.extractfile(member) if member.isreg() else None
        if content is not None:
            yield member.name, content


def _refused(archive: Path, what: str, remedy: str) -> CatalogError:
    return CatalogError(f"{archive.name} {what}", str(archive), remedy)
