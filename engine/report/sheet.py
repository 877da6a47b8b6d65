"""Sheet: the films as the contact sheet lays them out, row by row of the catalog.

It turns films into plain values and addresses; it knows no HTML.
"""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from urllib.parse import quote

from engine.report import words
from engine.report.beside import Beside, beside
from schemas.film import Film, Part
from schemas.inspection import Measurement

__all__ = ["Card", "Check", "Row", "SheetShot", "rows_of"]

_AT_ONCE = 60
"""Films that are whole when the page is read: several screens of them."""


@dataclass(frozen=True, slots=True)
class Check:
    """One measurement in words. `advised`: beyond its limit, which is a matter of taste."""

    measure: str
    value: str
    allowed: str
    passed: bool
    advised: bool = False


@dataclass(frozen=True, slots=True)
class SheetShot:
    """One shot of a film; `operation` is empty where nobody said."""

    name: str
    operation: str
    renderer: str
    take: str


@dataclass(frozen=True, slots=True)
class Card:
    """One film. `url` and `near` are relative addresses, percent-encoded; `ratio` width / height.

    A file that is not there has no address. `captions` holds the WebVTT itself: Chromium plays no
    captions from a file beside a page that was opened from a disk, but does from the page.
    `deferred`: so far down the page that player and proof wait until it is nearly in sight.
    """

    film: Film
    url: str
    near: Beside
    captions: str
    ratio: str
    shots: tuple[SheetShot, ...]
    checks: tuple[Check, ...]
    deferred: bool

    @property
    def failed(self) -> int:
        """How many checks did not pass."""
        return sum(not check.passed and not check.advised for check in self.checks)

    @property
    def advised(self) -> int:
        """How many found what is a matter of taste."""
        return sum(check.advised for check in self.checks)

    @property
    def operated(self) -> bool:
        """Whether any shot's operation is known."""
        return any(shot.operation for shot in self.shots)

    @property
    def facts(self) -> str:
        """Length and picture in one line."""
        film = self.film
        return f"{words.duration(film.seconds)} · {film.width}×{film.height}"

    @property
    def links(self) -> tuple[tuple[str, str, str], ...]:
        """What there is to take away: short name, what it is, address."""
        offered = (
            ("MP4", f"the film, {words.size(self.film.bytes)}", self.url),
            ("SRT", "captions as SubRip", self.near.srt),
            ("VTT", "captions as WebVTT", self.near.vtt),
            ("TXT", "the transcript", self.near.transcript),
            ("JSON", "the sidecar: its whole record", self.near.sidecar),
        )
        return tuple(link for link in offered if link[2])

    @property
    def ingredients(self) -> tuple[Part, ...]:
        """What it is made of, but for the shots, which are listed by themselves."""
        return tuple(part for part in self.film.parts if part.kind != "shot")


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the catalog with its films."""

    id: str
    title: str
    kind: str
    locale: str
    cards: tuple[Card, ...]

    @property
    def ratios(self) -> tuple[str, ...]:
        """The shapes of its films in order, on which the row's width depends."""
        return tuple(card.ratio for card in self.cards)


def rows_of(folder: Path, films: Sequence[Film]) -> tuple[Row, ...]:
    """The films by row, in the order in which the rows first come.

    Raises ValueError for a film whose file leads out of `folder`.
    """
    by_id: dict[str, list[Film]] = {}
    for film in films:
        by_id.setdefault(film.id, []).append(film)
    place = count()
    return tuple(
        Row(
            id=identifier,
            title=group[0].title,
            kind=group[0].kind,
            locale=group[0].locale,
            cards=tuple(_card(folder, film, deferred=next(place) >= _AT_ONCE) for film in group),
        )
        for identifier, group in by_id.items()
    )


def _card(folder: Path, film: Film, *, deferred: bool) -> Card:
    near = beside(folder, film)
    renderers = {part.key: part.made_by for part in film.parts if part.kind == "shot"}
    return Card(
        film=film,
        url=quote(film.file),
        near=near.quoted(),
        captions=_inlined(folder / near.vtt) if near.vtt else "",
        ratio=f"{film.width / film.height:.4f}",
        shots=tuple(
            SheetShot(name, film.operations.get(name, ""), renderers.get(take, ""), take)
            for name, take in film.shots.items()
        ),
        checks=tuple(_check(found) for found in film.inspection.measurements),
        deferred=deferred,
    )


def _inlined(vtt: Path) -> str:
    return f"data:text/vtt;base64,{base64.b64encode(vtt.read_bytes()).decode()}"


def _check(found: Measurement) -> Check:
    return Check(
        measure=words.named(found.measure),
        value=words.quantity(found.value, found.unit),
        allowed=words.allowed(found.limit),
        passed=found.passed,
        advised=not found.passed and found.limit is not None and found.limit.advice,
    )
