"""Beats: a design filled in from a row: one moment of the film each, with its words.

It knows designs and columns; neither what pictures show nor how long anything lasts.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from engine.binding import bind
from engine.designs import BeatDesign, Design, TitleDesign
from engine.reading import words_in
from schemas.script import Role

__all__ = ["TOGETHER", "Beat", "Written", "beats_of", "in_words", "narrated"]

_AT_ONCE = 12
"""Words on screen at once, at most, but for lists that build."""
_APART, _APART_AFTER = 2.0, 0.2
"""Seconds that a text which stands by itself wants, and after which it comes in."""
TOGETHER = 3
"""Pictures that are shown together, at most: as many as layouts have boxes."""
_GLANCES = 8
"""Pictures of a row that pass by at least, where there are so many and few words."""
_ALTERNATIVES = re.compile(r"\{([^{}\s]+)\}")


@dataclass(frozen=True, slots=True)
class Written:
    """On-screen text of one role, in parts that may hold placeholders; enters `after` seconds.

    `line` is the spoken part, from 0, with which it enters; None for none. One that `goes_on` goes
    on with the sentence before it.
    """

    role: Role
    text: tuple[str, ...]
    after: float = 0.3
    number: int = 0
    line: int | None = None
    goes_on: bool = False


@dataclass(frozen=True, slots=True)
class Beat:
    """A shot with what is said and written over it, as its `design` describes both.

    `number` counts the repetitions of its design, from 0. `builds` says that its parts are spoken
    one by one, and written with them. Beats are dropped by `drop`, highest first, where a wanted
    length leaves no room for them; 0 is never dropped.
    """

    name: str
    design: BeatDesign
    number: int
    say: tuple[str, ...]
    titles: tuple[Written, ...]
    drop: int
    builds: bool = False


def beats_of(
    design: Design, pictures: int, row: Collection[str], sayable: Collection[str]
) -> tuple[Beat, ...]:
    """The design's beats for a row with `pictures` pictures.

    `row` names the values that the row has, which decide what is there at all; `sayable` are the
    placeholders that can be filled in the language that it is written for.
    """
    return tuple(_Interpreter(design, pictures, row, sayable).beats())


def in_words(beats: Iterable[Beat], row: Mapping[str, str]) -> tuple[Beat, ...]:
    """The beats of a row with these values.

    Where one shows more words at once than are read at a glance, what stands under its headline is
    said and shown after it, by itself. Nothing is counted where what is counted begins with a
    number: "3 120 Hz" is read as one.
    """
    counted = [one for beat in beats for one in beat.titles if one.number]
    if any(bind(one.text[0], row)[:1].isdigit() for one in counted):
        beats = [
            replace(beat, titles=tuple(replace(one, number=0) for one in beat.titles))
            for beat in beats
        ]
    return tuple(part for beat in beats for part in _parted(beat, row))


def narrated(beats: Sequence[Beat], sentences: int) -> tuple[Beat, ...]:
    """The beats with the row's own `sentences` (`{narration1}`, ...) instead of the design's words.

    They are shared out in order, and no beat is dropped any more: that would drop what the row's
    author wrote.
    """
    spoken = [beat for beat in beats if beat.design.each != "unseen"]
    count = len(spoken)
    shares = {
        beat.name: range(n * sentences // count, (n + 1) * sentences // count)
        for n, beat in enumerate(spoken)
    }
    return tuple(
        replace(
            beat,
            say=tuple(f"{{narration{k + 1}}}" for k in shares.get(beat.name, ())),
            drop=0,
            builds=False,
        )
        for beat in beats
    )


def _parted(beat: Beat, row: Mapping[str, str]) -> Iterator[Beat]:
    under = tuple(one for one in beat.titles if one.role is Role.SUBHEAD)
    shown = (part for one in beat.titles if one.role is not Role.KICKER for part in one.text)
    if (
        beat.design.each is not None
        or not under
        or sum(words_in(bind(part, row)) for part in shown) <= _AT_ONCE
    ):
        yield beat
        return
    text = under[0].text
    yield replace(beat, titles=tuple(one for one in beat.titles if one not in under))
    apart = beat.design.model_copy(
        update={
            "picture": "none" if beat.design.picture == "none" else "next",
            "look": beat.design.look if beat.design.picture == "none" else None,
            "seconds": _APART,
        }
    )
    yield replace(
        beat,
        name=f"{beat.name}-on",
        design=apart,
        say=text if text[0] not in beat.say else (),
        titles=(Written(Role.POINT, text, _APART_AFTER),),
    )


class _Interpreter:
    """One reading of a design."""

    def __init__(
        self, design: Design, pictures: int, row: Collection[str], sayable: Collection[str]
    ) -> None:
        self._design, self._sayable = design, sayable
        points = sum(re.fullmatch(r"point\d+", name) is not None for name in row)
        self._points = min(points, design.most)
        self._pictures = pictures
        self._slides = min(pictures, 2 * design.most)
        bullets = sum(re.fullmatch(r"bullet\d+", name) is not None for name in row)
        self._lists = {
            "{points}": [f"{{gist{k + 1}|point{k + 1}}}" for k in range(self._points)],
            "{bullets}": [f"{{bullet{k + 1}}}" for k in range(min(bullets, design.most))],
        }
        self._filled = {*row} | {name.strip("{}") for name, parts in self._lists.items() if parts}

    def beats(self) -> Iterator[Beat]:
        """Every beat whose conditions hold, each as often as it is repeated."""
        there = [beat for beat in self._design.beats if self._holds(beat.when)]
        shown = sum(
            self._points if beat.each == "points" else 1
            for beat in there
            if beat.picture == "next" and beat.each in {None, "points"}
        )
        for beat in there:
            match beat.each:
                case "points":
                    yield from (self._beat(beat, n) for n in range(self._points))
                case "slides":
                    yield from (self._slide(beat, n) for n in range(self._slides))
                case "unseen":
                    several = any(one.picture == "several" for one in there)
                    begun = min(TOGETHER, self._pictures) if several else 1
                    most = max(_GLANCES, 2 * self._design.most)
                    unseen = min(max(0, self._pictures - begun - shown), most)
                    yield from (self._beat(beat, n) for n in range(unseen))
                case _:
                    yield self._beat(beat, 0)

    def _beat(self, beat: BeatDesign, n: int) -> Beat:
        say, titles = self._told(beat, n)
        builds = any(title.goes_on for title in titles)
        return Beat(
            name=_numbered(beat.name, n),
            design=beat,
            number=n,
            say=tuple(say),
            titles=tuple(titles if builds else (replace(one, line=None) for one in titles)),
            drop=beat.drop + n if beat.drop and n >= beat.keep else 0,
            builds=builds,
        )

    def _slide(self, beat: BeatDesign, n: int) -> Beat:
        """A picture with its share of the points, which build up beside it."""
        first, last = (k * self._points // self._slides for k in (n, n + 1))
        say: list[str] = []
        titles: list[Written] = []
        for point in range(first, last):
            said, written = self._told(beat, point)
            titles += [replace(title, line=len(say) + (title.line or 0)) for title in written]
            say += said
        return Beat(
            name=_numbered(beat.name, n),
            design=beat,
            number=n,
            say=tuple(say),
            titles=tuple(titles),
            drop=0,
            builds=True,
        )

    def _told(self, beat: BeatDesign, n: int) -> tuple[list[str], list[Written]]:
        """What is said and written of the `n`-th point, from 0: one of several phrases a phrase at
        a time, each below the last.
        """
        whole, phrases = f"{{point{n + 1}}}", self._phrases(n)
        say: list[str] = []
        for part in self._parts(beat.say, n):
            say += phrases if part == whole and phrases else [part]
        titles: list[Written] = []
        for title in self._titles(beat.titles, n):
            if title.text == (whole,) and phrases:
                titles += [
                    replace(title, text=(phrase,), line=k, goes_on=k > 0)
                    for k, phrase in enumerate(phrases)
                ]
            else:
                titles.append(replace(title, line=0))
        return say, titles

    def _phrases(self, n: int) -> list[str]:
        found: list[str] = []
        while (name := f"point{n + 1}_{len(found) + 1}") in self._sayable:
            found.append(f"{{{name}}}")
        return found

    def _titles(self, titles: Sequence[TitleDesign], n: int) -> Iterator[Written]:
        for title in titles:
            parts = self._parts(title.text, n)
            if parts and self._holds(title.when):
                yield Written(title.role, parts, title.after, n + 1 if title.numbered else 0)

    def _parts(self, texts: Sequence[str], n: int) -> tuple[str, ...]:
        """The texts that can be filled, with the placeholders that they are filled from."""
        spelled = [part for text in texts for part in self._lists.get(text) or [_numbered(text, n)]]
        return tuple(part for text in spelled if (part := self._chosen(text)))

    def _chosen(self, text: str) -> str:
        """The text with the first of each placeholder's alternatives; empty where there is none."""
        chosen = {
            names: next((name for name in names.split("|") if name in self._sayable), None)
            for names in _ALTERNATIVES.findall(text)
        }
        if None in chosen.values():
            return ""
        return _ALTERNATIVES.sub(lambda found: f"{{{chosen[found[1]]}}}", text)

    def _holds(self, conditions: Sequence[str]) -> bool:
        return all(
            (one.removeprefix("not ") in self._filled) != one.startswith("not ")
            for one in conditions
        )


def _numbered(text: str, n: int) -> str:
    return text.replace("#", str(n + 1))
