"""Specimen: a page that shows a brand as films will: colours, logo, type, cards, and findings.

It does not judge (`findings` does) and draws nothing itself (`pictures` does).
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from numpy.typing import NDArray

from engine.brand import Brand
from engine.brand_kit.findings import Finding
from engine.brand_kit.pictures import end_card, logo_tile, role_line, title_card
from engine.brand_kit.samples import Samples, samples_in
from engine.brand_kit.shapes import LARGEST, SHAPES
from engine.colours import contrast
from engine.files import replacing
from engine.typeset.context import TypeContext
from schemas.edit import LayerRole
from schemas.errors import CallsheetError

__all__ = ["write_specimen"]

_COLOURS = ("background", "light", "dark", "accent")
_WEIGHTS = {300: "light", 400: "regular", 600: "semibold", 700: "bold"}
_CURRENCY = "EUR"
"""Of the sample amounts."""


@dataclass(frozen=True, slots=True)
class _Shown:
    """A picture on the page: its file, its size in pixels, and what stands under it."""

    file: str
    width: int
    height: int
    name: str
    facts: str = ""


@dataclass(slots=True)
class _Album:
    """The page's pictures, written as they come; what cannot be drawn is said instead."""

    folder: Path
    faults: list[str] = field(default_factory=list)

    def add(self, name: str, draw: Callable[[], NDArray[Any]], facts: str = "") -> list[_Shown]:
        """The picture, or nothing where it cannot be drawn."""
        from PIL import Image  # noqa: PLC0415 - heavy

        try:
            pixels = draw()
        except CallsheetError as error:
            self.faults.append(f"{name}: {error}")
            return []
        file = name.lower().replace(" ", "-").replace(":", "x") + ".png"
        with replacing(self.folder / file) as part:
            Image.fromarray(pixels).save(part)
        return [_Shown(file, pixels.shape[1], pixels.shape[0], name, facts)]


def write_specimen(
    folder: Path, brand: Brand, found: Sequence[Finding], locales: Sequence[str]
) -> Path:
    """Write `index.html` and its pictures into `folder`; the page's path.

    Cards and type are set in the first of `locales`. What cannot be drawn is said on the page.
    """
    from jinja2 import Environment, FileSystemLoader, StrictUndefined  # noqa: PLC0415 - heavy
    from markupsafe import Markup  # noqa: PLC0415 - comes with jinja2

    locale = locales[0]
    album, samples = _Album(folder), samples_in(locale, _CURRENCY)
    templates = Path(__file__).parent / "templates"
    tokens = brand.tokens
    colours = {name: getattr(tokens, name).lower() for name in _COLOURS}
    style = (templates / "specimen.css").read_text("utf-8") + _swatches(colours)
    page = Environment(
        loader=FileSystemLoader(templates),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    ).get_template("specimen.html")
    target = folder / "index.html"
    text = page.render(
        # Ours, and it holds nothing of the kit but checked colours.
        style=Markup(style),  # noqa: S704 - ours
        policy=_policy(style),
        said=brand.settings,
        legal=brand.settings.legal_in(locale),
        locale=locale,
        found=found,
        colours=colours,
        contrasts=_contrasts(colours),
        logos=_logos(album, brand, colours),
        space=tokens.logo_space,
        type=_type(album, brand, samples, locale),
        fonts=[font.path.name for font in brand.fonts],
        titles=[
            shown
            for shape, ground in zip(
                SHAPES, ("background", "light", "dark", "background"), strict=True
            )
            for shown in album.add(
                f"title {shape.name}",
                lambda shape=shape, ground=ground: title_card(  # type: ignore[misc]
                    brand, shape, colours[ground], samples, locale
                ),
                f"on {ground}",
            )
        ],
        ends=[
            shown
            for shape in SHAPES
            for shown in album.add(
                f"end card {shape.name}",
                lambda shape=shape: end_card(brand, shape, locale),  # type: ignore[misc]
                f"on {brand.card_ground()}" if brand.logo else "",
            )
        ],
        faults=album.faults,
    )
    with replacing(target) as part:
        part.write_text(text, "utf-8")
    return target


def _logos(album: _Album, brand: Brand, colours: dict[str, str]) -> list[_Shown]:
    if brand.logo is None:
        return []
    found = []
    for name, colour in colours.items():
        try:
            tile, read = logo_tile(brand, colour)
        except CallsheetError as error:
            album.faults.append(f"logo on {name}: {error}")
            continue
        facts = f"{read:.0%} of it stands out"
        found += album.add(f"logo on {name}", lambda tile=tile: tile, facts)  # type: ignore[misc]
    return found


def _type(album: _Album, brand: Brand, samples: Samples, locale: str) -> list[_Shown]:
    context = TypeContext(brand=brand, canvas=LARGEST.canvas, width=LARGEST.canvas.width)
    lines: tuple[tuple[LayerRole, tuple[str, ...]], ...] = (
        (LayerRole.HEADLINE, (samples.date,)),
        (LayerRole.QUESTION, (f"{samples.days[5]}?",)),
        (LayerRole.POINT, (f"{samples.months[3]}, {samples.months[4]}, {samples.months[5]}",)),
        (LayerRole.PRICE, (samples.price, samples.was_price)),
        (LayerRole.LOWER_THIRD, (brand.settings.name or samples.days[0], samples.date)),
        (LayerRole.RECAP, samples.days[:3]),
        (LayerRole.SUBHEAD, (", ".join(samples.months[:8]),)),
        (LayerRole.CTA, (samples.cta,)),
        (LayerRole.KICKER, (brand.settings.name or samples.months[10],)),
    )
    found = []
    for role, text in lines:
        style = context.style(role)
        size = f"{context.size(style):.0f} px, {_WEIGHTS.get(style.weight, style.weight)}"
        found += album.add(
            role.value.replace("_", " "),
            lambda role=role, text=text: role_line(brand, role, text, locale),  # type: ignore[misc]
            size,
        )
    return found


def _contrasts(colours: dict[str, str]) -> list[tuple[str, list[tuple[str, float]]]]:
    """For each colour as a ground, the others on it, with their contrast."""
    return [
        (ground, [(name, contrast(colour, other)) for name, other in colours.items()])
        for ground, colour in colours.items()
    ]


def _swatches(colours: dict[str, str]) -> str:
    """A class for each colour as a ground and as letters: inline styles would need a laxer
    policy.
    """
    return "".join(
        f".on-{name}{{background:{colour}}}\n.in-{name}{{color:{colour}}}\n"
        for name, colour in colours.items()
    )


def _policy(style: str) -> str:
    """A Content-Security-Policy: the page shows its own pictures and runs nothing."""
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return (
        "default-src 'none'; img-src 'self' file: data:; "
        f"style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    )
