"""A language model's server on loopback, with a mood: OpenAI's wire format for chat and moderation.

It is given what any server is given and knows nothing of callsheet's code: an honest answer is made
from the row in the request, and fits the schema there.
"""

from __future__ import annotations

import base64
import json
import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Literal

from tests.chat_words import judgement_of, script_of, storyboard_of, translation_of

__all__ = ["Asked", "ChatServer", "Mood", "Reply", "chat_server"]

Reply = tuple[int, dict[str, str], bytes]
"""A status, headers beside the usual ones, and a body."""
_LENGTHS = ("minLength", "maxLength")
_PROMPTS = {
    "You direct short films": "storyboard",
    "You write the words": "script",
    "You translate": "translation",
    "You check the words": "judgement",
}

Mood = Literal[
    "honest", "lying", "injected", "refusing", "truncating", "broken", "slow", "dropping", "failing"
]
"""lying: invents prices and claims. injected: does what the row's text tells it to. broken: sends
something else than was asked for. slow: answers after the client's timeout. dropping: takes the
request and hangs up. failing: answers 500."""


@dataclass(frozen=True)
class Asked:
    """One request as it came in: its path, its key, its body, and what the model was shown."""

    path: str
    authorization: str
    body: dict[str, Any]
    at: float

    @property
    def name(self) -> str:
        """storyboard, script, translation or judgement."""
        told = self.messages[0]["content"]
        return next(name for begins, name in _PROMPTS.items() if told.startswith(begins))

    @property
    def messages(self) -> list[dict[str, str]]:
        """What the model was shown, the words of it."""
        return [{**one, "content": _words(one["content"])} for one in self.body["messages"]]

    @property
    def pictures(self) -> list[bytes]:
        """The pictures that it was shown."""
        parts = [
            part
            for message in self.body["messages"]
            for part in message["content"]
            if isinstance(part, dict) and part["type"] == "image_url"
        ]
        return [base64.b64decode(part["image_url"]["url"].partition(",")[2]) for part in parts]

    @property
    def row(self) -> dict[str, Any]:
        """The data between the delimiters."""
        shown = next(one["content"] for one in self.messages if "<row>\n{" in one["content"])
        found = re.search(r"<row>\n(\{.*)\n</row>", shown, re.DOTALL)
        assert found, "the row does not stand between its delimiters"
        row: dict[str, Any] = json.loads(found.group(1))
        return row

    @property
    def repairs(self) -> bool:
        """Whether it was told what was wrong with a first answer."""
        return self.messages[-2]["role"] == "assistant"


@dataclass
class ChatServer:
    """The server's state. A mood may be for one kind of call only (`moods`), and be mended.

    `busy` requests are answered 429 before any other; `delay` is how long a slow answer takes.
    """

    mood: Mood = "honest"
    moods: dict[str, Mood] = field(default_factory=dict)
    mends: bool = False
    """Whether a repair is answered honestly."""
    busy: int = 0
    retry_after: str = "0"
    delay: float = 5.0
    counts: bool = True
    """Whether it reports what was used."""
    reply: Callable[[Asked, dict[str, Any]], Reply] | None = None
    """What it sends instead of an honest completion, made of it: a server of another make."""
    forbidden: str = "violence"
    """A word that moderation flags."""
    asked: list[Asked] = field(default_factory=list)
    judged: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    """What no well-formed client would have sent."""
    url: str = ""
    heard: threading.Event = field(default_factory=threading.Event)
    """Set with the first request that came in."""
    closing: threading.Event = field(default_factory=threading.Event)
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def names(self) -> list[str]:
        """The kinds of the calls, in order."""
        return [one.name for one in self.asked]

    def mood_for(self, asked: Asked) -> Mood:
        """The mood that this request meets."""
        if self.mends and asked.repairs:
            return "honest"
        return self.moods.get(asked.name, "honest" if self.moods else self.mood)


