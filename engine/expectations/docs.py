"""Docs: the results of a batch as Data Docs, one static page for each suite.

It does not validate; it adds up what `validate` found, over all frames.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from engine.expectations.room import batch_definition
from engine.expectations.validate import SAMPLES, Outcome, Violations

__all__ = ["docs"]

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


def docs(results: Iterable[Violations], folder: Path) -> tuple[Path, ...]:
    """Write `<suite>.html` for each suite among the results, and `index.html`; their paths.

    The results of one suite over many frames become one page: rows and failures added up, up to 20
    examples. Great Expectations' own pages load styles and scripts from the network; these hold
    their style and no script, and a policy forbids both, so that they read the same offline and
    nothing in a catalog's cells can run. The folder is made where it is missing.
    """
    suites: dict[str, tuple[Violations, dict[int, Outcome]]] = {}
    for result in results:
        _, totals = suites.setdefault(result.suite["name"], (result, {}))
        for outcome in result.outcomes:
            place = outcome.expectation
            totals[place] = _added(totals[place], outcome) if place in totals else outcome
    folder.mkdir(parents=True, exist_ok=True)
    pages: list[Path] = []
    lines: list[str] = []
    for name, (first, totals) in sorted(suites.items()):
        page = folder / f"{name}.html"
        page.write_text(_page(first, tuple(totals.values())), encoding="utf-8")
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


def _page(first: Violations, totals: tuple[Outcome, ...]) -> str:
    batch_definition()
    from great_expectations.core import (  # noqa: PLC0415 - after the room's set-up
        ExpectationSuiteValidationResult,
    )
    from great_expectations.render.renderer.page_renderer import (  # noqa: PLC0415 - as above
        ValidationResultsPageRenderer,
    )
    from great_expectations.render.view.view import (  # noqa: PLC0415 - as above
        DefaultJinjaPageView,
    )

    met = sum(1 for outcome in totals if not outcome.failed)
    result = ExpectationSuiteValidationResult(
        success=met == len(totals),
        results=[_result(first.suite["expectations"][one.expectation], one) for one in totals],
        suite_name=first.suite["name"],
        suite_parameters=dict(first.suite.get("suite_parameters", {})),
        statistics={
            "evaluated_expectations": len(totals),
            "successful_expectations": met,
            "unsuccessful_expectations": len(totals) - met,
            "success_percent": 100 * met / len(totals) if totals else None,
        },
        meta={"active_batch_definition": {}, "batch_spec": {}, "batch_markers": {}},
    )
    view: Any = DefaultJinjaPageView()
    page = view.render(ValidationResultsPageRenderer().render(result))
    return _OUTSIDE.sub("", str(page)).replace("<head>", f"<head>{_POLICY}{_STYLE}", 1)


def _result(spec: Mapping[str, Any], outcome: Outcome) -> Any:
    from great_expectations.core import (  # noqa: PLC0415 - as above
        ExpectationValidationResult,
    )
    from great_expectations.expectations.expectation_configuration import (  # noqa: PLC0415 - as above
        ExpectationConfiguration,
    )

    present = outcome.rows - outcome.missing
    # The pages' templates escape nothing, and cells may hold markup.
    shown = [html.escape(str(value)) for _, value in outcome.samples]
    return ExpectationValidationResult(
        success=not outcome.failed,
        expectation_config=ExpectationConfiguration(
            type=spec["type"], kwargs=_kwargs(spec), meta=dict(spec.get("meta", {}))
        ),
        result={
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
        exception_info={
            "raised_exception": False,
            "exception_message": None,
            "exception_traceback": None,
        },
    )


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
