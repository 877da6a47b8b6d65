"""Settings: a target becomes a Production and its places.

Order: production file < environment (CALLSHEET_*) < command line. The variables of `_ELSEWHERE` are
no settings of a production and are read where they are used, as Prefect's and the terminal's are.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from platformdirs import user_config_path
from pydantic import ValidationError

from catalogs import is_archive, is_rejects
from engine.intake import is_elsewhere, name_of
from engine.production.context import Paths, Secrets
from flows.brand_kit import brand_fields, with_brand
from schemas.catalog import catalog_fields, picture_fields
from schemas.errors import ProductionError
from schemas.production import Production

__all__ = [
    "Overrides",
    "Target",
    "config_folder",
    "open_target",
    "paths_of",
    "secrets_of",
    "validated",
]

_PREFIX = "CALLSHEET_"
_SECRETS = {
    "speech_key": "CALLSHEET_SPEECH_KEY",
    "writer_key": "CALLSHEET_WRITER_KEY",
    "judge_key": "CALLSHEET_JUDGE_KEY",
    "moderation_key": "CALLSHEET_MODERATION_KEY",
    "videos_key": "CALLSHEET_VIDEOS_KEY",
    "ledger": "CALLSHEET_LEDGER",
}
"""What is never part of a production, which is logged and shown. The ledger's address (Postgres)
holds a password."""
_ELSEWHERE = frozenset({"CALLSHEET_CACHE", "CALLSHEET_FILMS_PASSWORD", "CALLSHEET_SERVING"})
"""Read where they are used: by workers, which run no command of callsheet's, by `serve`, and by
the runs that it starts."""
_PRODUCTION_SUFFIXES = {".yaml", ".yml"}


@dataclass(frozen=True, slots=True)
class Overrides:
    """What the command line says; None says nothing."""

    catalog: str | None = None
    out: str | None = None
    store: str | None = None


@dataclass(frozen=True, slots=True)
class Target:
    """A production and the folder that its own paths start from."""

    production: Production
    base: Path


def open_target(target: Path, overrides: Overrides, environment: Mapping[str, str]) -> Target:
    """The production that `target` (a production file or a catalog) describes.

    Raises ProductionError where it is not there or says something that it must not.
    """
    if not target.exists():
        raise ProductionError(
            "there is no such production or catalog",
            str(target),
            "Name a production file (*.yaml) or a catalog.",
        )
    if target.suffix.lower() in _PRODUCTION_SUFFIXES:
        fields, base = _normal(_read(target)), target.parent
    else:
        fields, base = {"catalog": {"file": target.name}}, target.parent
    fields = _merged(fields, _normal(_from_environment(environment)))
    said = {
        # The command line's paths start from where it was typed, not from the target.
        name: path if "://" in path else str(Path(path).absolute())
        for name in ("catalog", "out", "store")
        if (path := getattr(overrides, name)) is not None
    }
    own = _file_of(fields)
    fields = with_brand(_merged(fields, _normal(said)), base)
    fields |= {"name": fields.get("name") or target.stem}
    if overrides.catalog and is_rejects(Path(overrides.catalog)) and own and (base / own).exists():
        # Rows that are handed back name their pictures as they did in the catalog they are from.
        beside = {"folder": str(_beside(base / own).absolute())}
        fields["pictures"] = _merged(beside, fields.get("pictures") or {})
    production = validated(fields, str(target))
    if production.catalog.file is None:
        raise ProductionError(
            "the production names no catalog", str(target), "Say catalog: FILE, or --catalog FILE."
        )
    return Target(production, base.resolve())


def paths_of(target: Target, config: Path) -> Paths:
    """Where the target's films, state and pictures lie. `.callsheet/` beside it is the default."""
    base, production = target.base, target.production
    file = production.catalog.file or ""
    catalog = base / (name_of(file) if is_elsewhere(file) else file)
    state = base / ".callsheet"
    store = production.store or str(state)
    remote = "://" in store
    return Paths(
        base=base,
        catalog=catalog,
        root=(base / (production.pictures.folder or _beside(catalog))).resolve(),
        out=(base / (production.out or "out")).resolve(),
        store=store if remote else str(base / store),
        state=state if remote else base / store,
        config=config,
    )


def _beside(catalog: Path) -> Path:
    """Where a catalog's pictures lie if nobody says: in its folder, or in itself where it is a
    folder or an archive.
    """
    return catalog if catalog.is_dir() or is_archive(catalog) else catalog.parent


def config_folder() -> Path:
    """The platform's own place for callsheet's configuration, which may not exist yet."""
    return user_config_path("callsheet", appauthor=False)


def secrets_of(environment: Mapping[str, str]) -> Secrets:
    """The keys and the ledger's address that the environment holds."""
    return Secrets(**{name: environment.get(variable) for name, variable in _SECRETS.items()})


def _read(file: Path) -> dict[str, Any]:
    try:
        loaded = yaml.safe_load(file.read_text("utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        problem = str(error).replace("\n", " ")
        raise ProductionError(
            "the production file is not YAML", f"{file}: {problem}", "Correct that line."
        ) from error
    if not isinstance(loaded, dict):
        raise ProductionError(
            "the production file holds no fields", str(file), "Begin with catalog: FILE."
        )
    return loaded


def _normal(fields: dict[str, Any]) -> dict[str, Any]:
    """The fields with catalog, pictures and brand as fields too, so that a path goes over a path
    alone.
    """
    shapes = {"catalog": catalog_fields, "pictures": picture_fields, "brand": brand_fields}
    return {name: shapes.get(name, lambda it: it)(value) for name, value in fields.items()}


def _file_of(fields: Mapping[str, Any]) -> str:
    catalog = fields.get("catalog")
    return str(catalog.get("file") or "") if isinstance(catalog, Mapping) else ""


def _from_environment(environment: Mapping[str, str]) -> dict[str, Any]:
    """`CALLSHEET_CURRENCY=EUR`; nested fields with two underscores, values as YAML.

    Raises ProductionError.
    """
    fields: dict[str, Any] = {}
    for name in sorted(environment):
        if not name.startswith(_PREFIX) or name in _ELSEWHERE.union(_SECRETS.values()):
            continue
        *path, last = name.removeprefix(_PREFIX).lower().split("__")
        level = fields
        for step in path:
            level = level.setdefault(step, {})
            if not isinstance(level, dict):
                raise ProductionError(
                    "two variables set the same field",
                    f"{name}, and one that ends before {step.upper()} does",
                    "Keep one of them.",
                )
        level[last] = _value(name, environment[name])
    return fields


def _value(name: str, text: str) -> Any:
    try:
        return yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise ProductionError(
            "a variable's value is not YAML", f"{name} is {text!r}", "Quote it, or correct it."
        ) from error


def _merged(under: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    """`under` with the fields of `over`; of a nested field only those parts that `over` names."""
    both = dict(under)
    for name, value in over.items():
        below = both.get(name)
        if isinstance(below, dict) and isinstance(value, dict):
            both[name] = _merged(below, value)
        else:
            both[name] = value
    return both


def validated(fields: dict[str, Any], where: str) -> Production:
    """The fields as a production. Raises ProductionError, which names `where` they stand."""
    try:
        return Production.model_validate(fields)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(step) for step in first["loc"])
        raise ProductionError(
            f"the field {field!r} is wrong: {first['msg']}",
            f"{where}: {first.get('input')!r}"[:300],
            f"A production has the fields {', '.join(sorted(Production.model_fields))}.",
        ) from error
