"""The promise: no unsupported claim passes the judge, and nine of ten honest sentences do."""

from __future__ import annotations

from tests.promises.truth.sentences import faults_of, held, honest, lies


def test_no_lie_of_a_thousand_over_fourteen_kinds_and_twelve_languages_passes() -> None:
    told = list(lies())
    assert len(told) >= 1000
    assert len({one.kind for one in told} - {"other"}) == 14
    assert len({one.language for one in told}) == 12
    assert [one for one in told if not faults_of(one)] == []


def test_nine_of_ten_honest_sentences_pass() -> None:
    told = list(honest())
    assert len(told) >= 500
    refused = [one for one in told if faults_of(one)]
    assert len(refused) <= len(told) / 10, refused


def test_no_lie_of_the_rounds_that_were_held_back_passes_any_more() -> None:
    told = list(held("lies"))
    assert len(told) >= 150 * 5
    assert [one for one in told if not faults_of(one)] == []


def test_three_of_four_sentences_of_a_free_copywriter_pass() -> None:
    """They are freer than a model is asked to write; what is refused falls to the row's words."""
    told = list(held("honest"))
    assert len(told) >= 150 * 5
    refused = [one for one in told if faults_of(one)]
    assert len(refused) <= len(told) / 4, refused
