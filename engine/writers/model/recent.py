"""Recent: what was read last, so that one row's answers are not read again for each question.

It does not know what was read.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import Any

__all__ = ["Recent"]

_MAX_READ = 64


class Recent:
    """Results by the very objects that they were made from (frozen, and kept alive meanwhile).

    Threads share it.
    """

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[Any, ...], tuple[tuple[object, ...], Any]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, name: str, *made_from: object) -> Any:
        """The result; None where it is not kept."""
        with self._lock:
            kept = self._kept.get((name, *map(id, made_from)))
        return kept[1] if kept else None

    def put(self, result: Any, name: str, *made_from: object) -> None:
        """Keep `result`, and forget what was kept longest."""
        with self._lock:
            self._kept[name, *map(id, made_from)] = (made_from, result)
            while len(self._kept) > _MAX_READ:
                self._kept.popitem(last=False)
