"""Building the plan: once through the catalog, a chunk of rows at a time.

A row that is as it was when its films were delivered is looked up in the memo of plans and not
planned again; the others are. Nothing is asked for, made or spent.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache, partial
from pathlib import Path

from engine.intake import Fetched, is_address
from engine.production.check import CatalogCheck
from engine.production.context import RunContext
from engine.production.outcome import rejected
from engine.production.planning.money import BudgetLeft
from engine.production.planning.plan import Plan
from engine.production.planning.row import PendingRow, RowPlan
from engine.production.planning.rows import PlannedRow, plan_rows
from engine.production.watch import Watch
from engine.report import Slugs
from engine.store import DeliveredFilm
from engine.store.index import CHUNK, CatalogIndex
from engine.store.plan_index import Remembered
from schemas.brief import Brief
from schemas.errors import CallsheetError, RefusedError

__all__ = ["RowKeys", "assert_there", "build_plan", "resolve"]

_HELD = 200
"""Rows whose recipes are held in memory at a time: they are far larger than the rows."""


def build_plan(
    context: RunContext,
    check: CatalogCheck,
    watch: Watch,
    only: Collection[str] = (),
    *,
    keep_others: bool = False,
) -> Plan:
    """Go through the catalog once. `only` limits the plan to rows of those ids. `keep_others`
    leaves films of good rows where they are that are not among the deliveries.

    Raises RefusedError for an id that is not there.
    """
    assert_there(check.index, only, "--only")
    calls = context.paid_calls
    plan = Plan(context.indexes, BudgetLeft(calls.left(), calls.spent().reserved))
    try:
        builder = _PlanBuilder(context, check, plan, watch.note, keep_others=keep_others)
        for chunk in check.index.chunks(only):
            builder.add(chunk)
            watch.step("", len(chunk))
        plan.add_rejects(
            reject for reject in check.index.rejects() if not only or reject.id in only
        )
        plan.add_orphaned(_withdrawn(context, check, plan, only))
    except BaseException:
        plan.close()
        raise
    return plan


def resolve(
    context: RunContext,
    check: CatalogCheck,
    plan: Plan,
    rows: Sequence[PendingRow],
    failed: Mapping[str, CallsheetError],
) -> None:
    """Plan rows whose prerequisites are fulfilled now; those in `failed` could not be had."""
    builder = _PlanBuilder(context, check, plan)
    planned = builder.plan([row.brief for row in rows if row.brief.id not in failed])
    rejects = [
        PlannedRow(row.brief, rejected(row.brief, failed[row.brief.id]))
        for row in rows
        if row.brief.id in failed
    ]
    plan.resolve(rows, [*planned, *rejects])


class _PlanBuilder:
    """One pass over the catalog."""

    def __init__(
        self,
        context: RunContext,
        check: CatalogCheck,
        plan: Plan,
        tell: Callable[[str], None] | None = None,
        *,
        keep_others: bool = False,
    ) -> None:
        self._tell = tell
        self._keep_others = keep_others
        self._context = context
        self._plan = plan
        self._slugs = Slugs(check.index.twins())
        self._keys = RowKeys(context)

    def add(self, chunk: Sequence[tuple[str, str, str]]) -> None:
        """Add a chunk of good rows, as the index holds them, to the plan."""
        context, plan = self._context, self._plan
        ids = [identifier for identifier, _, _ in chunk]
        delivered = _by_row(context.store.ledger.films.of_rows(context.output, ids))
        remembered = context.memo.read(ids)
        digests: dict[str, str] = {}
        changed: list[Brief] = []
        unchanged: list[DeliveredFilm] = []
        orphaned: list[DeliveredFilm] = []
        fetched = self._fetched(name for one in remembered.values() for name in one.files)
        rows = shots = 0
        for identifier, digest, document in chunk:
            before = remembered.get(identifier)
            films = delivered.get(identifier, {})
            if before and self._is_reused(before, digest, films, fetched):
                unchanged += [films[file] for file, _ in before.films]
                if not self._keep_others:
                    orphaned += [films[file] for file in films.keys() - dict(before.films)]
                rows, shots = rows + 1, shots + before.shots
            else:
                changed.append(Brief.model_validate_json(document))
                digests[identifier] = digest
        plan.add_unchanged(unchanged, rows, shots)
        plan.add_orphaned(orphaned)
        for start in range(0, len(changed), _HELD):
            planned = list(self._planned(changed[start : start + _HELD], delivered))
            plan.add_rows(planned)
            fetched = self._fetched(name for row in planned for name in row.brief.images)
            context.memo.write(
                {
                    row.brief.id: self._keys.remembered(digests[row.brief.id], row.plan, fetched)
                    for row in planned
                    if isinstance(row.plan, RowPlan)
                }
            )

    def plan(self, briefs: Sequence[Brief]) -> Iterator[PlannedRow]:
        """Plan these rows, whatever they were before."""
        context = self._context
        for start in range(0, len(briefs), CHUNK):
            some = briefs[start : start + CHUNK]
            films = context.store.ledger.films.of_rows(context.output, [one.id for one in some])
            yield from self._planned(some, _by_row(films))

    def _planned(
        self, briefs: Sequence[Brief], delivered: Mapping[str, Mapping[str, DeliveredFilm]]
    ) -> Iterator[PlannedRow]:
        by_file = {
            file: film for brief in briefs for file, film in delivered.get(brief.id, {}).items()
        }
        for row in plan_rows(self._context, briefs, self._slugs, by_file, self._tell):
            wanted = _files_of(row)
            films = delivered.get(row.brief.id, {})
            others = set() if wanted and self._keep_others else films.keys() - wanted
            self._plan.add_orphaned(
                (films[file] for file in others),
                lost="" if wanted or not films else row.brief.id,
            )
            yield row

    def _fetched(self, files: Iterable[str]) -> Mapping[str, Fetched]:
        """What is known of the addresses among a chunk's files."""
        addresses = [name for name in files if is_address(name)]
        return self._context.remote_pictures.known(addresses) if addresses else {}

    def _is_reused(
        self,
        before: Remembered,
        digest: str,
        films: Mapping[str, DeliveredFilm],
        fetched: Mapping[str, Fetched],
    ) -> bool:
        """Whether the row is as it was, and its films lie there as they were delivered."""
        return before.row_key == self._keys.of(digest, before.files, fetched) and all(
            file in films and films[file].key == key and films[file].intact(self._context.paths.out)
            for file, key in before.films
        )


