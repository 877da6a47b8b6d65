"""Record: fingerprints of pictures and sounds, and what they were at each revision of each package.

A fingerprint is the mean and the deviation of every block rather than a hash. The same wheels round
a level up or down on processors with other vector units, and a hash (also one of rounded values, at
the edge of a step) would differ there. Within the tolerance a fingerprint does not, while type that
stands half a pixel beside its place, another filter kernel or another gain is far outside of it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["assert_golden", "heard", "recorded", "seen", "write"]

Numbers = NDArray[np.float64]

_FILE = Path(__file__).with_name("recorded.json")
_ROWS, _COLUMNS = 9, 16
"""Blocks that a plane is measured in."""
_BLOCK = 2_400
"""Samples that a sound is measured over: 50 ms at 48 kHz."""
_FLOOR = -80.0
"""dBFS that count as silence."""
_NEAR = 0.35
"""Levels of 255, or dB, that two machines may differ by."""


def seen(plane: NDArray[Any]) -> Numbers:
    """Mean and deviation of each block of a plane, in its own levels."""
    blocks = [
        block
        for band in np.array_split(plane.astype(np.float64), _ROWS)
        for block in np.array_split(band, _COLUMNS, axis=1)
    ]
    return np.array([[block.mean(), block.std()] for block in blocks]).round(1).ravel()


def heard(samples: NDArray[Any]) -> Numbers:
    """Level and brightness of every 50 ms of each channel, in dBFS; `samples` are (n, channels)."""
    whole = samples[: len(samples) // _BLOCK * _BLOCK].astype(np.float64)
    bright = np.diff(whole, axis=0, prepend=whole[:1])
    return np.concatenate([_levels(whole), _levels(bright)]).round(1)


def assert_golden(scene: str, revision: int, found: Mapping[str, Numbers]) -> None:
    """Fail where the scene is not what was recorded for its package's revision."""
    known = recorded().get(scene, {}).get(str(revision))
    assert known is not None, (
        f"nothing is recorded of {scene} at revision {revision}: `python -m tests.golden {scene}`"
    )
    assert found.keys() == known.keys()
    off = {part: _apart(numbers, np.array(known[part])) for part, numbers in found.items()}
    worst = max(off, key=off.__getitem__)
    assert off[worst] <= _NEAR, (
        f"{scene}: {worst} is {off[worst]:.2f} off what revision {revision} made. Raise the "
        f"revision of the package and record it with `python -m tests.golden {scene}`."
    )


def _apart(one: Numbers, other: Numbers) -> float:
    """The largest difference; infinite where they are of two sizes."""
    return float(np.abs(one - other).max()) if one.shape == other.shape else float("inf")


def recorded() -> dict[str, dict[str, dict[str, Sequence[float]]]]:
    """The fingerprints on file: by scene, revision and part."""
    found: dict[str, dict[str, dict[str, Sequence[float]]]] = json.loads(_FILE.read_text("utf-8"))
    return found


def write(scene: str, revision: int, found: Mapping[str, Numbers]) -> None:
    """Keep what the scene is at this revision, in place of what was kept of the revision before."""
    known = recorded() if _FILE.exists() else {}
    known[scene] = {str(revision): {part: numbers.tolist() for part, numbers in found.items()}}
    lines = (f"{json.dumps(one)}: {{\n{_revisions(known[one])}\n}}" for one in sorted(known))
    _FILE.write_text("{\n" + ",\n".join(lines) + "\n}\n", "utf-8")


def _revisions(found: Mapping[str, Mapping[str, Sequence[float]]]) -> str:
    """One line for each part, so that a change can be read as one."""
    return ",\n".join(
        f'"{revision}": {{\n'
        + ",\n".join(f'"{part}": {json.dumps(list(parts[part]))}' for part in sorted(parts))
        + "\n}"
        for revision, parts in found.items()
    )


def _levels(samples: NDArray[np.float64]) -> Numbers:
    blocks = samples.reshape(-1, _BLOCK, samples.shape[1])
    power = np.sqrt(np.square(blocks).mean(axis=1)).ravel()
    return np.asarray(np.maximum(_FLOOR, 20 * np.log10(np.maximum(power, 1e-9))))
