"""Beats: a design filled in from a row: one moment of the film each, with its words.

It knows designs and columns; not how long anything lasts.
"""

from __future__ import annotations

import random
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from engine.designs import BeatDesign, Design, TitleDesign
from schemas.brief import Brief
from schemas.keys import key_of
from schemas.script import Role, placeholders_in
from schemas.shot import Camera, CopySpace, Framing, Move

__all__ = ["Beat", "Written", "beats_of", "narrated"]

_MOVES = (Move.PAN_LEFT, Move.PAN_RIGHT, Move.PUSH_IN, Move.TILT_UP, Move.ARC)
"""What `varied` takes its turns from."""


@dataclass(frozen=True, slots=True)
class Written:
    """On-screen text of one role, in parts that may hold placeholders; enters `after` seconds."""

    role: Role
    text: tuple[str, ...]
    after: float = 0.3
    number: int = 0


@dataclass(frozen=True, slots=True)
class Beat:
    """A shot with what is said and written over it, as `BeatDesign` describes both.

    Beats are dropped by `drop`, highest first, where a wanted length leaves no room for them; 0 is
    never dropped.
    """

    name: str
    operation: Literal["still", "generate", "animate"]
    picture: int | None
    camera: Camera
    copy_space: CopySpace
    say: tuple[str, ...]
    titles: tuple[Written, ...]
    seconds: float
    drop: int
    subject: str


def beats_of(
    design: Design,
    brief: Brief,
    pictures: int,
    row: Mapping[str, str],
    sayable: Collection[str],
) -> tuple[Beat, ...]:
    """The design's beats for a row with `pictures` pictures (at least one).

    `row` are the row's own values, which decide what is there at all; `sayable` are the
    placeholders that can be filled in the language that it is written for.
    """
    interpreter = _Interpreter(design, brief, pictures, row, sayable)
    return tuple(interpreter.beats())


def narrated(beats: Sequence[Beat], sentences: int) -> tuple[Beat, ...]:
    """The beats with the row's own `sentences` (`{narration1}`, ...) instead of the design's words.

    They are shared out in order, and no beat is dropped any more: that would drop what the row's
    author wrote.
    """
    each = sentences / len(beats)
    return tuple(
        replace(
            beat,
            say=tuple(f"{{narration{k + 1}}}" for k in range(int(n * each), int((n + 1) * each))),
            drop=0,
        )
        for n, beat in enumerate(beats)
    )


class _Interpreter:
    """One reading of a design. Choices differ from row to row and never from run to run: the row's
    id decides, so a changed text moves no camera.
    """

    def __init__(
        self,
        design: Design,
        brief: Brief,
        pictures: int,
        row: Mapping[str, str],
        sayable: Collection[str],
    ) -> None:
        self._design, self._pictures = design, pictures
        self._filled = {*row, "bullets"} if brief.bullets else {*row}
        self._sayable = sayable
        self._times = {
            "bullets": min(len(brief.bullets), design.most),
            "pictures": min(pictures, design.most),
        }
        self._called = row.get(design.called.column, design.called.otherwise)
        self._random = random.Random(key_of("variety", id=brief.id))  # noqa: S311 - not a secret
        self._moves = list(_MOVES)
        self._random.shuffle(self._moves)
        self._shown: set[int] = set()

    def beats(self) -> Iterator[Beat]:
        """Every beat whose conditions hold, each as often as it is repeated."""
        for beat in self._design.beats:
            if self._holds(beat.when):
                times = self._times[beat.each] if beat.each else 1
                for n in range(times):
                    yield self._beat(beat, n, times)

    def _beat(self, beat: BeatDesign, n: int, times: int) -> Beat:
        picture = self._picture(beat, n, times)
        camera = Camera(
            framing=self._framing(beat, n, picture),
            move=self._move(beat, n),
            strength=beat.strength,
            detail=n if beat.detail == "each" else beat.detail,
        )
        if picture is not None:
            self._shown.add(picture)
        return Beat(
            name=_numbered(beat.name, n),
            operation=beat.operation,
            picture=picture,
            camera=camera,
            copy_space=beat.copy_space,
            say=self._parts(beat.say, n),
            titles=tuple(self._titles(beat.titles, n)),
            seconds=beat.seconds,
            drop=beat.drop + n if beat.drop and n >= beat.keep else 0,
            subject=_numbered(beat.subject, n).replace("{called}", self._called),
        )

    def _picture(self, beat: BeatDesign, n: int, times: int) -> int | None:
        if beat.picture == "spread":
            return n * self._pictures // times if self._pictures < times else n
        return None if beat.picture is None else (beat.picture + n) % self._pictures

    def _framing(self, beat: BeatDesign, n: int, picture: int | None) -> Framing:
        if beat.again is not None and picture in self._shown:
            return beat.again
        return (
            beat.framing[n % len(beat.framing)] if isinstance(beat.framing, tuple) else beat.framing
        )

    def _move(self, beat: BeatDesign, n: int) -> Move:
        if beat.move == "varied":
            return self._moves[n % len(self._moves)]
        return self._random.choice(beat.move) if isinstance(beat.move, tuple) else beat.move

    def _titles(self, titles: Sequence[TitleDesign], n: int) -> Iterator[Written]:
        for title in titles:
            parts = self._parts(title.text, n)
            if parts and self._holds(title.when):
                yield Written(title.role, parts, title.after, n + 1 if title.numbered else 0)

    def _parts(self, texts: Sequence[str], n: int) -> tuple[str, ...]:
        """The texts that can be filled, with the placeholders that they are filled from."""
        spelled: list[str] = []
        for text in texts:
            if text == "{bullets}":
                spelled += [f"{{bullet{k + 1}}}" for k in range(self._times["bullets"])]
            else:
                spelled.append(_numbered(text, n))
        return tuple(part for text in spelled if (part := self._chosen(text)))

    def _chosen(self, text: str) -> str:
        """The text with the first of each placeholder's alternatives; empty where there is none."""
        for names in placeholders_in(text):
            name = next((name for name in names.split("|") if name in self._sayable), None)
            if name is None:
                return ""
            text = text.replace(f"{{{names}}}", f"{{{name}}}")
        return text

    def _holds(self, conditions: Sequence[str]) -> bool:
        return all(
            (one.removeprefix("not ") in self._filled) != one.startswith("not ")
            for one in conditions
        )


def _numbered(text: str, n: int) -> str:
    return text.replace("#", str(n + 1))
