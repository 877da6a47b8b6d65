"""Which look a description asks for, and that every look of the table can be asked for."""

from __future__ import annotations

import pytest

from engine.styles import style_of, styles
from schemas.shot import Description


@pytest.mark.parametrize("name", styles())
def test_every_style_is_asked_for_by_its_name_and_by_each_of_its_words(name: str) -> None:
    assert style_of(Description(style=name.replace("_", " "))) == name
    asked = {
        word: style_of(Description(style=f"something {word}")) for word in styles()[name].words
    }
    assert set(asked.values()) == {name}, asked


@pytest.mark.parametrize(
    ("description", "style"),
    [
        (Description(style="A Film-Noir look"), "noir"),
        (Description(style="a poster in cool colours", light="moonlit"), "duotone"),
        (Description(light="golden hour, from the left"), "warm_film"),
        (Description(action="it becomes black and white"), "monochrome"),
        # A name counts before a word, wherever they stand.
        (Description(style="a cold kind of sepia"), "sepia"),
        # Words count as words: a warming pan is not warm.
        (Description(style="swarming, coolant, knighted"), ""),
        (Description(), ""),
    ],
)
def test_a_style_is_found_in_a_descriptions_words(description: Description, style: str) -> None:
    assert style_of(description) == style
