"""Camera: framings, moves and room for type in a cinematographer's words.

It knows no family; each of them puts these words where it wants them.
"""

from __future__ import annotations

from schemas.shot import Camera, CopySpace, Framing, Move

__all__ = ["COPY_SPACES", "LENSES", "SHOTS", "holds", "moved", "moving", "pace"]

SHOTS = {
    Framing.WIDE: "wide shot",
    Framing.MEDIUM: "medium shot",
    Framing.CLOSE: "close-up",
    Framing.DETAIL: "extreme close-up",
}
LENSES = {
    Framing.WIDE: "moderately wide lens, deep focus",
    Framing.MEDIUM: "normal lens, natural perspective",
    Framing.CLOSE: "short telephoto lens, shallow depth of field",
    Framing.DETAIL: "macro lens, very shallow depth of field",
}
COPY_SPACES = {
    CopySpace.NONE: "the subject stands in the middle of the frame, with even space around it",
    CopySpace.SIDE: "the subject stands to one side, with calm, empty space beside it",
    CopySpace.TOP: "the subject stands in the lower part, with calm, empty space above it",
    CopySpace.ALL: "the frame is even and uncluttered, and nothing stands out in it",
}
_MOVES = {
    Move.PUSH_IN: ("moves in closer", "moving in closer"),
    Move.PULL_OUT: ("pulls back to show more", "pulling back to show more"),
    Move.PAN_LEFT: ("pans to the left", "panning to the left"),
    Move.PAN_RIGHT: ("pans to the right", "panning to the right"),
    Move.TILT_UP: ("tilts up", "tilting up"),
    Move.TILT_DOWN: ("tilts down", "tilting down"),
    Move.ARC: ("moves in an arc around the subject", "moving in an arc around the subject"),
}


def holds(camera: Camera) -> bool:
    """Whether the camera stands still."""
    return camera.move is Move.HOLD or camera.strength == 0


def pace(camera: Camera) -> str:
    """How fast the move is, as an adverb."""
    if camera.strength < 0.35:
        return "very slowly"
    return "slowly" if camera.strength < 0.75 else "swiftly"


def moved(camera: Camera) -> str:
    """What the camera does, in the present tense."""
    if holds(camera):
        return "The camera stands perfectly still on its tripod from beginning to end."
    return f"The camera {pace(camera)} {_MOVES[camera.move][0]}, in one smooth, even move."


def moving(camera: Camera) -> str:
    """What the camera is doing, as it happens."""
    if holds(camera):
        return "The camera is standing perfectly still."
    return f"The camera is {pace(camera)} {_MOVES[camera.move][1]}, smoothly and evenly."
