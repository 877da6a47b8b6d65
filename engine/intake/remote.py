"""Remote pictures: those at http(s) addresses, fetched before anything is planned, and remembered.

It does not know rows. What an address gave lies in the store by its bytes; a plan reads that and
asks nobody.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import chain, zip_longest
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from engine.intake.hosts import Hosts, is_address
from engine.store import BlobKind, Blobs, Facts
from schemas.catalog import PictureSettings
from schemas.errors import RowError
from schemas.keys import key_of
from schemas.reject import Code

if TYPE_CHECKING:
    from engine.intake.download import Download, Downloads

__all__ = ["Fetched", "RemotePictures"]

_TRIES = 3
_AT_ONCE = 16
"""Pictures that are fetched at the same time from all hosts together."""
_LONGEST_WAIT = 60.0
"""Seconds; a server that asks to be left alone for longer is not asked again in this run."""
_SILENT = 5
"""Pictures in a row for which a host does not even answer, before it is given up for this run."""
_HOUR = 3600.0


@dataclass(frozen=True, slots=True)
class Fetched:
    """What an address gave when it was last asked: a file of this machine, its bytes' hash."""

    path: Path
    sha256: str


@dataclass(slots=True)
class _Host:
    """How a host is being asked: so many at a time, not before `resume`, and for how long in vain.

    `silent` counts pictures since it last answered.
    """

    turns: threading.Semaphore
    resume: float = 0.0
    silent: int = 0


