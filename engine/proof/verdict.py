"""Verdict: what a film's proof is worth, as `callsheet verify` reports it.

It does not know how the proof was read.
"""

from __future__ import annotations

from typing import ClassVar, Literal

from schemas.record import Record

__all__ = ["NamedIngredient", "State", "Verdict"]

State = Literal["Trusted", "Valid", "Invalid", "None"]
"""Trusted: intact, and signed by someone who is trusted here. Valid: intact, by someone else.
Invalid: changed since it was signed, or its proof is damaged. None: it carries no proof."""


class NamedIngredient(Record):
    """One ingredient as the film's claim names it; `relationship` as C2PA has it."""

    SCHEMA: ClassVar[str] = "named-ingredient/1"

    title: str
    relationship: str


class Verdict(Record):
    """One file's state. `model_dump(mode="json")` gives exactly the command's JSON.

    `source_types` are last words of IPTC addresses, the film's own first. `reason` says why the
    state is no better, and is empty where it is Trusted.
    """

    SCHEMA: ClassVar[str] = "verdict/1"

    file: str
    state: State
    signer: str = ""
    reason: str = ""
    ingredients: tuple[NamedIngredient, ...] = ()
    source_types: tuple[str, ...] = ()
