"""Dialect: how one server wants to be asked, which is found out once and remembered.

Servers with OpenAI's wire format differ in how an answer's form is asked for, in the name of its
limit, in whether a temperature and a system turn are taken. It knows no rows.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal, Protocol

from schemas.errors import DeclinedError, WorkError
from schemas.keys import key_of
from schemas.outside import WriterSettings

__all__ = ["Dialect", "Facts", "Server"]

_FORMATS = ("json_schema", "json_object", "text")
_UNCLEAR = frozenset({400, 415, 422, 501})
"""Statuses of a request that a server does not understand."""
_FORM = re.compile(r"response_format|json_schema|json_object|structured|guided|grammar|schema")
_SIGHT = re.compile(
    r"image|vision|multi-?modal|modalit|content (?:part|type)|valid string|must be a string"
)
"""How servers decline pictures."""
_FEW = 3
"""Calls, one after the other, that fail for a reason which concerns every row, until no more are
tried; and calls under way until the first of a run is answered.
"""


class Facts(Protocol):
    """Where what was found out is kept between runs."""

    def read(self, keys: Any) -> Any:
        """What is kept under those of the keys that are there."""
        ...

    def write(self, facts: Any) -> None:
        """Keep the documents under their keys."""
        ...


@dataclass(frozen=True, slots=True)
class Dialect:
    """`limit` names the field (or both fields) of an answer's length. `merged`: no system turn.
    `lengths`: texts have theirs in the schema. `sees`: pictures are taken (None: nobody knows).
    """

    form: Literal["json_schema", "json_object", "text"] = "json_schema"
    limit: Literal["both", "max_completion_tokens", "max_tokens"] = "max_completion_tokens"
    temperature: bool = True
    merged: bool = False
    lengths: bool = False
    sees: bool | None = None

    def after(self, declined: DeclinedError, *, pictures: bool = False) -> Dialect | None:
        """The next to try after a request in this one, with `pictures` or without, was declined;
        None where none would help.
        """
        said = declined.said.lower()
        if declined.status not in _UNCLEAR or declined.kind != "request":
            return None
        if pictures and _SIGHT.search(said):
            return replace(self, sees=False)
        if self.lengths and "length" in said:
            return replace(self, lengths=False)
        if "max_completion_tokens" in said and self.limit != "max_tokens":
            return replace(self, limit="max_tokens")
        if "max_tokens" in said and self.limit != "max_completion_tokens":
            return replace(self, limit="max_completion_tokens")
        if "temperature" in said and self.temperature:
            return replace(self, temperature=False)
        if not self.merged and "system" in said and not _FORM.search(said):
            return replace(self, merged=True)
        at = _FORMATS.index(self.form) + 1
        if at < len(_FORMATS):
            return replace(self, form=_FORMATS[at])  # type: ignore[arg-type]
        return replace(self, sees=False) if pictures else None


class Server:
    """What is known of the server of `settings`: its dialect, and whether it serves at all.

    Threads share it; `facts` keep the dialect between runs.
    """

    def __init__(self, settings: WriterSettings, facts: Facts | None = None) -> None:
        own = settings.price == "free"
        limit = "both" if own else "max_completion_tokens"
        self._key = key_of("writer.dialect", url=settings.base_url, model=settings.model)
        self._facts, self._lock = facts, threading.Condition()
        known = facts.read([self._key]).get(self._key) if facts else None
        self._dialect = Dialect(**known) if known else Dialect(limit=limit, lengths=own)  # type: ignore[arg-type]
        self._settled, self._failed = known is not None, 0
        self._kept = self._dialect
        self._serves, self._under_way = False, 0
        self._last: WorkError | None = None

    @property
    def dialect(self) -> Dialect:
        """How it is asked now."""
        with self._lock:
            return self._dialect

    def declined(self, tried: Dialect, error: DeclinedError, *, pictures: bool = False) -> bool:
        """Whether to ask again in another dialect, after `tried` was declined."""
        with self._lock:
            if self._dialect != tried:
                return True  # another thread has found out more meanwhile
            unsure = pictures and tried.sees is None
            following = tried.after(error, pictures=unsure)
            if self._settled:
                blind = unsure and following is not None
                following = replace(tried, sees=False) if blind else None
            if following is None:
                return False
            self._dialect = following
            return True

    def blind(self, tried: Dialect) -> None:
        """It takes no pictures, as it said after `tried`."""
        with self._lock:
            if self._dialect == tried:
                self._dialect = replace(tried, sees=False)

    def answered(self, dialect: Dialect, *, pictures: bool = False) -> None:
        """It answered in `dialect`, with `pictures` or without: that is how it is asked from now
        on.
        """
        with self._lock:
            found = replace(self._dialect, sees=True) if pictures else self._dialect
            news = not self._settled or found != self._kept
            self._dialect = found if self._dialect == dialect else self._dialect
            self._settled, self._failed, self._serves = True, 0, True
            self._kept = self._dialect
            self._lock.notify_all()
        if news and self._facts:
            self._facts.write({self._key: asdict(self._kept)})

    def failed(self, error: WorkError) -> None:
        """Note a failure that concerns every row."""
        with self._lock:
            self._failed, self._last = self._failed + 1, error
            self._lock.notify_all()

    @contextmanager
    def admitted(self) -> Iterator[None]:
        """For the time of one call. Raises the last failure where several came one after the other.

        Until one call of this run is answered only a few are under way, because a server that
        refuses everybody would be asked by every caller at once.
        """
        with self._lock:
            self._lock.wait_for(lambda: self._is_down() or self._may_be_asked())
            if self._is_down() and self._last is not None:
                raise self._last
            self._under_way += 1
        try:
            yield
        finally:
            with self._lock:
                self._under_way -= 1
                self._lock.notify_all()

    def _is_down(self) -> bool:
        return self._failed >= _FEW

    def _may_be_asked(self) -> bool:
        return self._serves or self._under_way + self._failed < _FEW
