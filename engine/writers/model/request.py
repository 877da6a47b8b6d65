"""Request: one call to a language model: what it is shown, and the key of its answer.

It does not know who is asked at which address, nor what the answer means.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import Any

from engine.writers.model.prompts import prompt
from schemas.keys import key_of
from schemas.outside import WriterSettings

__all__ = ["LONGEST_PROBLEM", "Request"]

_REVISION = 1
"""Raise it whenever everything should be asked anew though nothing that is shown has changed."""

LONGEST_PROBLEM = 600
"""Bytes of what a repair is told."""
_AGAIN = "Your first answer could not be used. Write the whole answer again, without its fault:"


@dataclass(frozen=True, slots=True)
class Request:
    """A call of one kind (`storyboard`, `script`, `translation`) about one row.

    `row` is what the model is shown of it; `schema` is what it must answer. A repair is the same
    call with the `problem` of the first answer, under `repairs`: a key of its own.
    """

    name: str
    row: dict[str, Any]
    schema: dict[str, Any]
    settings: WriterSettings
    problem: str = ""
    repairs: str = ""

    @property
    def key(self) -> str:
        """What determines the answer: everything that is shown, the model, its temperature.

        The longest answer is no part of it: raising the limit asks again only for rows that were
        cut off (see `repaired`). Nor is the address: a model is the same wherever it runs.
        """
        if self.repairs:
            return self.repairs
        settings = self.settings
        return key_of(
            "writer.answer",
            asked=_REVISION,
            model=settings.model,
            temperature=settings.temperature,
            revision=settings.revision,
            messages=self.messages(),
            schema=self.schema,
        )

    def messages(self) -> list[dict[str, str]]:
        """The whole conversation. The row is JSON whose text cannot close the delimiters."""
        row = json.dumps(self.row, ensure_ascii=False, indent=1)
        row = row.replace("<", "\\u003c").replace(">", "\\u003e")
        asked = [
            {"role": "system", "content": prompt(self.name)},
            {"role": "user", "content": f"<row>\n{row}\n</row>"},
        ]
        if self.problem:
            asked.append({"role": "user", "content": self.problem})
        return asked

    def body(self) -> dict[str, Any]:
        """What is sent, as the fields of a chat completion."""
        settings = self.settings
        body: dict[str, Any] = {
            "model": settings.model,
            "messages": self.messages(),
            "response_format": {
                "type": "json_schema",
                "json_schema": {"name": self.name, "strict": True, "schema": self.schema},
            },
            "max_completion_tokens": settings.max_tokens,
        }
        if settings.price == "free":
            # Small servers know only the older name; OpenAI takes one of the two, the new one.
            body["max_tokens"] = settings.max_tokens
        if settings.temperature is not None:
            body["temperature"] = settings.temperature
        return body

    def repaired(self, code: str, problem: str) -> Request:
        """The second and last try, which is told what was wrong with the first answer."""
        longest = self.settings.max_tokens if code == "LLM_TRUNCATED" else None
        cut = f"{_AGAIN} {problem}".encode()[:LONGEST_PROBLEM].decode(errors="ignore")
        key = key_of("writer.repair", first=self.key, reason=code, longest=longest)
        return replace(self, problem=cut, repairs=key)
