"""Proof: who made a film, from what, and whether it is as it was signed.

It knows nothing about how films are made; parts come in, a signed file goes out.
"""

from engine.proof.identity import Identity, anchors, identity
from engine.proof.manifest import SignedPart
from engine.proof.sign import sign
from engine.proof.sources import (
    SourceType,
    declared_source_type,
    film_source_type,
    is_generative,
    needs_ai_disclosure,
)
from engine.proof.verify import NamedIngredient, State, Verdict, verify

__all__ = [
    "Identity",
    "NamedIngredient",
    "SignedPart",
    "SourceType",
    "State",
    "Verdict",
    "anchors",
    "declared_source_type",
    "film_source_type",
    "identity",
    "is_generative",
    "needs_ai_disclosure",
    "sign",
    "verify",
]
