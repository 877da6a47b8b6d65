"""Sentences: what a lying and an honest model write in twelve languages, and the judge.

The lies are made of lies.yaml and rows.yaml, the honest sentences stand in honest.yaml as they are;
others.yaml has rows, lies and honest sentences of its own, and so has held.yaml: rounds that were
written as a copywriter writes, after the judge, and measured before it was mended by them.
It knows no writer and no server.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from engine.claims import Evidence, Judge

__all__ = ["ROUNDS", "Sentence", "faults_of", "held", "honest", "lies"]

_FOLDER = Path(__file__).parent

ROUNDS = {
    "round1": (46, 26),
    "round2": (38, 16),
    "round3": (58, 4),
    "round4": (61, 4),
    "round5": (74, 3),
    "round6": (37, 7),
    "round7": (44, 4),
    "round8": (54, 3),
}
"""Of each round, when nobody had mended anything by it: honest sentences that passed, in percent,
and lies that did, of 169 (221 in the first; 195, 182 and 130 in the last three, whose honest
sentences are freer: hooks, small scenes, what is seen and heard around the thing).
"""


@dataclass(frozen=True, slots=True)
class Sentence:
    """What is said of `row` in `language`; `kind` is the sort of a lie, empty for a truth."""

    language: str
    row: str
    kind: str
    text: str


def lies() -> Iterator[Sentence]:
    """Every lie of every row."""
    for language, kinds in _read("lies").items():
        for row, told in _read("rows").items():
            for kind, texts in kinds.items():
                for text in texts:
                    whole = text.replace("{thing}", told[language]["thing"])
                    yield Sentence(language, row, kind, whole)
    yield from _others("lies", "other")


def honest() -> Iterator[Sentence]:
    """Every honest sentence."""
    for language, rows in _read("honest").items():
        for row, texts in rows.items():
            yield from (Sentence(language, row, "", text) for text in texts)
    yield from _others("honest", "")


def held(of: str) -> Iterator[Sentence]:
    """The `lies`, or the `honest` sentences, of all rounds; `kind` is the round."""
    for name in ROUNDS:
        for language, told in _read("held")[name].items():
            yield from (Sentence(language, name, name, text) for text in told[of])


def faults_of(sentence: Sentence) -> list[str]:
    """What the judge finds in it."""
    return _judge(sentence.row, sentence.language).faults(sentence.text)


def _others(of: str, kind: str) -> Iterator[Sentence]:
    for row, languages in _read("others").items():
        for language, told in languages.items():
            yield from (Sentence(language, row, kind, text) for text in told[of])


@functools.cache
def _judge(row: str, language: str) -> Judge:
    rows = _read("rows") | _read("others") | (_read("held") if row in ROUNDS else {})
    texts = tuple((text, language) for text in rows[row][language]["texts"])
    return Judge(Evidence(texts), language)


@functools.cache
def _read(name: str) -> dict[str, Any]:
    table: dict[str, Any] = yaml.safe_load((_FOLDER / f"{name}.yaml").read_text("utf-8"))
    return table
