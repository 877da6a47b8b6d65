"""The model writer: a language model behind any OpenAI-compatible server."""

from engine.writers.model.writer import ModelWriter

__all__ = ["ModelWriter"]
