"""Drafts: how often a row was ordered to be written anew, which is remembered between runs.

A row's draft is part of what its answers are kept under, so that those of the draft before stay in
the ledger. It asks nobody.
"""

from __future__ import annotations

from collections.abc import Collection

from engine.writers.model.dialect import Facts
from schemas.keys import key_of

__all__ = ["Drafts"]


class Drafts:
    """The drafts of the rows of one `production`, from 0. Threads share it."""

    def __init__(self, production: str, facts: Facts | None = None) -> None:
        self._production, self._facts = production, facts
        self._known: dict[str, int] = {}

    def of(self, row: str) -> int:
        """Which draft of the row of that id is wanted."""
        if row not in self._known:
            key = self._key(row)
            found = self._facts.read([key]).get(key) if self._facts else None
            self._known[row] = found["draft"] if found else 0
        return self._known[row]

    def renew(self, rows: Collection[str]) -> None:
        """Want one more draft of those rows."""
        self._put({row: self.of(row) + 1 for row in rows})

    def take_back(self, rows: Collection[str]) -> None:
        """Want the draft before, because nobody was asked for another."""
        self._put({row: self.of(row) - 1 for row in rows})

    def _put(self, drafts: dict[str, int]) -> None:
        self._known |= drafts
        if self._facts:
            self._facts.write({self._key(row): {"draft": n} for row, n in drafts.items()})

    def _key(self, row: str) -> str:
        return key_of("writer.draft", production=self._production, row=row)
