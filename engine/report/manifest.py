"""Manifest: one row per film for spreadsheets, feeds and a DAM's bulk upload.

It does not know what a film is made of; the sidecar tells.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path, PurePosixPath
from typing import Any

from engine.files import replacing
from engine.report.beside import beside
from schemas.film import Film
from schemas.spreadsheet import guarded

__all__ = ["COLUMNS", "cell", "write_manifest"]

COLUMNS = {
    "file_name": str,
    "file": str,
    "id": str,
    "slug": str,
    "title": str,
    "kind": str,
    "locale": str,
    "profile": str,
    "width": int,
    "height": int,
    "rate": str,
    "seconds": float,
    "bytes": int,
    "sha256": str,
    "loudness_lufs": float,
    "true_peak_dbtp": float,
    "checks_passed": bool,
    "digital_source_type": str,
    "signer": str,
    "ai_disclosure_required": bool,
    "thumbnail": str,
    "captions_srt": str,
    "captions_vtt": str,
    "transcript": str,
    "sidecar": str,
    "replaces_sha256": str,
    "key": str,
    "findings": str,
}
"""The columns in order, with their types. Columns may be added at the end; none changes meaning."""


def write_manifest(folder: Path, films: Iterable[Film]) -> tuple[Path, Path]:
    """Write `manifest.csv` and `manifest.parquet` under `folder`; their paths, in that order.

    Rows are in the order of `file`, which is the film's path under `folder`; `file_name`, its last
    part, is unique too. Paths use `/`, and are empty where there is no such file. The CSV is UTF-8
    without a byte order mark and guards text against being run as a formula; the Parquet file holds
    every value as it is.
    """
    rows = [_row(folder, film) for film in sorted(films, key=lambda film: film.file)]
    return _write_csv(folder / "manifest.csv", rows), _write_parquet(
        folder / "manifest.parquet", rows
    )


def _row(folder: Path, film: Film) -> dict[str, Any]:
    near = beside(folder, film)
    named = film.model_dump(include=COLUMNS.keys() & Film.model_fields.keys())
    return named | {
        "file_name": PurePosixPath(film.file).name,
        "loudness_lufs": film.loudness,
        "true_peak_dbtp": film.true_peak,
        "checks_passed": film.inspection.passed,
        "thumbnail": near.thumbnail,
        "captions_srt": near.srt,
        "captions_vtt": near.vtt,
        "transcript": near.transcript,
        "sidecar": near.sidecar,
        "replaces_sha256": film.replaces,
        "findings": " ".join(found.measure for found in film.inspection.failed),
    }


def _write_csv(target: Path, rows: list[dict[str, Any]]) -> Path:
    with replacing(target) as part, part.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        writer.writerows([cell(row[name]) for name in COLUMNS] for row in rows)
    return target


def _write_parquet(target: Path, rows: list[dict[str, Any]]) -> Path:
    import pyarrow as pa  # noqa: PLC0415 - heavy
    from pyarrow import parquet  # noqa: PLC0415 - heavy

    types = {str: pa.string(), int: pa.int64(), float: pa.float64(), bool: pa.bool_()}
    schema = pa.schema([(name, types[kind]) for name, kind in COLUMNS.items()])
    with replacing(target) as part:
        parquet.write_table(pa.Table.from_pylist(rows, schema=schema), part)
    return target


def cell(value: str | float | bool | None) -> str:
    """A value as a CSV cell: text guarded, numbers as they are, `true` or `false`, None empty.

    A number is never guarded: -14.0 is no formula, and would no longer be a number.
    """
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case str():
            return guarded(value)
    return repr(value)
