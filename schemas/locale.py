"""Locales: BCP 47 tags, as far as the studio needs to tell them apart."""

from __future__ import annotations

__all__ = ["language_of"]


def language_of(locale: str) -> str:
    """The primary language subtag in lower case (RFC 5646, 2.2.1): `zh` for `zh-CN` or `zh_CN`."""
    return locale.replace("_", "-").split("-", maxsplit=1)[0].lower()
