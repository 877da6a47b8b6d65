"""Validate: entries as Briefs, each bad one with its reason, in two passes.

The first reads the catalog to its end and finds ids given twice. It does not know what holds a
frame against the suite, nor pictures: `expect` is passed in, and intake comes after.
"""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass

from catalogs.compose import Defaults, compose
from catalogs.draft import Draft, Finding, draft_of, quoted
from catalogs.grouping import Entry
from catalogs.readers.reader import text_of
from catalogs.suite import Expect, Suite, findings_of, frame_of
from schemas.brief import Brief, Origin
from schemas.keys import key_of
from schemas.reject import Code, Reject, Skip, Warned

__all__ = ["Index", "index_of", "validate"]

_MOST_ENTRIES = 2_500
_MOST_BYTES = 16 * 1024 * 1024
"""What a batch holds: the suite costs a fixed time for each batch, and a byte of a cell some eight
bytes of memory on its way to a brief. Of larger ones a million rows take no less time."""
_SHARES = 64
"""Files of hashes in which repeated ids are looked for one after the other."""


def validate(
    entries: Callable[[], Iterator[Entry]],
    source: str,
    suite: Suite,
    defaults: Defaults,
    expect: Expect,
) -> Iterator[Brief | Reject | Skip | Warned]:
    """Every entry of the catalog, in order; a warning follows the brief that it is about.

    The first pass, before anything is given, reads the catalog to its end and raises CatalogError
    where it is damaged; it also finds equal entries (the later ones are skipped) and ids with two
    contents (all of those entries are rejected). The second streams in batches of up to 2,500
    entries or 16 MiB. `source` is what briefs name as their origin.
    """
    index = index_of(entries())
    for batch in _batches(entries()):
        yield from _judged(batch, index, source, suite, defaults, expect)


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
    be made take no part. 40 bytes are kept of each entry, on disk.
    """
    count = 0
    copies: dict[int, int] = {}
    conflicts: dict[int, int] = {}
    with ExitStack() as stack:
        # Equal ids are of one share, and each share is looked at by itself.
        shares = [stack.enter_context(tempfile.TemporaryFile()) for _ in range(_SHARES)]
        for entry in entries:
            count += 1
            identity = entry.id
            if entry.fault or entry.unpublished or not identity or _is_refused(entry):
                continue
            hashed = hashlib.blake2b(identity.encode(), digest_size=16).digest()
            content = bytes.fromhex(_entry_digest(entry)[:32])
            shares[hashed[0] % _SHARES].write(hashed + content + entry.row.to_bytes(8, "little"))
        for share in shares:
            share.seek(0)
            repeated = _repeated(share.read())
            copies |= repeated[0]
            conflicts |= repeated[1]
    return Index(count, copies, conflicts)


def _entry_digest(entry: Entry) -> str:
    """What the entry holds, as 64 hexadecimal digits; the same from every format."""
    cells = {name: text for name, cell in entry.cells.items() if (text := text_of(cell).strip())}
    # As one text: a key's canonical form costs a call for each value, and rows have many.
    return key_of("row", cells=json.dumps(cells, sort_keys=True))


def _is_refused(entry: Entry) -> bool:
    """Whether the entry's owner asks that it is not made."""
    return text_of(entry.cells.get("review")).strip().lower() == "rejected"


def _batches(entries: Iterator[Entry]) -> Iterator[list[tuple[Entry, Draft]]]:
    batch: list[tuple[Entry, Draft]] = []
    size = 0
    for entry in entries:
        draft = draft_of(entry.row, entry.cells)
        batch.append((entry, draft))
        size += draft.size
        if len(batch) >= _MOST_ENTRIES or size >= _MOST_BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _judged(
    batch: Sequence[tuple[Entry, Draft]],
    index: Index,
    source: str,
    suite: Suite,
    defaults: Defaults,
    expect: Expect,
) -> Iterator[Brief | Reject | Skip | Warned]:
    settled: dict[int, Skip | Finding] = {}
    drafts: list[Draft] = []
    for entry, draft in batch:
        outcome = _without_judging(entry, index)
        if outcome is None:
            drafts.append(draft)
            outcome = draft.finding
        if outcome is not None:
            settled[entry.row] = outcome
    if drafts:
        frame = frame_of(drafts)
        settled = {**findings_of(expect(frame, suite), suite, frame), **settled}
    for entry, draft in batch:
        outcome = settled.get(entry.row)
        if outcome is None:
            origin = Origin(source=source, rows=entry.rows, digest=_entry_digest(entry))
            composed = compose(draft, defaults, origin)
            if not isinstance(composed, Finding):
                brief, notes = composed
                yield brief
                for note in (*entry.notes, *notes):
                    yield Warned(row=entry.row, id=brief.id, reason=note)
                continue
            outcome = composed
        yield outcome if isinstance(outcome, Skip) else _reject(entry, outcome)


def _without_judging(entry: Entry, index: Index) -> Skip | Finding | None:
    """What is settled before any value is looked at."""
    row, identity = entry.row, entry.id
    if entry.fault:
        return Finding(Code.RAGGED, entry.fault.reason, entry.fault.remedy)
    if entry.empty:
        return Skip(row=row, id="", reason="the row is empty")
    if _is_refused(entry):
        return Skip(row=row, id=identity, reason="review is 'rejected'")
    if entry.unpublished:
        return Skip(row=row, id=identity, reason=entry.unpublished)
    if row in index.copies:
        return Skip(row=row, id=identity, reason=f"the same as row {index.copies[row]}")
    if row in index.conflicts:
        other = index.conflicts[row]
        return Finding(
            Code.ID_CONFLICT,
            f"id is {quoted(identity)}, as in row {other}, whose content is another",
            "Give each row an id of its own, or delete the one that is out of date.",
        )
    if entry.difference:
        return Finding(
            Code.ID_CONFLICT,
            f"the rows of {quoted(identity)} do not agree: {entry.difference}",
            "Give each product an id of its own, or delete the rows that are out of date.",
        )
    return None


def _reject(entry: Entry, finding: Finding) -> Reject:
    return Reject(
        row=entry.row,
        rows=entry.rows,
        id=entry.id,
        code=finding.code,
        reason=finding.reason,
        remedy=finding.remedy,
    )


def _repeated(packed: bytes) -> tuple[dict[int, int], dict[int, int]]:
    """Copies and conflicts among entries of 40 bytes: the hashes of id and content, the row."""
    import numpy as np  # noqa: PLC0415 - only where rows are validated

    found = np.frombuffer(packed, dtype="<u8").reshape(-1, 5)
    digests, numbers = found[:, :4], found[:, 4]
    order = np.lexsort((digests[:, 1], digests[:, 0]))
    same = (digests[order[1:], :2] == digests[order[:-1], :2]).all(axis=1)
    copies: dict[int, int] = {}
    conflicts: dict[int, int] = {}
    # Runs of one id; lexsort is stable, so each run is in the file's order.
    edges = np.flatnonzero(np.diff(np.concatenate(([False], same, [False])).astype(np.int8)))
    for start, end in edges.reshape(-1, 2):
        run = order[start : end + 1]
        rows = [int(numbers[at]) for at in run]
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
