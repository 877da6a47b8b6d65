"""Reviews: what people wrote into the column `review` of a status sheet, whichever they opened.

It does not know what a review does.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from catalogs.formats import open_reader
from catalogs.readers.reader import FileSource, text_of
from schemas.errors import CatalogError
from schemas.spreadsheet import unguarded

__all__ = ["read_reviews"]

_REVIEWS = frozenset({"approved", "rejected"})


def read_reviews(folder: Path, names: tuple[str, ...]) -> Mapping[str, str]:
    """The reviews by id, from the newest of those sheets in the folder; of equals, the first.

    Raises CatalogError for a sheet that cannot be read, or a review that says something else.
    """
    sheets = [folder / name for name in names if (folder / name).is_file()]
    if not sheets:
        return {}
    sheet = max(sheets, key=lambda path: path.stat().st_mtime_ns)
    reader = open_reader(FileSource(sheet))
    if not {"id", "review"} <= set(reader.names):
        raise CatalogError(
            f"{sheet.name} is no status sheet any more",
            f"its columns are {', '.join(reader.names)[:200]}",
            "Delete it: the next run writes it again.",
        )
    identity, review = reader.names.index("id"), reader.names.index("review")
    found: dict[str, str] = {}
    for row in reader.rows():
        said = text_of(row.cells[review]).strip().lower() if len(row.cells) > review else ""
        if said and said not in _REVIEWS:
            raise CatalogError(
                f"{sheet.name} has a review that is neither approved nor rejected",
                f"row {row.number}: {said[:60]!r}",
                "Write one of them, or leave the cell empty.",
            )
        if said:
            found[unguarded(text_of(row.cells[identity]))] = said
    return found
