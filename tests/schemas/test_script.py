from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.locale import language_of
from schemas.script import Line, Role, Script, Title, placeholders_in


@given(st.lists(st.text("abcxyz_0123456789äß", min_size=1, max_size=8), max_size=4))
def test_placeholders_are_found_in_order(names: list[str]) -> None:
    text = " and ".join(f"{{{name}}}" for name in names)
    assert placeholders_in(text) == tuple(names)


@pytest.mark.parametrize("text", ["", "{}", "{ price }", "price", "a } b { c"])
def test_braces_that_name_nothing_are_text(text: str) -> None:
    assert placeholders_in(text) == ()


def test_a_script_knows_all_of_its_texts_spoken_and_written() -> None:
    script = Script(
        locale="en",
        lines=(Line(shot="a", text="five euros", written="5 €"), Line(shot="b", text="Now")),
        titles=(Title(shot="a", role=Role.PRICE, text=("{price}", "{was_price}")),),
    )
    assert script.texts() == ("five euros", "5 €", "Now", "{price}", "{was_price}")


@pytest.mark.parametrize(
    ("tag", "language"), [("en", "en"), ("zh-CN", "zh"), ("zh_TW", "zh"), ("DE-at", "de")]
)
def test_the_language_is_the_first_part_of_a_tag(tag: str, language: str) -> None:
    assert language_of(tag) == language
