"""The judge: whether what is said and written rests on what its row says.

Whatever the row supports may be said. A word is supported where it is the row's own in any form of
it, the brand's, or one that claims nothing; a number where the row has it in its sense; a symbol
where the row has it. It does not know whether the row is true, nor how its words were combined.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from engine.claims.addresses import address_in
from engine.claims.concepts import concepts_in
from engine.claims.numerals import numeral_of
from engine.claims.quantities import Quantity, is_held, quantities_in, sense_of
from engine.claims.signs import uncovered
from engine.claims.stems import Lexicon, stem_of
from engine.claims.tokens import SIGNS, Token, normal, scripts_of
from engine.claims.vocabulary import Vocabulary, vocabulary_of
from schemas.locale import language_of

__all__ = ["Evidence", "Judge"]

_BESIDE = 3
"""Words to either side that are a word's neighbours."""
_MARKS = frozenset("&+/'\"*·•-–—…_|=~^`")
"""Symbols that are punctuation here."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a row says: texts, each with its language; `approved` is what the brand may always say.

    `reduced`: the row states what its price was before.
    """

    texts: tuple[tuple[str, str], ...]
    approved: tuple[str, ...] = ()
    reduced: bool = False


@dataclass(slots=True)
class _Row:
    """The evidence as it is compared."""

    words: set[str] = field(default_factory=set)
    codes: set[str] = field(default_factory=set)
    symbols: set[str] = field(default_factory=set)
    runs: set[str] = field(default_factory=set)
    quantities: list[Quantity] = field(default_factory=list)
    beside: dict[str, set[str]] = field(default_factory=dict)


class Judge:
    """Judges texts of one locale by one row's evidence."""

    def __init__(self, evidence: Evidence, locale: str) -> None:
        self._language = language_of(locale)
        self._vocabulary: Vocabulary = vocabulary_of(self._language)
        self._row = self._read(evidence)
        self._words = Lexicon(self._row.words, self._language)
        self._reduced = evidence.reduced
        texts = (*(text for text, _ in evidence.texts), *evidence.approved)
        self._said = frozenset().union(*map(concepts_in, texts))
        self._said |= {"discount"} if evidence.reduced else set()

    def faults(self, text: str) -> list[str]:
        """What `text` says without evidence, each as it stands there; empty for a true text."""
        if address := address_in(text):
            return [address]
        plain = self._without_phrases(normal(text, self._language))
        tokens, quantities = quantities_in(plain, self._language)
        found = [
            one.text
            for one in quantities
            if one.end > one.at and not is_held(one, self._row.quantities)
        ]
        counted = {at for one in quantities for at in range(one.at, one.end)}
        for at, token in enumerate(tokens):
            if at in counted:
                continue
            found += self._faults_of(token, at, tokens)
        claimed = concepts_in(text, self._language)
        found += [how for name, how in claimed.items() if name not in self._said]
        return list(dict.fromkeys(found))

    def _faults_of(self, token: Token, at: int, tokens: Sequence[Token]) -> Iterator[str]:
        match token.kind:
            case "word":
                for part in _parts(token.text, self._language):
                    if not self._may_say(part, at, tokens):
                        yield token.text
            case "signs":
                words = self._vocabulary
                yield from uncovered(
                    token.text, self._row.runs, words.words.words, words.bound.words
                )
            case "code":
                if token.text not in self._row.codes:
                    yield token.text
            case "symbol":
                if token.text not in _MARKS and token.text not in self._row.symbols:
                    yield token.text
            case "number" | "slot" | "stop":
                return

    def _may_say(self, word: str, at: int, tokens: Sequence[Token]) -> bool:
        plain, bound = self._vocabulary.words, self._vocabulary.bound.bends(word)
        if word in plain.words or (self._reduced and word in self._vocabulary.reduced):
            return True
        if len(scripts_of(word)) > 1 and word not in self._row.words:
            return False
        if numeral_of(word, self._language) is not None:
            return False
        if not bound and plain.bends(word):
            return True
        if (sense := sense_of(word)) and any(one.sense == sense for one in self._row.quantities):
            return True  # a litre, where the row measures 500 ml
        if not self._words.holds(word) and not self._is_joined(word):
            return False
        if bound:
            mine = _neighbours(tokens, at, self._language) - self._bare
            return bool(mine & self._row.beside.get(stem_of(word, self._language), set()))
        return True

    @property
    def _bare(self) -> frozenset[str]:
        return self._vocabulary.words.stems

    def _is_joined(self, word: str) -> bool:
        """Whether a compound is put together of the row's words and of words that claim nothing."""
        return self._words.joins(word, self._vocabulary.words, self._vocabulary.bound)

    def _without_phrases(self, text: str) -> str:
        for phrase in self._vocabulary.phrases:
            if phrase in text:
                text = _cut_out(text, phrase)
        return text

    def _read(self, evidence: Evidence) -> _Row:
        row = _Row()
        texts = [*evidence.texts, *((text, self._language) for text in evidence.approved)]
        for text, locale in texts:
            tokens, quantities = quantities_in(normal(text, self._language), language_of(locale))
            row.quantities += quantities
            for at, token in enumerate(tokens):
                match token.kind:
                    case "word":
                        row.words.add(token.text)
                        row.words |= set(_parts(token.text, self._language))
                        beside = _neighbours(tokens, at, self._language)
                        row.beside.setdefault(stem_of(token.text, self._language), set()).update(
                            beside
                        )
                    case "signs":
                        row.runs.add(token.text)
                    case "code":
                        row.codes.add(token.text)
                    case "symbol":
                        row.symbols.add(token.text)
                    case "number" | "slot" | "stop":
                        pass
        return row


def _neighbours(tokens: Sequence[Token], at: int, language: str) -> set[str]:
    words: set[str] = set()
    for step in (-1, 1):
        place = at + step
        while 0 <= place < len(tokens) and abs(place - at) <= _BESIDE:
            if tokens[place].kind in {"symbol", "slot"} or tokens[place].text in ".!?।。":
                break
            if tokens[place].kind in {"word", "code"}:
                words.add(stem_of(tokens[place].text, language))
            place += step
    return words


def _parts(word: str, language: str) -> list[str]:
    """The words of one with apostrophes: l'acier, it's; Turkish endings after one say nothing."""
    if "'" not in word:
        return [word]
    if language == "tr":
        return [word.partition("'")[0]]
    if language == "en" and word.endswith("n't"):
        return ["not"]
    return [part for part in word.split("'") if len(part) > 1]


def _cut_out(text: str, phrase: str) -> str:
    """`text` without the phrase where it stands as whole words; in signs wherever it stands."""
    if SIGNS.search(phrase):
        return text.replace(phrase, " ")
    padded = f" {text} "
    out, at = [], 0
    while (found := padded.find(phrase, at)) >= 0:
        end = found + len(phrase)
        whole = not padded[found - 1].isalnum() and not padded[end].isalnum()
        out.append(padded[at:found] + (" , " if whole else phrase))
        at = end
    return "".join((*out, padded[at:])).strip()
