"""Index: the catalog's good rows on disk, so that no pass holds the whole catalog in memory."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from schemas.brief import Brief

__all__ = ["Index"]


class Index:
    """Briefs as lines of JSON in one file, in the catalog's order."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def write(self, briefs: Iterable[Brief]) -> int:
        """Write all briefs, replacing the file as one step, and say how many they were."""
        self.file.parent.mkdir(parents=True, exist_ok=True)
        part, count = self.file.with_suffix(".part"), 0
        with part.open("w", encoding="utf-8") as lines:
            for brief in briefs:
                lines.write(json.dumps(brief.document(), ensure_ascii=False) + "\n")
                count += 1
        part.replace(self.file)
        return count

    def __iter__(self) -> Iterator[Brief]:
        with self.file.open(encoding="utf-8") as lines:
            for line in lines:
                yield Brief.from_document(json.loads(line))
