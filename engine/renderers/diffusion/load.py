"""Load: a checkpoint becomes a pipeline, once in each process: the one place that imports torch.

A process keeps what it has loaded. Where a device has no room for another, the others are given up
first: a production may name more models than one device holds. It knows precisions and devices;
neither shots nor prompts.
"""

from __future__ import annotations

import functools
import gc
import importlib.util
import inspect
import os
import platform
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from engine.renderers.diffusion.checkpoint import Checkpoint
from engine.renderers.diffusion.family import Need
from engine.renderers.diffusion.lora import add_loras
from engine.renderers.diffusion.speed import Speed, speed_up
from schemas.errors import ProductionError, RenderError

__all__ = ["Device", "Loaded", "Shelf", "assert_installed", "shelf", "worker"]

_OFFLINE = {
    "HF_HUB_OFFLINE": "1",
    "TRANSFORMERS_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "DIFFUSERS_DISABLE_REMOTE_CODE": "1",
}
"""Read by the libraries when they are imported: nothing is fetched, reported or run from afar."""


@dataclass(frozen=True, slots=True)
class Device:
    """Where a model is (`cuda` or `cpu`), and how precise (torch's name for it)."""

    name: str
    precision: str


class Loaded:
    """A checkpoint's pipelines, ready on their device, and since when.

    They are all made of the same parts, which are in memory once.
    """

    def __init__(self, checkpoint: Checkpoint, whole: Any, at: str) -> None:
        """`whole` is the pipeline as the checkpoint's folder names it."""
        self.checkpoint, self.at = checkpoint, at
        self.tiled = False
        self._whole = whole
        self._made: dict[str, Any] = {type(whole).__name__: whole}

    @property
    def reader(self) -> Any:
        """The pipeline that reads prompts."""
        return self._as(self.checkpoint.abilities.reader)

    def pipeline(self, need: Need) -> Any:
        """The pipeline that answers a need."""
        return self._as(self.checkpoint.abilities.pipelines[need])

    def tile(self) -> bool:
        """Encode and decode pictures in tiles from now on, which takes less memory and more time.

        False where it does already, or cannot.
        """
        vae = self._whole.components.get("vae")
        if self.tiled or not hasattr(vae, "enable_tiling"):
            return False
        vae.enable_tiling()
        self.tiled = True
        return True

    def _as(self, name: str) -> Any:
        """The parts as another class of the family, with the settings that are carried over."""
        if name not in self._made:
            import diffusers  # noqa: PLC0415 - heavy

            whole, kind = self._whole, getattr(diffusers, name)
            taken = inspect.signature(kind.__init__).parameters
            carried = set(taken).intersection(self.checkpoint.family.carried, whole.config)
            held = self.checkpoint.family.parts(name, whole.components)
            parts = {key: part for key, part in held.items() if key in taken}
            pipeline = kind(**parts, **{key: whole.config[key] for key in carried})
            pipeline.set_progress_bar_config(disable=True)
            self._made[name] = pipeline
        return self._made[name]


_Place = tuple[str, Device, Speed]
"""A checkpoint's digest, where it is and how it computes."""


class Shelf:
    """The checkpoints that a process holds; see `shelf`."""

    def __init__(self) -> None:
        """Empty."""
        self._held: dict[_Place, Loaded] = {}

    def load(self, checkpoint: Checkpoint, device: Device) -> Loaded:
        """The pipelines of `checkpoint`, from memory where they are there already.

        Raises RenderError where there is no such device, no room on it, or a broken checkpoint.
        """
        place = checkpoint.digest, device, checkpoint.speed
        if place not in self._held:
            _prepare()
            import torch  # noqa: PLC0415 - heavy

            _assert_there(device.name)
            try:
                self._held[place] = _opened(checkpoint, device)
            except torch.OutOfMemoryError as error:
                if len(self._held) == 0:
                    raise RenderError(
                        "the device has too little memory for a model",
                        f"{checkpoint.folder}: {error}",
                        "Use a smaller one (callsheet models says what each takes).",
                    ) from error
        if place not in self._held:
            # Only now: an error that is handled still holds what it was raised among.
            self.give_up_others(checkpoint, device)
            return self.load(checkpoint, device)
        return self._held[place]

    def give_up_others(self, checkpoint: Checkpoint, device: Device) -> bool:
        """Let go of every other checkpoint. Says whether there was one."""
        place = checkpoint.digest, device, checkpoint.speed
        others = [other for other in self._held if other != place]
        for other in others:
            del self._held[other]
        if others:
            import torch  # noqa: PLC0415 - heavy

            gc.collect()  # pipelines refer to themselves
            if device.name == "cuda":
                torch.cuda.empty_cache()
        return bool(others)


@functools.cache
def shelf() -> Shelf:
    """This process's."""
    return Shelf()


def assert_installed() -> None:
    """Raises ProductionError where the extra is not installed; imports nothing of it."""
    for package in ("torch", "diffusers", "transformers", "accelerate"):
        if importlib.util.find_spec(package) is None:
            raise ProductionError(
                "the diffusion renderer is not installed",
                f"{package} is missing",
                "pip install 'callsheet[diffusion]', or choose the animatic renderer.",
            )


def worker() -> str:
    """This process among all of a cluster."""
    return f"{platform.node()}:{os.getpid()}"


def _prepare() -> None:
    """Before any of the libraries is imported."""
    os.environ.update(_OFFLINE)


def _opened(checkpoint: Checkpoint, device: Device) -> Loaded:
    """The folder's pipeline, of the class that it names itself. Raises RenderError."""
    import diffusers  # noqa: PLC0415 - heavy
    import torch  # noqa: PLC0415 - heavy
    import transformers  # noqa: PLC0415 - heavy
    from safetensors import SafetensorError  # noqa: PLC0415 - heavy

    diffusers.utils.logging.disable_progress_bar()
    transformers.utils.logging.disable_progress_bar()
    kept = dict.fromkeys(checkpoint.family.float32, torch.float32)
    try:
        pipeline = diffusers.DiffusionPipeline.from_pretrained(
            checkpoint.folder,
            dtype={"default": getattr(torch, device.precision), **kept},
            local_files_only=True,
            use_safetensors=True,
        )
    except (OSError, ValueError, SafetensorError) as error:
        raise RenderError(
            "the checkpoint cannot be loaded",
            f"{checkpoint.folder}: {error}",
            "Copy it again, whole.",
        ) from error
    add_loras(pipeline, checkpoint.loras)
    pipeline.set_progress_bar_config(disable=True)
    pipeline.to(device.name)
    speed_up(pipeline, checkpoint.speed)
    return Loaded(checkpoint, pipeline, datetime.now(UTC).isoformat())


def _assert_there(device: str) -> None:
    import torch  # noqa: PLC0415 - heavy

    if device == "cuda" and not torch.cuda.is_available():
        raise RenderError(
            "the diffusion renderer needs a GPU, and this worker sees none",
            f"device: cuda, worker {worker()}, torch {torch.__version__}",
            "Join a cluster that has one (pool.address), install a torch built for it, or say "
            "device: cpu.",
        )
