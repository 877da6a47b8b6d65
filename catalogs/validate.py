"""Validate: a catalog's rows as Briefs, each bad one with its reason, in two passes.

It does not know Great Expectations nor pictures; `expect` is passed in, intake comes after.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

from catalogs.compose import Defaults, compose
from catalogs.draft import Draft, draft_of
from catalogs.finding import Finding, quoted
from catalogs.frame import frame_of
from catalogs.index import Index, id_of, index_of, is_refused, row_digest
from catalogs.judge import judge
from catalogs.reader import RawRow, Reader
from catalogs.rejects import original_cells
from catalogs.suite import Expect, row_suite
from schemas.brief import Brief, Origin
from schemas.reject import Code, Reject, Skip, Warned

__all__ = ["BATCH", "validate"]

BATCH = 1_000
"""Rows held in memory, and held against the suite, at a time."""


def validate(
    reader: Reader, defaults: Defaults, expect: Expect
) -> Iterator[Brief | Reject | Skip | Warned]:
    """Every row of the catalog, in order; a warning follows the brief that it is about.

    The first pass, before anything is given, reads the file to its end and raises CatalogError
    where it is damaged; it also finds equal rows (the later ones are skipped) and ids with two
    contents (all of those rows are rejected). The second streams in batches of 1,000.
    """
    index = index_of(reader)
    rows = reader.rows()
    while batch := list(itertools.islice(rows, BATCH)):
        yield from _batch(batch, index, reader, defaults, expect)


def _batch(
    batch: Sequence[RawRow], index: Index, reader: Reader, defaults: Defaults, expect: Expect
) -> Iterator[Brief | Reject | Skip | Warned]:
    drafts: dict[int, Draft] = {}
    settled: dict[int, Skip | Finding] = {}
    for raw in batch:
        outcome = _without_judging(raw, index)
        if outcome is None:
            draft = draft_of(raw)
            drafts[raw.number], outcome = draft, draft.finding
        if outcome is not None:
            settled[raw.number] = outcome
    if drafts:
        suite = row_suite(frozenset(reader.header.names))
        frame = frame_of(list(drafts.values()))
        settled = {**judge(expect(frame, suite), suite, frame), **settled}
    for raw in batch:
        outcome = settled.get(raw.number)
        if outcome is None:
            origin = Origin(source=reader.path.name, rows=(raw.number,), digest=row_digest(raw))
            composed = compose(drafts[raw.number], defaults, origin)
            if not isinstance(composed, Finding):
                brief, notes = composed
                yield brief
                for note in notes:
                    yield Warned(row=raw.number, id=brief.id, reason=note)
                continue
            outcome = composed
        yield outcome if isinstance(outcome, Skip) else _reject(raw, outcome, reader)


def _without_judging(raw: RawRow, index: Index) -> Skip | Finding | None:
    """What is settled before any value is looked at."""
    if raw.fault:
        return Finding(Code.RAGGED, raw.fault.reason, raw.fault.remedy)
    if raw.empty:
        return Skip(row=raw.number, id="", reason="the row is empty")
    if is_refused(raw):
        return Skip(row=raw.number, id=id_of(raw), reason="review is 'rejected'")
    if raw.number in index.copies:
        first = index.copies[raw.number]
        return Skip(row=raw.number, id=id_of(raw), reason=f"the same as row {first}")
    if raw.number in index.conflicts:
        other = index.conflicts[raw.number]
        return Finding(
            Code.ID_CONFLICT,
            f"id is {quoted(id_of(raw))}, as in row {other}, whose content is another",
            "Give each row an id of its own, or delete the one that is out of date.",
        )
    return None


def _reject(raw: RawRow, finding: Finding, reader: Reader) -> Reject:
    return Reject(
        row=raw.number,
        id=id_of(raw),
        code=finding.code,
        reason=finding.reason,
        remedy=finding.remedy,
        cells=original_cells(raw, reader.header),
    )
