"""Tags: the closed vocabularies that a row may use for languages and currencies.

It does not know which are offered for speech or type; voices and fonts say that.
"""

from __future__ import annotations

import functools
import re

__all__ = ["TAG", "currencies", "language_tag", "languages"]

TAG = re.compile(
    r"^[A-Za-z]{2,3}(?:-[A-Za-z]{4})?(?:-(?:[A-Za-z]{2}|[0-9]{3}))?"
    r"(?:-(?:[A-Za-z0-9]{5,8}|[0-9][A-Za-z0-9]{3}))*"
    r"(?:-[A-WY-Za-wy-z0-9](?:-[A-Za-z0-9]{2,8})+)*(?:-[Xx](?:-[A-Za-z0-9]{1,8})+)?$"
)
"""A well-formed language tag: BCP 47 (RFC 5646, section 2.1) without the grandfathered ones."""


@functools.cache
def languages() -> frozenset[str]:
    """The language subtags that CLDR names: `de`, `zh`, `gsw`, ..."""
    from babel.core import Locale  # noqa: PLC0415 - its data is read only when rows are validated

    return frozenset(str(tag) for tag in Locale("en").languages if str(tag).isalpha())


@functools.cache
def currencies() -> frozenset[str]:
    """The ISO 4217 codes that are legal tender somewhere today, by CLDR; no `DEM`, no `XXX`."""
    from babel.core import get_global  # noqa: PLC0415 - as above

    return frozenset(
        code
        for spells in get_global("territory_currencies").values()
        for code, _start, end, tender in spells
        if end is None and tender
    )


def language_tag(text: str) -> str | None:
    """The tag in its usual case (`pt-BR`, `zh-Hant-TW`), or None where it is no known language.

    The case rules are RFC 5646, section 2.1.1.
    """
    if not TAG.match(text):
        return None
    language, *rest = text.split("-")
    if language.lower() not in languages():
        return None
    parts = [language.lower()]
    for at, part in enumerate(rest):
        if any(len(before) == 1 for before in rest[:at]):
            parts.append(part.lower())
        elif len(part) == 4 and part.isalpha():
            parts.append(part.title())
        elif len(part) == 2:
            parts.append(part.upper())
        else:
            parts.append(part.lower())
    return "-".join(parts)
