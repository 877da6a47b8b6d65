"""Offers: what a renderer with these checkpoints can shoot, and why it cannot shoot the rest.

It knows shots and checkpoints; neither lengths nor sizes.
"""

from __future__ import annotations

from engine.renderers.diffusion.checkpoint import Checkpoint
from schemas.shot import Animate, Generate, Shot

__all__ = ["refusal"]


def refusal(shot: Shot, text: Checkpoint | None, image: Checkpoint | None) -> str:
    """Why `shot` cannot be made from words (`text`) or a picture (`image`); empty where it can."""
    match shot:
        case Generate(cards=(_, *_)):
            return "it does not follow cards yet"
        case Generate(references=(_, *_)):
            return "it cannot be shown reference pictures; use animate to start from one"
        case Generate():
            return "" if text else "it has no text_to_video checkpoint"
        case Animate(last=last):
            return _of_animate(image, towards=last is not None)
    return f"it does not offer {shot.operation!r} yet, only generate and animate"


def _of_animate(image: Checkpoint | None, *, towards: bool) -> str:
    if image is None:
        return "it has no image_to_video checkpoint"
    if towards and not image.abilities.ends:
        return "its image_to_video checkpoint cannot be told with which picture to end"
    if not towards and image.abilities.must_end:
        return "its image_to_video checkpoint wants a last picture beside the first"
    return ""
