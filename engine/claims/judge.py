"""The judge: whether what is said and written rests on what its row says.

A text rests on the fields that its writer names, or, clause by clause, on the one field that
supports it best, and on what names the thing; never on the row as a whole, whose words could be put
together to another thing. A word is supported where it is the field's own in any form of it, the
brand's, or one that claims nothing; a number where the field has it in its sense; a material, a
colour, a size or a measure where it belongs to the same thing. It does not know whether the row is
true.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Collection, Iterator, Sequence

from engine.claims.addresses import address_in
from engine.claims.attributes import Bond, bonds_in, owns, pairs_in
from engine.claims.concepts import concepts_in
from engine.claims.evidence import (
    DENIED,
    NAMES,
    Evidence,
    Ground,
    ground_of,
    is_named,
    neighbours,
    parts_of_word,
)
from engine.claims.numerals import numeral_of
from engine.claims.quantities import Quantity, is_held, quantities_in, sense_of
from engine.claims.signs import uncovered
from engine.claims.solid import recombined
from engine.claims.stems import Lexicon, stem_of
from engine.claims.tokens import Token, normal, scripts_of
from engine.claims.vocabulary import Vocabulary, vocabulary_of
from schemas.locale import language_of

__all__ = ["Judge"]

_MARKS = frozenset("&+/'\"*·•-–—…_|=~^`")
"""Symbols that are punctuation here."""
_CLAUSE = re.compile(r"(?<=[.!?;:,…])\s+|(?<=[。！？；，、：।؟،؛])\s*|\s[–—-]\s")
_NEAR = 4
"""Words between a number and the word that says what it measures."""
_SENSES = frozenset({"volume", "length", "mass"})
_MOST_FIELDS = 3
"""Fields that one text may name; more would be the row as a whole."""


class Judge:
    """Judges texts of one locale by one row's evidence."""

    def __init__(self, evidence: Evidence, locale: str) -> None:
        self._language = language_of(locale)
        self._vocabulary: Vocabulary = vocabulary_of(self._language)
        self._evidence = evidence
        self._fields = evidence.fields()
        self._names = tuple(dict.fromkeys(name for name, _, _ in self._fields))
        self._reduced = evidence.reduced
        texts = (*(text for text, _ in evidence.texts), *evidence.approved)
        self._said = frozenset().union(*map(concepts_in, texts))
        self._said |= {"discount"} if evidence.reduced else set()
        self._grounds: dict[frozenset[str], Ground] = {}
        self._all, self._thing = self._ground(self._names), self._ground(())

    def faults(
        self, text: str, rests_on: Collection[str] = (), *, loosely: bool = False
    ) -> list[str]:
        """What `text` says without evidence, each as it stands there; empty for a true text.

        `rests_on` names the fields that it rests on; what is no field of the row is not counted.
        `loosely` lets words pass that are neither numbers nor claims by themselves, and no
        attributes: somebody else judges them.
        """
        found = self._judged(text, rests_on)[0]
        return [one for one in found if not (loosely and self._is_plain(one))]

    def _is_plain(self, fault: str) -> bool:
        """Whether a fault is one word that another judge may allow."""
        tokens, quantities = quantities_in(fault, self._language)
        words = self._vocabulary
        if len(tokens) != 1 or quantities or concepts_in(fault, self._language):
            return False
        word = tokens[0].text
        match tokens[0].kind:
            case "word":
                return not (
                    words.bound.bends(word)
                    or words.attributes.bends(word)
                    or words.measures.bends(word)
                    or numeral_of(word, self._language) is not None
                    or sense_of(word)
                    or len(scripts_of(word)) > 1
                )
            case "signs":
                claims = words.bound.words | words.attributes.words
                return not any(claim in word for claim in claims)
        return False

    def evidence_of(self, text: str, rests_on: Collection[str] = ()) -> tuple[str, ...]:
        """The fields that a true text rests on, beside what names the thing."""
        return self._judged(text, rests_on)[1]

    def _judged(self, text: str, rests_on: Collection[str]) -> tuple[list[str], tuple[str, ...]]:
        if address := address_in(text):
            return [address], ()
        claimed = concepts_in(text, self._language)
        beyond = [how for name, how in claimed.items() if name not in self._said]
        plain = self._vocabulary.without_phrases(normal(text, self._language))
        named = [name for name in dict.fromkeys(rests_on) if name in self._names]
        if named and len([name for name in named if name not in NAMES]) <= _MOST_FIELDS:
            found = self._faults_by(plain, self._ground(named))
            return list(dict.fromkeys((*found, *beyond))), tuple(named)
        found, used = list[str](), list[str]()
        for clause in _CLAUSE.split(plain):
            faults, name = self._best(clause)
            found += faults
            used += [name] if name else []
        return list(dict.fromkeys((*found, *beyond))), tuple(dict.fromkeys(used))

    def _best(self, clause: str) -> tuple[list[str], str]:
        """The faults of a clause by the field that supports it best, and that field."""
        faults, name = self._faults_by(clause, self._ground(())), ""
        for other in self._names:
            if not faults:
                break
            if other not in NAMES:
                found = self._faults_by(clause, self._ground((other,)))
                if len(found) < len(faults):
                    faults, name = found, other
        return faults, name

    def _ground(self, names: Collection[str]) -> Ground:
        """What those fields say, with what names the thing and what the brand approved."""
        key = frozenset({*names} - NAMES)
        if key not in self._grounds:
            texts = [(text, locale) for name, text, locale in self._fields if name in key | NAMES]
            texts += [(text, self._language) for text in self._evidence.approved]
            self._grounds[key] = ground_of(texts, self._language, self._vocabulary)
        return self._grounds[key]

    def _faults_by(self, clause: str, ground: Ground) -> list[str]:
        tokens, quantities = quantities_in(clause, self._language)
        found = [
            one.text
            for one in quantities
            if one.end > one.at and not is_held(one, ground.quantities)
        ]
        counted = {at for one in quantities for at in range(one.at, one.end)}
        measured = {
            at + step
            for one in quantities
            if one.sense
            for at in (one.at, one.end - 1)
            for step in range(-_NEAR, _NEAR + 1)
        }
        for at, token in enumerate(tokens):
            if at not in counted:
                found += self._faults_of(token, at, tokens, ground, measured)
        found += self._recombined(tokens, quantities, ground)
        return found

    def _recombined(
        self, tokens: Sequence[Token], quantities: Sequence[Quantity], ground: Ground
    ) -> Iterator[str]:
        """Attributes that the field gives to another thing."""
        bonds = bonds_in(tokens, quantities, self._language, self._vocabulary, self._is_thing)
        for bond in bonds:
            if bond.nearest and not self._belongs(bond, ground):
                yield f"{bond.text} {min(bond.nearest)}"
        for one, other in pairs_in(tokens, self._vocabulary, self._is_thing):
            if not self._go_together(one, other, ground):
                yield f"{one} {other}"
        attributes = self._vocabulary.attributes.words
        for token in tokens:
            if token.kind == "signs":
                yield from recombined(
                    token.text, ground.runs, self._thing.runs, attributes, self._all.runs
                )

    def _is_thing(self, word: str) -> bool:
        """Whether a word of a text is a thing that an attribute could be given to."""
        if word in self._vocabulary.measures.words:
            return True
        return is_named(word, self._vocabulary) and self._all.lexicon.holds(word)

    def _belongs(self, bond: Bond, ground: Ground) -> bool:
        same = [other for other in ground.bonds if self._is_same(bond, other)]
        if not same:  # the attribute itself is no word of the field, and a fault already
            return True
        measures = self._vocabulary.measures.words
        seen = measures | self._surroundings
        things = next((near - seen for near in bond.owners if near - measures), frozenset())
        return any(self._is_given(bond, things, other) for other in same)

    @functools.cached_property
    def _surroundings(self) -> frozenset[str]:
        """Words for places, people and times (a hand, a garden) to which the row gives nothing."""
        owners = frozenset().union(*(bond.all for bond in self._all.bonds), self._thing.words)
        given = {stem_of(owner, self._language) for owner in owners}
        scene = self._vocabulary.scene
        return frozenset(word for word in scene if stem_of(word, self._language) not in given)

    def _is_given(self, bond: Bond, things: frozenset[str], other: Bond) -> bool:
        """Whether the row gives an attribute to one of `things`, and as the same measure."""
        measures = self._vocabulary.measures.words
        if bond.quantity and (mine := bond.nearest & measures):
            theirs = other.all & measures
            if theirs and not any(owns(one, theirs, self._language) for one in mine):
                return False
        owners = other.all - measures
        if not owners and bond.quantity and bond.quantity.sense != "length":
            return True  # 1.2 l of whatever is in it
        owners = owners or frozenset(self._thing.words)
        return not things or any(owns(one, owners, self._language) for one in things)

    def _go_together(self, one: str, other: str, ground: Ground) -> bool:
        """Whether a phrase of the field has both, or one of them names the thing itself."""
        named = frozenset(self._thing.words)
        return any(owns(word, named, self._language) for word in (one, other)) or any(
            owns(one, phrase, self._language) and owns(other, phrase, self._language)
            for phrase in ground.phrases
        )

    def _is_same(self, bond: Bond, other: Bond) -> bool:
        if bond.quantity and other.quantity:
            return is_held(bond.quantity, (other.quantity,))
        if bond.quantity or other.quantity:
            return False
        return bond.text == other.text or bond.text in _lexicon(other.text, self._language)

    def _faults_of(
        self,
        token: Token,
        at: int,
        tokens: Sequence[Token],
        ground: Ground,
        measured: Collection[int],
    ) -> Iterator[str]:
        match token.kind:
            case "word":
                for part in parts_of_word(token.text, self._language):
                    if not self._may_say(part, at, tokens, ground, measured):
                        yield token.text
            case "signs":
                words = self._vocabulary
                yield from uncovered(token.text, ground.runs, words.words.words, words.bound.words)
            case "code":
                if token.text not in ground.codes:
                    yield token.text
            case "symbol":
                if token.text not in _MARKS and token.text not in ground.symbols:
                    yield token.text
            case "number" | "slot" | "stop":
                return

    def _may_say(
        self,
        word: str,
        at: int,
        tokens: Sequence[Token],
        ground: Ground,
        measured: Collection[int],
    ) -> bool:
        plain, bound = self._vocabulary.words, self._vocabulary.bound.bends(word)
        if word in plain.words or (self._reduced and word in self._vocabulary.reduced):
            return True
        if len(scripts_of(word)) > 1 and word not in ground.words:
            return False
        if numeral_of(word, self._language) is not None:
            return False
        known = plain.bends(word) or plain.conjugates(word)
        if known and not (bound or self._vocabulary.attributes.bends(word)):
            return True
        sense = sense_of(word)
        if sense in _SENSES and any(one.sense == sense for one in ground.quantities):
            return True  # a litre, where the row measures 500 ml
        if word in self._vocabulary.measures.words and at in measured:
            return True
        denied = word in self._vocabulary.denials
        if denied and DENIED in ground.beside:
            bound = True
        elif not ground.lexicon.holds(word) and not self._is_joined(word, ground):
            return False
        if bound:
            mine = neighbours(tokens, at, self._language) - plain.stems
            key = DENIED if denied else stem_of(word, self._language)
            return bool(mine & ground.beside.get(key, set()))
        return True

    def _is_joined(self, word: str, ground: Ground) -> bool:
        """Whether a compound is put together of the row's words and of words that claim nothing."""
        return ground.lexicon.joins(word, self._vocabulary.words, self._vocabulary.bound)


@functools.lru_cache(maxsize=4096)
def _lexicon(word: str, language: str) -> Lexicon:
    return Lexicon((word,), language)
