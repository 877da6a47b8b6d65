"""Header: a catalog's columns under its own names and under callsheet's.

It does not know how a format stores its header, nor what a column holds.
"""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from catalogs.columns import KNOWN, LISTS, TEXT_BY_LOCALE, folded, pasted, suggested
from catalogs.readers.reader import Cell, RawRow
from schemas.errors import CatalogError
from schemas.locale import language_tag
from schemas.spreadsheet import unguarded

__all__ = ["REJECTS_LEAD", "Header", "lead_of", "rank_of", "resolve"]

REJECTS_LEAD = ("row", "id", "code", "reason", "remedy")
"""The columns that lead rejects; a catalog that starts with them is one, handed back."""


@dataclass(frozen=True, slots=True)
class Header:
    """`originals` are the file's own names, in order.

    `fields` give for each of callsheet's names the positions of the columns that may hold it, the
    preferred one first. `lead` columns stand before the originals in the file and are ignored.
    `notes` are what the catalog's owner should know of its header.
    """

    originals: tuple[str, ...]
    fields: tuple[tuple[str, tuple[int, ...]], ...]
    lead: int = 0
    notes: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Callsheet's names, in the file's order."""
        return tuple(name for name, _ in self.fields)

    def own(self, raw: RawRow) -> tuple[Cell, ...]:
        """The row's cells under the originals: as they were written before they were rejected."""
        if not self.lead:
            return raw.cells
        return tuple(
            unguarded(cell) if isinstance(cell, str) else cell for cell in raw.cells[self.lead :]
        )


def lead_of(found: Sequence[str]) -> int:
    """How many of a file's columns lead its own: those of a `rejects.csv`, or none."""
    start = tuple(name.strip() for name in found[: len(REJECTS_LEAD)])
    return len(REJECTS_LEAD) if start == REJECTS_LEAD else 0


def rank_of(
    found: Sequence[str], columns: Mapping[str, str], is_known: Callable[[Collection[str]], bool]
) -> int:
    """How likely a table's record is its header: 3 where it leads a `rejects.csv` or has all the
    columns that the production names, 2 where a dialect knows it, 1 where an id and a title look
    familiar, else 0.
    """
    names = {folded(name) for name in found if name.strip()}
    if lead_of(found) or (columns and {folded(name) for name in columns.values()} <= names):
        return 3
    if is_known(names):
        return 2
    return 1 if {"id", "title"} <= suggested(tuple(names)).keys() | names else 0


def resolve(
    found: Sequence[str],
    columns: Mapping[str, str],
    where: str,
    known: Mapping[str, Sequence[str]] | None = None,
    made: Collection[str] = (),
    is_unique: Callable[[int], bool] = lambda _at: False,
) -> Header:
    """The header that a file's column names give under a production's column map.

    `columns` maps callsheet's column to the file's own; `known` does so for the file's dialect,
    with several columns in order of preference, of which those that are there count. The
    production's map comes first. `made` are callsheet's columns that the dialect makes of others;
    `is_unique` says of a column, by its place, that no two rows have the same there, so that it
    may be suggested as an id. A file's column whose own name is taken by a mapped one is kept as
    `catalog_<name>`. Raises CatalogError for a missing `id` or `title` and columns of the
    production's map that are not there (all at once, with a map that would do), a repeated column
    that only one may be of, and a text column whose language tag is not one (`title@germany`).
    """
    stripped = tuple(name.strip() for name in found)
    lead = lead_of(stripped)
    originals, notes = _named(stripped[lead:])
    position = {name: at for at, name in enumerate(originals)}
    said = {ours: _places((theirs,), position) for ours, theirs in columns.items()}
    absent = {ours: columns[ours] for ours, places in said.items() if not places}
    usual = {} if known is None else known
    mapped = {ours: _places(theirs, position) for ours, theirs in usual.items()} | said
    fields = [(ours, places) for ours, places in mapped.items() if places]
    names = {ours for ours, _ in fields}
    taken = {at for _, places in fields for at in places}
    fields += [
        (f"catalog_{name}" if name in names else name, (at,))
        for name, at in position.items()
        if at not in taken
    ]
    fields.sort(key=lambda field: field[1])
    header = Header(originals, tuple(fields), lead, notes)
    _check_names(stripped[lead:], header, where)
    _check_there(header, columns, absent, where, made, is_unique)
    _check_languages(header, where)
    return header


