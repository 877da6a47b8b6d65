from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from engine.claims import Evidence, Judge

BOTTLE = Evidence(
    (
        ("Nord Bottle 500 ml", "en"),
        ("A double-walled steel bottle in a matte powder coat.", "en"),
        ("Matte coat in teal or sand, without plastic", "en"),
        ("Keeps drinks cold for 12 hours, BPA-free", "en"),
    )
)
FLASCHE = Evidence(
    (
        ("Nord Flasche 500 ml", "de"),
        ("Eine doppelwandige Stahlflasche mit leichter Beschichtung.", "de"),
        ("Schraubdeckel mit Trageschlaufe", "de"),
    )
)


def faults(text: str, evidence: Evidence = BOTTLE, locale: str = "en") -> list[str]:
    return Judge(evidence, locale).faults(text)


@pytest.mark.parametrize(
    "text",
    [
        "A bottle of steel with two walls.",
        "Half a litre, wherever you go.",
        "0.5 l",
        "Five hundred millilitres.",
        "Cold for twelve hours.",
        "{title}: take a closer look at {bullet1}.",
        "It is without plastic.",
        "A BPA-free bottle.",
    ],
)
def test_what_the_row_says_may_be_said_in_other_words(text: str) -> None:
    assert faults(text) == []


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("Cold for 24 hours", "24 hours"),
        ("Holds 500 l", "500 l"),
        ("Only 12 bottles", "12"),
        ("twelve years", "twelve years"),
        ("Ⅻ hours", "xii"),
        ("½ price", "1/2"),
        ("It is free.", "free"),
        ("Without side effects", "without"),
        ("the lightest steel", "lightest"),
        ("A st\u0435el bottle", "st\u0435el"),
        ("pla\u200bted in gold", "gold"),
        ("５００ liters", "500 liters"),
        ("Better than steel", "better"),
        ("★★★★★", "★"),
        ("Steel™", "steeltm"),
    ],
)
def test_what_the_row_does_not_say_is_a_fault(text: str, fault: str) -> None:
    assert fault in faults(text)


@pytest.mark.parametrize(
    "address",
    [
        "evil.ru",
        "evil\uff0eru",
        "t.me/x",
        "@evil",
        "#evil",
        "a@b.cc",
        "evil dot com",
        "evil 点 com",
    ],
)
def test_no_address_may_be_said_even_where_the_row_holds_it(address: str) -> None:
    assert faults(f"See {address}", Evidence(((f"See {address}", "en"),)))


def test_german_compounds_are_taken_apart_and_put_together() -> None:
    for text in ("Eine Flasche aus Stahl.", "Deckel zum Schrauben, Schlaufe zum Tragen."):
        assert faults(text, FLASCHE, "de") == []
    assert faults("Die leichteste Flasche", FLASCHE, "de") == ["leichteste"]
    assert faults("Eine spülmaschinenfeste Stahlflasche", FLASCHE, "de")


def test_numbers_in_the_digits_of_other_scripts_are_the_rows() -> None:
    row = Evidence((("زجاجة 500 مل", "ar"),))
    assert faults("زجاجة ٥٠٠ مل", row, "ar") == []
    assert faults("زجاجة ٦٠٠ مل", row, "ar") == ["600 مل"]


def test_a_language_without_a_vocabulary_is_held_to_the_rows_own_words() -> None:
    row = Evidence((("Flaska av stål", "sv"),))
    assert faults("Flaska av stål", row, "sv") == []
    assert faults("En flaska av stål", row, "sv") == ["en"]


def test_what_the_brand_answers_for_may_be_said_of_every_row() -> None:
    approved = Evidence(BOTTLE.texts, ("Repaired for life",))
    assert faults("Repaired for life.", approved) == []
    assert faults("Repaired for life.") != []


def test_a_price_before_may_be_called_reduced() -> None:
    reduced = Evidence(BOTTLE.texts, reduced=True)
    assert faults("Was {was_price}, now reduced to {price}.", reduced) == []
    assert "reduced" in faults("Now reduced to {price}.")


TABLE = Evidence(
    (
        ("Dune table", "en"),
        ("A wooden table with a steel lid", "en"),
        ("The lid weighs 2 kg, the table 14 kg", "en"),
        ("A red cushion lies in the box", "en"),
    ),
    names=("title", "description", "bullets.1", "bullets.2"),
)


@pytest.mark.parametrize(
    "text",
    [
        "The table has a wooden lid.",
        "A steel table.",
        "A red lid for the table.",
        "The lid weighs 14 kg.",
        "A cushion of steel.",
    ],
)
def test_a_material_a_colour_and_a_measure_stay_with_the_thing_that_they_belong_to(
    text: str,
) -> None:
    judge = Judge(TABLE, "en")
    assert judge.faults(text)
    assert judge.faults(text, ("description", "bullets.1", "bullets.2"))


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("A wooden table, a steel lid.", ("description",)),
        ("The lid is steel. It weighs 2 kg.", ("description", "bullets.1")),
        ("A red cushion lies on the wooden table.", ("description", "bullets.2")),
    ],
)
def test_a_line_may_use_what_the_fields_that_it_names_say(
    text: str, fields: tuple[str, ...]
) -> None:
    assert Judge(TABLE, "en").faults(text, fields) == []


def test_a_line_that_names_no_field_rests_on_one_for_each_clause() -> None:
    judge = Judge(TABLE, "en")
    assert judge.evidence_of("A wooden table. A red cushion.") == ("description", "bullets.2")
    assert judge.faults("A red cushion lies on the wooden table.")


def test_a_line_that_names_the_whole_row_is_judged_as_if_it_named_nothing() -> None:
    many = Evidence(
        tuple((f"thing{n} of sort{n}", "en") for n in range(6)),
        names=("title", *(f"bullets.{n}" for n in range(1, 6))),
    )
    judge = Judge(many, "en")
    assert judge.faults("thing1 sort2", ("bullets.1", "bullets.2")) == []
    assert judge.faults("thing1 sort2", tuple(f"bullets.{n}" for n in range(1, 6)))


def test_rows_that_are_judged_at_the_same_time_do_not_disturb_each_other() -> None:
    def judged(n: int) -> list[str]:
        words = " ".join(f"{stem}{n}ing" for stem in ("bak", "weav", "turn", "sew"))
        text = words.translate(str.maketrans("0123456789", "abcdefghij"))
        return Judge(Evidence(((text, "en"),)), "en").faults(text)

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(judged, range(400))) == [[]] * 400