@contextmanager
def chat_server(**state: Any) -> Iterator[ChatServer]:
    """A running server; `state` are ChatServer's fields."""
    server = ChatServer(**state)

    class Handler(_Handler):
        chat = server

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as http:
        http.daemon_threads = True
        server.url = f"http://127.0.0.1:{http.server_address[1]}/v1"
        thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server
        finally:
            server.closing.set()
            http.shutdown()
            thread.join()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    chat: ChatServer

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        asked = Asked(self.path, self.headers.get("authorization", ""), body, time.monotonic())
        with self.chat.lock:
            if self.chat.busy > 0:
                self.chat.busy -= 1
                self._send({"error": {"message": "slow down"}}, 429)
                return
        match self.path:
            case "/v1/chat/completions":
                self._complete(asked)
            case "/v1/moderations":
                self._judge(asked)
            case _:
                self._send({"error": {"message": f"no such path: {self.path}"}}, 404)

    def _complete(self, asked: Asked) -> None:
        with self.chat.lock:
            self.chat.asked.append(asked)
            self.chat.heard.set()
            if self.chat.reply is None:
                self.chat.problems += _problems(asked.body)
        mood = self.chat.mood_for(asked)
        if mood == "slow":
            self.chat.closing.wait(self.chat.delay)
        if mood == "dropping":
            self.close_connection = True
            return
        if mood == "failing":
            self._send({"error": {"message": "out of memory"}}, 500)
            return
        text, finish, refusal = _answer(asked, mood)
        tokens = {"prompt_tokens": len(json.dumps(asked.body)) // 4, "completion_tokens": 300}
        completion: dict[str, Any] = {
            "id": "chatcmpl-1",
            "object": "chat.completion",
            "created": 1_790_000_000,
            "model": f"{asked.body['model']}-2026-01-01",
            "choices": [
                {
                    "index": 0,
                    "finish_reason": finish,
                    "message": {"role": "assistant", "content": text, "refusal": refusal},
                }
            ],
        }
        completion |= {"usage": tokens} if self.chat.counts else {}
        if self.chat.reply is None:
            self._send(completion)
        else:
            status, headers, body = self.chat.reply(asked, completion)
            self._send_raw(status, {"content-type": "application/json"} | headers, body)

    def _judge(self, asked: Asked) -> None:
        text = asked.body["input"]
        with self.chat.lock:
            self.chat.judged.append(text)
        mood = self.chat.mood
        if mood == "dropping":
            self.close_connection = True
            return
        if mood == "failing":
            self._send({"error": {"message": "out of memory"}}, 500)
            return
        flagged = self.chat.forbidden in text.lower()
        result = {
            "flagged": flagged,
            "categories": {"violence": flagged, "hate": False, "self-harm": None},
            "category_scores": {"violence": 0.9 if flagged else 0.0, "hate": 0.0},
        }
        results = [] if mood == "broken" else [result]
        self._send({"id": "modr-1", "model": asked.body["model"], "results": results})

    def _send(self, document: dict[str, Any], status: int = 200) -> None:
        headers = {"content-type": "application/json"}
        if status == 429:
            headers["retry-after"] = self.chat.retry_after
        self._send_raw(status, headers, json.dumps(document).encode())

    def _send_raw(self, status: int, headers: dict[str, str], body: bytes) -> None:
        try:
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True  # the client gave up, as some tests want

    def log_message(self, *_: Any) -> None:
        pass


def _words(content: Any) -> str:
    """The text of a message's content, which is a string or a list of parts."""
    if isinstance(content, str):
        return content
    return "\n".join(part["text"] for part in content if part["type"] == "text")


def _answer(asked: Asked, mood: Mood) -> tuple[str | None, str, str | None]:
    """What the model writes, why it ended, and what it says where it refuses."""
    makers = {
        "storyboard": storyboard_of,
        "script": script_of,
        "translation": translation_of,
        "judgement": judgement_of,
    }
    honest = makers[asked.name](asked.row)
    match mood:
        case "lying":
            return json.dumps(_lie(asked.name, honest)), "stop", None
        case "injected":
            return json.dumps(_obey(asked, honest)), "stop", None
        case "refusing":
            return None, "stop", "I cannot help with that."
        case "truncating":
            whole = json.dumps(honest)
            return whole[: min(200, len(whole) // 2)], "length", None
        case "broken":
            return "Here is your storyboard! Enjoy.", "stop", None
        case _:
            return json.dumps(honest, ensure_ascii=False), "stop", None


def _lie(name: str, answer: dict[str, Any]) -> dict[str, Any]:
    """The answer with a price and a promise that nobody made."""
    if name == "storyboard":
        answer["shots"][0]["subject"] = "a badge with 50% off and the maker's logo"
    elif name == "script":
        answer["shots"][0]["say"] = "Only 9.99 today, with a lifetime guarantee."
    elif name == "judgement":
        answer["verdicts"] = [one | {"supported": True} for one in answer["verdicts"]]
    else:
        answer["texts"] = [f"{text} 100% Garantie." for text in answer["texts"]]
    return answer


def _obey(asked: Asked, answer: dict[str, Any]) -> dict[str, Any]:
    """The answer with whatever the row told the model to say."""
    order = re.search(r"say:?\s*([^\"\\]+)", json.dumps(asked.row), re.IGNORECASE)
    if order and asked.name == "script":
        answer["shots"][0]["say"] = order.group(1).strip()[:120]
    return answer


def _problems(body: dict[str, Any]) -> list[str]:
    """What is wrong with the request, as a strict server would find it."""
    form = body.get("response_format", {})
    found = [f"unasked-for field {name}" for name in ("tools", "functions") if name in body]
    if form.get("type") != "json_schema" or form.get("json_schema", {}).get("strict") is not True:
        return [*found, "no strict schema"]
    if "max_completion_tokens" not in body:
        found.append("no bound on the answer")
    # Both names of the limit: it is taken for a server of one's own, which knows lengths of texts.
    strict = "max_tokens" not in body
    return found + list(_loose(form["json_schema"]["schema"], "schema", strict=strict))


def _loose(schema: dict[str, Any], where: str, *, strict: bool) -> Iterator[str]:
    """Where a schema is not strict, or holds what strict servers refuse."""
    refused = {"$ref", "$defs", "default", "title", *(_LENGTHS if strict else ())}
    for name in refused & schema.keys():
        yield f"{where} holds {name}"
    if schema.get("type") == "object":
        fields = schema.get("properties", {})
        if schema.get("additionalProperties") is not False:
            yield f"{where} allows more"
        if sorted(schema.get("required", ())) != sorted(fields):
            yield f"{where} does not require everything"
        for name, child in fields.items():
            yield from _loose(child, f"{where}.{name}", strict=strict)
    if schema.get("type") == "array":
        yield from _loose(schema["items"], f"{where}[]", strict=strict)
    for child in schema.get("anyOf", ()):
        yield from _loose(child, where, strict=strict)
