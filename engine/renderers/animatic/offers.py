"""What the animatic renderer offers: camera moves over a row's own pictures, every operation on
clips that needs no model, on a CPU, offline.

It draws nothing; `shooter` does.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from engine.renderers.animatic.times import begin_of, has_cards, kept_of, span_of, times_of
from engine.renderers.renderer import Offer, Unsupported
from engine.styles import style_of, styles
from schemas.setup import Canvas
from schemas.shot import Animate, Blend, Extend, Generate, Loop, Restyle, Shot

if TYPE_CHECKING:
    from engine.renderers.animatic.shooter import AnimaticShooter

__all__ = ["REVISION", "REVISIONS", "Animatic"]

REVISION = 3
"""Raise it whenever the same setup of pictures would give other pixels."""
REVISIONS: Mapping[str, int] = {"cards": 1, "extend": 1, "loop": 1, "blend": 1, "restyle": 1}
"""The same for what is made of clips, and of pictures that come at given frames."""


class Animatic:
    """Offers every operation, in the size and rate that are wanted. Costs nothing.

    Of a clip it continues the motion, closes it, blends it along its motion, or grades it; nothing
    is redrawn. Every seed gives the same take.
    """

    name = "animatic"
    source_type = "composite"
    resources = None

    def offer(
        self, shot: Shot, canvas: Canvas, frames: int, brand: Mapping[str, Any]
    ) -> Offer | Unsupported:
        """What it makes; not what only a model could."""
        if why := _refusal(shot):
            return Unsupported(why)
        match shot:
            case Restyle():
                grade = styles()[style_of(shot.description)].grade
                shown = {name: brand[name] for name in grade.brand_colours}
                look = grade.model_dump(mode="json", exclude_defaults=True)
                told = _fingerprint("restyle") | {"grade": look}
                if shot.begin or shot.span:
                    cut = {"begin": begin_of(shot, frames), "span": list(span_of(shot, frames))}
                    told |= {"times": cut}
                return Offer(canvas, frames, told, shown)
            case Extend():
                kept = {"times": {"kept": kept_of(shot, frames)}}
                return Offer(canvas, frames, _fingerprint("extend") | kept)
            case Loop() | Blend():
                return Offer(canvas, frames, _fingerprint(shot.operation))
        # Of the brand, cards show their corners; the colours are their placement's.
        style = {"panel_radius": brand["panel_radius"]}
        if isinstance(shot, Generate | Animate) and has_cards(shot):
            times = [at for at, _ in times_of(shot, canvas, frames)]
            told = {"revision": REVISION, "times": {"cards": times}}
            return Offer(canvas, frames, _fingerprint("cards") | told, style)
        return Offer(canvas, frames, {"revision": REVISION}, style, composes=True)

    def models(self) -> Mapping[str, str]:
        """None: a camera needs none."""
        return {}

    def shooter(self) -> AnimaticShooter:
        """Moves the camera, on a worker."""
        from engine.renderers.animatic.shooter import AnimaticShooter  # noqa: PLC0415 - heavy

        return AnimaticShooter()


def _fingerprint(what: str) -> dict[str, Any]:
    return {what: REVISIONS[what]}


def _refusal(shot: Shot) -> str:
    written = shot.frames + shot.handle
    match shot:
        case Generate() if any(card.picture is None for card in shot.cards):
            return "a card of words alone needs a model; give the card a picture"
        case Generate() if late := [one.frame for one in shot.cards if one.frame >= written]:
            return f"a card comes at frame {late[0]}, and the shot has {written}"
        case Extend() if shot.kept >= written:
            return f"it keeps {shot.kept} frames of its source and has {written}: nothing is new"
        case Restyle() if not style_of(shot.description):
            names = ", ".join(name.replace("_", " ") for name in styles())
            return f"its description names no style that it knows: {names}"
    return ""
