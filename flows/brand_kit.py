"""Brand kit: one folder with brand.yaml becomes the brand of a production.

What the production's own file says goes over it. It reads YAML; the files that a kit names are
opened by the engine, but for a logo that is all there is, whose colours become the palette.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from schemas.errors import ProductionError

__all__ = ["KIT_FILE", "brand_fields", "with_brand"]

KIT_FILE = "brand.yaml"
_FILES = ("logo", "logo_dark", "music", "intro", "end_card")
"""Fields that name a file of the kit."""
_COLOURS = ("background", "light", "dark", "accent")


def brand_fields(said: Any) -> Any:
    """What a production says of its brand, as fields: a path alone is the kit."""
    return {"kit": said} if isinstance(said, str) else said


def with_brand(fields: Mapping[str, Any], base: Path) -> dict[str, Any]:
    """The production's fields with those of its kit under them, and a palette from the logo where
    no colour is said. Paths start from `base`, the kit's own from its folder.

    A kit's `voice` is the production's, where that says nothing else. Raises ProductionError for a
    kit that is not there or is no brand.
    """
    brand = fields.get("brand")
    if not isinstance(brand, Mapping):
        return dict(fields)
    own = {name: value for name, value in brand.items() if name != "kit"}
    voice: Any = None
    if "kit" in brand:
        kit = _read(Path(str(brand["kit"])), base)
        voice = kit.pop("voice", None)
        own = {**kit, **own}
    if own.get("logo") and not any(own.get(name) for name in _COLOURS):
        from engine.brand_kit import palette_of  # noqa: PLC0415 - heavy

        own |= palette_of(base / str(own["logo"]))
    merged = {**fields, "brand": own}
    if isinstance(voice, Mapping):
        merged["voice"] = {**voice, **(fields.get("voice") or {})}
    return merged


def _read(named: Path, base: Path) -> dict[str, Any]:
    """The kit's fields, its paths from `base` on."""
    file = named if named.suffix.lower() in {".yaml", ".yml"} else named / KIT_FILE
    try:
        loaded = yaml.safe_load((base / file).read_text("utf-8"))
    except OSError as error:
        raise ProductionError(
            "the brand kit cannot be read",
            f"{base / file}: {error.strerror}",
            f"Name a folder that holds {KIT_FILE}, or that file.",
        ) from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        problem = str(error).replace("\n", " ")
        raise ProductionError(
            "the brand kit is not YAML", f"{base / file}: {problem}", "Correct that line."
        ) from error
    if not isinstance(loaded, dict):
        raise ProductionError(
            "the brand kit holds no fields", str(base / file), "Begin with name: NAME."
        )
    return _from_there(loaded, file.parent)


def _from_there(kit: dict[str, Any], folder: Path) -> dict[str, Any]:
    for name in _FILES:
        if kit.get(name) not in (None, "designed"):
            kit[name] = (folder / str(kit[name])).as_posix()
    if isinstance(kit.get("fonts"), list):
        kit["fonts"] = [(folder / str(font)).as_posix() for font in kit["fonts"]]
    voice = kit.get("voice")
    if isinstance(voice, dict) and voice.get("folder"):
        voice["folder"] = (folder / str(voice["folder"])).as_posix()
    return kit
