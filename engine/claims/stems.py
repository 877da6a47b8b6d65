"""Stems: whether a word of a text is one that the row uses, in another form of it.

It knows how words are bent in a language (Snowball's stemmers), not what they mean.
"""

from __future__ import annotations

import functools
import re
import threading
import unicodedata
from collections.abc import Collection, Iterator
from typing import Any

from engine.claims.verbs import infinitives_of

__all__ = ["Lexicon", "stem_of"]

_thread = threading.local()

_STEMMERS = {
    "ar": "arabic",
    "cs": "czech",
    "da": "danish",
    "de": "german",
    "en": "english",
    "es": "spanish",
    "fi": "finnish",
    "fr": "french",
    "hi": "hindi",
    "hu": "hungarian",
    "it": "italian",
    "nl": "dutch",
    "no": "norwegian",
    "pl": "polish",
    "pt": "portuguese",
    "ro": "romanian",
    "ru": "russian",
    "sv": "swedish",
    "tr": "turkish",
}
_JOINED = frozenset({"de", "nl", "sv", "da", "no"})
"""Languages that write compounds in one word."""
_LINKS = ("", "s", "es", "n", "en", "er", "e")
_PIECE, _HEAD = 3, 4
"""Letters of a compound's shortest piece, and of the shortest that it begins with."""
_SAME = {
    "fr": (4, 2, 4),
    "es": (4, 2, 4),
    "it": (4, 2, 4),
    "pt": (4, 2, 4),
    "pl": (4, 3, 5),
    "hi": (4, 2, 3),
    "tr": (5, 7, 7),
}
"""Where a stemmer leaves forms of a word apart and no ending compares: the letters that two forms
begin with, and how many more the shorter and the longer may have."""
_SUFFIXED = frozenset({"tr"})
"""Languages that put ending after ending behind a whole word of four letters or more."""
_DOUBLED = re.compile(r"([aeou])\1")
"""Dutch vowels that are written once where an ending follows: verstelbaar, verstelbare."""
_VOWELS = {"pl": re.compile("i[aeęą]|ę|ą")}
"""Vowels that change when a word is bent: światło, świetle."""
_ENCLITICS = {
    "es": re.compile(r"(?<=[aeior])(?:(?:me|te|se|nos)?(?:lo|la|los|las|le|les)|me|te|se|nos)$"),
    "it": re.compile(r"(?<=[aei])(?:l[aeio]|mi|ti|si|ci|vi|ne)$"),
    "ar": re.compile(r"(?:كم|ها|هم|نا|ك|ه)$"),  # noqa: RUF001 - Arabic
}
"""Pronouns that are written behind a verb: ábrelo, portala."""
_TAKEN = {"de": re.compile("^ge"), "nl": re.compile("^ge"), "ar": re.compile("^[يتن]")}
"""What stands before the forms of a verb: geschraubt, تميل."""
_PREFIXES = {"ar": re.compile("^(?:[وف])?(?:[بلك])?(?:ال|لل)?")}
"""What is written together with the word that follows it: and, with, for, the."""
_COMPARES = {
    "de": re.compile(r"(\w+?)e?st(?:e[nrsm]?)$"),
    "nl": re.compile(r"(\w+?)ste[nr]?$"),
    "en": re.compile(r"(\w+?)(?:est|er)$"),
    "es": re.compile(r"(\w+?)[ií]sim\w+$"),
    "it": re.compile(r"(\w+?)issim\w+$"),
    "pt": re.compile(r"(\w+?)[ií]ssim\w+$"),
    "pl": re.compile(r"(\w+?)(?:sz)(?:y|a|e|ych|ym|ymi|ego|emu|ej|ą)$"),
}
"""Endings that make of `light` the lightest; they claim what the plain word does not."""
_WITHOUT = {
    "tr": re.compile(r"s[ıiuü]z|m[ae]z|m[ae]y[ae]n|m[ae]d[ıi]"),  # noqa: RUF001
    "de": re.compile(r"(?:los|frei)"),
}
"""Endings that say that something is not there."""


