"""Answers: what a model may answer, as types with bounds, and its text read as one of them.

They say what is well formed, and what no text of a script may hold; rows and shots they do not
know.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from copy import deepcopy
from typing import Annotated, Any, ClassVar, Literal, TypeVar

from pydantic import Field, ValidationError

from engine.claims import address_in
from engine.writers.model.conversation import InvalidAnswer
from engine.writers.model.mending import mended
from engine.writers.model.reading import object_in
from engine.writers.model.redaction import MASK, clean
from schemas.errors import RowError
from schemas.record import Record
from schemas.reject import Code
from schemas.script import Role, placeholders_in
from schemas.shot import CopySpace, Fraction01, Framing, Move

__all__ = [
    "LONGEST_SCRIPT",
    "WIDEST",
    "Faults",
    "ScriptAnswer",
    "ShotAnswer",
    "StoryboardAnswer",
    "TranslationAnswer",
    "checked_text",
    "claim_checks",
    "malformed",
    "parsed",
    "unsupported",
    "wire_schema",
    "without_placeholders",
]

A = TypeVar("A", bound=Record)

LONGEST_SCRIPT = 2400
"""Characters of all that is said and written in one film."""
WIDEST = "\U0001f3ac"
"""A character of four bytes in UTF-8, which is the most that one has."""

_TOLD = 12
"""Faults of form that a repair is told of."""
_IN_PLACE = "{title}"

_Seen = Annotated[str, Field(min_length=1, max_length=160)]
_Aside = Annotated[str, Field(max_length=120)]
_Written = Annotated[str, Field(min_length=1, max_length=120)]
_FieldName = Annotated[str, Field(max_length=60)]
_Field = Annotated[str, Field(min_length=1, max_length=2000)]


class ShotAnswer(Record):
    """One shot, described in English."""

    SCHEMA: ClassVar[str] = "answer.shot/1"

    purpose: Literal["hook", "open", "detail", "use", "explain", "recap", "offer"]
    operation: Literal["animate", "generate", "still"]
    picture: Annotated[int, Field(ge=0, le=99)] | None
    seconds: Annotated[float, Field(ge=1.5, le=8)]
    framing: Framing
    move: Move
    pace: Fraction01
    copy_space: CopySpace
    subject: _Seen
    action: _Seen
    light: _Aside
    style: _Aside


class StoryboardAnswer(Record):
    """The shots in the order of the film."""

    SCHEMA: ClassVar[str] = "answer.storyboard/1"

    shots: Annotated[tuple[ShotAnswer, ...], Field(min_length=3, max_length=8)]


_WrittenRole = Literal[
    Role.KICKER,
    Role.HEADLINE,
    Role.SUBHEAD,
    Role.POINT,
    Role.LOWER_THIRD,
    Role.QUESTION,
    Role.RECAP,
    Role.PRICE,
    Role.CTA,
]
"""All but a program's lines, which are the row's own and written by no model."""


class _TitleAnswer(Record):
    """Something written over a shot, and the fields of the row that it rests on."""

    SCHEMA: ClassVar[str] = "answer.title/1"

    role: _WrittenRole
    text: Annotated[tuple[_Written, ...], Field(min_length=1, max_length=6)]
    number: Annotated[int, Field(ge=0, le=9)]
    rests_on: tuple[_FieldName, ...]


class _WordsAnswer(Record):
    """What is said and written over one shot; `rests_on` are the fields that `say` rests on."""

    SCHEMA: ClassVar[str] = "answer.words/1"

    shot: str
    say: Annotated[str, Field(max_length=400)] | None
    rests_on: tuple[_FieldName, ...]
    titles: Annotated[tuple[_TitleAnswer, ...], Field(max_length=3)]


class ScriptAnswer(Record):
    """The words of each shot, in the order of the storyboard."""

    SCHEMA: ClassVar[str] = "answer.script/1"

    shots: Annotated[tuple[_WordsAnswer, ...], Field(min_length=1, max_length=8)]


class TranslationAnswer(Record):
    """The row's own words, and the script's texts in their order. `summary` is one sentence."""

    SCHEMA: ClassVar[str] = "answer.translation/1"

    title: _Field | None
    subtitle: _Field | None
    summary: _Field | None
    cta: _Field | None
    bullets: tuple[_Field, ...]
    narration: tuple[_Field, ...]
    texts: tuple[_Field, ...]


_UNSENT = frozenset({"title", "description", "default", "pattern"})
"""What servers with strict schemas do not take, or what says nothing to a decoder."""


def wire_schema(answer: type[Record]) -> dict[str, Any]:
    """The answer's JSON schema as strict structured output wants it.

    Every field is required, nothing else is allowed, and nothing is referred to. Bounds stay;
    lengths of text are sent only to servers that take them. The caller may narrow it further.
    """
    return deepcopy(_schema(answer))


@functools.cache
def _schema(answer: type[Record]) -> dict[str, Any]:
    schema = answer.model_json_schema()
    wired: dict[str, Any] = _wired(schema, schema.get("$defs", {}))
    return wired


def _wired(node: Any, known: dict[str, Any]) -> Any:
    if isinstance(node, list):
        return [_wired(item, known) for item in node]
    if not isinstance(node, dict):
        return node
    if "$ref" in node:
        return _wired(known[node["$ref"].rpartition("/")[2]], known)
    if "properties" in node:
        return {
            "type": "object",
            "properties": {
                name: _wired(field, known) for name, field in node["properties"].items()
            },
            "required": list(node["properties"]),
            "additionalProperties": False,
        }
    return {
        name: _wired(item, known)
        for name, item in node.items()
        if name not in _UNSENT and name != "$defs"
    }


def parsed(answer: type[A], text: str) -> A:
    """The text as an answer of that type. Raises InvalidAnswer."""
    try:
        return mended(answer, object_in(text))
    except ValidationError as error:
        found = [
            f"{'.'.join(map(str, one['loc'])) or 'the answer'}: {one['msg']}"
            for one in error.errors(include_url=False, include_input=False)[:_TOLD]
        ]
        raise malformed(f"it does not fit the schema: {'; '.join(found)}.") from None
    except ValueError:
        raise malformed(f"it is no JSON object of the schema: {text[:80]!r}.") from None


def malformed(words: str) -> InvalidAnswer:
    """An answer that cannot be used, for a reason of form."""
    return InvalidAnswer(Code.LLM_BROKEN, words)


def checked_text(text: str, offered: Collection[str]) -> str:
    """The text as it is kept. Raises InvalidAnswer for what no script may hold.

    That is placeholders that were not offered, braces that are none, hidden amounts, addresses.
    """
    kept = clean(text)
    for name in placeholders_in(kept):
        if name not in offered:
            listed = ", ".join(f"{{{one}}}" for one in sorted(offered))
            raise malformed(f"{{{name}}} is no placeholder of this row; it has {listed}.")
    rest = without_placeholders(kept)
    if not kept or MASK in rest or re.search(r"[{}<>]", rest):
        raise malformed(f"{text!r} is no text: it is empty, or holds [amount], braces or markup.")
    if found := address_in(rest):
        raise InvalidAnswer(Code.CLAIM, f"{text!r} holds {found!r}; write no addresses or tags.")
    return kept


def without_placeholders(text: str) -> str:
    """The text without its placeholders."""
    return re.sub(r"\{[^{}\s]+\}", " ", text)


def unsupported(found: Mapping[str, Sequence[str]]) -> InvalidAnswer:
    """Texts that say what the row does not, each with the words that nothing supports."""
    listed = "; ".join(
        f"{text!r} says {', '.join(map(repr, dict.fromkeys(words)))}"
        for text, words in found.items()
    )
    return InvalidAnswer(
        Code.CLAIM,
        f"the row does not support this: {listed}. Say it with the row's own words or a "
        "placeholder, or leave it out.",
    )


class Faults:
    """The faults of one answer, so that its repair is told of all of them."""

    def __init__(self) -> None:
        self._found: list[InvalidAnswer] = []
        self.are_filled_in = True
        """Whether every text that was checked could be kept."""

    def add(self, fault: InvalidAnswer) -> None:
        """Note a fault."""
        self._found.append(fault)

    @contextmanager
    def noted(self) -> Iterator[None]:
        """Note the fault that is raised within, and go on after it."""
        try:
            yield
        except InvalidAnswer as fault:
            self.add(fault)

    def checked(self, text: str, offered: Collection[str]) -> str:
        """The text as `checked_text` keeps it; a word in its place where it cannot be kept."""
        with self.noted():
            return checked_text(text, offered)
        self.are_filled_in = False
        return _IN_PLACE

    def raise_any(self) -> None:
        """Raise all that was noted as one InvalidAnswer: a claim among them is what it is about."""
        if self._found:
            claims = any(fault.code == Code.CLAIM for fault in self._found)
            code = Code.CLAIM if claims else self._found[0].code
            raise InvalidAnswer(code, " ".join(dict.fromkeys(fault.words for fault in self._found)))


@contextmanager
def claim_checks() -> Iterator[None]:
    """A lint's RowError as an InvalidAnswer, which the one repair may cure."""
    try:
        yield
    except RowError as error:
        raise InvalidAnswer(Code.CLAIM, f"{error.what}. {error.remedy}") from None
