"""Stems: the same in every thread."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from engine.claims.stems import stem_of

ROOTS = ("run", "brush", "happi", "generous", "relation", "colour", "mount", "weav")
ENDINGS = ("ing", "ed", "ly", "ness", "al", "s", "er", "ement", "ization", "fulness")
WORDS = [f"{a}{b}{ending}" for a in ROOTS for b in ROOTS for ending in ENDINGS]


@pytest.fixture
def hasty() -> Iterator[None]:
    """Threads that take turns a thousand times more often than they do."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(5e-6)
    yield
    sys.setswitchinterval(before)


@pytest.mark.usefixtures("hasty")
def test_many_threads_find_the_stems_that_one_finds() -> None:
    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(lambda word: stem_of(word, "en"), WORDS))
    stem_of.cache_clear()
    assert found == [stem_of(word, "en") for word in WORDS]
