"""Locales: BCP 47 language tags, checked, in their usual case, and matched.

It does not know which languages are offered for speech or type; voices and fonts say that.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from typing import Annotated

from pydantic import AfterValidator

__all__ = ["TAG", "LocaleTag", "fallbacks", "language_of", "language_tag", "languages"]

TAG = re.compile(
    r"^[A-Za-z]{2,3}(?:-[A-Za-z]{4})?(?:-(?:[A-Za-z]{2}|[0-9]{3}))?"
    r"(?:-(?:[A-Za-z0-9]{5,8}|[0-9][A-Za-z0-9]{3}))*"
    r"(?:-[A-WY-Za-wy-z0-9](?:-[A-Za-z0-9]{2,8})+)*(?:-[Xx](?:-[A-Za-z0-9]{1,8})+)?$"
)
"""A well-formed language tag (RFC 5646, section 2.1) without the grandfathered ones."""


@functools.cache
def languages() -> frozenset[str]:
    """The language subtags that CLDR names: `de`, `zh`, `gsw`, ..."""
    from babel.core import Locale  # noqa: PLC0415 - its data is read only where tags are checked

    return frozenset(str(tag) for tag in Locale("en").languages if str(tag).isalpha())


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


def language_of(locale: str) -> str:
    """The primary language subtag in lower case (RFC 5646, 2.2.1): `zh` for `zh-CN` or `zh_CN`."""
    return locale.replace("_", "-").split("-", maxsplit=1)[0].lower()


def fallbacks(locale: str) -> Iterator[str]:
    """The tag in lower case, then without its last part, and so on to its language.

    The lookup of RFC 4647, section 3.4: `zh-Hant-HK` gives `zh-hant-hk`, `zh-hant`, `zh`.
    """
    parts = locale.lower().replace("_", "-").split("-")
    for length in range(len(parts), 0, -1):
        yield "-".join(parts[:length])


def _checked(text: str) -> str:
    tag = language_tag(text.strip().replace("_", "-"))
    if tag is None:
        raise ValueError(
            f"{text!r} is no language tag (BCP 47). Write, for instance, en, de or pt-BR."
        )
    return tag


LocaleTag = Annotated[str, AfterValidator(_checked)]
"""A language tag of a setting, in its usual case: `pt_BR` and `PT-br` become `pt-BR`.

Raises ValueError, within pydantic's, for what is no tag or no known language.
"""
