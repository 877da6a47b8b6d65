"""Wan: style first, 60 to 200 words, at most four aesthetics from its own lists.

The lists are those of Wan 2.2's prompt guide. An angle is only named where the camera stands still;
a picture that is animated brings its own style, light and composition.
"""

from __future__ import annotations

from engine.prompts.prompt import (
    COPY_SPACES,
    SHOTS,
    Prompt,
    holds,
    listed,
    moved,
    seen,
    sentence,
    styled,
    unread,
    words_in,
)
from schemas.shot import CopySpace, Description

__all__ = ["wan_prompt"]

_STYLE = "A photorealistic commercial film with natural textures and true colours"
_COMPOSITIONS = {
    CopySpace.NONE: "center composition",
    CopySpace.SIDE: "short-side composition",
    CopySpace.TOP: "balanced composition",
    CopySpace.ALL: "symmetrical composition",
}
_CALM = "Only light and reflections drift gently over its surfaces"
_STEADY = (
    "Materials, edges and proportions stay exactly the same from the first moment to the last, and "
    "everything is sharp, steady and physically plausible. It is one continuous take without a cut."
)
_STILL = "static, still picture, "
_NEGATIVE = (
    "overexposed, blurred details, style, works, paintings, overall gray, worst quality, "
    "low quality, JPEG compression residue, ugly, incomplete, extra fingers, poorly drawn hands, "
    "poorly drawn faces, deformed, disfigured, misshapen limbs, fused fingers, "
    "messy background, three legs, many people in the background, walking backwards, flicker"
)
"""Wan's own negative prompt, in the English of diffusers' documentation."""
_MOST_WORDS = 200


def wan_prompt(description: Description, operation: str) -> Prompt:
    """The words for `operation` (generate, animate, ...)."""
    said = _motion(description) if operation == "animate" else _scene(description)
    if words_in(said) + words_in(_STEADY) <= _MOST_WORDS:
        said = f"{said} {_STEADY}"
    still = "" if holds(description.camera) else _STILL
    return Prompt(said, listed(seen(description.avoid), still + _NEGATIVE, unread(operation)))


def _scene(description: Description) -> str:
    camera = description.camera
    light = seen(description.light)
    aesthetics = [_COMPOSITIONS[description.copy_space]]
    if not light:
        aesthetics += ["daylight", "soft lighting"]
    elif holds(camera):
        aesthetics.append("eye-level shot")
    parts = (
        sentence(styled(description.style) or _STYLE),
        sentence(f"{SHOTS[camera.framing]}: {_subject(description)}"),
        sentence(seen(description.action) or _CALM),
        moved(camera),
        sentence(light),
        sentence(COPY_SPACES[description.copy_space]),
        sentence(listed(*aesthetics)),
    )
    return " ".join(part for part in parts if part)


def _motion(description: Description) -> str:
    parts = (
        sentence(_subject(description)),
        sentence(seen(description.action) or _CALM),
        moved(description.camera),
    )
    return " ".join(parts)


def _subject(description: Description) -> str:
    return seen(description.subject) or "the subject"