@dataclass
class RemotePictures:
    """The pictures at addresses, in a store. `pause` are the seconds before a second try.

    `failures` are the addresses that gave no picture in this run, each with why.
    """

    settings: PictureSettings
    blobs: Blobs
    facts: Facts
    pause: float = 1.0
    failures: dict[str, RowError] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._hosts: dict[str, _Host] = {}
        self._lock = threading.Lock()
        self._stopped = threading.Event()

    @property
    def hosts(self) -> Hosts:
        """Whom the production allows to be asked."""
        return Hosts(self.settings.hosts)

    def refusal(self, address: str) -> RowError | None:
        """Why an address gives no picture, as far as that is known without asking; else None."""
        try:
            self.hosts.address(address)
        except RowError as error:
            return error
        return self.failures.get(address)

    def known(self, addresses: Iterable[str]) -> dict[str, Fetched]:
        """Those of the addresses that were fetched, whenever that was, and whose bytes are there.

        Of an address that may not be asked any more, nothing is known.
        """
        wanted = [one for one in dict.fromkeys(addresses) if is_address(one)]
        allowed = [one for one in wanted if self.refusal(one) is None]
        return dict(self._there(self._read(allowed)))

    def fetch(self, addresses: Iterable[str], tell: Callable[[str], None]) -> int:
        """Fetch what was not fetched yet, and ask again for what is older than `refresh`.

        How many addresses were asked. What cannot be had is in `failures`; where an address that
        gave a picture before gives none now, that picture stays, and `tell` hears so.
        """
        wanted = [one for one in dict.fromkeys(addresses) if is_address(one)]
        wanted = [one for one in wanted if one not in self.failures]
        facts = self._read(wanted)
        there = dict(self._there(facts))
        oldest = time.time() - self.settings.refresh * _HOUR
        asked = [one for one in wanted if one not in there or facts[one]["at"] <= oldest]
        if not asked:
            return 0
        from engine.intake.download import Downloads  # noqa: PLC0415 - heavy, and seldom needed

        downloads = Downloads(self.hosts)
        kept = 0
        with ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="pictures") as threads:
            try:
                under_way = {
                    threads.submit(
                        self._fetched, downloads, one, facts.get(one) if one in there else None
                    ): one
                    for one in _in_turns(asked)
                }
                for done, future in enumerate(as_completed(under_way), start=1):
                    address, error = under_way[future], future.result()
                    if error is not None and address in there and error.code != Code.URL_BLOCKED:
                        kept += 1
                    elif error is not None:
                        self.failures[address] = error
                    if done % 50 == 0:
                        tell(f"Fetching pictures: {done} of {len(asked)}")
            finally:
                self._stopped.set()
                threads.shutdown(cancel_futures=True)
                self._stopped.clear()
                downloads.close()
        if kept:
            pictures = "1 picture did" if kept == 1 else f"{kept} pictures did"
            whose, what = ("its address", "it") if kept == 1 else ("their addresses", "they")
            tell(f"{pictures} not come from {whose} as before: what {what} gave then is used.")
        return len(asked)

    def _read(self, addresses: Collection[str]) -> dict[str, Mapping[str, Any]]:
        keys = {one: _key(one) for one in addresses}
        found = self.facts.read(keys.values())
        return {one: found[key] for one, key in keys.items() if key in found}

    def _there(self, facts: Mapping[str, Mapping[str, Any]]) -> Iterator[tuple[str, Fetched]]:
        """Those whose bytes are in the store, as files of this machine."""
        for address, fact in facts.items():
            path = self.blobs.path(fact["sha256"], BlobKind.FILE)
            if path.is_file():
                yield address, Fetched(path, fact["sha256"])

    def _fetched(
        self, downloads: Downloads, address: str, before: Mapping[str, Any] | None
    ) -> RowError | None:
        """Fetch one picture, in so many tries, and remember it; or why it could not be had."""
        from engine.intake.download import TryAgain  # noqa: PLC0415 - as above

        host = self._host(address)
        error: RowError | None = None
        with host.turns:
            for attempt in range(_TRIES):
                wait = max(
                    host.resume - time.monotonic(), self.pause * 2**attempt if attempt else 0.0
                )
                if host.silent >= _SILENT or wait > _LONGEST_WAIT:
                    return error or _given_up(address)
                if wait > 0 and self._stopped.wait(wait):
                    return error or _given_up(address)
                try:
                    etag, modified = (before[name] if before else "" for name in _TOKENS)
                    found = downloads.get(address, etag, modified)
                except TryAgain as again:
                    error = again.error
                    if again.after is not None:
                        host.resume = time.monotonic() + again.after
                    if again.reached:
                        host.silent = 0
                    elif attempt == _TRIES - 1:
                        host.silent += 1
                except RowError as refused:
                    return refused
                else:
                    host.silent = 0
                    self._keep(address, found, before)
                    return None
        return error

    def _keep(self, address: str, found: Download | None, before: Mapping[str, Any] | None) -> None:
        """Remember what an address gave: the bytes first, then that they are there."""
        now = {"at": time.time()}
        if found is None:
            self.facts.write({_key(address): dict(before or {}) | now})
            return
        digest = sha256(found.data).hexdigest()
        if not self.blobs.has(digest, BlobKind.FILE):
            with self.blobs.writing(digest, BlobKind.FILE) as file:
                file.write_bytes(found.data)
        tokens = {"etag": found.etag, "modified": found.modified}
        self.facts.write({_key(address): {"sha256": digest, **tokens, **now}})

    def _host(self, address: str) -> _Host:
        name = urlsplit(address).netloc.lower()
        with self._lock:
            if name not in self._hosts:
                self._hosts[name] = _Host(threading.Semaphore(self.settings.at_once))
            return self._hosts[name]


_TOKENS = ("etag", "modified")


def _key(address: str) -> str:
    return key_of("fetched picture", address=address)


def _in_turns(addresses: Iterable[str]) -> Iterator[str]:
    """The addresses with those of different hosts by turns, so that no host holds up the others."""
    hosts: dict[str, list[str]] = {}
    for one in addresses:
        hosts.setdefault(urlsplit(one).netloc.lower(), []).append(one)
    return filter(None, chain.from_iterable(zip_longest(*hosts.values())))


def _given_up(address: str) -> RowError:
    return RowError(
        Code.IMAGE_UNAVAILABLE,
        "the picture cannot be fetched: its server does not answer, or asks to be left alone",
        f"images: {address!r}",
        "Run again later, or put the picture beside the catalog.",
    )
