from __future__ import annotations

from pathlib import Path

import pytest

from engine.typeset import fonts
from engine.typeset.fonts import family_of, runs, uncovered
from schemas.errors import RowError


def families(text: str) -> list[tuple[str, str]]:
    return [(family_of(path), stretch) for path, stretch in runs(text, ())]


def test_latin_is_set_in_source_sans_and_chinese_in_noto() -> None:
    assert families("Nord 不锈钢 500 ml") == [
        ("Source Sans Pro", "Nord "),
        ("Noto Sans CJK SC", "不锈钢 "),
        ("Source Sans Pro", "500 ml"),
    ]


def test_quotation_marks_beside_chinese_belong_to_the_chinese() -> None:
    assert families("“精钢”表壳") == [("Noto Sans CJK SC", "“精钢”表壳")]
    assert families("a “matte” coat") == [("Source Sans Pro", "a “matte” coat")]


def test_uncovered_lists_each_character_once_in_order() -> None:
    (latin, _), *_ = runs("A", ())
    assert uncovered("A不B锈不\n", [latin]) == "不锈"


def test_a_character_that_no_font_has_is_refused_by_its_name(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(fonts, "_system_fonts", tuple)
    with pytest.raises(RowError, match=r"U\+1F525 FIRE.* \(text 'Hot 🔥'\)") as caught:
        runs("Hot 🔥", ())
    assert caught.value.code == "GLYPH"


def test_the_brands_fonts_come_first(tmp_path: Path) -> None:
    (latin, _), *_ = runs("A", ())
    own = tmp_path / "house.ttf"
    own.write_bytes(latin.read_bytes())
    assert runs("Nord 不", (own,))[0] == (own, "Nord ")


def test_invisible_characters_need_no_font() -> None:
    assert families("a\u200d\ufe0f b") == [("Source Sans Pro", "a\u200d\ufe0f b")]
