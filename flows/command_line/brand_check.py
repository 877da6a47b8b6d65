"""Brand check: a kit, or a production's brand, looked at as a whole before any film shows it.

It opens the kit and writes the specimen; what is wrong the engine says.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import yaml

from engine.brand import open_brand
from engine.brand_kit import Finding, findings, write_specimen
from flows.brand_kit import KIT_FILE, with_brand
from flows.command_line.page import page
from flows.settings import Overrides, open_target, validated
from schemas.brand import BrandSettings
from schemas.errors import ProductionError

__all__ = ["BrandChecked", "check_brand"]

_OF_PRODUCTIONS = frozenset({"brand", "catalog", "deliveries"})
"""Fields that a production has and a kit has not."""


@dataclass(frozen=True, slots=True)
class BrandChecked:
    """`brand check`: the findings, and where the specimen is."""

    findings: tuple[Finding, ...]
    specimen: Path

    @property
    def status(self) -> int:
        """1 where something is wrong; advice is none."""
        return 1 if any(one.wrong for one in self.findings) else 0

    @property
    def document(self) -> dict[str, Any]:
        """The findings, each with its parts, and the page."""
        return {
            "findings": [asdict(one) for one in self.findings],
            "specimen": str(self.specimen),
        }

    def show(self) -> None:
        """A line for each finding, then the page."""
        console = page()
        for one in self.findings:
            console.print(f"{'wrong ' if one.wrong else 'advice'} {one}", markup=False)
        wrong = sum(one.wrong for one in self.findings)
        console.print(f"{wrong} to mend, {len(self.findings) - wrong} to consider.")
        console.print(f"See {self.specimen}", markup=False)


def check_brand(target: Path, locales: Sequence[str], out: Path) -> BrandChecked:
    """Judge the brand of `target` (a kit's folder or file, or a production file), and write its
    specimen into the folder `out`.

    `locales` are those of its films; none: the production's, or English. Raises ProductionError.
    """
    settings, base, own = _brand_of(target)
    brand = open_brand(settings, base)
    languages = tuple(dict.fromkeys(locales or own))
    found = findings(brand, languages)
    out.mkdir(parents=True, exist_ok=True)
    return BrandChecked(found, write_specimen(out, brand, found, languages))


def _brand_of(target: Path) -> tuple[BrandSettings, Path, tuple[str, ...]]:
    """The brand, the folder that its paths start from, and its films' languages."""
    file = target / KIT_FILE if target.is_dir() else target
    if not file.exists():
        raise ProductionError(
            "there is no such brand kit",
            str(file),
            f"Name a folder that holds {KIT_FILE}, that file, or a production file.",
        )
    if _is_production(file):
        opened = open_target(file, Overrides(), os.environ)
        production = opened.production
        said = (tag for delivery in production.deliveries for tag in delivery.locales)
        return production.brand, opened.base, (production.locale, *said)
    base = Path.cwd()
    fields = with_brand({"brand": {"kit": str(file)}}, base)
    return validated(fields, str(file)).brand, base, ("en",)


def _is_production(file: Path) -> bool:
    try:
        loaded = yaml.safe_load(file.read_text("utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError):
        return False
    return isinstance(loaded, dict) and bool(_OF_PRODUCTIONS & loaded.keys())
