"""Evidence: what a row says, field by field, in the form in which texts are held against it.

It knows words, numbers and what belongs to what within a field, not whether a row is true.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from engine.claims.attributes import Bond, bonds_in, phrases_in
from engine.claims.quantities import Quantity, quantities_in
from engine.claims.stems import Lexicon, stem_of
from engine.claims.tokens import Token, normal
from engine.claims.vocabulary import Vocabulary
from schemas.locale import language_of

__all__ = ["DENIED", "NAMES", "Evidence", "Ground", "ground_of", "neighbours", "parts_of_word"]

NAMES = frozenset({"title", "brand", "category"})
"""Fields that say what the thing is: every line may name it."""
DENIED = "-"
"""What every word that denies something is remembered as."""
_BESIDE = 4
"""Words to either side that are a word's neighbours."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a row says: texts, each with its language; `approved` is what the brand may always say.

    `names` are the texts' fields (title, bullets.2), in their order; without them the first
    text says what the thing is. `reduced`: the row states what its price was before.
    """

    texts: tuple[tuple[str, str], ...]
    approved: tuple[str, ...] = ()
    reduced: bool = False
    names: tuple[str, ...] = ()

    def fields(self) -> tuple[tuple[str, str, str], ...]:
        """The texts with their fields and languages."""
        names = self.names or ("title", *(f"text{n}" for n in range(2, len(self.texts) + 1)))
        return tuple(
            (name, text, locale)
            for name, (text, locale) in zip(names, self.texts, strict=False)
            if text
        )


@dataclass(slots=True)
class Ground:
    """What a text may rest on: one or more fields, as they are compared."""

    words: set[str] = field(default_factory=set)
    codes: set[str] = field(default_factory=set)
    symbols: set[str] = field(default_factory=set)
    runs: set[str] = field(default_factory=set)
    quantities: list[Quantity] = field(default_factory=list)
    beside: dict[str, set[str]] = field(default_factory=dict)
    bonds: list[Bond] = field(default_factory=list)
    phrases: list[frozenset[str]] = field(default_factory=list)
    lexicon: Lexicon = field(default_factory=lambda: Lexicon((), ""))


def ground_of(texts: Iterable[tuple[str, str]], language: str, words: Vocabulary) -> Ground:
    """What `texts` say, as a text in `language` is held against it."""
    ground = Ground()
    for text, locale in texts:
        tokens, quantities = quantities_in(normal(text, language), language_of(locale))
        ground.quantities += quantities
        ground.bonds += bonds_in(
            tokens, quantities, language, words, lambda word: is_named(word, words)
        )
        ground.phrases += phrases_in(tokens, language, words, lambda word: is_named(word, words))
        for at, token in enumerate(tokens):
            _take(ground, token, at, tokens, language, words)
    ground.lexicon = Lexicon(ground.words, language)
    return ground


def _take(
    ground: Ground,
    token: Token,
    at: int,
    tokens: Sequence[Token],
    language: str,
    words: Vocabulary,
) -> None:
    match token.kind:
        case "word":
            ground.words.add(token.text)
            ground.words |= set(parts_of_word(token.text, language))
            beside = neighbours(tokens, at, language)
            key = DENIED if token.text in words.denials else stem_of(token.text, language)
            ground.beside.setdefault(key, set()).update(beside)
        case "signs":
            ground.runs.add(token.text)
        case "code":
            ground.codes.add(token.text)
        case "symbol":
            ground.symbols.add(token.text)
        case "number" | "slot" | "stop":
            pass


def is_named(word: str, words: Vocabulary) -> bool:
    """Whether a word names something, and does not only hold a sentence together."""
    if word in words.named.words or word in words.measures.words:
        return True
    return not (word in words.joining or words.bound.bends(word) or word in words.breaks)


def neighbours(tokens: Sequence[Token], at: int, language: str) -> set[str]:
    """The stems of the words about the one at `at`, within its sentence."""
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


def parts_of_word(word: str, language: str) -> list[str]:
    """The words of one with apostrophes: l'acier, it's; Turkish endings after one say nothing."""
    if "'" not in word:
        return [word]
    if language == "tr":
        return [word.partition("'")[0]]
    if language == "en" and word.endswith("n't"):
        return ["not"]
    return [part for part in word.split("'") if len(part) > 1]
