"""The template writer: offline and deterministic, it fills a design in from a row."""

from engine.writers.template.writer import TemplateWriter

__all__ = ["TemplateWriter"]
