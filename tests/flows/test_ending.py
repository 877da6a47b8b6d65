from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from flows.command_line.ending import json_text


@pytest.mark.parametrize("items", [[], [{"a": "ü\n"}], [1, {"b": [2]}, "x"]])
def test_an_iterator_is_written_as_the_list_that_it_gives(items: list[object]) -> None:
    document = {"would": {"films": {"made": 1}}, "films": iter(items), "rejects": []}
    assert json.loads("".join(json_text(document))) == document | {"films": items}


@pytest.mark.parametrize("document", [{}, [], [{"a": 1}], {"a": [{"b": "\n"}]}])
def test_any_document_is_read_back(document: object) -> None:
    assert json.loads("".join(json_text(document))) == document


def test_no_more_than_one_item_is_taken_ahead_of_what_is_written() -> None:
    taken: list[int] = []

    def films() -> Iterator[int]:
        for number in range(1000):
            taken.append(number)
            yield number

    pieces = json_text({"films": films()})
    for _ in range(4):
        next(pieces)
    assert len(taken) <= 3
