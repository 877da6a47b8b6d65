"""Clauses of sentences as shops write them."""

from __future__ import annotations

import pytest

from engine.clauses import clause_of

STANDS = [
    (
        "Solid wood is a hardwearing natural material",
        ", which can be sanded and treated as needed.",
    ),
    (
        "Our gloves promote proper technique",
        " because they are conformed to the shape of your fist.",
    ),
    (
        "It can bring you luck and fortune",
        ", guard your house and keep bad luck from you for long.",
    ),
    ("So intuitive you could use it any way", " — with touch, a keyboard, or even a plain pencil."),
    ("Enhanced for overclocking", "; Compatibility: Intel 100 Series, Intel 200, Intel 300, X299."),
    (
        "Schneidet auch hartes Brot",
        ", weil die Klinge ganz aus einem Stück Stahl geschmiedet wird.",
    ),
    ("Un couteau qui coupe le pain", ", parce que sa lame est forgée à la main d'une seule pièce."),
    ("这款手工双肩背包采用优质头层牛皮制作而成", "，内部空间宽敞实用，可以轻松放下笔记本电脑。"),
]
"""What stands by itself, and what follows."""
NOTHING = {
    "a condition": "The battery lasts two days of work, if the lamp is dimmed to a quarter.",
    "a denial": "It withstands rain and snow on every walk, but must never be put in water.",
    "an offer": "Free delivery to every address in Germany, which takes about two more days.",
    "eine Grenze": "Das Gewebe hält auch starkem Regen stand, aber nicht, wenn die Naht reißt.",
    "a clause that opens": "From daily tasks to advanced work, you can power through a long day.",
    "adjectives": "It comes in vivid, professional and quite unusual colours mixed by hand.",
    "things": "Complete with fork, saddle, pedals and a bell that was made by hand in Italy.",
}


@pytest.mark.parametrize(("clause", "rest"), STANDS)
def test_what_stands_by_itself_is_all_that_is_said(clause: str, rest: str) -> None:
    assert clause_of(clause + rest, 10) == clause + rest[-1]


@pytest.mark.parametrize("why", NOTHING)
def test_a_sentence_is_not_cut_where_that_would_say_something_else(why: str) -> None:
    assert clause_of(NOTHING[why], 8, eager=True) is None


def test_a_sentence_that_is_little_longer_stays_whole() -> None:
    text = "Let all your friends know that you are typing on this exclusive, colourful keyboard."
    assert clause_of(text, 12) == text


def test_with_less_care_it_ends_where_more_is_said_of_the_same_thing() -> None:
    text = "Modern white pendant shade with a metallic silver finish on the inside for more light."
    assert clause_of(text, 10) is None
    assert clause_of(text, 10, eager=True) == "Modern white pendant shade."


def test_a_clause_of_its_own_narrows_nothing() -> None:
    text = "A light dress in printed viscose crepe with long sleeves; it needs no iron on travels."
    assert clause_of(text, 10) == "A light dress in printed viscose crepe with long sleeves."
    assert clause_of(text.replace("it needs", "but not with long ones, it needs"), 10) is None


def test_what_is_joined_with_a_thing_of_its_own_narrows_nothing() -> None:
    text = (
        "La cafetera prepara seis tazas de café intenso, y su mango de nailon no se calienta nunca."
    )
    assert clause_of(text, 10) == "La cafetera prepara seis tazas de café intenso."


def test_a_participle_keeps_what_belongs_to_it() -> None:
    text = (
        "Each module is built with an aluminium spreader for its heat and tested for two days each."
    )
    assert clause_of(text, 10, eager=True) == (
        "Each module is built with an aluminium spreader for its heat."
    )
