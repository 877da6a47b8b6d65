"""The model writer: a language model behind any OpenAI-compatible server."""

from engine.writers.model.drafts import Drafts
from engine.writers.model.redaction import shown_text
from engine.writers.model.writer import ASKED_FOR, ModelWriter

__all__ = ["ASKED_FOR", "Drafts", "ModelWriter", "shown_text"]
