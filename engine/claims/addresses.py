"""Addresses: web addresses, domains, handles and tags in a text, in whatever way they are written.

A film shows none but its row's `url`, which is a placeholder. It does not know who owns one.
"""

from __future__ import annotations

import re

from engine.claims.tokens import normal

__all__ = ["address_in"]

_DOT = r"(?:dot|punkt|point|punto|ponto|punt|kropka|nokta|دوت|نقطة|डॉट|点|點|ドット|точка)"
_AT = r"(?:at|arroba|chiocciola|małpa|et|ät)"
_END = (
    r"(?:com|net|org|info|shop|store|io|biz|app|xyz|online|site|web|club|top|link|live|dev|ai|co|me|"
    r"tv|eu|de|fr|es|it|pt|nl|pl|tr|in|cn|jp|ru|uk|us|br|ch|at|ly|to|gg|example)"
)
_ADDRESS = re.compile(
    r"\w+://|\bwww\b|\S@\S|(?:^|[^\w])[@#]\w"
    r"|[^\W\d_][\w-]*[.。．｡](?!$)[^\W\d_]{2,}(?:\b|/)"  # noqa: RUF001 - fullwidth stops are meant
    rf"|\w\s*[(\[]?\s*\b{_DOT}\b\s*[)\]]?\s*\b{_END}\b"
    rf"|\w(?:点|點|ドット|。)\s*{_END}\b"
    rf"|[(\[]\s*{_AT}\s*[)\]]"
    rf"|\w\s+\.\s*{_END}\b|\w\.\s+(?:com|net|org|ru|shop|xyz)\b"
    r"|\b(?:t\.me|bit\.ly|https?|ftp)\b|(?:^|\s)[\w-]+\.[\w-]+/\w"
)


def address_in(text: str) -> str | None:
    """What looks like an address, a handle or a tag in `text`; None where nothing does."""
    found = _ADDRESS.search(normal(text))
    return found.group().strip() if found else None
