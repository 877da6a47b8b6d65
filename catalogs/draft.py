"""Draft: one row with its text cleaned, before anything is judged.

It does not know which values are right; suites and `catalogs.compose` decide that.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal

from catalogs.columns import INLINE, LISTS, MARKUP, TOKENS, VERBATIM
from catalogs.finding import Finding
from catalogs.markup import inline_text, is_markup, visible_text
from catalogs.plain import broken_character, plain
from catalogs.reader import Cell, RawRow, text_of
from schemas.reject import Code

__all__ = ["LARGEST_CELL", "Draft", "draft_of"]

LARGEST_CELL = 64 * 1024
"""Bytes in UTF-8 (guarantees, Bad inputs). Larger cells are not cleaned, and their row goes."""

_SEPARATOR = re.compile(r"(?<!\\)\|")
_PARAGRAPHS = frozenset({"description", "narration"})


@dataclass(slots=True)
class Draft:
    """A row on its way to a brief. Nothing empty is held.

    `texts` by column (with `title@de` and unknown ones), `lists` likewise, `notes` for warnings,
    `finding` for what is wrong with the characters themselves, `largest` cell in bytes.
    """

    row: int
    texts: dict[str, str] = field(default_factory=dict)
    lists: dict[str, tuple[str, ...]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    finding: Finding | None = None
    largest: tuple[int, str] = (0, "")


def draft_of(raw: RawRow) -> Draft:
    """The row's cells, each cleaned by the kind of text that its column holds."""
    draft = Draft(raw.number)
    markup: list[str] = []
    unseen: list[str] = []
    for name, cell in raw.cells.items():
        size = len(text_of(cell).encode())
        draft.largest = max(draft.largest, (size, name))
        if size == 0 or size > LARGEST_CELL:
            continue
        if broken := broken_character(text_of(cell)):
            draft.finding = draft.finding or _broken(name, broken)
            continue
        base = name.partition("@")[0]
        items, hidden, held_markup = _cleaned(base, cell)
        if hidden:
            unseen.append(f"{name} ({', '.join(hidden)})")
        if held_markup:
            markup.append(name)
        items = tuple(item for item in items if item)
        if not items:
            continue
        if base in LISTS:
            draft.lists[name] = items
        else:
            draft.texts[name] = items[0]
    if markup:
        draft.notes.append(f"HTML in {', '.join(markup)}: its visible text is used")
    if unseen:
        draft.notes.append(f"removed what nobody sees from {', '.join(unseen)}")
    return draft


def _cleaned(base: str, cell: Cell) -> tuple[tuple[str, ...], tuple[str, ...], bool]:
    """The cleaned items (one, but for lists), what was hidden, and whether it was HTML."""
    if base in VERBATIM:
        items = _split(cell) if base in LISTS else (text_of(cell),)
        return tuple(item.strip() for item in items), (), False
    if base in TOKENS:
        return (_token(cell),), (), False
    if base in INLINE:
        text, hidden = plain(inline_text(text_of(cell)))
        return (text,), hidden, False
    if base in MARKUP:
        return _marked_up(base, cell)
    text, hidden = plain(_joined(cell), lines=base in _PARAGRAPHS)
    return (text,), hidden, False


def _marked_up(base: str, cell: Cell) -> tuple[tuple[str, ...], tuple[str, ...], bool]:
    raw = cell if isinstance(cell, tuple) else (text_of(cell),)
    seen = [visible_text(item) if is_markup(item) else None for item in raw]
    texts = [found.text if found else item for item, found in zip(raw, seen, strict=True)]
    if base in LISTS and not isinstance(cell, tuple):
        # One cell: HTML gives a line for each item, plain text separates them by "|".
        texts = texts[0].splitlines() if seen[0] else list(_split(texts[0]))
    cleaned = [plain(text, lines=base not in LISTS) for text in texts]
    marks = sorted({mark for _, hidden in cleaned for mark in hidden})
    if any(found and found.hidden for found in seen):
        marks.append("hidden HTML")
    return tuple(text for text, _ in cleaned), tuple(marks), any(seen)


def _split(cell: Cell) -> tuple[str, ...]:
    if isinstance(cell, tuple):
        return cell
    return tuple(item.replace("\\|", "|") for item in _SEPARATOR.split(text_of(cell)))


def _joined(cell: Cell) -> str:
    return " | ".join(cell) if isinstance(cell, tuple) else text_of(cell)


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
