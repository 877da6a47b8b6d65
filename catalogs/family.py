"""Family: which rows belong to another one: variants to their product.

It does not know what becomes of a family; `catalogs.grouping` makes one record of it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Annotated, ClassVar

from pydantic import AfterValidator, Field

from catalogs.names import Names, folded
from catalogs.readers.reader import Cell, text_of
from schemas.record import Record

__all__ = ["Family", "Keys", "keys_of"]

Cells = Mapping[str, Cell]
"""A row's cells by the file's own names, folded."""
Keys = Iterator[tuple[str, bool]]
"""For each row, the id of the record that it belongs to, and whether it is another row's child."""
_FIELD = re.compile(r"\{([^{}]+)\}")


def _compiles(pattern: str) -> str:
    if re.compile(pattern).groups != 1:
        raise ValueError("the pattern must have one group, which is a child's id")
    return pattern


class Family(Record):
    """How a dialect says which rows belong together, in one of three ways.

    A child names its parent in the column `parent`, as one of `names` (`id:{ID}` holds a column);
    or the parent lists its children in the column `children`, with their ids where the pattern
    `child` has its group; or rows follow their `head`, which has one of these values.
    """

    SCHEMA: ClassVar[str] = "family/1"

    parent: Names = ()
    names: Names = ()
    children: str = ""
    child: Annotated[str, AfterValidator(_compiles)] = "(.+)"
    head: dict[str, Names] = Field(default_factory=dict)


def keys_of(
    family: Family | None, rows: Callable[[], Iterable[tuple[str, Cells]]]
) -> Callable[[Iterable[tuple[str, Cells]]], Keys]:
    """What gives each of the rows its key; `rows` are all of them, with their ids.

    Held in memory are the children's or parents' names, where rows name each other.
    """
    if family is None:
        return lambda some: ((identity, False) for identity, _ in some)
    if family.head:
        return lambda some: _following(family, some)
    if family.children:
        parents = {
            child: identity
            for identity, cells in rows()
            for child in re.findall(family.child, _text(cells, family.children))
            if child != identity
        }
        return lambda some: (
            (parents.get(identity, identity), identity in parents) for identity, _ in some
        )
    named = {parent for _, cells in rows() if (parent := _parent(family, cells))}
    own = {
        name: identity
        for identity, cells in rows()
        if not _parent(family, cells)
        for name in _names(family, cells)
        if name in named
    }
    return lambda some: (
        (own.get(parent, parent), True) if (parent := _parent(family, cells)) else (identity, False)
        for identity, cells in some
    )


def _following(family: Family, rows: Iterable[tuple[str, Cells]]) -> Keys:
    head = ""
    for identity, cells in rows:
        leads = all(
            _text(cells, name).casefold() in {one.casefold() for one in wanted}
            for name, wanted in family.head.items()
        )
        head = identity if leads or not head else head
        yield head, not leads


def _parent(family: Family, cells: Cells) -> str:
    return next(filter(None, (_text(cells, name) for name in family.parent)), "")


def _names(family: Family, cells: Cells) -> Iterator[str]:
    """What a row may be called by its children."""
    for name in family.names:
        template = name if "{" in name else f"{{{name}}}"
        if all(_text(cells, field) for field in _FIELD.findall(template)):
            yield _FIELD.sub(lambda found: _text(cells, found[1]), template)


def _text(cells: Cells, name: str) -> str:
    return text_of(cells.get(folded(name))).strip()
