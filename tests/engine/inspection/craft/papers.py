"""Paper edits that a test makes up: shots of one picture, with words over them."""

from __future__ import annotations

from typing import Any

from engine.inspection.craft.paper import PaperEdit, Scene, ShownPicture, Words
from engine.profiles import profiles
from schemas.brief import Kind
from schemas.edit import LayerRole
from schemas.placement import PicturePlace, TypePlace, Use, Window
from schemas.shot import Move
from schemas.understanding import Area
from tests.seen import seen

PROFILE = profiles(())["youtube"]
"""24 frames a second, 1920x1080."""
RATE = 24
WHOLE = Window(left=0, top=0, right=1, bottom=1)
FRAME = Area(left=0, top=0, right=1, bottom=1)


def shown(
    *, name: str = "a", window: Window = WHOLE, near: bool = False, box: Area = FRAME, **fields: Any
) -> ShownPicture:
    """A picture of 4000 pixels across; `fields` are of what was understood of it."""
    place = PicturePlace(box=box, use=Use.FILL, window=window, ground="#808080")
    return ShownPicture(name, seen(4000, **fields), place, near)


def words(
    role: LayerRole, *text: str, after: float = 0.0, until: float = 3.0, **fields: Any
) -> Words:
    """Text from and to a second of the film."""
    return Words(role, text, round(after * RATE), round(until * RATE), **fields)


def scene(start: float, end: float, *pictures: ShownPicture, **fields: Any) -> Scene:
    """A shot from and to a second of the film; a held `hero` with nothing written over it."""
    known: dict[str, Any] = {
        "shot": f"at{start:g}",
        "layout": "hero",
        "place": None,
        "words": (),
        "moves": Move.HOLD,
        "generated": False,
    }
    return Scene(
        start=round(start * RATE), end=round(end * RATE), pictures=pictures, **(known | fields)
    )


def on_picture(left: float, top: float, right: float, bottom: float) -> TypePlace:
    """A place for type on the picture itself."""
    return TypePlace(box=Area(left=left, top=top, right=right, bottom=bottom))


def paper(*scenes: Scene, kind: Kind = Kind.PRODUCT, **fields: Any) -> PaperEdit:
    return PaperEdit(kind, PROFILE, scenes, **fields)
