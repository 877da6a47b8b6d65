"""Verify: reads a film's proof back, as c2pa reports it, and says what it is worth.

It does not decide whom to trust, and asks nobody on the network. A report of another shape than
callsheet uses is a ValueError.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar, Literal, Self

from pydantic import BaseModel, Field, model_validator

from engine.proof.identity import offline_settings
from schemas.record import Record

__all__ = ["NamedIngredient", "State", "Verdict", "is_remote", "verify"]

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


def verify(path: Path, *, anchors: str) -> Verdict:
    """The verdict on one file, by the PEM certificates in `anchors` (may be empty).

    Whatever is wrong with the file is a verdict and no exception: one that is missing, unreadable
    or of a kind that carries no proof is None; one whose proof cannot be parsed is Invalid.
    """
    import c2pa  # noqa: PLC0415 - a native library of 30 MB

    name = str(path)
    with c2pa.Context.from_dict(offline_settings(anchors)) as context:
        try:
            # A stream without a type: c2pa looks at the bytes, so a renamed file is read too.
            with path.open("rb") as file, c2pa.Reader(None, file, context=context) as reader:
                return _verdict(name, _Report.model_validate_json(reader.json()))
        except OSError as error:
            return Verdict(file=name, state="None", reason=f"cannot be read: {error.strerror}")
        except c2pa.C2paError.ManifestNotFound:
            return Verdict(file=name, state="None", reason="carries no C2PA manifest")
        except c2pa.C2paError.NotSupported:
            return Verdict(file=name, state="None", reason="not a kind of file that C2PA covers")
        except (c2pa.C2paError, ValueError) as error:
            if is_remote(error):
                reason = f"its manifest lies elsewhere and is not fetched: {error}"
                return Verdict(file=name, state="None", reason=reason)
            return Verdict(file=name, state="Invalid", reason=f"its proof cannot be read: {error}")


def is_remote(error: Exception) -> bool:
    """Whether c2pa's error says that the manifest lies elsewhere and was not fetched.

    c2pa 0.38.1 raises no class of its own for it.
    """
    return str(error).startswith("Remote: must fetch")


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


class _Claim(BaseModel):
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


class _Report(BaseModel):
    """Every manifest of a file by label, and what was found on checking the active one."""

    active_manifest: str
    manifests: dict[str, _Claim]
    validation_state: Literal["Trusted", "Valid", "Invalid"]
    validation_results: _Results = _Results()

    @model_validator(mode="after")
    def _has_its_active_manifest(self) -> Self:
        if self.active_manifest not in self.manifests:
            raise ValueError(f"the active manifest {self.active_manifest!r} is not there")
        return self

    @property
    def active(self) -> _Claim:
        """The manifest of the file itself."""
        return self.manifests[self.active_manifest]

    def source_types(self) -> tuple[str, ...]:
        """Last words of the types, once each: the file's, then its ingredients' and theirs."""
        found: dict[str, None] = {}
        waiting = [self.active_manifest]
        for label in waiting:
            claim = self.manifests.get(label, _Claim())
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


def _verdict(name: str, report: _Report) -> Verdict:
    claim = report.active
    return Verdict(
        file=name,
        state=report.validation_state,
        signer=claim.signature_info.common_name or claim.signature_info.issuer,
        reason="; ".join(report.failures()),
        ingredients=tuple(
            NamedIngredient(title=ingredient.title, relationship=ingredient.relationship)
            for ingredient in claim.ingredients
        ),
        source_types=report.source_types(),
    )


class _Action(BaseModel):
    digital_source_type: str = Field(default="", alias="digitalSourceType")


class _Actions(BaseModel):
    actions: list[_Action] = []
