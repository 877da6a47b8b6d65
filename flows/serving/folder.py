"""Folder: a drop folder, wherever fsspec reaches: what lies in it, who claimed it, where it went.

It does not know what is done with a file. Beside what was dropped lie `working/`, `done/` and
`failed/`. A claim is made by creating a file that must not exist yet, which every store does for
one caller only; moving comes after, so that a crash in between is seen and mended.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO, Literal

from catalogs import FORMATS, format_for
from flows.serving.writers import is_open_for_writing

__all__ = ["CATALOGS", "Claim", "DropFolder", "Seen", "ends_as_it_should", "shortened"]

CATALOGS = tuple(suffix for one in FORMATS for suffix in one.suffixes)
"""Suffixes of what is taken from a drop folder."""

_LONGEST = 200
"""Bytes of a file's name in the name of a folder, which file systems limit to 255."""
_UNFINISHED = (".part", ".tmp", ".crdownload")


@dataclass(frozen=True, slots=True)
class Seen:
    """A catalog in the folder, with a mark that changes whenever the file does."""

    name: str
    mark: str


@dataclass(frozen=True, slots=True)
class Claim:
    """A catalog that was taken. `key` names its folder; `token` is new with every claim."""

    key: str
    token: str
    name: str
    mark: str
    keeper: str
    """Which Prefect server's runs it belongs to."""
    taken: str
    """When, in UTC."""


