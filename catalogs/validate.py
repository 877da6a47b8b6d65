"""Validate: entries as Briefs, each bad one with its reason, in two passes.

It does not know what holds a frame against the suite, nor pictures: `expect` is passed in, and
intake comes after.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from catalogs.compose import Defaults, compose
from catalogs.draft import Draft, draft_of
from catalogs.finding import Finding, findings_of, quoted
from catalogs.grouping import Entry
from catalogs.index import Index, entry_digest, index_of, is_refused
from catalogs.suite import Expect, Suite, frame_of
from schemas.brief import Brief, Origin
from schemas.reject import Code, Reject, Skip, Warned

__all__ = ["validate"]

_MOST_ENTRIES = 50_000
_MOST_BYTES = 16 * 1024 * 1024
"""What a batch holds: the suite costs a fixed time for each batch, and a byte of a cell some eight
bytes of memory on its way to a brief."""


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
    contents (all of those entries are rejected). The second streams in batches of up to 50,000
    entries or 16 MiB. `source` is what briefs name as their origin.
    """
    index = index_of(entries())
    for batch in _batches(entries()):
        yield from _judged(batch, index, source, suite, defaults, expect)


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
            origin = Origin(source=source, rows=entry.rows, digest=entry_digest(entry))
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
    if is_refused(entry):
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
