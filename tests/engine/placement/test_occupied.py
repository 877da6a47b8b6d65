"""What a frame's pictures hold is found again where they stand in it."""

from __future__ import annotations

import pytest

from engine.placement import occupied
from schemas.brief import Picture
from schemas.placement import PicturePlace, Placement, Use, Window
from schemas.understanding import Area
from tests.seen import seen

HALF = Area(left=0.5, top=0, right=1, bottom=1)


def boxes(use: Use, window: Window) -> list[tuple[float, ...]]:
    subject = Area(left=0.4, top=0.2, right=0.6, bottom=0.8)
    picture = Picture(
        path="a.png",
        sha256="a",
        width=900,
        height=900,
        format="PNG",
        seen=seen(900, subject=subject, texts=(Area(left=0, top=0, right=0.1, bottom=0.1),)),
    )
    place = PicturePlace(box=HALF, use=use, window=window, ground="#ffffff")
    found = occupied(
        Placement(layout="split_right", ground="#ffffff", pictures=(place,)), [picture]
    )
    return [(one.left, one.top, one.right, one.bottom) for one in found]


def test_a_subject_lies_where_its_window_shows_it_with_room_for_the_camera() -> None:
    (subject,) = boxes(Use.FILL, Window(left=0.2, top=0.2, right=0.8, bottom=0.8))
    # A third to two thirds of the window, all its height; the words are outside.
    assert subject == pytest.approx((0.5 + 0.5 * (1 / 3 - 0.03), 0, 0.5 + 0.5 * (2 / 3 + 0.03), 1))


def test_of_a_card_all_is_taken() -> None:
    (card,) = boxes(Use.CARD, Window(left=-0.5, top=-0.5, right=1.5, bottom=1.5))
    assert card == pytest.approx((0.5 + 0.5 * 0.22, 0.22, 0.5 + 0.5 * 0.78, 0.78))
