from __future__ import annotations

import copy
import pickle
from collections.abc import Iterator

import pytest

from schemas import errors
from schemas.errors import (
    BudgetError,
    CallsheetError,
    CatalogError,
    EncodeError,
    RefusedError,
    RenderError,
    RowError,
    StoreError,
    WorkError,
)
from schemas.reject import Code


def every(kind: type[CallsheetError] = CallsheetError) -> Iterator[type[CallsheetError]]:
    yield kind
    for child in kind.__subclasses__():
        yield from every(child)


PLAIN = [kind for kind in every() if not issubclass(kind, RowError)]


@pytest.mark.parametrize("kind", PLAIN)
def test_errors_survive_pickling_with_their_three_parts(kind: type[CallsheetError]) -> None:
    error = kind("it broke", "file a.mp4", "Mend it.")
    found = pickle.loads(pickle.dumps(error))  # noqa: S301 - our own bytes
    assert type(found) is kind
    assert (found.what, found.where, found.remedy) == ("it broke", "file a.mp4", "Mend it.")
    assert str(found) == str(error)


def test_a_row_error_survives_pickling_with_its_code() -> None:
    error = RowError(Code.PRICE, "the price is no number", "price: 'x'", "Write 12.50.")
    found = pickle.loads(pickle.dumps(error))  # noqa: S301 - our own bytes
    assert isinstance(found, RowError)
    assert (found.code, found.what, found.where, found.remedy) == (
        Code.PRICE,
        "the price is no number",
        "price: 'x'",
        "Write 12.50.",
    )


def test_a_row_error_survives_copying() -> None:
    assert str(copy.copy(RowError(Code.PRICE, "no", "there", "Do."))) == "no (there). Do."


@pytest.mark.parametrize(
    ("error", "line"),
    [
        (EncodeError("it broke", "a.mp4", "Mend it."), "it broke (a.mp4). Mend it."),
        (EncodeError("it broke", "a.mp4"), "it broke (a.mp4)."),
        (EncodeError("it broke", remedy="Mend it."), "it broke. Mend it."),
        (EncodeError("it broke"), "it broke."),
        (RowError(Code.PRICE, "it broke", "row 3", "Mend it."), "it broke (row 3). Mend it."),
    ],
)
def test_an_error_reads_as_one_line_of_up_to_three_parts(error: CallsheetError, line: str) -> None:
    assert str(error) == line


@pytest.mark.parametrize("kind", [CatalogError, BudgetError, StoreError, errors.ProductionError])
def test_what_stops_the_whole_run_is_a_refusal(kind: type[CallsheetError]) -> None:
    assert issubclass(kind, RefusedError)


@pytest.mark.parametrize("kind", [RowError, RenderError, EncodeError, errors.SigningError])
def test_what_fails_one_row_is_no_refusal(kind: type[CallsheetError]) -> None:
    assert not issubclass(kind, RefusedError)


def test_work_that_failed_is_told_from_a_bad_row() -> None:
    assert issubclass(RenderError, WorkError)
    assert not issubclass(RowError, WorkError)


def test_every_error_is_named_in_the_module() -> None:
    assert {kind.__name__ for kind in every()} == set(errors.__all__)
