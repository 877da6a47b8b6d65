from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

from engine.typeset import SpriteRecipe

LINE = SpriteRecipe(form="line", text=("Nord",), size=48.0)


def test_everything_that_a_recipe_holds_is_in_its_key() -> None:
    other: dict[str, Any] = {
        "form": "plate", "text": ("Kiln",), "size": 47.0, "width": 1, "height": 1, "pad": 1,
        "weight": 700, "spacing": 0.1, "colour": "#000000", "opacity": 0.5, "second": "#000000",
        "shadow": "#000000", "fill": "#000000", "strength": 0.5, "fonts": ("a",), "locale": "de",
        "logo": "a", "radius": 1.0, "mono": True,
    }  # fmt: skip
    assert {field.name for field in fields(SpriteRecipe)} == set(other)
    keys = {replace(LINE, **{name: value}).key() for name, value in other.items()}
    assert len(keys | {LINE.key()}) == len(other) + 1


def test_the_same_recipe_has_the_same_key() -> None:
    assert SpriteRecipe(form="line", text=("Nord",), size=48.0).key() == LINE.key()
