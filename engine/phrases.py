"""Phrases: a text in pieces that a shot has room for, broken where readers would pause.

It knows punctuation and the small words of a few languages; neither shots nor placeholders.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import pairwise
from math import ceil

__all__ = ["MOST_WORDS", "head_of", "joined", "phrases_of", "sentences_of", "word_count"]

MOST_WORDS = 9
"""Words of a phrase, about: what is said in under four seconds, and read beside a picture."""
_MOST_HEAD = 7
"""Words of a title that stands as a headline."""
_SOLID = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_PER_WORD = 2
"""Chinese, Japanese and Korean letters that are read in the time of a word."""
_PAUSE = re.compile(r"(?<=[,;:–—])\s+|(?<=\s-)\s+|(?<=[，、；：])\s*")
_SENTENCE = re.compile(r"(?<=[.!?])\s+|(?<=[。！？])\s*")
_LINE = re.compile(r"[\r\n]+|\s+[|•]\s+")
_ABBREVIATED = re.compile(
    r"(?:^|[\s(])(?:[Nn][or]|approx|ca|incl|inkl|max|min|vs|bzw|resp|e\.g|i\.e|z\. ?B|d\. ?h|u\. ?a"
    r"|[DM]r|Mrs|Ms|St)\.$"
)
"""Ends of what only looks like a sentence, in English and German."""
_SMALL = """
and or but with without for from in on at by to of that which when where while so as than if
und oder aber mit ohne für von im in am auf bei zu der die das dass wenn damit als aus
et ou mais avec sans pour de du des dans sur à que qui quand
y o pero con sin para de del en que cuando
e ma con senza per di del della in su che quando
en of maar met zonder voor van in op bij te dat als om
e ou mas com sem para do da no na que quando
"""
"""English, German, French, Spanish, Italian, Dutch, Portuguese: words that a phrase begins with."""
_BEFORE = frozenset(_SMALL.split())
_JOINS = _BEFORE & set("and or but und oder aber et ou mais y o pero e ma maar mas".split())  # noqa: SIM905
"""Those of them that join things of one kind: what stands before them can stand alone."""


def sentences_of(text: str | None) -> list[str]:
    """The text's sentences and list items, each with what ends it.

    A full stop ends none before a small letter, nor after an abbreviation that a number or a name
    follows; marks without words belong to the sentence before them.
    """
    found: list[str] = []
    for line in _LINE.split(text or ""):
        parts = [part for part in map(str.strip, _SENTENCE.split(line)) if part]
        for number, part in enumerate(parts):
            goes_on = number and (part[0].islower() or _ABBREVIATED.search(found[-1]))
            if goes_on or (found and not any(mark.isalnum() for mark in part)):
                found[-1] += f" {part}"
            else:
                found.append(part)
    return found


def word_count(text: str) -> int:
    """Words, as far as reading takes time."""
    solid = len(_SOLID.findall(text))
    return ceil(solid / _PER_WORD) + len(_SOLID.sub(" ", text).split())


@lru_cache(maxsize=8192)
def phrases_of(text: str, most: int = MOST_WORDS) -> tuple[str, ...]:
    """A sentence in phrases of about `most` words, of even lengths, each longer than a word.

    It is broken after punctuation first, then before a small word, and only else between any two.
    """
    count = word_count(text)
    if count <= most + 2:
        return (text,)
    pieces = [piece for part in _PAUSE.split(text) if part for piece in _pieces(part)]
    counts = [word_count(piece) for piece in pieces]
    aim = count / ceil(count / most)
    # The cheapest way to have parted the first n pieces: its cost, and where its last part begins.
    best: list[tuple[float, int]] = [(0.0, 0)]
    for end in range(1, len(pieces) + 1):
        ways = (
            (best[start][0] + _off(sum(counts[start:end]), aim) + _broken(pieces, end), start)
            for start in range(end)
        )
        best.append(min(ways))
    found: list[str] = []
    end = len(pieces)
    while end:
        start = best[end][1]
        found.insert(0, joined(pieces[start:end]))
        end = start
    return tuple(part for phrase in found for part in _cut(phrase, most + 4))


def _off(words: int, aim: float) -> float:
    """How bad a part's length is."""
    return (words - aim) ** 2


def _broken(pieces: Sequence[str], end: int) -> int:
    """How bad it is to break before piece `end`: by the pause there, or by the word that follows.

    "a basket that goes | in the dishwasher" leaves a sentence hanging; "| and a timer" does not.
    """
    last = pieces[end - 1][-1]
    before = " ".join(pieces[:end])
    if before.count("(") > before.count(")"):
        return 60
    if end == len(pieces) or last in ".!?;:。！？；：":
        return 0
    if last in ",，、" or pieces[end - 1].endswith((" -", " –", " —")):
        return 3
    return 5 if pieces[end].split(" ")[0].casefold() in _JOINS else 20


@lru_cache(maxsize=8192)
def head_of(title: str) -> tuple[str, str]:
    """A title's head, which stands as a headline, and the rest of it; "" where that is all."""
    if word_count(title) <= _MOST_HEAD:
        return title, ""
    pieces = [piece for part in _PAUSE.split(title) if part for piece in _pieces(part)]
    head = pieces[0]
    for n, piece in enumerate(pieces[1:], 1):
        if word_count(joined([*pieces[:n], piece])) > _MOST_HEAD:
            break
        head = joined(pieces[: n + 1])
    head = _cut(head, _MOST_HEAD)[0]
    rest = title[len(head) :].strip(" ,;:–—-")
    joint, _, second = rest.partition(" ")
    # What is joined to the headline stands alone below it: "Long sleeves", not "and long sleeves".
    rest = f"{second[:1].upper()}{second[1:]}" if second and joint.casefold() in _JOINS else rest
    return head.rstrip(" ,;:–—-"), rest


def _pieces(part: str) -> Iterable[str]:
    """A stretch without punctuation, parted before its small words."""
    words = part.split(" ")
    piece: list[str] = []
    for n, word in enumerate(words):
        before = words[n - 1].casefold() if n else ""
        if len(piece) > 1 and word.casefold() in _BEFORE and before not in _BEFORE:
            yield " ".join(piece)
            piece = []
        piece.append(word)
    if piece:
        yield " ".join(piece)


def _cut(phrase: str, most: int) -> list[str]:
    """A phrase that nothing parts, in even parts between any two words."""
    count = word_count(phrase)
    if count <= most:
        return [phrase]
    units: Sequence[str] = phrase.split(" ")
    joint = " "
    if len(units) < count / 2:
        units, joint = list(phrase), ""
    parts = ceil(count / most)
    bounds = [round(n * len(units) / parts) for n in range(parts + 1)]
    return [joint.join(units[a:b]).strip() for a, b in pairwise(bounds)]


def joined(pieces: Sequence[str]) -> str:
    """Pieces as they stood: Chinese and Japanese have no spaces between them."""
    text = ""
    for piece in pieces:
        solid = text and _SOLID.match(piece[0]) and text[-1] in "，、；："
        text += piece if not text or solid else f" {piece}"
    return text
