"""A store of blobs, a renderer of a few lines, and takes to cut films from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from engine import ffmpeg
from engine.binding import bound
from engine.brand import Brand, open_brand
from engine.edit.layers import Footage
from engine.jobs.assembling import Assembled, Assembly, Spoken, assemble
from engine.pool import WorkerResources
from engine.renderers import Offer, Order, Unsupported
from engine.sound.espeak import Espeak
from engine.store import BlobKind, FolderBlobs
from schemas.brand import BrandSettings
from schemas.brief import Kind
from schemas.delivery import Profile
from schemas.script import Role, Script, Title
from schemas.setup import Canvas
from schemas.shot import Shot
from tests.engine.edit.conftest import PREVIEW, board, flat, take_of

GOOD = "testsrc2=size=160x90:rate=24"
BLACK = "color=black:size=160x90:rate=24"
STILL = "mandelbrot=size=160x90:rate=24,loop=loop=-1:size=1"


def clip(source: str, frames: int, target: Path) -> None:
    """Frames of an FFmpeg source, coded as a take is."""
    coded = ("-c:v", "libx264", "-pix_fmt", "yuv420p", "-crf", "12", "-bf", "0", "-g", "24")
    made = ["-f", "lavfi", "-i", source, "-frames:v", str(frames), *coded, *ffmpeg.BT709]
    ffmpeg.run([*made, str(target)], what=f"the take {target.name}")


@dataclass
class Projector:
    """A renderer that shows what its function answers for a seed, and remembers the seeds."""

    source: Callable[[int], str]
    missing: int = 0
    """Frames that its takes are short of."""
    seeds: list[int] = field(default_factory=list)
    name: str = "projector"
    source_type: str = "trainedAlgorithmicMedia"
    resources: WorkerResources | None = None

    def offer(
        self, shot: Shot, canvas: Canvas, frames: int, brand: Mapping[str, Any]
    ) -> Offer | Unsupported:
        del shot, brand
        return Offer(canvas, frames, {}, seeded=True)

    def models(self) -> Mapping[str, str]:
        return {}

    def shooter(self) -> Projector:
        return self

    def shoot(self, order: Order, target: Path, report: Callable[[float], None]) -> dict[str, str]:
        setup = order.setup
        self.seeds.append(setup.seed)
        report(1.0)
        clip(self.source(setup.seed), setup.frames - self.missing, target)
        return {"renderer": "projector 1", "seed": str(setup.seed)}


@pytest.fixture
def blobs(tmp_path: Path) -> FolderBlobs:
    return FolderBlobs(tmp_path / "blobs")


@pytest.fixture(scope="session")
def brand(tmp_path_factory: pytest.TempPathFactory) -> Brand:
    return open_brand(BrandSettings(accent="#ff0000"), tmp_path_factory.mktemp("brand"))


TITLES = (
    Title(shot="one", role=Role.HEADLINE, text=("{title}",)),
    Title(shot="two", role=Role.PRICE, text=("{price}",), start=12),
)


def assembly_of(
    *titles: Title,
    lines: tuple[Spoken, ...] = (),
    profile: Profile = PREVIEW,
    **known: str,
) -> Assembly:
    """A product film of two shots of 36 frames that dissolve."""
    storyboard = board(36, 36, handle=12)
    return Assembly(
        storyboard=storyboard,
        script=bound(
            Script(locale="en", lines=tuple(one.line for one in lines), titles=titles or TITLES),
            {"title": "Cast iron pan", "price": "€49.00"} | known,
        ),
        kind=Kind.PRODUCT,
        profile=profile,
        footage={name: Footage(take_of(name), 48, flat(0.2), flat(0.0)) for name in ("one", "two")},
        lines=lines,
        music=None,
    )


def assembled(assembly: Assembly, brand: Brand, blobs: FolderBlobs) -> Assembled:
    """The film's edit, spoken by eSpeak NG."""
    return assemble(assembly, Espeak(), brand, blobs)


def shoot_footage(blobs: FolderBlobs) -> None:
    """The takes of `assembly_of`: a test card, and a fractal."""
    sources = {"one": "testsrc2=size=320x180:rate=24", "two": "mandelbrot=size=320x180:rate=24"}
    for name, source in sources.items():
        with blobs.writing(take_of(name), BlobKind.TAKE) as target:
            clip(source, 48, target)
