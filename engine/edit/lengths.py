"""Lengths: how long each shot stays, fitted to the voice within the take's handles.

It knows frames, lines and the rhythm of each kind of film; not what is seen.
What it decides is keyed by the edit's revision in `engine.production.planning.recipe`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil

from schemas.brief import Kind
from schemas.errors import RowError
from schemas.reject import Code
from schemas.script import Line
from schemas.shot import Shot
from schemas.speech import WordTime
from schemas.storyboard import Storyboard
from schemas.timing import covering, frames_at, nearest

__all__ = ["Rhythm", "Voiced", "fit", "rhythm_of", "take_frames"]

_FASTEST = 1.2
"""How much faster a voice may be played before it sounds hurried."""


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How shots of a film follow each other.

    `joined` is the kind of transition between shots that state none, and `slowness` is times the
    usual lengths of transitions; `tail` is what stays of a shot, in seconds, after its words end,
    and `last` of the film, where its last take is long enough; `tightest` the share of its written
    length that a shot keeps when its words turn out short.
    """

    joined: str
    tail: float
    last: float
    tightest: float
    slowness: float = 1.0

    def overlap(self, kind: str) -> float:
        """Seconds that a transition of that kind takes; it never lies under words."""
        return min(_SECONDS.get(kind, _USUAL), self.tail) * self.slowness


_SECONDS = {"cut": 0.0, "whip": 0.3, "iris": 0.45, "dip": 0.45}
_USUAL = 0.42
"""Seconds of a transition of any other kind."""
_RHYTHM = {
    Kind.PRODUCT: Rhythm(joined="dissolve", tail=0.45, last=1.2, tightest=0.85),
    Kind.LESSON: Rhythm(joined="dissolve", tail=0.55, last=1.2, tightest=0.85),
    Kind.AD: Rhythm(joined="cut", tail=0.3, last=1.0, tightest=0.8),
}
"""Ads use hard cuts; lessons leave a pause after each sentence. No film ends on a word."""


def rhythm_of(kind: Kind, transitions: float = 1.0) -> Rhythm:
    """The rhythm of films of that kind; `transitions` is the brand's, times their usual length."""
    return replace(_RHYTHM[kind], slowness=transitions)


@dataclass(frozen=True, slots=True)
class Voiced:
    """One line as it was spoken: the key of its sound, its length in seconds, and its words, where
    its voice told when they are heard.
    """

    line: Line
    key: str
    seconds: float
    words: tuple[WordTime, ...] = ()


def take_frames(shot: Shot, storyboard: Storyboard, rate: Fraction) -> int:
    """Frames of `rate` that a take of the shot has: its length and its handle."""
    return covering(shot.frames + shot.handle, storyboard.rate, rate)


def fit(
    storyboard: Storyboard, voiced: Sequence[Voiced], rate: Fraction, rhythm: Rhythm
) -> Mapping[str, tuple[int, float]]:
    """For each shot, its frames on the timeline and the tempo of its lines (1.0: as spoken).

    A shot lasts as long as its words need, between `rhythm.tightest` of its written length and the
    end of its take. Words that are longer than the take are played faster, up to 1.2 times; beyond
    that RowError (LENGTH) is raised: nothing is cut off.
    """
    fitted = {}
    final = storyboard.shown_shots[-1].name
    for shot in storyboard.shown_shots:
        written = nearest(shot.frames, storyboard.rate, rate)
        longest = take_frames(shot, storyboard, rate)
        lines = [spoken for spoken in voiced if spoken.line.shot == shot.name]
        if not lines:
            fitted[shot.name] = (written, 1.0)
            continue
        tail = frames_at(rate, rhythm.tail)
        # Each line begins at its offset, or once the line before it is said.
        begin = [nearest(spoken.line.offset, storyboard.rate, rate) for spoken in lines]
        said = [frames_at(rate, spoken.seconds) for spoken in lines]
        left = [sum(said[n:]) for n in range(len(said))]
        spans = list(zip(begin, left, strict=True))
        tempo = max(1.0, *(rest / max(1, longest - at - tail) for at, rest in spans))
        if tempo > _FASTEST:
            at, rest = max(spans, key=lambda span: span[1] / max(1, longest - span[0] - tail))
            raise RowError(
                Code.LENGTH,
                f"the words over shot {shot.name!r} take {float(rest / rate):.1f} s to say, "
                f"and the shot has room for {float((longest - at - tail) / rate):.1f} s",
                f"line {lines[0].line.text!r}",
                "Shorten the text, or ask for more in the column seconds.",
            )
        stays = frames_at(rate, rhythm.last) if shot.name == final else tail
        needed = max(at + ceil(rest / tempo) for at, rest in spans) + stays
        fitted[shot.name] = (min(longest, max(needed, ceil(written * rhythm.tightest))), tempo)
    return fitted
