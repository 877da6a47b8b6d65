"""Translated: whether a text in another language claims what its original does.

Numbers with what they measure are equal on both sides, names and codes stay, no address appears,
and nothing that advertising claims in words which `engine.claims.concepts` knows. Whether other
words mean the same is not known here: the row's own text in the language, or a reader, decides.
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.claims.addresses import address_in
from engine.claims.concepts import concepts_in
from engine.claims.evidence import Evidence
from engine.claims.quantities import Quantity, is_held, quantities_in
from engine.claims.tokens import scripts_of
from schemas.locale import language_of

__all__ = ["faults_of_translation"]

_UNLATIN = frozenset({"ar", "hi", "ja", "zh", "ru", "uk", "bg", "el", "he", "fa", "ko", "th"})


def faults_of_translation(
    original: tuple[str, str], text: str, locale: str, evidence: Evidence
) -> list[str]:
    """What `text` in `locale` says beyond `original` (a text and its locale), or lacks of it.

    `evidence` is what the whole row says: names and concepts may come from there.
    """
    return list(dict.fromkeys(_faults(original, text, locale, evidence)))


def _faults(original: tuple[str, str], text: str, locale: str, evidence: Evidence) -> Iterator[str]:
    if address := address_in(text):
        yield address
    source, own = original
    language = language_of(locale)
    before = _counted(source, own)
    tokens, after = quantities_in(text, language)
    after = tuple(_uncounted(one) for one in after if one.end > one.at)
    yield from (one.text for one in after if not is_held(one, before))
    digits = [one for one in before if not one.words and one.sense]
    yield from (f"{one.text} is missing" for one in digits if not is_held(one, after))
    said = frozenset().union(*(concepts_in(row) for row, _ in evidence.texts))
    held = said | ({"discount"} if evidence.reduced else set())
    yield from (how for name, how in concepts_in(text, locale).items() if name not in held)
    known = {token.text for row, _ in evidence.texts for token in quantities_in(row, "")[0]}
    known |= {token.text for token in quantities_in(source, "")[0]}
    for token in tokens:
        foreign = language in _UNLATIN and scripts_of(token.text) == {"LATIN"}
        named = token.kind == "code" or (token.kind == "word" and foreign and len(token.text) > 2)
        if (
            named or (token.kind == "symbol" and token.text in "%€$£¥™®©")
        ) and token.text not in known:
            yield token.text


def _counted(text: str, locale: str) -> list[Quantity]:
    return [_uncounted(one) for one in quantities_in(text, language_of(locale))[1]]


def _uncounted(one: Quantity) -> Quantity:
    """The number without its neighbours, which are in one language."""
    return Quantity(one.text, one.values, one.sense, frozenset(), one.words, one.at, one.end)