def _places(names: Sequence[str], position: Mapping[str, int]) -> tuple[int, ...]:
    """Where these columns are: to the letter, or else but for case, blanks, `_` and `-`."""
    alike = {folded(name): at for name, at in reversed(tuple(position.items()))}
    found: list[int | None] = []
    for name in names:
        if name.endswith("*"):
            start = folded(name[:-1])
            found += (at for one, at in position.items() if folded(one).startswith(start))
        else:
            found.append(position.get(name, alike.get(folded(name))))
    return tuple(dict.fromkeys(at for at in found if at is not None))


def _named(found: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Every column's name, no two alike, and what to tell of those that are given one here."""
    names: dict[str, None] = {}
    unnamed: list[str] = []
    repeated: dict[str, None] = {}
    for at, name in enumerate(found, start=1):
        own = name or f"column {at}"
        if not name:
            unnamed.append(own)
        if own in names:
            repeated[own] = None
            own = next(new for n in range(2, at + 2) if (new := f"{name} ({n})") not in names)
        names[own] = None
    notes = []
    if unnamed:
        notes.append(f"columns without a name are kept as {_listed(unnamed)}")
    if repeated:
        notes.append(f"columns of one name are kept with a number: {_listed(tuple(repeated))}")
    return tuple(names), tuple(notes)


def _check_names(found: Sequence[str], header: Header, where: str) -> None:
    """Of columns of one name, nobody can say which is meant, where a single one is asked for."""
    asked = {
        header.originals[at]
        for name, places in header.fields
        for at in places
        if name in KNOWN - LISTS
    }
    for name, times in Counter(found).items():
        if times > 1 and name in asked:
            places = [n for n, other in enumerate(found, start=1 + header.lead) if other == name]
            raise CatalogError(
                f"{where} has the column {name!r} {times} times",
                f"columns {', '.join(map(str, places))}",
                "Keep one of them, or give the others names of their own.",
            )


def _check_there(
    header: Header,
    columns: Mapping[str, str],
    absent: Mapping[str, str],
    where: str,
    made: Collection[str],
    is_unique: Callable[[int], bool],
) -> None:
    """All that lacks is said at once, with the column map that would do, ready to be pasted."""
    there = {*header.names, *absent, *made}
    required = [name for name in ("id", "title") if name not in there]
    if not absent and not required:
        return
    lacking = [
        f"{theirs!r}, which the production's columns give for {ours}"
        for ours, theirs in absent.items()
    ] + list(map(repr, required))
    held = {ours: theirs for ours, theirs in columns.items() if ours not in absent}
    found = suggested(
        [name for name in header.originals if name not in held.values()],
        {*held, *(name for name in header.names if name in KNOWN)},
    )
    if "id" in required and "id" not in found:
        title = found.get("title") or next(
            (header.originals[at[0]] for name, at in header.fields if name == "title"), None
        )
        if title is not None and is_unique(header.originals.index(title) + header.lead):
            found = {"id": title, **found}
    wanted = [*absent, *required]
    close = {
        name: _close(absent.get(name, name), header.originals)
        for name in wanted
        if name not in found
    }
    remedy = [f"Add to the production file: `{pasted({**held, **found})}`."] if found else []
    for name, alike in close.items():
        remedy.append(
            f"Close to {absent.get(name, name)!r}: {', '.join(map(repr, alike))}."
            if alike
            else f"No column looks like {name}: give its name under `columns:`, or add it."
        )
    raise CatalogError(
        f"{where} has no column {', and no column '.join(lacking)}",
        f"its columns are {_listed(header.originals)}",
        " ".join(remedy),
    )


def _check_languages(header: Header, where: str) -> None:
    for name in header.names:
        base, at, tag = name.partition("@")
        if at and base in TEXT_BY_LOCALE and language_tag(tag) is None:
            raise CatalogError(
                f"{where} has the column {name!r}, and {tag!r} is not a language",
                f"line 1, column {header.names.index(name) + 1 + header.lead}",
                f"Write a BCP 47 tag, for instance {base}@de or {base}@pt-BR.",
            )
        if at and base in KNOWN - TEXT_BY_LOCALE:
            raise CatalogError(
                f"{where} has the column {name!r}, and {base} is the same in every language",
                f"line 1, column {header.names.index(name) + 1 + header.lead}",
                f"Only {', '.join(sorted(TEXT_BY_LOCALE))} may be given by language.",
            )


def _close(wanted: str, originals: Sequence[str]) -> list[str]:
    alike = {name.casefold(): name for name in originals}
    near = difflib.get_close_matches(wanted.casefold(), alike, n=3, cutoff=0.6)
    return [alike[name] for name in near]


def _listed(originals: Sequence[str]) -> str:
    shown = ", ".join(originals[:20])
    return f"{shown}, and {len(originals) - 20} more" if len(originals) > 20 else shown
