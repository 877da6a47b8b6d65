"""One small edit, put together by callsheet and by MoviePy: two takes, type, a voice."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

import pytest

from engine import ffmpeg
from engine.assembler.assembler import Assembler, open_assembler
from engine.brand import Brand, open_brand
from engine.edit.layers import Footage
from engine.inspection import limits_for
from engine.jobs.assembling import Assembled, Spoken
from engine.jobs.finishing import Joined, Reel, encode, finish, mix
from engine.sound import sound_key
from engine.store import BlobKind, FolderBlobs
from schemas.brand import BrandSettings
from schemas.keys import key_of
from schemas.production import AssemblerSettings
from schemas.script import Line, Role, Title
from schemas.setup import Canvas
from tests.engine.edit.conftest import PREVIEW, flat
from tests.engine.jobs.conftest import assembled, assembly_of, clip, shoot_footage

TITLES = (
    Title(shot="one", role=Role.HEADLINE, text=("{title}",)),
    Title(shot="two", role=Role.PRICE, text=("{price}",), start=12),
)
LINES = tuple(
    Spoken(Line(shot=shot, text=text), key_of("line", text=text))
    for shot, text in (("one", "It keeps heat."), ("two", "For good."))
)


@dataclass(frozen=True, slots=True)
class Film:
    """A film that is joined, and what it was joined from."""

    cut: Assembled
    joined: Joined
    path: Path


@dataclass(frozen=True, slots=True)
class Cinema:
    """A store with two takes, the second of another size and rate, and a brand."""

    blobs: FolderBlobs
    brand: Brand

    def make(self, assembler: Assembler | None) -> Film:
        """The film, put together by `assembler`, or by callsheet."""
        take = key_of("take", shot="two", by="a model")
        assembly = assembly_of(*TITLES, lines=LINES)
        native = Canvas(width=208, height=120, rate=Fraction(16))
        footage = {**assembly.footage, "two": Footage(take, 32, flat(0.2), canvas=native)}
        cut = assembled(
            replace(assembly, footage=footage, assembler=assembler), self.brand, self.blobs
        )
        for segment in cut.segments:
            encode(segment, self.blobs)
        sound, through = sound_key(cut.edit, PREVIEW), None
        if assembler is not None and "film" in assembler.hooks:
            sound = key_of("sound", of=assembler.recipe)
            through = assembler, cut.overlays
        mix(sound, cut.edit, None, PREVIEW, self.blobs, through)
        keys = tuple(segment.key() for segment in cut.segments)
        reel = Reel(key_of("join", segments=keys, sound=sound), keys, sound, cut.edit, PREVIEW)
        joined = finish(reel, self.blobs, limits_for())
        return Film(cut, joined, self.blobs.path(reel.key, BlobKind.JOIN))


Scenes = Callable[[str], Assembler]


@pytest.fixture
def scenes(tmp_path: Path) -> Scenes:
    """MoviePy with a file of functions."""

    def write(text: str) -> Assembler:
        (tmp_path / "scenes.py").write_text(text, "utf-8")
        found = open_assembler(AssemblerSettings(name="moviepy", scenes="scenes.py"), tmp_path)
        assert found is not None
        return found

    return write


@pytest.fixture(scope="session")
def cinema(tmp_path_factory: pytest.TempPathFactory) -> Cinema:
    blobs = FolderBlobs(tmp_path_factory.mktemp("cinema") / "blobs")
    shoot_footage(blobs)
    with blobs.writing(key_of("take", shot="two", by="a model"), BlobKind.TAKE) as target:
        clip("mandelbrot=size=208x120:rate=16", 32, target)
    return Cinema(blobs, open_brand(BrandSettings(accent="#ff0000"), blobs.root))


@pytest.fixture(scope="session")
def own(cinema: Cinema) -> Film:
    """The film as callsheet puts it together."""
    return cinema.make(None)


@pytest.fixture(scope="session")
def theirs(cinema: Cinema) -> Film:
    """The same film by MoviePy, with nothing of the user's."""
    return cinema.make(open_assembler(AssemblerSettings(name="moviepy"), cinema.blobs.root))


def likeness(one: Path, other: Path) -> list[float]:
    """How alike two films are by FFmpeg's SSIM, frame by frame; 1.0 is the same."""
    with tempfile.TemporaryDirectory() as folder:
        table = Path(folder, "ssim.txt")
        compare = ["-lavfi", f"ssim=stats_file={table}", "-f", "null", "-"]
        ffmpeg.run(["-i", str(one), "-i", str(other), *compare], what="a comparison")
        return [float(found) for found in re.findall(r"All:([0-9.]+)", table.read_text())]
