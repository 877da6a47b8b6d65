"""Scores writers over the golden set, and prints the table.

    make bench-writer
    python -m tests.writing [--small-model] [--base-url URL --model NAME] [--rows N] [--keep FOLDER]

The template writer is always in it. A model is asked at an OpenAI-compatible server (its key in
CALLSHEET_WRITER_KEY is not read here: name a server of your own), or is the small one of
`tests.writing.small_model`. To compare two prompts, run it before and after with the same model.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from engine.writers.model.request import prompt_revisions
from tests.writing.golden import Golden, Watching, told_by
from tests.writing.score import MEASURES, scores
from tests.writing.small_model import AT_ONCE, small_model

_HEAD = "| writer | " + " | ".join(MEASURES) + " | in its own words | refused | seconds a row |"
_RULE = "|" + "---|" * (len(MEASURES) + 4)


def main() -> None:
    """Run what was asked for."""
    parser = argparse.ArgumentParser(prog="python -m tests.writing")
    parser.add_argument("--small-model", action="store_true", help="SmolLM2-135M, if installed")
    parser.add_argument("--base-url", help="a server with OpenAI's wire format, free of charge")
    parser.add_argument("--model", help="its model's name")
    parser.add_argument("--rows", type=int, default=99, help="the first so many rows only")
    parser.add_argument("--max-tokens", type=int, default=1024, help="tokens of one answer")
    parser.add_argument("--keep", type=Path, help="a folder that keeps the shops and their answers")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="callsheet-writing-") as folder:
        place = asked.keep or Path(folder)
        lines = [_line("template", place / "template", {"name": "template"}, asked.rows)]
        limits = {"max_tokens": asked.max_tokens, "timeout": 1800.0}
        if asked.base_url:
            writer = _model(asked.base_url, asked.model or "model") | limits
            lines.append(_line(writer["model"], place / "model", writer, asked.rows))
        if asked.small_model:
            with small_model() as url:
                writer = _model(url, "SmolLM2-135M") | limits
                lines.append(_line(writer["model"], place / "small", writer, asked.rows))
    revisions = ", ".join(f"{name} {number}" for name, number in prompt_revisions().items())
    print(f"\nPrompts: {revisions}.\n\n{_HEAD}\n{_RULE}\n" + "\n".join(lines))


def _model(base_url: str, model: str) -> dict[str, Any]:
    return {
        "name": "model",
        "base_url": base_url,
        "model": model,
        "price": "free",
        "concurrency": AT_ONCE,
        "temperature": 0.5,
    }


def _line(name: str, folder: Path, writer: Mapping[str, Any], rows: int) -> str:
    print(f"{name}:", flush=True)
    began = time.monotonic()
    golden = told_by(folder, writer, Watching(), rows)
    seconds = (time.monotonic() - began) / max(1, len(golden.told) + len(golden.rejects))
    _show(golden)
    found = scores(golden.told)
    own = sum(one.own for one in golden.told)
    cells = [f"{found[measure]:.2f}" for measure in MEASURES]
    counts = (f"{own} of {len(golden.told)}", len(golden.rejects), f"{seconds:.1f}")
    return f"| {name} | {' | '.join([*cells, *map(str, counts)])} |"


def _show(golden: Golden) -> None:
    """The first words of each row, and the rows that were refused."""
    for one in golden.told:
        words = "in its own words" if one.own else " / ".join(one.said[:3])
        print(f"  {one.brief.id}: {words}"[:160], flush=True)
    for reject in golden.rejects:
        print(f"  {reject.id}: Q:{reject.code} {reject.reason}"[:200], flush=True)


if __name__ == "__main__":
    main()
