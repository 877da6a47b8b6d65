"""Sidecar: one film's whole record, as the JSON file beside it.

It does not read the film; whether the proof in the file still holds is for `callsheet verify`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from engine.files import replacing
from engine.report.disclosure import disclosures
from schemas.film import Film
from schemas.inspection import Measurement

__all__ = ["ShotRecord", "WordRecord", "sidecar_document", "write_sidecar"]


@dataclass(frozen=True, slots=True)
class ShotRecord:
    """How one shot's take came about. `seed` and `attempt` (from 0) are the accepted take's.

    `lineage`: versions and settings that were recorded but not hashed. `starts_from`: the shots and
    the files of videos that it was made from.
    """

    operation: str
    renderer: str
    seed: int
    attempt: int = 0
    lineage: Mapping[str, str] = field(default_factory=dict)
    starts_from: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class WordRecord:
    """A text that is said or written, and the row's fields that it rests on: title, bullets.2.

    Without any it claims nothing, is the brand's, or was translated.
    """

    text: str
    rests_on: tuple[str, ...]


def sidecar_document(
    film: Film,
    *,
    shots: Mapping[str, ShotRecord] | None = None,
    words: Sequence[WordRecord] = (),
    state: str | None = None,
) -> dict[str, Any]:
    """The record of `film` as JSON values.

    `shots`: by name, as far as it is known how they came about. `words`: in the script's order.
    `state`: what a reader said of the signed film when it was delivered (Trusted, Valid, ...); None
    where none was asked.
    """
    known = shots or {}
    made_by = {part.key: part.made_by for part in film.parts if part.kind == "shot"}
    return {
        "schema": "sidecar/1",
        "file": film.file,
        "key": film.key,
        "row": {
            "id": film.id,
            "kind": film.kind,
            "title": film.title,
            "digest": film.row_digest,
        },
        "delivery": {"profile": film.profile, "locale": film.locale},
        "media": film.model_dump(
            mode="json",
            include={"sha256", "bytes", "width", "height", "rate", "frames", "seconds"}
            | {"loudness", "true_peak"},
        ),
        "shots": [
            {"name": name, "take": take, "renderer": made_by.get(take, "")}
            | (asdict(known[name]) if name in known else {})
            for name, take in film.shots.items()
        ],
        "words": [asdict(one) for one in words],
        "segments": list(film.segments),
        "checks": {
            "passed": film.inspection.passed,
            "measurements": [_check(found) for found in film.inspection.measurements],
        },
        "provenance": {
            "signer": film.signer,
            "state": state,
            "digital_source_type": film.digital_source_type,
            "ingredients": [part.model_dump(mode="json") for part in film.parts],
        },
        "disclosure": {
            "ai_disclosure_required": film.ai_disclosure_required,
            "destinations": {
                place: asdict(asked)
                for place, asked in disclosures(required=film.ai_disclosure_required).items()
            },
        },
        "replaces": film.replaces or None,
        "notes": list(film.notes),
    }


def write_sidecar(
    target: Path,
    film: Film,
    *,
    shots: Mapping[str, ShotRecord] | None = None,
    words: Sequence[WordRecord] = (),
    state: str | None = None,
) -> Path:
    """Write the record of `film` to `target`; its path. The others are as above."""
    document = sidecar_document(film, shots=shots, words=words, state=state)
    with replacing(target) as part:
        part.write_text(json.dumps(document, ensure_ascii=False, indent=2) + "\n", "utf-8")
    return target


def _check(found: Measurement) -> dict[str, Any]:
    document = found.model_dump(mode="json")
    return document | {"passed": found.passed}
