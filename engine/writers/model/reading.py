"""Reading: a model's text as an answer, and what no text of a script may hold.

It does not know rows or shots; storyboard, script and translation check those.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import TypeVar

from pydantic import ValidationError

from engine.writers.model.clean import clean
from engine.writers.model.exchange import Fault
from engine.writers.model.mask import MASK
from schemas.errors import RowError
from schemas.record import Record
from schemas.reject import Code
from schemas.script import placeholders_in

__all__ = ["broken", "claims", "parsed", "worded", "wordless"]

A = TypeVar("A", bound=Record)

_ADDRESS = re.compile(
    r"\w+://|www\.|\S@\S|#\w|\w\.(?:com|net|org|info|shop|store|io|de|eu|cn)\b", re.IGNORECASE
)


def parsed(answer: type[A], text: str) -> A:
    """The text as an answer of that type. Raises Fault."""
    try:
        return answer.model_validate_json(text)
    except ValidationError as error:
        found = [
            f"{'.'.join(map(str, one['loc'])) or 'the answer'}: {one['msg']}"
            for one in error.errors(include_url=False, include_input=False)[:4]
        ]
        raise broken(f"it does not fit the schema: {'; '.join(found)}.") from None


def broken(words: str) -> Fault:
    """An answer that cannot be used, for a reason of form."""
    return Fault(Code.LLM_BROKEN, words)


def worded(text: str, offered: Collection[str]) -> str:
    """The text as it is kept. Raises Fault for what no script may hold.

    That is placeholders that were not offered, braces that are none, hidden amounts, addresses.
    """
    kept = clean(text)
    for name in placeholders_in(kept):
        if name not in offered:
            listed = ", ".join(f"{{{one}}}" for one in sorted(offered))
            raise broken(f"{{{name}}} is no placeholder of this row; it has {listed}.")
    rest = wordless(kept)
    if not kept or MASK in rest or re.search(r"[{}<>]", rest):
        raise broken(f"{text!r} is no text: it is empty, or holds [amount], braces or markup.")
    if found := _ADDRESS.search(rest):
        raise Fault(Code.CLAIM, f"{text!r} holds {found.group()!r}; write no addresses or tags.")
    return kept


def wordless(text: str) -> str:
    """The text without its placeholders."""
    return re.sub(r"\{[^{}\s]+\}", " ", text)


@contextmanager
def claims() -> Iterator[None]:
    """A lint's RowError as a Fault, which the one repair may cure."""
    try:
        yield
    except RowError as error:
        raise Fault(Code.CLAIM, f"{error.what}. {error.remedy}") from None
