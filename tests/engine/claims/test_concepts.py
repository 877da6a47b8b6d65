from __future__ import annotations

import pytest

from engine.claims import Evidence, Judge
from engine.claims.concepts import concepts_in, data

LANGUAGES = {"en", "de", "fr", "es", "it", "pt", "nl", "zh", "ja"}


CLAIMS = [
    ("en", "With a lifetime guarantee", {"guarantee", "lifetime"}),
    ("en", "The world’s leading cup", {"best"}),
    ("en", "Hurry, only today", {"scarcity"}),
    ("de", "Versandkostenfrei und klimaneutral", {"shipping", "climate"}),
    ("de", "Der Testsieger aus Handarbeit", {"award", "handmade"}),
    ("fr", "Livraison gratuite, satisfait ou remboursé", {"shipping", "refund"}),
    ("es", "Impermeable y reciclado", {"waterproof", "recycled"}),
    ("it", "Il migliore, fatto a mano", {"best", "handmade"}),
    ("pt", "Frete grátis e garantia", {"shipping", "guarantee"}),
    ("nl", "Biologisch en waterdicht", {"organic", "waterproof"}),
    ("zh", "限时特价，终身保修", {"scarcity", "discount", "lifetime", "guarantee"}),
    ("ja", "送料無料の日本製", {"shipping", "origin"}),
]


@pytest.mark.parametrize(("locale", "text", "concepts"), CLAIMS)
def test_what_advertising_claims_is_found(locale: str, text: str, concepts: set[str]) -> None:
    assert concepts <= set(concepts_in(text, locale))


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        ("en", "It looks best at dawn and stays light in the hand."),
        ("en", "A free afternoon, a new cup, an organ, a bargeboard"),
        ("de", "Biologie ist ein Fach, das Angeln auch."),
        ("de", "Doppelwandiger Edelstahl, matt"),
        ("fr", "Acier inoxydable, de bonne facture"),
        ("es", "Acero inoxidable mate"),
        ("zh", "双层不锈钢，第一眼就喜欢"),
        ("ja", "一つひとつの形"),
    ],
)
def test_other_words_claim_nothing(locale: str, text: str) -> None:
    assert concepts_in(text, locale) == {}


def test_every_concept_is_known_in_every_language() -> None:
    for concept, languages in data("concepts").items():
        assert set(languages) >= LANGUAGES, concept


@pytest.mark.parametrize(
    ("locale", "row", "text"),
    [
        ("en", "A toner with rose water.", "It feeds the skin."),
        ("en", "A toner with rose water.", "Say farewell to spots."),
        ("en", "A toner with rose water.", "Loved by dancers."),
        ("en", "A toner with rose water.", "Soft for hours."),
        ("de", "Ein Gesichtswasser mit Rosenwasser.", "Falten fliehen."),
        ("de", "Ein Gesichtswasser mit Rosenwasser.", "Von Tänzern geliebt."),
        ("fr", "Une lotion à l'eau de rose.", "Nourrit la peau."),
        ("fr", "Une lotion à l'eau de rose.", "Aimé des danseurs."),
    ],
)
def test_everyday_words_that_claim_together_are_the_rows_or_nobodys(
    locale: str, row: str, text: str
) -> None:
    assert Judge(Evidence(((row, locale),)), locale).faults(text)
    assert not Judge(Evidence(((row, locale), (text, locale))), locale).faults(text)
