"""Reading: what c2pa's reader reports of a file, as much of it as callsheet uses.

It does not open files or judge; a report of another shape is a ValueError.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, Self

from pydantic import BaseModel, Field, model_validator

__all__ = ["Claim", "Report", "is_remote"]


class _Action(BaseModel):
    digital_source_type: str = Field(default="", alias="digitalSourceType")


class _Actions(BaseModel):
    actions: list[_Action] = []


class _Assertion(BaseModel):
    label: str
    data: object = None


class _Ingredient(BaseModel):
    title: str = ""
    relationship: str
    digital_source_type: str = ""
    active_manifest: str = ""


class _Signature(BaseModel):
    common_name: str = ""
    issuer: str = ""


class Claim(BaseModel):
    """One manifest. Assertions are found by label: their order means nothing."""

    signature_info: _Signature = _Signature()
    ingredients: list[_Ingredient] = []
    assertions: list[_Assertion] = []

    def source_types(self) -> Iterator[str]:
        """Addresses in the actions, the first being the asset's own; then in the ingredients."""
        for assertion in self.assertions:
            if assertion.label.partition("__")[0] in {"c2pa.actions", "c2pa.actions.v2"}:
                for action in _Actions.model_validate(assertion.data).actions:
                    yield action.digital_source_type
        for ingredient in self.ingredients:
            yield ingredient.digital_source_type


class _Failure(BaseModel):
    code: str
    explanation: str = ""


class _Codes(BaseModel):
    failure: list[_Failure] = []


class _Delta(BaseModel):
    codes: _Codes = Field(default=_Codes(), alias="validationDeltas")


class _Results(BaseModel):
    own: _Codes = Field(default=_Codes(), alias="activeManifest")
    ingredients: list[_Delta] = Field(default=[], alias="ingredientDeltas")


class Report(BaseModel):
    """Every manifest of a file by label, and what was found on checking the active one."""

    active_manifest: str
    manifests: dict[str, Claim]
    validation_state: Literal["Trusted", "Valid", "Invalid"]
    validation_results: _Results = _Results()

    @model_validator(mode="after")
    def _has_its_active_manifest(self) -> Self:
        if self.active_manifest not in self.manifests:
            raise ValueError(f"the active manifest {self.active_manifest!r} is not there")
        return self

    @property
    def active(self) -> Claim:
        """The manifest of the file itself."""
        return self.manifests[self.active_manifest]

    def source_types(self) -> tuple[str, ...]:
        """Last words of the types, once each: the file's, then its ingredients' and theirs."""
        found: dict[str, None] = {}
        waiting = [self.active_manifest]
        for label in waiting:
            claim = self.manifests.get(label, Claim())
            found |= dict.fromkeys(address.rpartition("/")[2] for address in claim.source_types())
            named = dict.fromkeys(each.active_manifest for each in claim.ingredients)
            waiting += [each for each in named if each not in waiting]
        return tuple(word for word in found if word)

    def failures(self) -> tuple[str, ...]:
        """Failures of its own claim, then of its ingredients': explanation and C2PA's code."""
        deltas = [delta.codes for delta in self.validation_results.ingredients]
        return tuple(
            f"{failure.explanation or 'failed'} ({failure.code})"
            for codes in [self.validation_results.own, *deltas]
            for failure in codes.failure
        )


def is_remote(error: Exception) -> bool:
    """Whether c2pa's error says that the manifest lies elsewhere and was not fetched.

    c2pa 0.38.1 raises no class of its own for it.
    """
    return str(error).startswith("Remote: must fetch")
