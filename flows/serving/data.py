"""Data: the serving file, read and resolved; an error names its line.

It starts nothing.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import yaml
from pydantic import ValidationError

from flows.serving.guard import address_of
from flows.settings import Overrides, Target, config_folder, open_target, paths_of
from schemas.errors import ProductionError
from schemas.serving import ServedProduction, Serving

__all__ = ["DEFAULT", "Served", "ServingFile", "open_serving", "secret"]

DEFAULT = Path("deployments/serving.yaml")
"""The serving file where none is named."""


@dataclass(frozen=True, slots=True)
class Served:
    """A production as it is served: its target resolved, where its films go, the address of its
    drop folder, and the folder that serve keeps its state in.
    """

    settings: ServedProduction
    target: Target
    out: Path
    drop: str | None
    state: Path

    @property
    def name(self) -> str:
        """Its name in the serving file, in addresses and in Prefect."""
        return self.settings.name


@dataclass(frozen=True, slots=True)
class ServingFile:
    """The serving file and the folder that its paths start from."""

    settings: Serving
    path: Path

    @property
    def base(self) -> Path:
        """The file's folder."""
        return self.path.parent.resolve()

    @property
    def state(self) -> Path:
        """The folder of the server's database and password."""
        return Path(os.path.normpath(self.base / self.settings.state))

    @property
    def films(self) -> str:
        """The address that people reach the films by."""
        films = self.settings.films
        return (films.address or address_of(films.host, films.port)).rstrip("/")

    def served(self, one: ServedProduction) -> Served:
        """The production as its file and the environment say now. Raises ProductionError."""
        out = str(self.base / one.out) if one.out else None
        target = open_target(self.base / one.target, Overrides(out=out), os.environ)
        shown = target.production.films_url or f"{self.films}/{one.name}"
        production = target.production.model_copy(update={"films_url": shown})
        target = replace(target, production=production)
        drop = self.folder(one.drop.folder) if one.drop else None
        out_folder = paths_of(target, config_folder()).out
        return Served(one, target, out_folder, drop, self.state)

    def folder(self, address: str) -> str:
        """A drop folder's address, from the serving file where it is a path."""
        return address if "://" in address else os.path.normpath(self.base / address)


def open_serving(file: Path | None) -> ServingFile:
    """The serving file, or the default one. Raises ProductionError with the line that is wrong."""
    chosen = file or DEFAULT
    if not chosen.is_file():
        raise ProductionError(
            "there is no such serving file",
            str(chosen),
            f"Name one, or write {DEFAULT}: productions: [{{name: shop, target: shop.yaml}}]",
        )
    try:
        node = yaml.compose(chosen.read_text("utf-8"), Loader=yaml.SafeLoader)
        loaded = yaml.safe_load(chosen.read_text("utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        problem = str(error).replace("\n", " ")
        raise ProductionError(
            "the serving file is not YAML", f"{chosen}: {problem}", "Correct that line."
        ) from error
    try:
        return ServingFile(Serving.model_validate(loaded), chosen)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(step) for step in first["loc"]) or "serving"
        raise ProductionError(
            f"the field {field!r} is wrong: {first['msg'].removeprefix('Value error, ')}",
            f"{chosen}, line {_line(node, first['loc'])}",
            "Correct it; deployments/serving-full.yaml shows every field.",
        ) from error


def secret(variable: str | None, environment: Mapping[str, str]) -> str | None:
    """What the named variable holds. Raises ProductionError where it is named and empty."""
    if variable is None:
        return None
    if not environment.get(variable):
        raise ProductionError(
            "a secret that the serving file names is not set", variable, f"Set {variable}."
        )
    return environment[variable]


def _line(node: yaml.Node | None, steps: Sequence[str | int]) -> int:
    """The line that a field stands in, or its innermost parent's where the field is missing."""
    found = node.start_mark.line if node else 0
    for step in steps:
        inner: yaml.Node | None = None
        if isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                if key.value == step:
                    inner, found = value, key.start_mark.line
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int):
            inner = node.value[step] if step < len(node.value) else None
            found = inner.start_mark.line if inner else found
        if inner is None:
            break
        node = inner
    return found + 1
