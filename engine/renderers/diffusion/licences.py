"""Licences: what a checkpoint's folder states, and whether that is allowed where films are shown.

It reads the folder's own files and holds them against the table; it does not know what a model's
makers say elsewhere, and it is no legal advice.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from engine.renderers.diffusion.table import Licence
from schemas.errors import ProductionError

__all__ = ["Policy", "assert_allowed", "stated_licences"]

_APACHE = "apache-2.0"
_FRONT_MATTER = re.compile(r"\A---\s*\n(.*?)\n---\s*$", re.DOTALL | re.MULTILINE)
_FIELD = re.compile(r"^license(?:_name)?:\s*['\"]?([\w.+-]+)['\"]?\s*$", re.MULTILINE)
_MEMBERS = frozenset(re.findall("..", "ATBEBGHRCYCZDKEEFIFRDEGRHUIEITLVLTLUMTNLPLPTROSKSIESSE"))
"""Of the European Union."""


@dataclass(frozen=True, slots=True)
class Policy:
    """What is allowed: `apache` or `any` licence; where the films are shown; yearly USD."""

    allowed: str
    shown_in: tuple[str, ...] = ()
    revenue: int | None = None


def stated_licences(folder: Path, licences: Mapping[str, Licence]) -> Iterator[tuple[str, str]]:
    """Each file of `folder` that states a licence, and which: its name in `licences`, another
    identifier, or its first line.
    """
    for path in sorted(folder.iterdir()):
        name = path.name.lower()
        if name == "readme.md":
            if named := _in_card(path.read_text("utf-8", "replace"), licences):
                yield path.name, named
        elif name.startswith(("license", "licence")) and path.is_file():
            yield path.name, _named(path.read_text("utf-8", "replace"), licences)


def assert_allowed(folder: Path, policy: Policy, licences: Mapping[str, Licence]) -> None:
    """Raises ProductionError, naming the clause, unless every licence that `folder` states is
    allowed, and, where not everything is, it states one.
    """
    stated = dict(stated_licences(folder, licences))
    if policy.allowed != "any" and not stated:
        raise ProductionError(
            "the checkpoint does not say its licence, and only Apache-2.0 is allowed",
            f"{folder}: no LICENSE, and no `license:` in README.md",
            "Put the model's LICENSE or model card beside it, or say licence: any under "
            "renderer.diffusion.",
        )
    for file, found in stated.items():
        if policy.allowed != "any" and found != _APACHE:
            raise ProductionError(
                "the checkpoint's licence is not allowed: only Apache-2.0 is",
                f"{folder / file} says {found}",
                "Use another model, or say licence: any under renderer.diffusion once its terms "
                "are met.",
            )
        if found in licences:
            _assert_met(folder / file, found, licences[found], policy)


def _assert_met(file: Path, name: str, licence: Licence, policy: Policy) -> None:
    if licence.revenue is not None and (
        policy.revenue is None or policy.revenue >= licence.revenue
    ):
        said = "is not said" if policy.revenue is None else f"is {policy.revenue} USD"
        raise ProductionError(
            f"the checkpoint's licence ends at a yearly revenue of {licence.revenue} USD",
            f"{file}, {name}, clause on revenue: {licence.clauses.get('revenue', '')}; "
            f"`revenue` {said}",
            "Say `revenue` under renderer.diffusion where it is less, or buy a licence and put "
            "its text in the place of this one.",
        )
    if licence.excluded is None:
        return
    where = f"{file}, {name}, clause on territory: {licence.clauses.get('territory', '')}"
    if not policy.shown_in:
        raise ProductionError(
            "the checkpoint's licence excludes countries, and it is not said where films are shown",
            where,
            "Say `shown_in` under renderer.diffusion: [CH, JP], or use another model.",
        )
    barred = set(licence.excluded.territories)
    barred |= _MEMBERS if "EU" in barred else frozenset()
    if met := sorted(barred.intersection(policy.shown_in)):
        raise ProductionError(
            f"the checkpoint's licence excludes {', '.join(met)}, where films are shown",
            where,
            "Use another model, or show the films elsewhere.",
        )


def _in_card(text: str, licences: Mapping[str, Licence]) -> str:
    front = _FRONT_MATTER.search(text)
    found = [word.lower() for word in _FIELD.findall(front.group(1))] if front else []
    # `license: other` has its name in another field.
    stated = next((word for word in found if word != "other"), found[0] if found else "")
    return next((name for name, one in licences.items() if one.card == stated), stated)


def _named(text: str, licences: Mapping[str, Licence]) -> str:
    head = " ".join(text.split())[:400]
    for name, licence in licences.items():
        if re.match(licence.title, head, re.IGNORECASE):
            return name
    return repr(head[:60]) if head else "nothing"
