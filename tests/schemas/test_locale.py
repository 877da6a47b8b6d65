from __future__ import annotations

import pytest
from pydantic import ValidationError

from schemas.locale import fallbacks, language_tag
from schemas.production import DeliverySettings, Production


@pytest.mark.parametrize(
    ("written", "tag"),
    [
        ("pt_BR", "pt-BR"),
        ("PT-br", "pt-BR"),
        ("zh-hant-tw", "zh-Hant-TW"),
        (" de ", "de"),
        ("en-US-u-CA-gregory", "en-US-u-ca-gregory"),
        ("es-419", "es-419"),
    ],
)
def test_a_delivery_has_its_locales_in_their_usual_case(written: str, tag: str) -> None:
    assert DeliverySettings(profile="reels", locales=(written,)).locales == (tag,)
    assert Production(name="shop", catalog="c.csv", locale=written).locale == tag


@pytest.mark.parametrize("written", ["", "german", "qq", "d", "de-", "de DE", "de/AT", "../de"])
def test_what_is_no_language_is_refused_by_name_with_an_example(written: str) -> None:
    with pytest.raises(ValidationError, match=r"is no language tag \(BCP 47\)\. Write, for inst"):
        DeliverySettings(profile="reels", locales=(written,))


def test_a_row_writes_its_tag_with_hyphens() -> None:
    assert language_tag("pt-br") == "pt-BR"
    assert language_tag("pt_BR") is None


def test_a_tag_falls_back_to_its_language_part_by_part() -> None:
    assert list(fallbacks("zh_Hant-HK")) == ["zh-hant-hk", "zh-hant", "zh"]
