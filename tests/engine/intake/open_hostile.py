"""Opens the hostile files in a process of its own, so that its memory can be measured.

    python -m tests.engine.intake.open_hostile FOLDER

reads those that `write_hostile` put into a folder and prints what each gave, how long it took, and
the most memory that the process had.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from engine.intake import gather_all, gather_videos
from engine.media.intermediate import make_intermediate
from schemas.brief import Brief, Material, Origin
from schemas.errors import CallsheetError, RowError
from tests.engine.intake.hostile import EXPECTED, TAKEN


class _Forgetful:
    """Remembers nothing: every file is opened."""

    def get_many(self, states: Iterable[Any], eyes: str) -> dict[Any, Any]:  # noqa: ARG002
        return {}

    def seen(self, sha256: str, eyes: str) -> None:
        """Nothing was seen."""

    def put_many(self, pictures: Any) -> None:
        """Nothing is kept."""

    def read(self, keys: Iterable[str]) -> dict[str, Any]:  # noqa: ARG002
        return {}

    def write(self, documents: Any) -> None:
        """Nothing is kept."""


def _opened(folder: Path, name: str) -> str:
    """The code with which a row of that file is rejected; empty, where it is used."""
    origin = Origin(source="c.csv", rows=(1,), digest="")
    if Path(name).suffix in {".mp4", ".mov"}:
        brief = Brief(id="a", title="A", videos=(name,), origin=origin)
        video = gather_videos(brief, [0], folder, _Forgetful())[0]
        make_intermediate(folder / name, video, folder.parent / f"made-{name}.mp4")
        return TAKEN
    brief = Brief(id="a", title="A", images=(name,), origin=origin)
    found = gather_all([brief], folder, _Forgetful())["a"]
    if isinstance(found, RowError):
        raise found
    assert isinstance(found, Material)
    (folder.parent / f"seen-{name}.json").write_text(found.model_dump_json(), "utf-8")
    return TAKEN


def _main(folder: Path) -> None:
    found: dict[str, list[object]] = {}
    for name in EXPECTED:
        began = time.perf_counter()
        try:
            code = _opened(folder, name)
        except RowError as error:
            code = error.code
        except CallsheetError as error:
            code = type(error).__name__
        found[name] = [code, round(time.perf_counter() - began, 1)]
    peaks = [resource.getrusage(who).ru_maxrss for who in _WHOM]
    json.dump({"found": found, "peak": max(peaks) * 1024}, sys.stdout)


_WHOM = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)

if __name__ == "__main__":
    _main(Path(sys.argv[1]))
