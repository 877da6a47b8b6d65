"""Request: one call to a language model about one row, in the dialect of its server, and its key.

It does not know what a good answer says, what it costs, nor who sends it.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from importlib.resources import files
from typing import Any

from engine.writers.model.dialect import Dialect
from engine.writers.model.direction import arc_of, house_of
from engine.writers.model.sight import Shown, parts_of
from schemas.keys import key_of
from schemas.outside import WriterSettings

__all__ = ["LONGEST_FIRST", "LONGEST_PROBLEM", "Request", "prompt_revisions"]

_REVISION = 1
"""Raise it whenever everything should be asked again although nothing that is shown has changed."""
LONGEST_PROBLEM = 2000
"""Bytes of what a repair is told."""
LONGEST_FIRST = 6000
"""Bytes of the first answer that a repair is shown."""
_AGAIN = "Your answer could not be used. Write the whole answer again, without these faults:"
_NOTHING = "(nothing that could be read)"
_SCHEMA = "\n\nThe schema of the answer, which is one JSON object and no other text:\n"
_LENGTHS = frozenset({"minLength", "maxLength"})


@dataclass(frozen=True, slots=True)
class Request:
    """A call of one kind (`storyboard`, `script`, `translation`) about one row.

    `row` is what the model is shown of it; `schema` is what it must answer. A repair is the same
    call with the `first` answer and its `problem`, under `repairs`: a key of its own. `draft` is
    how often the row was ordered to be written anew. `told` gives the row with what is measured on
    this machine, which is shown beside and determines nothing; `pictures` go with it where the
    server takes them. `locale` is of the words that are asked for.
    """

    name: str
    row: dict[str, Any]
    schema: dict[str, Any]
    settings: WriterSettings
    problem: str = ""
    repairs: str = ""
    first: str = ""
    draft: int = 0
    pictures: tuple[Shown, ...] = ()
    told: Callable[[], dict[str, Any]] | None = None
    locale: str = ""

    @property
    def key(self) -> str:
        """What determines the answer: everything that is shown, the model, its temperature.

        `max_tokens` is no part of it: raising the limit asks again only for rows that were
        cut off (see `repaired`). Nor is the address: a model is the same wherever it runs.
        """
        if self.repairs:
            return self.repairs
        settings = self.settings
        return key_of(
            "writer.answer",
            request=_REVISION,
            model=settings.model,
            temperature=settings.temperature,
            revision=settings.revision,
            messages=self.messages(),
            schema=self.schema,
            **({"draft": self.draft} if self.draft else {}),
            **({"pictures": [one.sha256 for one in self.pictures]} if self.pictures else {}),
        )

    def messages(self, *, told: bool = False) -> list[dict[str, Any]]:
        """The whole conversation, with what is measured on this machine where it is `told`.

        The row is JSON whose text cannot close the delimiters.
        """
        shown = self.told() if told and self.told is not None else self.row
        row = json.dumps(shown, ensure_ascii=False, indent=1)
        row = row.replace("<", "\\u003c").replace(">", "\\u003e")
        asked: list[dict[str, Any]] = [
            {"role": "system", "content": self._system()},
            {"role": "user", "content": f"<row>\n{row}\n</row>"},
        ]
        if self.problem:
            asked.append({"role": "assistant", "content": self.first or _NOTHING})
            asked.append({"role": "user", "content": self.problem})
        return asked

    @property
    def revision(self) -> int:
        """Of the prompt."""
        return _prompt(self.name)[0]

    def _system(self) -> str:
        """The prompt, the arc of the row's kind, the house's style, and how the row is taken."""
        parts = [_prompt(self.name)[1]]
        if kind := self.row.get("kind"):
            parts.append(arc_of(kind))
        if house := house_of(self.settings, self.locale):
            parts.append(f"The house's style, within all of the above:\n{house}")
        return "\n\n".join([*parts, _prompt("row")[1]])

    def body(self, dialect: Dialect | None = None, *, told: bool = False) -> dict[str, Any]:
        """What is sent, as the fields of a chat completion in `dialect`; pictures go only with what
        is `told`.
        """
        settings, dialect = self.settings, dialect or Dialect()
        messages = self.messages(told=told)
        schema = self.schema if dialect.lengths else _unbounded(self.schema)
        if dialect.form != "json_schema":
            messages[0]["content"] += _SCHEMA + json.dumps(self.schema, ensure_ascii=False)
        asked = messages[1]
        if dialect.merged:
            first, second, *rest = messages
            whole = f"{first['content']}\n\n{second['content']}"
            asked = {"role": "user", "content": whole}
            messages = [asked, *rest]
        if told and self.pictures and dialect.sees is not False:
            text = {"type": "text", "text": asked["content"]}
            asked["content"] = [text, *parts_of(self.pictures)]
        body: dict[str, Any] = {"model": settings.model, "messages": messages}
        match dialect.form:
            case "json_schema":
                named = {"name": self.name, "strict": True, "schema": schema}
                body["response_format"] = {"type": "json_schema", "json_schema": named}
            case "json_object":
                body["response_format"] = {"type": "json_object"}
            case "text":
                pass
        if dialect.limit != "max_tokens":
            body["max_completion_tokens"] = settings.max_tokens
        if dialect.limit != "max_completion_tokens":
            body["max_tokens"] = settings.max_tokens
        if settings.temperature is not None and dialect.temperature:
            body["temperature"] = settings.temperature
        return body

    def repaired(self, code: str, problem: str, first: str = "") -> Request:
        """The second and last try, which is told what was wrong with the first answer."""
        longest = self.settings.max_tokens if code == "LLM_TRUNCATED" else None
        cut = f"{_AGAIN} {problem}".encode()[:LONGEST_PROBLEM].decode(errors="ignore")
        key = key_of("writer.repair", first=self.key, reason=code, longest=longest)
        shown = first.encode()[:LONGEST_FIRST].decode(errors="ignore")
        return replace(self, problem=cut, repairs=key, first=shown)


def prompt_revisions() -> dict[str, int]:
    """The revisions of all prompts, by what they ask for."""
    return {name: _prompt(name)[0] for name in ("storyboard", "script", "translation", "row")}


@functools.cache
def _prompt(name: str) -> tuple[int, str]:
    """A prompt's revision, which is the first line of its file, and the prompt."""
    text = files(__package__).joinpath("prompts", f"{name}.txt").read_text("utf-8")
    revision, _, prompt = text.partition("\n")
    return int(revision.removeprefix("revision ")), prompt.strip()


def _unbounded(schema: Any) -> Any:
    """The schema without the lengths of texts, which strict servers do not take."""
    if isinstance(schema, list):
        return [_unbounded(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    return {name: _unbounded(one) for name, one in schema.items() if name not in _LENGTHS}