class DropFolder:
    """One drop folder. Every method may raise OSError, or what its store raises."""

    def __init__(self, address: str) -> None:
        from fsspec.core import url_to_fs  # noqa: PLC0415 - heavy
        from fsspec.implementations.local import LocalFileSystem  # noqa: PLC0415 - heavy

        self.address = address.rstrip("/")
        self._fs: Any
        self._fs, root = url_to_fs(self.address, use_listings_cache=False)
        self._root = str(root).rstrip("/")
        self._local = isinstance(self._fs, LocalFileSystem)

    def look(self) -> list[Seen]:
        """The catalogs that were dropped, finished or not. The folder is made where it is not."""
        if self._local:  # object stores have no folders to make
            for name in ("working", "done", "failed"):
                self._fs.makedirs(f"{self._root}/{name}", exist_ok=True)
        elif not self._fs.exists(self._root):
            return []
        found = []
        for entry in self._fs.ls(self._root, detail=True):
            name = PurePosixPath(entry["name"]).name
            wanted = entry["type"] == "file" and PurePosixPath(name).suffix.lower() in CATALOGS
            if wanted and not name.startswith(".") and not name.lower().endswith(_UNFINISHED):
                found.append(Seen(name, self._fs.ukey(entry["name"])))
        return sorted(found, key=lambda seen: seen.name)

    def is_complete(self, seen: Seen) -> bool:
        """Whether the file ends as its format ends, and nobody is seen who still writes it."""
        if self._local and is_open_for_writing(Path(self._root, seen.name)):
            return False
        with self._fs.open(f"{self._root}/{seen.name}", "rb") as file:
            return ends_as_it_should(file, PurePosixPath(seen.name).suffix.lower())

    def claim(self, seen: Seen, keeper: str) -> Claim | None:
        """Take the file; None where another was quicker, or it changed meanwhile."""
        key = sha256(f"{seen.name} {seen.mark}".encode()).hexdigest()[:16]
        now = datetime.now(UTC).isoformat(timespec="seconds")
        claim = Claim(key, uuid.uuid4().hex, seen.name, seen.mark, keeper, now)
        if not self._created(f"{key}/claim.json", json.dumps(asdict(claim)).encode()):
            return None
        if not self.settle(claim):
            self._clear(claim)
            return None
        return claim

    def settle(self, claim: Claim) -> bool:
        """Move the claimed file to where it is worked on, if it is not; whether it is there now."""
        source, target = f"{self._root}/{claim.name}", self._working(claim, claim.name)
        if not self._fs.exists(target):
            try:
                if self._fs.ukey(source) != claim.mark:
                    return False
                self._fs.mv(source, target)
            except FileNotFoundError:
                pass  # another serve of the same server has just moved it
        return bool(self._fs.exists(target))

    def claims(self) -> Iterator[Claim]:
        """What is being worked on."""
        working = f"{self._root}/working"
        if self._fs.exists(working):
            for path in self._fs.find(working):
                if PurePosixPath(path).name == "claim.json":
                    claim = _claim(self._fs.cat_file(path), PurePosixPath(path).parent.name)
                    if claim is not None:
                        yield claim

    def claimed(self, key: str) -> Claim | None:
        """The claim of that key, if it is still being worked on."""
        return next((claim for claim in self.claims() if claim.key == key), None)

    def begin(self, claim: Claim, run: str, attempt: int = 1) -> bool:
        """Whether `run` is the one that works on the claim; the first that asks is, of every
        attempt.
        """
        name = f"run-{attempt}"
        if self._created(f"{claim.key}/{name}", run.encode()):
            return True
        return bool(self._fs.cat_file(self._working(claim, name)).decode() == run)

    def fetch(self, claim: Claim, folder: Path) -> Path:
        """The claimed file, copied into `folder` under its own name."""
        target = folder / claim.name
        self._fs.get_file(self._working(claim, claim.name), str(target))
        return target

    def put(
        self, claim: Claim, where: Literal["done", "failed"], beside: Mapping[str, bytes]
    ) -> str:
        """Move the file away with what goes beside it; the folder it lies in now.

        The reports come first and the claim goes last: who finds the claim does all of it again.
        """
        when = "".join(character for character in claim.taken[:19] if character.isdigit())
        stem = shortened(PurePosixPath(claim.name).stem)
        folder = f"{self._root}/{where}/{when[:8]}-{when[8:]}-{stem}-{claim.token[:4]}"
        if self._local:
            self._fs.makedirs(folder, exist_ok=True)
        for name, content in beside.items():
            self._fs.pipe_file(f"{folder}/{name}", content)
        if self._fs.exists(self._working(claim, claim.name)):
            self._fs.mv(self._working(claim, claim.name), f"{folder}/{claim.name}")
        self._clear(claim)
        return folder

    def forget(self, before: datetime) -> None:
        """Remove what was put away before then, by the date in its folder's name."""
        oldest = before.strftime("%Y%m%d")
        for where in ("done", "failed"):
            folder = f"{self._root}/{where}"
            for path in self._fs.ls(folder, detail=False) if self._fs.exists(folder) else ():
                date = PurePosixPath(path).name.partition("-")[0]
                if len(date) == len(oldest) and date.isdecimal() and date < oldest:
                    self._fs.rm(path, recursive=True)

    def _working(self, claim: Claim, name: str) -> str:
        return f"{self._root}/working/{claim.key}/{name}"

    def _clear(self, claim: Claim) -> None:
        self._fs.rm(f"{self._root}/working/{claim.key}", recursive=True)

    def _created(self, name: str, content: bytes) -> bool:
        """Create a file under `working/` that must not exist yet; False where it does."""
        path = f"{self._root}/working/{name}"
        try:
            if self._local:  # fsspec looks first and writes then, which two can do at once
                Path(path).parent.mkdir(parents=True, exist_ok=True)
                part = Path(f"{path}.{uuid.uuid4().hex}.part")
                part.write_bytes(content)
                try:
                    Path(path).hardlink_to(part)
                finally:
                    part.unlink()
            else:
                self._fs.pipe_file(path, content, mode="create")
        except FileExistsError:
            return False
        return True


def _claim(content: bytes, key: str) -> Claim | None:
    """A claim that we wrote. Whoever may drop a file may write one too, so one whose name or key
    would lead out of the folder is left alone.
    """
    try:
        claim = Claim(**json.loads(content))
    except (ValueError, TypeError):
        return None
    plain = claim.name == PurePosixPath(claim.name).name and "\0" not in claim.name
    catalog = PurePosixPath(claim.name).suffix.lower() in CATALOGS
    return claim if plain and catalog and claim.key == key else None


def shortened(name: str) -> str:
    """The beginning of a file's name, so that what is named after it is not too long."""
    return name.encode()[:_LONGEST].decode(errors="ignore")


def ends_as_it_should(file: BinaryIO, suffix: str) -> bool:
    """Whether nothing of the file's end is missing, as far as its format shows that."""
    found = format_for(f"catalog{suffix}")
    return found is not None and found.ends_as_it_should(file)
