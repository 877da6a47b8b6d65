"""Slug: a row's id made safe for file names and addresses, on every system.

It does not know where films lie; it gives one path segment.

An id that is a slug already is kept, and so is one that differs from its slug only in the case of
its letters (most SKUs). Any other id lost something on the way and carries a short hash, whether or
not another row of today's catalog comes out the same: a film that is live under an address must not
move because a row elsewhere was added or removed. Only two ids that differ in nothing but case have
to be seen together to be told apart, which is what `Slugs` is for.

The hash follows two hyphens, which no slug without one contains, so that the two never meet.
"""

from __future__ import annotations

import base64
import hashlib
import re
import unicodedata
from collections.abc import Collection

__all__ = ["LONGEST", "Slugs", "slug_of"]

LONGEST = 60
"""Characters. Twice this, a locale, a profile and a suffix stay under every system's 255."""
_DIGITS = 10
"""Of base 32: 50 bits, so that 100,000 ids without one ASCII letter have a chance of 1 in 200,000
of two alike; 32 bits would make it an even bet."""
_SPELT = str.maketrans(
    dict(zip("ßæœøđðþłħŧ", ("ss", "ae", "oe", "o", "d", "d", "th", "l", "h", "t"), strict=True))
    | {"&": " and ", "@": " at ", "%": " percent ", "+": " plus "}
)
"""What Unicode does not decompose (NFKD), and the signs that tell products apart."""
_RESERVED = frozenset(
    ["con", "prn", "aux", "nul"]
    + [f"{port}{number}" for port in ("com", "lpt") for number in range(10)]
)
"""Names of devices, which Windows gives to no folder (Microsoft, "Naming Files, Paths")."""


def slug_of(identifier: str, kind: str = "row") -> str:
    """The slug of an id: 1 to 60 characters of a-z, 0-9 and single hyphens, or two before a hash.

    Two ids have one slug only where they differ in nothing but case. `kind` is the readable part of
    an id that has no ASCII letter or digit to show.
    """
    plain = _plain(identifier)
    kept = plain == identifier.lower() and len(plain) <= LONGEST and plain not in _RESERVED
    return plain if kept and plain else _hashed(identifier, kind)


class Slugs:
    """The slugs of one catalog's ids, no two alike, in whatever order the rows come.

    `twins` are the ids, in lower case, that differ only in case, among every id of the catalog,
    rejected rows included: a row that is mended must not rename another. Of those, the one in lower
    case is kept and the others carry a hash.
    """

    def __init__(self, twins: Collection[str]) -> None:
        self._twins = twins

    def of(self, identifier: str, kind: str = "row") -> str:
        """The slug of one of the ids; `kind` as for `slug_of`."""
        slug = slug_of(identifier, kind)
        twin = slug != identifier and identifier.lower() in self._twins
        return _hashed(identifier, kind) if twin else slug


def _plain(text: str) -> str:
    spelt = unicodedata.normalize("NFKD", text.lower().translate(_SPELT)).lower()
    letters = spelt.translate(_SPELT).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", letters).strip("-")


def _hashed(identifier: str, kind: str) -> str:
    digest = hashlib.sha256(identifier.encode()).digest()
    mark = base64.b32encode(digest).decode().lower()[:_DIGITS]
    words = _plain(identifier) or _plain(kind) or "row"
    return f"{words[: LONGEST - _DIGITS - 2].rstrip('-')}--{mark}"