class RowKeys:
    """Keys of everything that a row's films depend on, from what is quick to know: for `RowMemo`.

    Files count by their sizes and times, addresses by the bytes that they gave.
    """

    def __init__(self, context: RunContext) -> None:
        self._inputs = context.row_inputs
        self._stamp = lru_cache(maxsize=100_000)(partial(_stamp, context.paths.root))

    def of(
        self, digest: str, files: Iterable[str], fetched: Mapping[str, Fetched] | None = None
    ) -> str:
        """The key of a row, by its digest and its files, which are in there by their names;
        `fetched` is what the addresses among them gave.
        """
        given = fetched or {}
        stamps = [given[file].sha256 if file in given else self._stamp(file) for file in files]
        text = f"{self._inputs} {digest} {stamps}"
        return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()

    def remembered(
        self, digest: str, plan: RowPlan, fetched: Mapping[str, Fetched] | None = None
    ) -> Remembered:
        """What is kept of a row that was planned."""
        brief = plan.brief
        # As the row names them, and where they were found: a link may lead elsewhere one day.
        names = (*brief.images, *brief.videos, *filter(None, [brief.storyboard]))
        pictures = (one.path for one in plan.material.pictures)
        videos = (one.path for one in plan.material.videos.values())
        files = tuple(dict.fromkeys([*names, *pictures, *videos]))
        films = tuple((film.planned.file, film.planned.key) for film in plan.films)
        return Remembered(self.of(digest, files, fetched), films, len(plan.setups), files)


def _stamp(root: Path, name: str) -> tuple[int, int] | None:
    """A file's size and time; None where there is no file."""
    try:
        found = (root / name).stat()
    except (OSError, ValueError):
        return None
    return found.st_size, found.st_mtime_ns


def _withdrawn(
    context: RunContext, check: CatalogCheck, plan: Plan, only: Collection[str]
) -> Iterator[DeliveredFilm]:
    """Films whose row is not among the catalog's good rows; of a partial catalog, of its rows."""
    films = context.store.ledger.films
    skipped = {one.id for one in check.index.skipped()}
    for ids in films.rows(context.output):
        plan.delivered += len(ids)
        left = set(ids) - check.index.good(ids)
        if only:
            left &= set(only)
        elif check.partial:
            left &= check.index.known(list(left))
        plan.lost |= left - skipped
        yield from films.of_rows(context.output, sorted(left))


def _by_row(films: Iterable[DeliveredFilm]) -> dict[str, dict[str, DeliveredFilm]]:
    rows: dict[str, dict[str, DeliveredFilm]] = {}
    for film in films:
        rows.setdefault(film.id, {})[film.file] = film
    return rows


def _files_of(row: PlannedRow) -> set[str]:
    match row.plan:
        case RowPlan():
            return {film.planned.file for film in row.plan.films}
        case PendingRow():
            return {film.file for film in row.plan.films}
    return set()


def assert_there(index: CatalogIndex, rows: Collection[str], option: str) -> None:
    """Raises RefusedError where the catalog has no row of one of those ids."""
    wanted = list(rows)
    if missing := set(wanted) - index.known(wanted):
        raise RefusedError(
            "the catalog has no such row", f"{option} {min(missing)}", "Name an id of the catalog."
        )
