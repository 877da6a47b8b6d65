"""Scores: five measures of what a writer made of a row, each from 0 (bad) to 1 (good).

They are counted, not judged: a script that scores well is true, fits, differs from its neighbours,
begins with the viewer and is plain; whether it is good, people say.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise
from statistics import fmean

from engine.binding import bind, values
from engine.claims import Judge
from engine.writers.model.answers import without_placeholders
from engine.writers.model.redaction import amounts_in, evidence_of
from engine.writers.model.speaking import lasts, spoken
from schemas.brief import Brief
from schemas.script import Script
from schemas.storyboard import Storyboard
from schemas.timing import seconds_of

__all__ = ["MEASURES", "Told", "fit", "hook", "likeness", "plain", "scores", "truth"]

MEASURES = ("truth", "fit", "hook", "plain", "variety")

_HEARD_BY = 2.6
"""Seconds from the beginning of the film to the end of its first words, lead and tail included."""
_LONGEST = 14
"""Words of a sentence that is understood when it is heard once."""
_LONGEST_SIGNS = 24
"""The same in signs, for languages that are written without spaces."""
_WORN = re.compile(
    r"^\W*(?:introducing|discover|meet|presenting|welcome|experience|entdecken|lernen sie|erleben|"
    r"descubr|presentamos|conoce)",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"[^.!?。！？]+[.!?。！？]*")
_WORD = re.compile(r"[^\W\d_]+|\{\w+\}")
_SIGN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")


@dataclass(frozen=True, slots=True)
class Told:
    """A row as a writer told it; `script` holds placeholders. `own`: in the row's own words,
    because what the writer said could not be used.
    """

    brief: Brief
    storyboard: Storyboard
    script: Script
    own: bool = False

    @property
    def known(self) -> Mapping[str, str]:
        """The row's values."""
        return values(self.brief, self.script.locale)

    @property
    def said(self) -> list[str]:
        """What is said, bound."""
        return [bind(line.text, self.known) for line in self.script.lines]


def truth(told: Told) -> float:
    """Share of the texts of which the row supports everything."""
    judge = Judge(evidence_of(told.brief), told.script.locale)
    texts = [without_placeholders(text) for text in told.script.texts()]
    return _share([not (judge.faults(text) or amounts_in(text)) for text in texts])


def fit(told: Told) -> float:
    """Share of the lines that are said while their shot lasts, half of its handle included."""
    return _share(
        [
            spoken(line.text, told.known, told.script.locale)
            <= lasts(told.storyboard.shot(line.shot), told.storyboard, handles=0.5)
            for line in told.script.lines
        ]
    )


def hook(told: Told) -> float:
    """A third each: the first words are heard within two seconds or so, do not begin with what the
    shop calls the thing or with a worn word, and the first shot is no longer than three seconds.
    """
    first = told.storyboard.shots[0]
    lines = [line.text for line in told.script.lines if line.shot == first.name]
    titles = [part for one in told.script.titles if one.shot == first.name for part in one.text]
    if not (words := (lines or titles)[:1]):
        return 0.0
    begins = words[0].lstrip()
    own = begins.startswith(("{title}", "{headline}", "{brand}", told.brief.title))
    worn = bool(_WORN.match(bind(begins, told.known)))
    soon = spoken(words[0], told.known, told.script.locale) <= _HEARD_BY
    short = seconds_of(first.frames, told.storyboard.rate) <= 3.0
    return fmean((soon, not (own or worn), short))


def plain(told: Told) -> float:
    """Share of the spoken sentences that are short enough to be understood when heard once."""
    sentences = [one for text in told.said for one in _SENTENCE.findall(text) if _WORD.search(one)]
    return _share([_is_short(one) for one in sentences])


def likeness(one: Told, other: Told) -> float:
    """How alike two rows are told, whatever they are about: words of their own are left out."""
    return SequenceMatcher(None, _skeleton(one), _skeleton(other), autojunk=False).ratio()


def scores(told: Sequence[Told]) -> dict[str, float]:
    """The means of all measures over rows in the order of their catalog; `variety` is how unlike
    neighbours are.
    """
    each = {"truth": truth, "fit": fit, "hook": hook, "plain": plain}
    found = {name: fmean(measure(one) for one in told) for name, measure in each.items()}
    alike = [likeness(one, other) for one, other in pairwise(told)]
    return found | {"variety": 1 - fmean(alike) if alike else 0.0}


def _is_short(sentence: str) -> bool:
    signs = len(_SIGN.findall(sentence))
    if signs:
        return signs <= _LONGEST_SIGNS
    return len(_WORD.findall(sentence)) <= _LONGEST


def _skeleton(told: Told) -> list[str]:
    """What remains of a film without its row: lengths, pictures' moves, and words that are none of
    the row's.
    """
    own = {word.lower() for value in told.known.values() for word in _WORD.findall(value)}
    found: list[str] = []
    for shot in told.storyboard.shots:
        length = round(2 * seconds_of(shot.frames, told.storyboard.rate))
        found += [f"{length}", f"{shot.operation} {shot.description.camera.move}"]
        texts = [line.text for line in told.script.lines if line.shot == shot.name]
        texts += [" ".join(one.text) for one in told.script.titles if one.shot == shot.name]
        for text in texts:
            words = _WORD.findall(text.lower())
            found += ["·" if word in own else word for word in words]
    return found


def _share(found: Sequence[bool]) -> float:
    return fmean(found) if found else 1.0
