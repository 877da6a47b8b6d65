"""Door: a request goes out to the server, and its answer comes back as what is kept of it.

It sends once; `engine.spending` decides whether that may be done again.
"""

from __future__ import annotations

from typing import Any

from engine.openai_client import OpenAIClient
from engine.spending import Answered
from engine.writers.model.cost import cost_of
from engine.writers.model.request import Request

__all__ = ["send"]


def send(request: Request, service: OpenAIClient) -> Answered:
    """Ask, once. Raises what `OpenAIClient.post` raises."""
    body = request.body()
    answer = service.post(
        lambda client: client.chat.completions.with_streaming_response.create(**body)
    )
    return Answered(_kept(answer), cost_of(answer.get("usage"), request))


def _kept(answer: dict[str, Any]) -> dict[str, Any]:
    """The answer's first choice, and who gave it for how many tokens."""
    choices = answer.get("choices")
    choice = choices[0] if isinstance(choices, list) and choices else {}
    choice = choice if isinstance(choice, dict) else {}
    message = choice.get("message")
    message = message if isinstance(message, dict) else {}
    text, refusal = message.get("content"), message.get("refusal")
    usage = answer.get("usage")
    return {
        "text": text if isinstance(text, str) else None,
        "refusal": refusal if isinstance(refusal, str) else None,
        "finish": str(choice.get("finish_reason") or ""),
        "model": str(answer.get("model") or ""),
        "usage": usage if isinstance(usage, dict) else None,
    }
