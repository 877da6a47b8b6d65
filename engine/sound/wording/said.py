"""Said: what stands in a line becomes what is said: "129,00 €" is "129 euros" in an English one.

It knows marks, numbers and tables (`tables.yaml`); no voice, and not what the line is about. Words
stay as they are, and so does whatever it does not know: dates, times, codes, addresses.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from dataclasses import dataclass

from engine.sound.wording import numbers
from engine.sound.wording.numbers import Rule
from engine.sound.wording.tables import Tables, tables_of

__all__ = ["Wording", "plain", "worded"]

_MARKS = re.compile(r"[™®©℠]")
_HYPHEN = re.compile(r"(?<=\d)[-\u2010\u2011](?=[^\W\d])|(?<=[^\W\d])[-\u2010\u2011](?=\d)")
_AMPERSAND = re.compile(r"(?<=\s)&(?=\s)|(?<=[^\W\d_])&(?=[^\W\d_]{2})")
_PLUS = re.compile(r"(?<=\s)\+(?=\s)|(?<=\w)\+(?=\s|$)")
_HASH = re.compile(r"(?<![\w&])#\s?(?=\d)")
_END = re.compile(r"\s*$")


@dataclass(frozen=True, slots=True)
class Wording:
    """`written` (plain) and what is `spoken` of it.

    `spans` are `(written start, written end, spoken start, spoken end)` in order, without gaps.
    """

    written: str
    spoken: str
    spans: tuple[tuple[int, int, int, int], ...]

    def written_at(self, offset: int) -> int:
        """Where in `written` stands what `spoken` says at `offset`: the start of what was replaced,
        for what was.
        """
        for start, end, first, last in self.spans:
            if first <= offset < last:
                replaced = self.written[start:end] != self.spoken[first:last]
                return start if replaced else start + offset - first
        return len(self.written)


def plain(text: str) -> str:
    """`text` in NFC, with one space between words, and without control characters.

    eSpeak NG reads commands after the character U+0001, and every library ends at U+0000.
    """
    normal = unicodedata.normalize("NFC", text)
    kept = (" " if unicodedata.category(mark) == "Cc" else mark for mark in normal)
    return " ".join("".join(kept).split())


@functools.lru_cache(maxsize=4096)
def worded(text: str, locale: str) -> Wording:
    """`text` as it is said in `locale` (BCP 47). The same text is always said alike."""
    written = plain(text)
    found: dict[int, tuple[int, str]] = {}
    taken = [False] * len(written)
    has_digits = any(mark.isdigit() for mark in written)
    for rule in _rules(locale):
        if rule.of_digits and not has_digits:
            continue
        for match in rule.pattern.finditer(written):
            start, end = match.span()
            if start == end or any(taken[start:end]):
                continue
            words = rule.said(match)
            if words is not None:
                found[start] = (end, words)
                taken[start:end] = [True] * (end - start)
    return _composed(written, found)


def _composed(written: str, found: dict[int, tuple[int, str]]) -> Wording:
    spoken, spans, at = "", [], 0
    for start, (end, words) in sorted(found.items()):
        if at < start:
            spans.append((at, start, len(spoken), len(spoken) + start - at))
            spoken += written[at:start]
        spans.append((start, end, len(spoken), len(spoken) + len(words)))
        spoken += words
        at = end
    if at < len(written):
        spans.append((at, len(written), len(spoken), len(spoken) + len(written) - at))
        spoken += written[at:]
    return Wording(written, spoken, tuple(spans))


@functools.cache
def _rules(locale: str) -> tuple[Rule, ...]:
    """In the order in which they are tried; what one of them took is left alone by the others."""
    tables = tables_of(locale)
    found = [*numbers.rules(tables)]
    if tables.abbreviation is not None:
        found.append(Rule(tables.abbreviation, lambda match: _in_full(match, tables), False))
    found += [Rule(_MARKS, lambda _: "", False), Rule(_HYPHEN, lambda _: " ")]
    if words := tables.words:
        found += [
            Rule(_HASH, lambda _: f"{words['number']} "),
            Rule(_AMPERSAND, lambda match: _spaced(match, words["and"]), False),
            Rule(_PLUS, lambda match: _spaced(match, words["plus"]), False),
        ]
    return tuple(found)


def _in_full(match: re.Match[str], tables: Tables) -> str:
    """The abbreviation in full; its dot ends the sentence too, where it ends the line."""
    words = tables.in_full(match[0])
    ends = match[0].endswith(".") and _END.match(match.string, match.end())
    return f"{words}." if ends else words


def _spaced(match: re.Match[str], word: str) -> str:
    """`word` with spaces where the text has none."""
    before = "" if match.string[: match.start()].endswith(" ") else " "
    after = "" if match.string[match.end() :].startswith(" ") else " "
    return f"{before}{word}{after if match.end() < len(match.string) else ''}"
