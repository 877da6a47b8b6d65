"""Solid: attributes in texts without spaces, and whether a text gives one to another thing.

Chinese and Japanese write what a thing is made of, and its colour, before the thing. It compares
the signs that follow an attribute, or go before it where nothing does; it knows no grammar.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

__all__ = ["recombined"]

_LINKS = "的之色製制造质質製成做头頭材でのがはをも用入り"
_SAID = re.compile(r"(\w{1,4}?)(?:まで|[はもが])$")
"""What stands before an attribute that is said of it: the tongue is brass (舌は真鍮です)."""
_ENDS = re.compile(r"(?:製|色)?(?:です|でした|だ|$)")
"""What follows an attribute that is said of what stands before it."""
_LONGEST = 6
_OWNER = 4
"""Signs of an owner that are compared."""


def recombined(
    run: str,
    ground: Collection[str],
    thing: Collection[str],
    attributes: Collection[str],
    row: Collection[str],
) -> Iterator[str]:
    """Attributes in `run` that stand with something that the runs of `ground` give another one.

    An attribute that stands alone there is `thing`'s; `row` is all that the row says.
    """
    for attribute, owner in _owned(run, attributes, row):
        owners = {
            theirs
            for other in ground
            for name, theirs in _owned(other, attributes, row)
            if name in attribute or attribute in name
        }
        if owners and not any(_alike(owner, one) for one in owners):
            yield f"{attribute}{owner}"
        elif not owners and any(attribute in other for other in ground):
            whole = {other for other in ground if attribute in other}
            if not any(_alike(owner, one) for one in whole | set(thing)):
                yield f"{attribute}{owner}"


def _owned(
    run: str, attributes: Collection[str], row: Collection[str]
) -> Iterator[tuple[str, str]]:
    """The attributes of a run that are followed by something that the row has, and that."""
    at = 0
    while at < len(run):
        found = next(
            (run[at : at + n] for n in range(_LONGEST, 0, -1) if run[at : at + n] in attributes), ""
        )
        if not found:
            at += 1
            continue
        said = _SAID.search(run[:at])
        at += len(found)
        start = at
        if said and _ENDS.match(run[at:]):
            yield found, said[1]
            continue
        while start < len(run) and run[start] in _LINKS:
            start += 1
        owner = run[start : start + _OWNER]
        head = owner[:1] if _is_sign(owner[:1]) and not _is_sign(owner[1:2]) else owner[:2]
        if head and any(head in other for other in row) and head not in attributes:
            yield found, owner


def _alike(one: str, other: str) -> bool:
    """Whether two owners share two signs in a row, or begin with the same Han sign."""
    if _is_sign(one[:1]) and not _is_sign(one[1:2]):
        return one[0] in other
    return any(one[n : n + 2] in other for n in range(max(1, len(one) - 1)) if one[n : n + 2])


def _is_sign(mark: str) -> bool:
    """Whether it is a Han sign, and no kana."""
    return bool(mark) and "\u3400" <= mark <= "\u9fff"
