"""LTX-2: its style, then chronological prose as it happens, with the sound woven in.

A picture that is animated is not described: only what changes is.
"""

from __future__ import annotations

from engine.prompts.prompt import (
    COPY_SPACES,
    SHOTS,
    Prompt,
    listed,
    moving,
    seen,
    sentence,
    styled,
    unread,
)
from schemas.shot import Description

__all__ = ["ltx2_prompt"]

_STYLE = "photorealistic commercial film"
_CALM = "light and reflections are drifting gently over its surfaces"
_NEGATIVE = "worst quality, inconsistent motion, blurry, jittery, distorted"


def ltx2_prompt(description: Description, operation: str) -> Prompt:
    """The words for `operation` (generate, animate, ...)."""
    parts = [
        sentence(seen(description.action) or _CALM),
        moving(description.camera),
        _heard(description),
    ]
    if operation != "animate":
        parts = [*_shown(description), *parts]
    said = " ".join(part for part in parts if part)
    return Prompt(said, listed(seen(description.avoid), _NEGATIVE, unread(operation)))


def _shown(description: Description) -> tuple[str, ...]:
    subject = seen(description.subject) or "the subject"
    light = seen(description.light)
    return (
        sentence(f"Style: {styled(description.style) or _STYLE}"),
        sentence(f"a {SHOTS[description.camera.framing]} is showing {subject}"),
        sentence(
            COPY_SPACES[description.copy_space].replace("subject stands", "subject is standing")
        ),
        sentence(f"{light} is lighting the scene") if light else "",
    )


def _heard(description: Description) -> str:
    sound = seen(description.sound)
    return sentence(f"all the while {sound} is heard") if sound else ""
