"""Forms of verbs lead back to their infinitives, in languages whose endings are known."""

from __future__ import annotations

import pytest

from engine.claims.verbs import infinitives_of


@pytest.mark.parametrize(
    ("language", "form", "infinitive"),
    [
        ("fr", "tintent", "tinter"),
        ("fr", "soulève", "soulever"),
        ("es", "ronque", "roncar"),
        ("es", "duerme", "dormir"),
        ("it", "fermeremo", "fermare"),
        ("pt", "dormimos", "dormir"),
        ("de", "schimmert", "schimmern"),
        ("nl", "loopt", "lopen"),
        ("pl", "czekają", "czekać"),
        ("tr", "yıkar", "yıkmak"),
        ("hi", "धोएँ", "धोना"),
    ],
)
def test_a_form_is_one_of_its_infinitive(language: str, form: str, infinitive: str) -> None:
    assert infinitive in infinitives_of(form, language)


def test_a_language_without_endings_has_no_forms() -> None:
    assert infinitives_of("tintent", "xx") == frozenset()
