from __future__ import annotations

import pytest

from engine.claims import Evidence, faults_of_translation

ROW = Evidence((("Nord Bottle 500 ml, double-walled", "en"), ("Cold for 12 hours", "en")))


@pytest.mark.parametrize(
    ("original", "text", "locale"),
    [
        ("Nord Bottle 500 ml", "Nord Flasche 500 ml", "de"),
        ("Nord Bottle 500 ml", "北方水瓶五百毫升", "zh"),
        ("Cold for 12 hours", "बारह घंटे ठंडा", "hi"),
        ("Cold for 12 hours", "باردة ١٢ ساعة", "ar"),
        ("Cold for {amount1}", "Kalt für {amount1}", "de"),
    ],
)
def test_a_translation_that_says_the_same_has_no_fault(
    original: str, text: str, locale: str
) -> None:
    assert faults_of_translation((original, "en"), text, locale, ROW) == []


@pytest.mark.parametrize(
    ("original", "text", "locale", "fault"),
    [
        ("Cold for 12 hours", "Kalt für 24 Stunden", "de", "24 stunden"),
        ("Cold for 12 hours", "Kalt für 12 Tage", "de", "12 tage"),
        ("Cold for 12 hours", "Lange kalt", "de", "12 hours is missing"),
        ("A bottle", "Eine Flasche mit Garantie", "de", "garantie"),
        ("A bottle", "一款FDA水瓶", "zh", "fda"),
        ("A bottle", "Şişe: evil.ru", "tr", "evil.ru"),
        ("A bottle", "Nagradzana butelka", "pl", "nagradzana"),
        ("A bottle", "زجاجة مع ضمان", "ar", "ضمان"),
    ],
)
def test_a_translation_that_says_more_or_less_is_named(
    original: str, text: str, locale: str, fault: str
) -> None:
    assert fault in faults_of_translation((original, "en"), text, locale, ROW)
