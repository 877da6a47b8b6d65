"""What type covers, what windows cut and how far pictures are blown up, as shares and factors."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from engine.inspection import limits_for
from engine.inspection.craft.paper import PaperEdit, ShownPicture
from engine.inspection.craft.placing import placing
from engine.placement import NEAR, Seen, placed
from engine.profiles import profiles
from schemas.brief import Kind, Picture
from schemas.edit import LayerRole
from schemas.placement import TypePlace, Window
from schemas.shot import Move, Shot
from schemas.understanding import Area, PictureKind
from tests.engine.inspection.craft.papers import FRAME, on_picture, paper, scene, shown, words
from tests.engine.placement.test_placed import ANY, BRAND, UNTIMED

LETTERS = ("#ffffff", "#101010")
HEADLINE = (words(LayerRole.HEADLINE, "Halo Lamp"),)
HEAD = Area(left=0.4, top=0.1, right=0.6, bottom=0.3)


def measured(film: PaperEdit) -> dict[str, float]:
    return dict(placing(film, LETTERS))


@pytest.mark.parametrize(
    ("picture", "measure"),
    [(shown(heads=(HEAD,)), "type_on_heads"), (shown(texts=(HEAD,)), "type_on_words")],
)
def test_type_over_a_head_or_words_is_found_by_its_share(
    picture: ShownPicture, measure: str
) -> None:
    over = scene(0, 3, picture, place=on_picture(0.4, 0.1, 0.6, 0.3), words=HEADLINE)
    beside = scene(0, 3, picture, place=on_picture(0.7, 0.1, 0.9, 0.3), words=HEADLINE)
    assert measured(paper(over))[measure] == pytest.approx(1.0)
    assert measured(paper(beside))[measure] == 0
    assert measured(paper(beside, over))[measure] == pytest.approx(1.0)


def test_type_over_half_of_the_subject_is_half_of_it() -> None:
    over = scene(0, 3, shown(), place=on_picture(0.5, 0.4, 0.9, 0.6), words=HEADLINE)
    # The subject ends at 0.7 of the frame, and at 0.725 in the camera's nearest view.
    assert measured(paper(over))["type_on_subject"] == pytest.approx(0.225 / 0.4)


def test_where_nothing_is_written_nothing_is_covered() -> None:
    bare = scene(0, 3, shown(), place=on_picture(0.3, 0.3, 0.7, 0.7))
    assert measured(paper(bare))["type_on_subject"] == 0


def test_letters_that_are_laid_out_count_and_not_their_whole_place() -> None:
    letters = (words(LayerRole.HEADLINE, "Halo", box=(0.8, 0.4, 0.9, 0.5), size=90),)
    over = scene(0, 3, shown(), place=on_picture(0.5, 0.3, 0.9, 0.6), words=letters)
    assert measured(paper(over))["type_on_subject"] == 0


@pytest.mark.parametrize(
    ("window", "cut"),
    [
        (Window(left=0, top=0.2, right=1, bottom=1), 0.5),
        (Window(left=0, top=0.35, right=1, bottom=1), 0.0),
        (Window(left=0, top=0, right=1, bottom=1), 0.0),
    ],
)
def test_a_head_is_cut_by_the_share_that_the_window_takes(window: Window, cut: float) -> None:
    film = paper(scene(0, 3, shown(heads=(HEAD,), window=window)))
    assert measured(film)["heads_cut"] == pytest.approx(cut)


def test_a_programs_window_may_be_entered_and_a_label_may_not_be_cut() -> None:
    half = Window(left=0, top=0.2, right=1, bottom=1)
    kinds = (PictureKind.SCREENSHOT, PictureKind.PACKSHOT)
    found = [
        measured(paper(scene(0, 3, shown(texts=(HEAD,), window=half, near=True, kind=kind))))
        for kind in kinds
    ]
    assert [one["words_cut"] for one in found] == [0, pytest.approx(0.5)]


def test_enlargement_counts_the_pixels_that_the_picture_truly_has() -> None:
    quarter = Window(left=0.25, top=0.25, right=0.5, bottom=0.5)
    film = paper(scene(0, 3, shown(window=quarter)))
    assert measured(film)["enlarged"] == pytest.approx(1920 * 1.05 / 1000)


def test_a_caption_over_a_title_is_found_while_both_stand() -> None:
    title = words(LayerRole.HEADLINE, "Halo", box=(0.1, 0.8, 0.5, 0.9), size=90, until=2)
    for after, found in ((1.0, True), (2.0, False)):
        caption = words(LayerRole.CAPTION, "It shines.", after=after, box=(0.2, 0.85, 0.8, 0.95))
        film = paper(scene(0, 3, words=(title,)), beside=(caption,), drawn=True)
        assert (measured(film)["type_on_type"] > 0.3) is found


def test_letters_out_of_the_profiles_safe_area_are_found() -> None:
    title = words(LayerRole.HEADLINE, "Halo", box=(0.03, 0.2, 0.5, 0.4), size=90)
    film = paper(scene(0, 3, words=(title,)), drawn=True)
    assert measured(film)["type_outside"] == pytest.approx(0.05 - 0.03)


def test_the_poorest_ground_counts_and_even_that_is_read() -> None:
    film = paper(
        *(
            scene(0, 3, words=HEADLINE, place=TypePlace(box=FRAME, on=ground))
            for ground in ("#000000", "#767676")
        )
    )
    assert measured(film)["ground_contrast"] == pytest.approx(4.54, abs=0.01)


@settings(UNTIMED, max_examples=60)
@given(ANY)
def test_whatever_is_placed_as_safe_is_within_the_limits(
    drawn: tuple[Shot, list[Picture], bool],
) -> None:
    """Else rows would be refused for what nobody can lay out better."""
    shot, pictures, worded = drawn
    limits = limits_for().craft[Kind.PRODUCT]
    for profile in (profiles(())["youtube"], profiles(())["reels"]):
        found = placed(shot, profile.canvas, list(map(Seen.of, pictures)), BRAND, worded=worded)
        near = shot.description.camera.framing in NEAR
        film = PaperEdit(
            Kind.PRODUCT,
            profile,
            (
                scene(
                    0,
                    3,
                    *(
                        ShownPicture("a", picture.seen, place, near)
                        for picture, place in zip(pictures, found.pictures, strict=False)
                    ),
                    place=found.type,
                    words=HEADLINE if worded else (),
                    moves=Move.PUSH_IN,
                ),
            ),
        )
        values = placing(film, LETTERS)
        for name in values.keys() - {"ground_contrast"}:
            assert limits[name].allows(values[name]), (name, values[name], found)
