"""JSON text: an answer as machines read it, written piece by piece.

It knows no answer; what an iterator gives becomes a list, of which one item is held at a time.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

__all__ = ["json_text"]


def json_text(document: Any) -> Iterator[str]:
    """`document` as JSON in pieces; values of a mapping may be iterators of JSON values."""
    if not isinstance(document, dict):
        yield json.dumps(document, ensure_ascii=False, indent=2)
        return
    before = "{"
    for name, value in document.items():
        yield f"{before}\n  {json.dumps(name)}: "
        if isinstance(value, Iterator):
            yield from _list(value)
        else:
            yield json.dumps(value, ensure_ascii=False, indent=2).replace("\n", "\n  ")
        before = ","
    yield "\n}" if document else "{}"


def _list(items: Iterator[Any]) -> Iterator[str]:
    before, encode = "[", json.JSONEncoder(ensure_ascii=False).encode
    for item in items:
        yield f"{before}\n    {encode(item)}"
        before = ","
    yield "[]" if before == "[" else "\n  ]"
