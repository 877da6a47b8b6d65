"""Docs: the verdicts of a batch as Data Docs, one static page for each suite.

It does not judge; Great Expectations validates the same frames here, and must find the same rows.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.expectations.gx import failing_rows, render_page
from engine.expectations.verdicts import SAMPLES, Outcome, Violations

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["DataDocs"]

_POLICY = (
    '<meta http-equiv="Content-Security-Policy" content="default-src \'none\';'
    " style-src 'unsafe-inline'\">"
)
_STYLE = """<style>
body { font: 15px/1.5 system-ui, sans-serif; max-width: 70rem; margin: 2rem auto; padding: 0 1rem }
table { border-collapse: collapse; margin: .5rem 0 1.5rem }
.sticky, .modal { display: none }
.fa-check-circle::before { content: "\2713 met" }
.fa-times::before { content: "\2717 not met" }
th, td { border: 1px solid #ccc; padding: .25rem .6rem; text-align: left; vertical-align: top }
</style>"""
_OUTSIDE = re.compile(
    r"<script\b.*?</script\s*>|<style\b.*?</style\s*>|<link\b[^>]*>|<img\b[^>]*>|<nav\b.*?</nav\s*>|<footer\b.*?</footer\s*>",
    re.DOTALL | re.IGNORECASE,
)


class DataDocs:
    """Verdicts of many frames, added up into one page for each suite: memory does not grow."""

    def __init__(self) -> None:
        self._suites: dict[str, tuple[Mapping[str, Any], dict[int, Outcome]]] = {}

    def add(self, frame: pd.DataFrame, verdicts: Violations) -> None:
        """Count the verdicts about `frame`, once Great Expectations has found the same.

        Raises RuntimeError where it finds other rows than `validate` did: then one of the two is
        wrong, and no row may be delivered or rejected on its word.
        """
        suite = verdicts.suite
        ours: list[set[int]] = [set() for _ in suite["expectations"]]
        for violation in verdicts:
            ours[violation.expectation].add(violation.row)
        theirs = failing_rows(frame, suite)
        for spec, one, other in zip(suite["expectations"], ours, theirs, strict=True):
            if one != other:
                rows = ", ".join(map(str, sorted(one ^ other)[:SAMPLES]))
                raise RuntimeError(
                    f"suite {suite['name']!r}: Great Expectations and callsheet disagree about "
                    f"{spec['type']} of {spec['kwargs']} in rows {rows}. Report this as a defect."
                )
        _, totals = self._suites.setdefault(suite["name"], (suite, {}))
        for outcome in verdicts.outcomes:
            place = outcome.expectation
            totals[place] = _added(totals[place], outcome) if place in totals else outcome

    def write(self, folder: Path) -> tuple[Path, ...]:
        """Write `index.html` and `<suite>.html` for each suite; their paths.

        Great Expectations' own pages load styles and scripts from the network; these hold their
        style and no script, and a policy forbids both, so that they read the same offline and
        nothing in a catalog's cells can run. The folder is made where it is missing.
        """
        folder.mkdir(parents=True, exist_ok=True)
        pages: list[Path] = []
        lines: list[str] = []
        for name, (suite, totals) in sorted(self._suites.items()):
            page = folder / f"{name}.html"
            page.write_text(_page(suite, tuple(totals.values())), encoding="utf-8")
            pages.append(page)
            failed = sum(1 for outcome in totals.values() if outcome.failed)
            lines.append(
                f'<li><a href="{html.escape(page.name)}">{html.escape(name)}</a>: '
                f"{len(totals) - failed} of {len(totals)} expectations met</li>"
            )
        index = folder / "index.html"
        index.write_text(
            f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">{_POLICY}'
            f"<title>Data Docs</title>{_STYLE}</head>"
            f"<body><h1>Data Docs</h1><ul>{''.join(lines)}</ul></body></html>\n",
            encoding="utf-8",
        )
        return (index, *pages)


def _added(one: Outcome, other: Outcome) -> Outcome:
    return replace(
        one,
        rows=one.rows + other.rows,
        missing=one.missing + other.missing,
        failed=one.failed + other.failed,
        samples=(*one.samples, *other.samples)[:SAMPLES],
    )


def _page(suite: Mapping[str, Any], totals: tuple[Outcome, ...]) -> str:
    page = render_page(
        suite, [_result(suite["expectations"][one.expectation], one) for one in totals]
    )
    return _OUTSIDE.sub("", page).replace("<head>", f"<head>{_POLICY}{_STYLE}", 1)


def _result(spec: Mapping[str, Any], outcome: Outcome) -> dict[str, Any]:
    present = outcome.rows - outcome.missing
    # The pages' templates escape nothing, and cells may hold markup.
    shown = [html.escape(str(value)) for _, value in outcome.samples]
    return {
        "type": spec["type"],
        "kwargs": _kwargs(spec),
        "meta": dict(spec.get("meta", {})),
        "success": not outcome.failed,
        "result": {
            "element_count": outcome.rows,
            "missing_count": outcome.missing,
            "missing_percent": 100 * outcome.missing / outcome.rows if outcome.rows else 0.0,
            "unexpected_count": outcome.failed,
            "unexpected_percent": 100 * outcome.failed / present if present else 0.0,
            "unexpected_percent_total": 100 * outcome.failed / max(outcome.rows, 1),
            "unexpected_percent_nonmissing": 100 * outcome.failed / max(present, 1),
            "partial_unexpected_list": shown,
            "partial_unexpected_index_list": [row for row, _ in outcome.samples],
            "partial_unexpected_counts": [
                {"value": value, "count": shown.count(value)} for value in dict.fromkeys(shown)
            ],
        },
    }


def _kwargs(spec: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments, parameters by their names: a page does not list 600 languages."""
    return {
        name: [f"({value['$PARAMETER']})"]
        if name == "value_set" and isinstance(value, Mapping)
        else f"({value['$PARAMETER']})"
        if isinstance(value, Mapping)
        else value
        for name, value in spec["kwargs"].items()
    }
