"""The model writer: a language model behind any OpenAI-compatible server."""

from engine.writers.model.desk import Desk
from engine.writers.model.drafts import Drafts
from engine.writers.model.redaction import shown_text
from engine.writers.model.request import Request
from engine.writers.model.writer import ASKED_FOR, ModelWriter

__all__ = ["ASKED_FOR", "Desk", "Drafts", "ModelWriter", "Request", "shown_text"]
