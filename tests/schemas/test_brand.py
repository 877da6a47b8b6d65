from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from schemas.brand import BrandSettings, BrandTokens, TypeStyle
from schemas.keys import key_of


def test_tokens_are_the_settings_without_names_and_files() -> None:
    settings = BrandSettings(
        name="Fjell", logo="logo.png", dark="#000000", type={"headline": {"size": 1.2}}
    )
    tokens = settings.tokens
    assert type(tokens) is BrandTokens
    assert (tokens.dark, tokens.type.headline) == ("#000000", TypeStyle(size=1.2))
    assert key_of("x", tokens=tokens) == key_of("x", tokens=BrandTokens(**tokens.model_dump()))


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"type": {"headline": {"size": 0.5}}}, "greater than or equal to 0.75"),
        ({"type": {"headline": {"size": 2}}}, "less than or equal to 1.3"),
        ({"type": {"headline": {"weight": 500}}}, "300, 400, 600 or 700"),
        ({"type": {"caption": {"size": 0.8}}}, "Extra inputs are not permitted"),
        ({"radii": {"panel": 0.5}}, "less than or equal to 0.05"),
        ({"motion": {"speed": 0}}, "greater than or equal to 0.5"),
        ({"rhythm": {"transitions": 2}}, "less than or equal to 1"),
        ({"background": "teal"}, "should match pattern"),
        ({"ground": "#102030"}, "Extra inputs are not permitted"),
    ],
    ids=str,
)
def test_a_brand_stays_within_what_can_be_read_and_seen(
    fields: dict[str, Any], message: str
) -> None:
    with pytest.raises(ValidationError, match=message):
        BrandSettings.model_validate(fields)
