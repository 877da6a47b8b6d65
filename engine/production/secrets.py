"""Secrets: keys and addresses that are never part of a production, which is logged and shown."""

from __future__ import annotations

from dataclasses import dataclass, field

__all__ = ["Secrets"]


@dataclass(frozen=True, slots=True)
class Secrets:
    """The keys of the services that are asked, and the ledger's address where it is not a file."""

    speech_key: str | None = field(default=None, repr=False)
    writer_key: str | None = field(default=None, repr=False)
    moderation_key: str | None = field(default=None, repr=False)
    ledger: str | None = field(default=None, repr=False)
