from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from engine import ffmpeg
from schemas.film import Film, Part
from schemas.inspection import Inspection, Limit, Measurement

MakeFilm = Callable[..., Film]


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


@pytest.fixture(scope="session")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """30 frames of 320x180: 10 black, 10 of one line of type on a plain ground, 10 of a picture."""
    target = tmp_path_factory.mktemp("clip") / "clip.mp4"
    size = "s=320x180:r=10"
    bars = "".join(f",drawbox=x={x}:y=80:w=6:h=20:c=white:t=fill" for x in (90, 110, 130))
    sources = (f"color=black:{size}", f"color=0x14323a:{size}{bars}", f"testsrc2={size}")
    inputs = [word for source in sources for word in ("-f", "lavfi", "-i", source)]
    joined = "".join(f"[{n}:v]trim=end_frame=10,format=yuv420p,setsar=1[v{n}];" for n in range(3))
    ffmpeg.run(
        [
            *inputs,
            *("-filter_complex", f"{joined}[v0][v1][v2]concat=n=3", "-c:v", "libx264"),
            *("-bf", "0", *ffmpeg.BT709, str(target)),
        ],
        what="a clip of black, type and a picture",
    )
    return target


@pytest.fixture
def make_film(tmp_path: Path) -> MakeFilm:
    """Makes a film's record under `tmp_path`, with small files in its place and beside it."""

    def make(identifier: str = "nord-bottle", **changed: Any) -> Film:
        slug, locale = changed.get("slug", identifier), changed.get("locale", "en")
        profile = changed.get("profile", "youtube")
        file = f"films/{slug}/{slug}_{locale}_{profile}.mp4"
        shots = {name: digest(file + name) for name in ("open", "close")}
        fields: dict[str, Any] = {
            "key": digest(file),
            "id": identifier,
            "slug": slug,
            "title": "Nord Bottle 500 ml",
            "kind": "product",
            "locale": locale,
            "profile": profile,
            "file": file,
            "sha256": digest("film" + file),
            "bytes": 8_123_456,
            "width": 1920,
            "height": 1080,
            "rate": "24",
            "frames": 300,
            "seconds": 12.5,
            "loudness": -14.1,
            "true_peak": -1.4,
            "signer": "callsheet development authority",
            "digital_source_type": "composite",
            "parts": (
                *(
                    Part(
                        kind="shot",
                        title=f"shot {name}",
                        key=key,
                        source_type="composite",
                        made_by="animatic",
                    )
                    for name, key in shots.items()
                ),
                Part(
                    kind="picture",
                    title="bottle.jpg",
                    sha256=digest("bottle"),
                    source_type="digitalCapture",
                    made_by="the row",
                ),
            ),
            "shots": shots,
            "inspection": Inspection(
                subject=digest(file),
                measurements=(
                    Measurement(
                        measure="loudness",
                        value=-14.1,
                        unit="LUFS",
                        limit=Limit(measure="loudness", low=-15, high=-13, unit="LUFS"),
                    ),
                    Measurement(
                        measure="frozen_share", value=0.43, limit=Limit(measure="frozen", high=0.3)
                    ),
                ),
            ),
            "row_digest": digest("row"),
        }
        film = Film(**(fields | changed))
        target = tmp_path / film.file
        target.parent.mkdir(parents=True, exist_ok=True)
        for suffix in (".mp4", ".jpg", ".srt", ".txt", ".json"):
            target.with_suffix(suffix).write_text(suffix)
        target.with_suffix(".vtt").write_text("WEBVTT\n\n00:00.000 --> 00:01.000\nSteel.\n")
        return film

    return make
