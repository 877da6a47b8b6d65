"""What is said to be seen in pictures that a test makes up, and that nobody looks at."""

from __future__ import annotations

from typing import Any

from schemas.understanding import Area, PictureKind, Understanding


def seen(width: int, **fields: Any) -> Understanding:
    """A scene about what stands in its middle, `width` pixels across, but for `fields`."""
    found = Understanding(
        kind=PictureKind.SCENE,
        confidence=0.7,
        subject=Area(left=0.3, top=0.3, right=0.7, bottom=0.7),
        plain=None,
        transparent=False,
        cut_across=False,
        cut_down=False,
        true_width=width,
    )
    return found.model_copy(update=fields)
