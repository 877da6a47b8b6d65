"""Pictures: which of the row's pictures each beat shows, and how, so that the film never repeats.

It knows what was understood of the pictures; neither words nor lengths.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import cycle, zip_longest
from types import MappingProxyType

from engine.binding import bind
from engine.designs import Design, Look
from engine.placement import NEAR, Seen, can_show_detail
from engine.writers.template.beats import TOGETHER, Beat
from engine.writers.template.pointing import pointed
from schemas.keys import key_of
from schemas.script import placeholders_in
from schemas.shot import Camera, Move
from schemas.understanding import Area, PictureKind

__all__ = ["Shown", "shown"]
_MOST_DETAILS = 3
"""Details of one picture in a film, at most."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A beat with the pictures that it shows (none: its words alone), its look and its camera.

    `sights` is what is gone into of a screenshot, each with the spoken part, from 0, that speaks
    of it; None: whatever is written most.
    """

    beat: Beat
    pictures: tuple[int, ...]
    look: Look
    camera: Camera
    sights: tuple[tuple[int, Area | None], ...] = ()


def shown(
    design: Design,
    row: str,
    beats: Sequence[Beat],
    seen: Sequence[Seen],
    known: Mapping[str, str] = MappingProxyType({}),
) -> list[Shown]:
    """The beats with their pictures: every picture before one is shown twice.

    Of a picture that was shown come a detail, then words alone, then the whole in another way, so
    that no two following shots show the same picture in nearly the same size. Choices differ from
    row to row and never from run to run: the row's id decides. `known` are the row's values: what
    is said over a slide, and is written in it too, is pointed at.
    """
    return _Showing(design, row, seen, known).of(beats)


class _Showing:
    def __init__(
        self, design: Design, row: str, seen: Sequence[Seen], known: Mapping[str, str]
    ) -> None:
        self._design, self._seen, self._known = design, seen, known
        self._random = random.Random(key_of("variety", id=row))  # noqa: S311 - not a secret
        turned = design.looks
        self._turns = {
            name: cycle(self._turned(getattr(turned, name)))
            for name in ("whole", "near", "words", "again", "glance")
        }
        self._fresh = [n for n in range(len(seen)) if n > 0]
        self._details = dict.fromkeys(range(len(seen)), 0)
        self._wholes = dict.fromkeys(range(len(seen)), 0)
        self._moved = Move.HOLD

    def of(self, beats: Sequence[Beat]) -> list[Shown]:
        """All beats with their pictures; what no other beat shows is left for a glance."""
        several = max((self._several(one) for one in beats), default=0)
        self._fresh = [n for n in self._fresh if n >= several]
        worded = sum(one.design.picture == "next" and one.design.each != "unseen" for one in beats)
        over, self._fresh = self._fresh[worded:], self._fresh[:worded]
        found: list[Shown] = []
        for beat, following in zip_longest(beats, beats[1:]):
            if beat.design.each == "unseen":
                if over:
                    found.append(self._made(beat, (over.pop(0),), next(self._turns["glance"])))
            else:
                # The first picture is not shown whole right before a beat that shows it whole.
                awaited = following is not None and following.design.picture == "first"
                found.append(self._one(beat, found[-1] if found else None, 0 if awaited else None))
        return found

    def _one(self, beat: Beat, before: Shown | None, awaited: int | None) -> Shown:
        look = beat.design.look
        if beat.design.each == "slides":
            return self._made(beat, (beat.number,), look or next(self._turns["whole"]))
        match beat.design.picture:
            case "none":
                return self._made(beat, (), look or next(self._turns["words"]))
            case "first":
                return self._made(beat, (0,), look or next(self._turns["whole"]))
            case "several":
                together = tuple(range(self._several(beat)))
                return self._made(beat, together, look or next(self._turns["whole"]))
        if self._fresh:
            return self._made(beat, (self._fresh.pop(0),), look or next(self._turns["whole"]))
        return self._again(beat, before, awaited)

    def _again(self, beat: Beat, before: Shown | None, awaited: int | None) -> Shown:
        """Something of a picture that was shown, or the words alone."""
        last = before.pictures[0] if before and len(before.pictures) == 1 else None
        was_near = before is not None and before.look.framing in NEAR
        numbers = range(len(self._seen))
        detailed = [n for n in numbers if self._details[n] < self._most_details(n)]
        if detailed and not was_near:
            number = min(detailed, key=lambda n: self._details[n])
            self._details[number] += 1
            detail = self._details[number] - 1
            return self._made(beat, (number,), next(self._turns["near"]), detail)
        whole = [n for n in numbers if n not in (last, awaited)]
        if last is None and whole:
            number = min(whole, key=lambda n: self._wholes[n])
            self._wholes[number] += 1
            return self._made(beat, (number,), next(self._turns["again"]))
        return self._made(beat, (), next(self._turns["words"]))

    def _most_details(self, number: int) -> int:
        """How often a detail of the picture may be shown: once for each point worth it."""
        seen = self._seen[number]
        return min(_MOST_DETAILS, len(seen.details)) if can_show_detail(seen) else 0

    def _several(self, beat: Beat) -> int:
        """How many pictures the beat shows together."""
        return min(TOGETHER, len(self._seen)) if beat.design.picture == "several" else 0

    def _made(self, beat: Beat, pictures: tuple[int, ...], look: Look, detail: int = 0) -> Shown:
        move = self._move(look)
        if not pictures:
            move = Move.HOLD
        else:
            self._moved = move
        found = self._pointed(beat, pictures)
        at = found[0][1] if found and not found[0][0] else None
        camera = Camera(
            framing=look.framing, move=move, strength=look.strength, detail=detail, at=at
        )
        toured = look.tour and len(pictures) == 1
        if not toured or self._seen[pictures[0]].kind is not PictureKind.SCREENSHOT:
            return Shown(beat, pictures, look, camera)
        return Shown(beat, pictures, look, camera, found or ((0, None),))

    def _pointed(self, beat: Beat, pictures: tuple[int, ...]) -> tuple[tuple[int, Area], ...]:
        """The lines in a slide that say what is said over it, each with the part that says it."""
        if beat.design.each != "slides" or not pictures:
            return ()
        said = []
        for part in beat.say:
            if any(name not in self._known for name in placeholders_in(part)):
                break
            said.append(bind(part, self._known))
        return pointed(said, self._seen[pictures[0]])

    def _move(self, look: Look) -> Move:
        """The look's move; where it has several, not the one before."""
        if not isinstance(look.move, tuple):
            return look.move
        fresh = [one for one in look.move if one is not self._moved]
        return self._random.choice(fresh or look.move)

    def _turned(self, looks: Sequence[Look]) -> Sequence[Look]:
        """The looks from one of them on, by the row."""
        first = self._random.randrange(len(looks))
        return [*looks[first:], *looks[:first]]
