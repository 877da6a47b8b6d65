"""The model writer: a language model behind any OpenAI-compatible server."""

from engine.writers.model.drafts import Drafts
from engine.writers.model.local_context import LocalContext
from engine.writers.model.redaction import evidence_of, shown_text
from engine.writers.model.request import Request
from engine.writers.model.writer import ASKED_FOR, ModelWriter

__all__ = [
    "ASKED_FOR",
    "Drafts",
    "LocalContext",
    "ModelWriter",
    "Request",
    "evidence_of",
    "shown_text",
]
