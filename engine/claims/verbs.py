"""Verbs: which infinitives a word may be a form of, by the endings of regular verbs (verbs.yaml).

Vocabularies list verbs by their infinitive, and stemmers leave many forms of one apart (tinter,
tintent). A form is cut behind its root, a vowel or a consonant that changes is put back, and an
infinitive is made of it. It knows regular endings and the commonest changes, not which verbs exist:
who asks has a list of them.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

from schemas.shipped import shipped_table

__all__ = ["infinitives_of"]

_ROOT = 2
"""Letters of the shortest root."""


@functools.lru_cache(maxsize=32768)
def infinitives_of(word: str, language: str) -> frozenset[str]:
    """The infinitives that `word` may be a form of; none where nobody knows the endings."""
    return frozenset(_infinitives(word, language))


def _infinitives(word: str, language: str) -> Iterator[str]:
    endings, changes = _rules(language)
    for infinitive, forms in endings:
        for cut in range(_ROOT, len(word) + 1):
            if forms.fullmatch(word, cut):
                root = word[:cut]
                yield root + infinitive
                for found, put in changes:
                    if (other := found.sub(put, root)) != root and len(other) >= _ROOT:
                        yield other + infinitive


@functools.cache
def _rules(
    language: str,
) -> tuple[tuple[tuple[str, re.Pattern[str]], ...], tuple[tuple[re.Pattern[str], str], ...]]:
    """Endings of infinitives with those of their forms; what changes in roots, and into what."""
    table = shipped_table("engine.claims", "verbs.yaml")
    endings = table["endings"].get(language, ())
    changes = table["changes"].get(language, ())
    return (
        tuple((infinitive, re.compile("|".join(forms))) for infinitive, forms in endings),
        tuple((re.compile(found), put) for found, put in changes),
    )
