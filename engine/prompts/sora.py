"""Sora and its like: style, the scene in prose, then cinematography, actions and sound by heading.

It has no negative prompt: what is to be kept out is said in the scene. Size and length are
parameters of the call and never words.
"""

from __future__ import annotations

import re

from engine.prompts.prompt import (
    COPY_SPACES,
    LENSES,
    SHOTS,
    Prompt,
    listed,
    moved,
    seen,
    sentence,
    styled,
    unread,
)
from schemas.shot import Description

__all__ = ["sora_prompt"]

_STYLE = "photorealistic commercial film, natural textures, true colours"
_LIGHT = "soft, even daylight"
_MOOD = "calm and assured"
_CALM = "Only light and reflections drift gently over its surfaces"


def sora_prompt(description: Description, operation: str) -> Prompt:
    """The words for `operation` (generate, animate, ...)."""
    camera = description.camera
    sound = seen(description.sound)
    filmed = (
        "Cinematography:",
        f"Camera: {SHOTS[camera.framing]}. {moved(camera)}",
        f"Lens: {LENSES[camera.framing]}",
        f"Lighting: {seen(description.light) or _LIGHT}",
        f"Mood: {_MOOD}",
    )
    blocks = (
        f"Style: {styled(description.style) or _STYLE}",
        _scene(description, operation),
        "\n".join(filmed),
        "\n".join(("Actions:", *(f"- {beat}" for beat in _beats(description)))),
        f"Background sound:\n{sentence(sound)}" if sound else "",
    )
    return Prompt("\n\n".join(block for block in blocks if block))


def _scene(description: Description, operation: str) -> str:
    avoided = listed(seen(description.avoid), unread(operation))
    parts = (
        sentence(seen(description.subject) or "the subject"),
        sentence(COPY_SPACES[description.copy_space]),
        "The picture given is the first frame." if operation == "animate" else "",
        sentence(f"nothing of this is seen: {avoided}"),
    )
    return " ".join(part for part in parts if part)


def _beats(description: Description) -> list[str]:
    action = seen(description.action) or _CALM
    return [sentence(beat) for beat in re.split(r"(?<=[.!?;])\s+", action) if beat]
