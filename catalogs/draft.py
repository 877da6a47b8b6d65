"""Draft: one row with its text cleaned, before anything is judged, and what is found wrong with it.

It does not know which values are right; suites and `catalogs.compose` decide that.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal

from catalogs.columns import LISTS, PARAGRAPHS, TOKENS, VERBATIM
from catalogs.markup import ITEM, is_markup
from catalogs.readers.reader import Cell, items_of, text_of
from catalogs.text import Cleaned, broken_character, clean
from schemas.reject import Code

__all__ = ["Draft", "Finding", "draft_of", "quoted"]

_LARGEST_CELL = 64 * 1024
"""Bytes in UTF-8. Larger cells are not cleaned, and their row is rejected."""
_SHOWN = 60
_BULLETS = re.compile(r"(?:^|\s+)[•●▪‣◦■✓✔➤►](?:\s+|$)")
"""Marks before the items of a list."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A code, which value in which column is wrong, and what to write instead."""

    code: Code
    reason: str
    remedy: str


@dataclass(slots=True)
class Draft:
    """A row on its way to a brief. Nothing empty is held.

    `texts` by column (with `title@de` and unknown ones), `lists` likewise, `notes` for warnings,
    `finding` for what is wrong with the characters themselves; the `largest` cell and the `size`
    of all cells in bytes.
    """

    row: int
    texts: dict[str, str] = field(default_factory=dict)
    lists: dict[str, tuple[str, ...]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    finding: Finding | None = None
    largest: tuple[int, str] = (0, "")
    size: int = 0


def draft_of(row: int, cells: Mapping[str, Cell]) -> Draft:
    """The entry's cells: text cleaned by `catalogs.text.clean`, all other values to the letter.

    A list in a description is the row's bullets, where it has none: exports have one column for
    both. The notes say which columns held markup or something that nobody sees.
    """
    draft = Draft(row)
    texts: dict[str, Cleaned] = {}
    for name, cell in cells.items():
        text = text_of(cell)
        size = len(text) if text.isascii() else len(text.encode())
        draft.size += size
        draft.largest = max(draft.largest, (size, name))
        if size == 0 or size > _LARGEST_CELL:
            continue
        if broken := broken_character(text):
            draft.finding = draft.finding or _broken(name, broken)
            continue
        base = name.partition("@")[0]
        if base in VERBATIM:
            items = items_of(cell) if base in LISTS else (text,)
            lines = tuple(stripped for item in items if (stripped := _bare(base, item)))
        elif base in TOKENS:
            lines = tuple(filter(None, (_token(cell),)))
        else:
            texts[name] = _cleaned(base, cell)
            lines = texts[name].lines
        if not lines:
            continue
        if base in LISTS:
            draft.lists[name] = lines
        else:
            draft.texts[name] = ("\n" if base in PARAGRAPHS else " ").join(lines)
    for name, cleaned in texts.items():
        if name.partition("@")[0] == "description" and cleaned.items:
            _list_apart(draft, name, cleaned)
    draft.notes.extend(_notes(texts))
    return draft


def quoted(value: str) -> str:
    """A value as reasons show it: in quotes, on one line, cut after 60 characters."""
    line = "".join(mark if mark.isprintable() else " " for mark in value)
    return f"'{line[:_SHOWN]}…'" if len(line) > _SHOWN else f"'{line}'"


def _cleaned(base: str, cell: Cell) -> Cleaned:
    if isinstance(cell, tuple):
        cleaned = clean(*cell)
        # A list in a column that is none is one text.
        return cleaned if base in LISTS else replace(cleaned, lines=(" | ".join(cleaned.lines),))
    text = text_of(cell)
    if base == "description" and len(_BULLETS.findall(text)) > 1:
        return clean(_BULLETS.sub(f"\n{ITEM}", text))
    if base not in LISTS:
        return clean(text)
    # HTML gives a line for each item; in other cells "|" separates items, or else line breaks and
    # the bullets of a list that was written on one line.
    if is_markup(text) and len((whole := clean(text)).lines) > 1:
        return whole
    items = items_of(cell)
    if len(items) == 1:
        items = tuple(part for line in items[0].splitlines() for part in _BULLETS.split(line))
    return clean(*items)


def _list_apart(draft: Draft, name: str, cleaned: Cleaned) -> None:
    """The list of a description as bullets, and the description without it."""
    bullets = name.replace("description", "bullets", 1)
    if bullets in draft.lists:
        return
    draft.lists[bullets] = cleaned.items
    items = set(cleaned.items)
    told = [line for line in cleaned.lines if line not in items]
    if told:
        draft.texts[name] = "\n".join(told)
    else:
        del draft.texts[name]


def _notes(texts: dict[str, Cleaned]) -> Iterator[str]:
    if html := [name for name, text in texts.items() if text.html]:
        yield f"HTML in {', '.join(html)}: its visible text is used"
    if markdown := [name for name, text in texts.items() if text.markdown]:
        yield f"Markdown in {', '.join(markdown)}: its marks are left out"
    if hidden := [
        f"{name} ({', '.join(text.hidden)})" for name, text in texts.items() if text.hidden
    ]:
        yield f"removed what nobody sees from {', '.join(hidden)}"


def _bare(base: str, item: str) -> str:
    """The item without blanks around it; a program's first line keeps its indentation."""
    return item.rstrip().lstrip("\r\n") if base == "snippet" else item.strip()


def _token(cell: Cell) -> str:
    if isinstance(cell, Decimal):
        return format(cell, "f")
    return text_of(cell).replace("\u00a0", " ").strip()


def _broken(name: str, character: str) -> Finding:
    return Finding(
        Code.TEXT,
        f"{name} holds the character {character}, which no text should hold",
        "Delete it; it often comes from a wrong encoding on the way here.",
    )
