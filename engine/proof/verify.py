"""Verify: reads a film's proof back and says what it is worth.

It does not decide whom to trust, and asks nobody on the network.
"""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar, Literal

from engine.proof.reading import Report, is_remote
from engine.proof.trust import offline_settings
from schemas.record import Record

__all__ = ["NamedIngredient", "State", "Verdict", "verify"]

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
                return _verdict(name, Report.model_validate_json(reader.json()))
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


def _verdict(name: str, report: Report) -> Verdict:
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
