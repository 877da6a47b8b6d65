"""Tiny checkpoints, made once, and takes of them on a CPU."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from engine.placement import Seen, framed
from engine.renderers import ClipInput, Offer, Order, Unsupported
from engine.renderers.diffusion import Diffusion
from schemas.brief import Picture
from schemas.rendering import DiffusionSettings
from schemas.setup import Canvas, Setup
from schemas.shot import Animate, Description, Generate, PictureRef, Shot
from tests.seen import seen
from tests.tiny import Kind
from tests.tiny import tiny as made_tiny

CANVAS = Canvas(width=640, height=640, rate=16)
GENERATE = Generate(
    operation="generate", name="shot", frames=9, description=Description(subject="a lamp")
)
ANIMATE = Animate(operation="animate", name="shot", frames=9, picture=PictureRef(picture=0))
TOWARDS = ANIMATE.model_copy(update={"last": PictureRef(picture=1)})

Make = Callable[..., Path]
Shoot = Callable[..., tuple[Path, dict[str, str]]]


@pytest.fixture(scope="session")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Make:
    """A tiny checkpoint of a kind; the same one whenever it is asked for."""
    import torch  # noqa: PLC0415 - heavy

    torch.set_num_threads(1)  # more of them wait for each other on a busy machine
    root = tmp_path_factory.mktemp("tiny")

    def _tiny(kind: Kind) -> Path:
        return root / kind if (root / kind).is_dir() else made_tiny(root / kind, kind)

    return _tiny


COLOURS = {"background": "#14323a", "light": "#f4f1ea", "dark": "#12181b"}


def settings_of(*folders: Path, **fields: Any) -> DiffusionSettings:
    """Two steps at 64 pixels on a CPU, in clips of nine frames."""
    each: dict[str, Any] = {
        name: fields.pop(name) for name in ("steps", "guidance") if name in fields
    }
    each = {"steps": 2, "longest": fields.pop("longest", 9), **each}
    small = {"height": 64, "precision": "float32", "device": "cpu"}
    models = [{"folder": str(folder), **each} for folder in folders]
    return DiffusionSettings.model_validate({**small, "models": models, **fields})


def setup_of(
    renderer: Diffusion,
    shot: Shot,
    *,
    frames: int = 9,
    seed: int = 0,
    pictures: int = 0,
    canvas: Canvas = CANVAS,
    sources: int = 0,
) -> Setup:
    """As the planner makes it. Its pictures and sources are only counted."""
    blank = Picture(path="a.png", sha256="0" * 64, width=96, height=96, format="PNG", seen=seen(96))
    offer = renderer.offer(shot, canvas, frames, {})
    if isinstance(offer, Unsupported):  # as a plan of another program would have it
        offer = Offer(canvas, frames, renderer.fingerprint(shot, frames))
    return Setup(
        shot=shot,
        canvas=offer.canvas,
        frames=offer.frames,
        renderer=renderer.name,
        fingerprint=dict(offer.fingerprint),
        pictures=(blank,) * pictures,
        placement=framed(shot, offer.canvas, [Seen.of(blank)] * pictures, COLOURS),
        sources=("0" * 64,) * sources,
        seed=seed,
    )


def offer_of(renderer: Diffusion, shot: Shot, canvas: Canvas = CANVAS, frames: int = 9) -> Offer:
    """What it offers, where it does."""
    offer = renderer.offer(shot, canvas, frames, {"background": "#000000"})
    assert isinstance(offer, Offer)
    return offer


def refusal_of(renderer: Diffusion, shot: Shot, frames: int = 9) -> str:
    """Why it cannot make the shot; empty where it can."""
    offer = renderer.offer(shot, CANVAS, frames, {})
    return offer.reason if isinstance(offer, Unsupported) else ""


def taken(
    renderer: Diffusion,
    setup: Setup,
    target: Path,
    pictures: Sequence[Path] = (),
    clips: Sequence[ClipInput] = (),
) -> dict[str, str]:
    """The take at `target`; its lineage."""
    order = Order(setup, tuple(pictures), tuple(clips))
    return renderer.shooter().shoot(order, target, lambda _share: None)


@pytest.fixture
def shoot(tiny: Make, tmp_path: Path) -> Shoot:
    """Shoots with tiny checkpoints of these kinds: the take, and its lineage."""

    def _shoot(
        shot: Shot,
        *pictures: Path,
        models: Sequence[Kind],
        clips: Sequence[ClipInput] = (),
        frames: int = 5,
        seed: int = 0,
        name: str = "take.mp4",
        **fields: Any,
    ) -> tuple[Path, dict[str, str]]:
        renderer = Diffusion(settings_of(*map(tiny, models), **fields), tmp_path)
        # In the model's own rate, so that `frames` are frames of the take.
        rate = renderer.checkpoints[0].abilities.rules.rate
        setup = setup_of(
            renderer,
            shot,
            frames=frames,
            seed=seed,
            pictures=len(pictures),
            canvas=CANVAS.model_copy(update={"rate": rate}),
            sources=len(clips),
        )
        target = tmp_path / name
        return target, taken(renderer, setup, target, pictures, clips)

    return _shoot


@pytest.fixture
def photo(tmp_path: Path) -> Callable[[int], Path]:
    """A photograph of soft noise; another for every seed."""

    def _photo(seed: int) -> Path:
        path = tmp_path / f"photo-{seed}.png"
        noise = np.random.default_rng(seed).integers(0, 256, (12, 12, 3), np.uint8)
        Image.fromarray(noise).resize((96, 96), Image.Resampling.BICUBIC).save(path)
        return path

    return _photo


def digest(path: Path) -> str:
    """SHA-256 of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()
