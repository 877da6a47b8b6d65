"""Table: models and licences as data, as shipped (`models.yaml`) and as a production adds to them.

It says what a model is, what it takes, and under which conditions it may be used; it opens no
checkpoint. What it says of licences is a summary, and no lawyer wrote it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from schemas.errors import ProductionError
from schemas.shipped import shipped_table, table_of

__all__ = ["Licence", "Model", "Table", "open_table"]


class _Row(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Excluded(_Row):
    """Where a licence does not hold (ISO 3166, or EU), and whether its outputs are excluded too."""

    territories: tuple[str, ...]
    outputs: bool = False


class Licence(_Row):
    """What a licence asks; `clauses` says it in short, by revenue, territory, notice and use."""

    title: str
    card: str
    excluded: Excluded | None = None
    revenue: int | None = None
    notice: bool = False
    attribution: str = ""
    clauses: Mapping[Literal["revenue", "territory", "notice", "attribution", "use"], str] = {}


class Size(_Row):
    """GB on disk, and on a GPU, about."""

    disk: Annotated[float, Field(gt=0)]
    memory: Annotated[float, Field(gt=0)]


class Shape(_Row):
    """What divides its sides, its frames (step * k + 1), frames per second, frames of a clip."""

    multiple: int
    step: int
    rate: Fraction
    longest: int


class Schedule(_Row):
    """Steps, and guidance (up to 1: none)."""

    steps: Annotated[int, Field(ge=1)]
    guidance: Annotated[float, Field(ge=0)]


class Model(_Row):
    """What a model is, takes and asks; see models.yaml."""

    family: str
    pipeline: str
    index: Mapping[str, Any] = {}
    repository: str = ""
    revision: str = ""
    folder: str = ""
    size: Size
    rules: Shape
    schedule: Schedule
    height: int | None = None
    device: Literal["cuda", "cpu"] = "cuda"
    licence: str

    @model_validator(mode="after")
    def _is_to_be_had(self) -> Self:
        if bool(self.repository) == bool(self.folder):
            raise ValueError("a model has a `repository`, or a `folder` here; not both")
        return self

    @property
    def download(self) -> str:
        """What to type to have it; nothing for one that comes with callsheet."""
        if self.folder:
            return ""
        at = f" --revision {self.revision}" if self.revision else ""
        return f"hf download {self.repository}{at}"


@dataclass(frozen=True, slots=True)
class Table:
    """Models and licences by name."""

    models: Mapping[str, Model]
    licences: Mapping[str, Licence]


def open_table(own: Path | None = None) -> Table:
    """The shipped table with the production's own: what both name is as the production says.

    Raises ProductionError for a file that is not there or not of that form.
    """
    return _open(own)


@cache
def _open(own: Path | None) -> Table:
    shipped = _table(shipped_table(__package__ or "", "models.yaml"), "models.yaml")
    if own is None:
        return shipped
    try:
        read = table_of(own.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise _unfit(str(own), error) from error
    added = _table(read, str(own))
    both = Table({**shipped.models, **added.models}, {**shipped.licences, **added.licences})
    for name, model in both.models.items():
        if model.licence not in both.licences:
            what = f"model {name} is under {model.licence!r}, which is none of its licences"
            raise _unfit(str(own), what)
    return both


def _table(read: Any, where: str) -> Table:
    try:
        parts: Mapping[str, Mapping[str, Any]] = dict(read or {})
        models = {n: Model.model_validate(row) for n, row in parts.get("models", {}).items()}
        licences = {n: Licence.model_validate(row) for n, row in parts.get("licences", {}).items()}
    except (ValidationError, TypeError, ValueError, AttributeError) as error:
        raise _unfit(where, error) from error
    return Table(models, licences)


def _unfit(where: str, why: object) -> ProductionError:
    return ProductionError(
        "the table of models cannot be read",
        f"{where}: {why}",
        "Give it the form of callsheet's own models.yaml: `models` and `licences` by name.",
    )
