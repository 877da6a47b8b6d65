"""Whether a catalog ends as its format ends."""

from __future__ import annotations

import io

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from flows.serving.folder import ends_as_it_should


def parquet() -> bytes:
    sink = io.BytesIO()
    pq.write_table(pa.table({"id": ["a"]}), sink)
    return sink.getvalue()


@pytest.mark.parametrize("kept", [0, 3, 4, 11, 40, -9, -1])
def test_a_parquet_file_that_is_cut_anywhere_is_not_whole(kept: int) -> None:
    assert not ends_as_it_should(io.BytesIO(parquet()[:kept]), ".parquet")


def test_a_parquet_file_is_whole_with_its_footer() -> None:
    assert ends_as_it_should(io.BytesIO(parquet()), ".parquet")


@pytest.mark.parametrize("text", ["id,title\na,Lamp\n", 'id,title\r\na,"a ""big""\nlamp"\r\n'])
def test_a_csv_file_whose_last_line_is_ended_is_whole(text: str) -> None:
    assert ends_as_it_should(io.BytesIO(text.encode()), ".csv")


@pytest.mark.parametrize("text", ["", "id,title\na,La", 'id,title\na,"Lamp\n'])
def test_a_csv_file_that_ends_within_a_line_or_a_quote_may_not_be_whole(text: str) -> None:
    assert not ends_as_it_should(io.BytesIO(text.encode()), ".csv")
