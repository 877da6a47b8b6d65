"""Index: the first pass, which reads the catalog to its end and finds ids given twice.

It does not judge rows; it keeps 40 bytes of each entry, so that a million take 40 MB.
"""

from __future__ import annotations

import hashlib
import json
from array import array
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from catalogs.grouping import Entry
from catalogs.readers.reader import text_of
from schemas.keys import key_of

__all__ = ["Index", "entry_digest", "index_of", "is_refused"]


@dataclass(frozen=True, slots=True)
class Index:
    """What only the whole catalog shows, by the numbers of entries' first rows.

    `copies` are entries equal to an earlier one, with its number; `conflicts` are entries that
    share their id with one of other content, with the number of the first such. `count` is of all.
    """

    count: int
    copies: Mapping[int, int]
    conflicts: Mapping[int, int]


def index_of(entries: Iterable[Entry]) -> Index:
    """Look at every entry once.

    Ids are compared to the letter: those that differ in case or in Unicode form are different ids
    (their slugs get a hash). Entries that cannot be split into columns, have no id, or are not to
    be made take no part.
    """
    packed = array("Q")
    numbers = array("Q")
    count = 0
    for entry in entries:
        count += 1
        identity = entry.id
        if entry.fault or entry.unpublished or not identity or is_refused(entry):
            continue
        numbers.append(entry.row)
        packed.frombytes(hashlib.blake2b(identity.encode(), digest_size=16).digest())
        packed.frombytes(bytes.fromhex(entry_digest(entry)[:32]))
    copies, conflicts = _repeated(numbers, packed)
    return Index(count, copies, conflicts)


def entry_digest(entry: Entry) -> str:
    """What the entry holds, as 64 hexadecimal digits; the same from every format."""
    cells = {name: text for name, cell in entry.cells.items() if (text := text_of(cell).strip())}
    # As one text: a key's canonical form costs a call for each value, and rows have many.
    return key_of("row", cells=json.dumps(cells, sort_keys=True))


def is_refused(entry: Entry) -> bool:
    """Whether the entry's owner asks that it is not made."""
    return text_of(entry.cells.get("review")).strip().lower() == "rejected"


def _repeated(numbers: array[int], packed: array[int]) -> tuple[dict[int, int], dict[int, int]]:
    import numpy as np  # noqa: PLC0415 - only where rows are validated

    digests = np.frombuffer(packed, dtype=np.uint64).reshape(-1, 4)
    order = np.lexsort((digests[:, 1], digests[:, 0]))
    same = (digests[order[1:], :2] == digests[order[:-1], :2]).all(axis=1)
    copies: dict[int, int] = {}
    conflicts: dict[int, int] = {}
    # Runs of one id; lexsort is stable, so each run is in the file's order.
    edges = np.flatnonzero(np.diff(np.concatenate(([False], same, [False])).astype(np.int8)))
    for start, end in edges.reshape(-1, 2):
        run = order[start : end + 1]
        rows = [numbers[at] for at in run]
        contents = digests[run, 2:]
        if (contents == contents[0]).all():
            copies |= dict.fromkeys(rows[1:], rows[0])
        else:
            like_first = (contents == contents[0]).all(axis=1)
            other = rows[int(np.argmin(like_first))]
            conflicts |= {
                row: other if same_content else rows[0]
                for row, same_content in zip(rows, like_first, strict=True)
            }
    return copies, conflicts