class Lexicon:
    """Words of one language, and whether another word is one of them."""

    JOINED = _JOINED

    def __init__(self, words: Collection[str], language: str) -> None:
        self._language = language
        self.words = frozenset(words)
        self.stems = frozenset(form for word in words for form in _forms(word, language))
        starts: dict[str, list[str]] = {}
        for word in self.words:
            bare = _bare(word, language)
            starts.setdefault(bare[:3], []).append(bare)
        self._starts = starts

    def __contains__(self, word: str) -> bool:
        if word in self.words:
            return True
        if self._compares(word):
            return False
        return bool(self.stems.intersection(_forms(word, self._language))) or self._bent(word)

    def bends(self, word: str) -> bool:
        """Whether `word` is a form of one here by the rules of its language alone."""
        if self._compares(word):
            return False
        if self._language in _SUFFIXED and self._bent(word):
            return True
        return bool(self.stems.intersection(_forms(word, self._language)))

    def conjugates(self, word: str) -> bool:
        """Whether `word` is a form of a verb that stands here as an infinitive."""
        return not (
            self._compares(word) or self.words.isdisjoint(infinitives_of(word, self._language))
        )

    def holds(self, word: str) -> bool:
        """Whether `word` is one of the words, a piece of one, or put together of them."""
        if word in self:
            return True
        return self._language in _JOINED and (self._is_piece(word) or self._is_compound(word))

    def _compares(self, word: str) -> bool:
        """Whether `word` compares, and no word here does so in the same way."""
        pattern = _COMPARES.get(self._language)
        found = pattern.match(word) if pattern else None
        if found is None or len(found[1]) < 3:
            return False
        bare = word.rstrip("enrsm") if self._language in _JOINED else word
        return not any(one.startswith(bare) for one in self.words)

    def _bent(self, word: str) -> bool:
        plain = _bare(word, self._language)
        near = self._starts.get(plain[:3], ())
        if self._language == "en":
            doubled = plain + plain[-1]
            return len(plain) >= 3 and any(
                other in {f"{doubled}er", f"{doubled}ing", f"{doubled}ed"} for other in near
            )
        if self._language not in _SAME:
            return False
        without = _WITHOUT.get(self._language)
        return any(
            _same(plain, other, self._language)
            and not (without and without.match(plain[min(len(other), len(plain)) :]))
            for other in near
        )

    def _is_piece(self, word: str) -> bool:
        """Whether a compound here begins or ends with `word`: a Stahlflasche is a Flasche."""
        forms = {form for form in (word, *_forms(word, self._language)) if len(form) >= _PIECE}
        return any(
            len(one) >= len(form) + 3
            and (
                one.endswith(form)
                or stem_of(one, self._language).endswith(form)
                or (len(form) >= _HEAD and one.startswith(form) and word.startswith(form))
            )
            for one in self.words
            for form in forms
        )

    def joins(self, word: str, plain: Lexicon, never: Lexicon) -> bool:
        """Whether `word` is put together of words here and of `plain`, and none of `never`."""
        return self._language in _JOINED and self._is_compound(word, plain, never)

    def _is_compound(
        self, word: str, plain: Lexicon | None = None, never: Lexicon | None = None
    ) -> bool:
        for cut in range(_PIECE, len(word) - _PIECE + 1):
            head, rest = word[:cut], word[cut:]
            heads = {
                head[: len(head) - len(link)]
                for link in _LINKS
                if head.endswith(link) and len(head) - len(link) >= _PIECE
            }
            if never and (rest in never or any(one in never for one in heads)):
                continue
            own = self._has_piece(rest) or self._is_compound(rest)
            mine = any(map(self._has_piece, heads))
            if own and mine:
                return True
            if plain and ((own and any(one in plain for one in heads)) or (mine and rest in plain)):
                return True
        return False

    def _has_piece(self, word: str) -> bool:
        return len(word) >= _PIECE and (word in self or (len(word) >= 4 and self._is_piece(word)))


def _same(one: str, other: str, language: str) -> bool:
    least, short, long = _SAME[language]
    shorter, longer = sorted((one, other), key=len)
    pairs = enumerate(zip(shorter, longer, strict=False))
    common = next((n for n, pair in pairs if pair[0] != pair[1]), len(shorter))
    if language in _SUFFIXED and common == len(shorter) >= 4:
        return len(longer) - common <= long
    return common >= least and len(shorter) - common <= short and len(longer) - common <= long


def _bare(word: str, language: str) -> str:
    """The word without accents and vowels that change."""
    vowels = _VOWELS.get(language)
    return folded(vowels.sub("i", word) if vowels else word)


@functools.lru_cache(maxsize=32768)
def stem_of(word: str, language: str) -> str:
    """The word without its ending, and without accents; itself where nobody knows its endings."""
    name = _STEMMERS.get(language)
    stem = folded(_stemmer(name).stemWord(word) if name else word)
    return _DOUBLED.sub(r"\1", stem).removesuffix("e") if language == "nl" else stem


@functools.lru_cache(maxsize=32768)
def folded(word: str) -> str:
    """The word without accents, which are typed or left out; Turkish and Indic marks stay."""
    if not word.isascii() and "\u00c0" <= max(word) < "\u0250":
        plain = unicodedata.normalize("NFD", word.replace("ß", "ss").replace("ł", "l"))
        return "".join(mark for mark in plain if not unicodedata.combining(mark))
    return word


def _forms(word: str, language: str) -> Iterator[str]:
    yield stem_of(word, language)
    if language == "fr" and "'" in word:
        yield stem_of(word.rpartition("'")[2], language)
    if (pattern := _ENCLITICS.get(language)) and (bare := pattern.sub("", folded(word))) != word:
        yield stem_of(bare, language)
    if (pattern := _TAKEN.get(language)) and pattern.match(word) and len(word) >= 4:
        bare = pattern.sub("", word)
        yield stem_of(bare, language)
        yield stem_of(bare.removesuffix("t"), language)
    if (pattern := _PREFIXES.get(language)) and (found := pattern.match(word)):
        for cut in range(found.end() + 1):
            rest = word[cut:]
            if len(rest) >= 2:
                yield stem_of(rest, language)
            bare = _ENCLITICS[language].sub("", rest)
            if len(bare) >= 3:
                yield stem_of(bare, language)


def _stemmer(name: str) -> Any:
    """This thread's own, because a stemmer holds the word that it works on."""
    known = _thread.__dict__
    if name not in known:
        import snowballstemmer  # noqa: PLC0415 - thirty languages

        known[name] = snowballstemmer.stemmer(name)
    return known[name]
