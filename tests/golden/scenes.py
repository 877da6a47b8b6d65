"""Scenes: one small thing that each package makes, from material that no encoder has touched."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from engine import ffmpeg
from engine.brand import open_brand
from engine.edit import conform, segments
from engine.edit.compose import composed
from engine.edit.conform import conformed
from engine.edit.segments import EncoderSettings, Incoming, Overlay, Segment, TakeRange
from engine.placement import Seen, placed
from engine.renderers.animatic import backdrop, camera, offers, stage, warp
from engine.renderers.picture import read_pixels
from engine.sound import pcm
from engine.sound.mix import REVISION as MIX_REVISION
from engine.sound.mix import premix
from engine.typeset import REVISION as TYPE_REVISION
from engine.typeset import draw, lay_out
from schemas.brand import BrandSettings
from schemas.brief import Picture
from schemas.delivery import SafeArea
from schemas.edit import Cut, Edit, Layer, LayerRole, SoundClip, Track, Transition
from schemas.setup import Canvas
from schemas.shot import Camera, CopySpace, Framing, Move, shot_of
from schemas.understanding import Area, PictureKind, Understanding
from tests.golden.record import Numbers, heard, seen

__all__ = ["SCENES", "Scene"]

CANVAS = Canvas(width=320, height=180, rate=Fraction(24))
NATIVE = Canvas(width=416, height=240, rate=Fraction(16))


@dataclass(frozen=True, slots=True)
class Scene:
    """What a package makes of it in a scratch folder, and the revision that the package states."""

    revision: int
    make: Callable[[Path], Mapping[str, Numbers]]


def _animatic(folder: Path) -> dict[str, Numbers]:
    """A drifting camera over a picture as each use shows it."""
    cv2.setNumThreads(1)
    Image.fromarray(_card(400, 300)).save(folder / "card.png")
    pixels = read_pixels(folder / "card.png")
    look = Camera(framing=Framing.WIDE, move=Move.PAN_LEFT, strength=0.8)
    views = camera.views(look, 25, CANVAS.rate)
    taken: dict[str, Numbers] = {}
    for name, known in _UNDERSTOOD.items():
        found = Picture(
            path="card.png", sha256="0" * 64, width=400, height=300, format="PNG", seen=known
        )
        shot = shot_of("animate", name="a", frames=25, pictures=[0])
        placement = placed(shot, CANVAS, [Seen.of(found)], _COLOURS)
        place = placement.pictures[0]
        one = stage.composed(pixels, place, CANVAS, radius=BrandSettings().radii.panel)
        ground = backdrop.backdrops(CANVAS, placement.ground, placement.forms)
        frames = warp.frames_of(CANVAS, ground, [warp.Shown(one, views)], 25)
        for n, frame in enumerate(frames):
            if n in {0, 12, 24}:
                planes = zip("yuv", _planes(frame, CANVAS), strict=True)
                taken |= {f"{name} {place.use} {n} {plane}": seen(one) for plane, one in planes}
    return taken


_COLOURS = {"background": "#14323a", "light": "#f4f1ea", "dark": "#12181b"}
_THING = Understanding(
    kind=PictureKind.SCENE,
    confidence=0.9,
    subject=Area(left=0.3, top=0.3, right=0.7, bottom=0.7),
    plain=None,
    transparent=False,
    cut_across=False,
    cut_down=False,
    true_width=400,
)
_UNDERSTOOD = {
    "scene": _THING,
    "packshot": _THING.model_copy(update={"kind": PictureKind.PACKSHOT, "plain": "#808080"}),
    "art": _THING.model_copy(update={"kind": PictureKind.ART}),
}


def _type(folder: Path) -> dict[str, Numbers]:
    """A headline, a price tag and a call to action, each drawn and placed."""
    layers = tuple(
        Layer(
            role=role,
            text=text,
            locale="en",
            start=0,
            frames=48,
            shot="one",
            copy_space=CopySpace.SIDE,
        )
        for role, text in (
            (LayerRole.HEADLINE, ("Cast iron pan",)),
            (LayerRole.PRICE, ("€49.00", "€59.00")),
            (LayerRole.CTA, ("Order now",)),
        )
    )
    brand = open_brand(BrandSettings(), folder)
    found = {}
    for n, piece in enumerate(lay_out(layers, CANVAS, SafeArea(), brand)):
        rgba = draw(piece.recipe, brand).astype(float)
        shown = np.dstack([rgba[..., :3] * rgba[..., 3:] / 255, rgba[..., 3:]])
        found[f"{n} {piece.recipe.form}"] = np.concatenate(
            [[piece.x, piece.y], *(seen(plane) for plane in np.moveaxis(shown, 2, 0))]
        ).round(1)
    return found


def _segment(folder: Path) -> dict[str, Numbers]:
    """A dissolve of two takes with a plate that rises over it."""
    cv2.setNumThreads(1)
    takes = {name: _take(folder / f"{name}.mp4", CANVAS, 20, phase) for name, phase in _PHASES}
    plate = Overlay(
        sprite="plate", x=60.4, y=30.7, start=2, frames=10, motion="rise", enter=6, exit=3
    )
    segment = Segment(
        canvas=CANVAS,
        frames=12,
        shown=TakeRange("one", 4),
        incoming=Incoming(TakeRange("two", 0), Transition(kind="dissolve", frames=12)),
        overlays=(plate,),
        encoder=EncoderSettings(crf=20, preset="veryfast", binary=""),
    )
    frames = list(composed(segment, takes.__getitem__, lambda _: _plate()))
    return {
        f"frame {n} {name}": seen(plane)
        for n in (0, 4, 11)
        for name, plane in zip("yuv", _planes(frames[n], CANVAS), strict=True)
    }


def _conform(folder: Path) -> dict[str, Numbers]:
    """A take of 16 frames a second and another shape, at 24."""
    cv2.setNumThreads(1)
    take = _take(folder / "native.mp4", NATIVE, 12, 0.0)
    frames = list(conformed(take, 0, 12, native=NATIVE, canvas=CANVAS))
    return {
        f"frame {n} {name}": seen(plane)
        for n in (0, 1, 2, 7)
        for name, plane in zip("yuv", frames[n], strict=True)
    }


def _mix(folder: Path) -> dict[str, Numbers]:
    """Two lines, one of them faster than it was spoken, over music that loops and gives way."""
    line, bed = folder / "line.wav", folder / "bed.wav"
    times = np.arange(pcm.RATE) / pcm.RATE
    speech = 0.3 * np.sin(2 * np.pi * 220 * times) * (0.5 + 0.5 * np.sin(2 * np.pi * 4 * times))
    pcm.write([speech[:, None].astype(np.float32)], line, channels=1, codec="pcm_s16le")
    times = np.arange(3 * pcm.RATE) / pcm.RATE
    music = 0.2 * np.sin(2 * np.pi * (440 + 200 * times) * times)
    stereo = np.stack([music, 0.5 * music], axis=1).astype(np.float32)
    pcm.write([stereo], bed, channels=2, codec="pcm_s16le")
    edit = Edit(
        canvas=CANVAS,
        cuts=(Cut(shot="one", take="0", rate=CANVAS.rate, available=144, start=0, frames=144),),
        sounds=(
            SoundClip(track=Track.VOICE, key="line", text="One.", start=24, frames=24),
            SoundClip(track=Track.VOICE, key="line", text="Two.", start=60, frames=21, tempo=1.15),
            SoundClip(
                track=Track.MUSIC, key="bed", frames=144, gain=-8.0, fade_in=0.4, fade_out=1.6
            ),
        ),
    )
    premix(edit, {"line": line, "bed": bed}, folder / "mixed.wav")
    return {"mixed": heard(pcm.read(folder / "mixed.wav", channels=2))}


SCENES: Mapping[str, Scene] = {
    "animatic": Scene(offers.REVISION, _animatic),
    "conform": Scene(conform.REVISION, _conform),
    "segment": Scene(segments.REVISION, _segment),
    "sound": Scene(MIX_REVISION, _mix),
    "type": Scene(TYPE_REVISION, _type),
}

_PHASES = (("one", 0.0), ("two", 1.7))


def _card(width: int, height: int) -> NDArray[np.uint8]:
    """A round thing before a soft ground, in colours that no codec has rounded."""
    y, x = np.mgrid[0:height, 0:width]
    ground = np.stack([90 + 60 * x / width, 120 + 50 * y / height, 140 - 40 * x / width], axis=-1)
    inside = ((x - 0.45 * width) / (0.2 * width)) ** 2 + ((y - 0.5 * height) / (0.3 * height)) ** 2
    thing = np.stack([200 - 60 * inside, 70 + 20 * inside, 40 + 0 * inside], axis=-1)
    return np.where(inside[..., None] < 1, thing, ground).clip(0, 255).astype(np.uint8)


def _take(target: Path, canvas: Canvas, frames: int, phase: float) -> Path:
    """Waves and squares that travel, encoded without loss: no encoder rounds what is measured."""
    size = f"{canvas.width}x{canvas.height}"
    ffmpeg.encode(
        [
            *("-v", "error", "-f", "rawvideo", "-pix_fmt", "yuv420p", "-s", size),
            *("-r", str(canvas.rate), "-i", "-", "-c:v", "libx264", "-qp", "0", "-bf", "0"),
            *("-pix_fmt", "yuv420p", "-threads", "1", "-f", "mp4", str(target)),
        ],
        (_waves(canvas, n, phase) for n in range(frames)),
        what=target.name,
    )
    return target


def _waves(canvas: Canvas, n: int, phase: float) -> bytes:
    y, x = np.mgrid[0 : canvas.height, 0 : canvas.width]
    at = phase + 2 * np.pi * (x - 3 * n) / 90
    luma = 125 + 50 * np.sin(at) + 35 * np.cos(2 * np.pi * y / 60 + phase)
    luma += 24 * (((x - 3 * n) // 2 + y // 3) % 2)  # edges, which another kernel would soften
    u, v = 128 + 30 * np.sin(at[::2, ::2]), 128 + 30 * np.cos(at[::2, ::2] / 2)
    return b"".join(
        plane.round().clip(16, 235).astype(np.uint8).tobytes() for plane in (luma, u, v)
    )


def _planes(frame: bytes, canvas: Canvas) -> list[NDArray[Any]]:
    samples = np.frombuffer(frame, np.uint8)
    luma = canvas.width * canvas.height
    y, u, v = np.split(samples, [luma, luma + luma // 4])
    half = canvas.height // 2, canvas.width // 2
    return [y.reshape(canvas.height, canvas.width), u.reshape(half), v.reshape(half)]


def _plate() -> NDArray[np.uint8]:
    rgba = np.full((40, 90, 4), (224, 112, 58, 200), np.uint8)
    rgba[8:32, 12:78] = (244, 241, 234, 255)
    return rgba
