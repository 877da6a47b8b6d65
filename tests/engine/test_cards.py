"""A brand's intro and end card are shots around the row's own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageDraw

from engine.brand import Brand, open_brand
from engine.cards import END_CARD, INTRO, card_pictures, with_cards
from engine.placement import Seen, placed
from engine.store import open_store
from schemas.brand import BrandSettings
from schemas.brief import Material, Picture
from schemas.errors import ProductionError, RowError
from schemas.placement import Use
from schemas.setup import Canvas
from schemas.storyboard import Storyboard, pictures_of
from tests.engine.edit.conftest import board
from tests.seen import seen


def picture(name: str, sha256: str) -> Picture:
    return Picture(path=name, sha256=sha256, width=640, height=360, format="PNG", seen=seen(640))


ROW = Material(pictures=(picture("a.png", "a"), picture("b.png", "b")))


def brand(folder: Path, **fields: Any) -> Brand:
    Image.new("RGB", (640, 360), "#334455").save(folder / "card.png")
    return open_brand(BrandSettings(**fields), folder)


def carded(opened: Brand, storyboard: Storyboard) -> tuple[Storyboard, Material]:
    files = [one.picture for one in (opened.intro, opened.end_card) if one and one.picture]
    pictures = {file.sha256: picture("/brand/card.png", file.sha256) for file in files}
    return with_cards(storyboard, ROW, opened, pictures)


def test_designed_cards_stand_around_the_film_and_show_no_picture(tmp_path: Path) -> None:
    opened = brand(tmp_path, intro="designed", end_card="designed")
    storyboard, material = carded(opened, board(96, 96))
    assert [one.name for one in storyboard.shots] == [INTRO, "one", "two", END_CARD]
    assert material == ROW
    assert storyboard.shots[0].frames < storyboard.shots[-1].frames


def test_a_card_of_ones_own_is_a_picture_after_the_rows(tmp_path: Path) -> None:
    storyboard, material = carded(brand(tmp_path, end_card="card.png"), board(96))
    assert pictures_of(storyboard.shots[-1]) == (2,)
    assert material.pictures[2].path == "/brand/card.png"


@pytest.mark.parametrize(
    ("canvas", "use"),
    [(Canvas(width=640, height=360), Use.FILL), (Canvas(width=360, height=640), Use.CARD)],
)
def test_a_card_of_ones_own_is_shown_whole_whatever_is_seen_in_it(
    tmp_path: Path, canvas: Canvas, use: Use
) -> None:
    card = Image.new("RGB", (1920, 1080), "#7a1f3d")
    ImageDraw.Draw(card).ellipse((760, 340, 1160, 740), fill="#f4d35e")
    card.save(tmp_path / "disc.png")
    opened = open_brand(BrandSettings(end_card="disc.png"), tmp_path)
    with open_store(str(tmp_path / "store"), None, tmp_path / "store") as store:
        pictures = card_pictures(opened, store.ledger.pictures)
    storyboard, material = with_cards(board(96), Material(), opened, pictures)
    shown = placed(
        storyboard.shots[-1],
        canvas,
        [Seen.of(one) for one in material.pictures],
        opened.style_inputs(),
        worded=False,
    )
    (place,) = shown.pictures
    assert place.use is use
    window = place.window
    assert window.left <= 0.01
    assert window.top <= 0.01
    assert window.right >= 0.99
    assert window.bottom >= 0.99


def test_a_card_that_is_no_picture_is_refused(tmp_path: Path) -> None:
    (tmp_path / "odd.png").write_bytes(b"no picture")
    opened = open_brand(BrandSettings(end_card="odd.png"), tmp_path)
    with (
        open_store(str(tmp_path / "store"), None, tmp_path / "store") as store,
        pytest.raises(ProductionError, match=r"a card of the brand cannot be shown"),
    ):
        card_pictures(opened, store.ledger.pictures)


def test_a_legal_line_has_an_end_card_and_time_to_be_read(tmp_path: Path) -> None:
    long = "Prices include VAT. " * 4
    short_card, long_card = (
        carded(brand(tmp_path, legal=legal), board(96))[0].shots[-1]
        for legal in ({"en": "© Fjell"}, {"en": "© Fjell", "de": long})
    )
    assert short_card.name == END_CARD
    assert 24 * 2.5 < short_card.frames < long_card.frames <= 24 * 5


def test_a_shot_of_the_cards_name_is_refused(tmp_path: Path) -> None:
    taken = board(96).shots[0].model_copy(update={"name": END_CARD})
    with pytest.raises(RowError, match=r"no place for the brand's intro .*brand-end"):
        carded(brand(tmp_path, end_card="designed"), Storyboard(shots=(taken,)))


def test_a_legal_line_is_found_by_language(tmp_path: Path) -> None:
    said = brand(tmp_path, legal={"en": "VAT incl.", "pt-BR": "Com IVA."}).settings
    assert [said.legal_in(tag) for tag in ("en-GB", "pt-br", "pt", "de")] == [
        "VAT incl.",
        "Com IVA.",
        "",
        "",
    ]


def test_cards_change_the_brands_key_and_words_only_where_they_are_shown(tmp_path: Path) -> None:
    keys = [
        brand(tmp_path, **fields).key()
        for fields in (
            {},
            {"name": "Fjell", "address": "fjell.example"},
            {"end_card": "designed"},
            {"end_card": "designed", "address": "fjell.example"},
            {"end_card": "card.png"},
            {"intro": "card.png"},
            {"legal": "© Fjell"},
        )
    ]
    assert keys[0] == keys[1]
    assert len(set(keys)) == 6
