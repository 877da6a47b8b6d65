"""Load: a checkpoint becomes a pipeline, once in each process: the one place that imports torch.

It knows precisions and devices; neither shots nor prompts.
"""

from __future__ import annotations

import functools
import importlib.util
import inspect
import os
import platform
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from engine.renderers.diffusion.checkpoint import Checkpoint
from engine.renderers.diffusion.family import Need
from schemas.errors import ProductionError, RenderError
from schemas.rendering import DiffusionSettings

__all__ = ["Loaded", "assert_installed", "load", "worker"]

_OFFLINE = {
    "HF_HUB_OFFLINE": "1",
    "TRANSFORMERS_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "DIFFUSERS_DISABLE_REMOTE_CODE": "1",
}
"""Read by the libraries when they are imported: nothing is fetched, reported or run from afar."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """A checkpoint's pipelines, ready on their device, and since when.

    They are all made of the same parts, which are in memory once.
    """

    checkpoint: Checkpoint
    whole: Any
    at: str

    @property
    def reader(self) -> Any:
        """The pipeline that reads prompts."""
        return self._as(self.checkpoint.abilities.reader)

    def pipeline(self, need: Need) -> Any:
        """The pipeline that answers a need."""
        return self._as(self.checkpoint.abilities.pipelines[need])

    def _as(self, name: str) -> Any:
        return _as(name, self.whole, tuple(self.checkpoint.family.carried))


def load(checkpoint: Checkpoint, settings: DiffusionSettings) -> Loaded:
    """The pipelines of `checkpoint`, from this process's memory where they are there already.

    Raises RenderError where there is no such device, or the checkpoint is broken.
    """
    place = (checkpoint.digest, settings.precision, settings.device)
    return Loaded(checkpoint, *_opened(checkpoint.folder, *place, tuple(checkpoint.family.float32)))


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


@functools.cache
def _opened(
    folder: Path,
    digest: str,  # noqa: ARG001 - another checkpoint in the same folder is loaded anew
    precision: str,
    device: str,
    float32: tuple[str, ...],
) -> tuple[Any, str]:
    """The folder's pipeline, of the class that it names itself, and when it was there."""
    os.environ.update(_OFFLINE)
    import diffusers  # noqa: PLC0415 - heavy
    import torch  # noqa: PLC0415 - heavy
    import transformers  # noqa: PLC0415 - heavy
    from safetensors import SafetensorError  # noqa: PLC0415 - heavy

    _assert_there(device)
    diffusers.utils.logging.disable_progress_bar()
    transformers.utils.logging.disable_progress_bar()
    kept = dict.fromkeys(float32, torch.float32)
    try:
        pipeline = diffusers.DiffusionPipeline.from_pretrained(
            folder,
            dtype={"default": getattr(torch, precision), **kept},
            local_files_only=True,
            use_safetensors=True,
        )
    except (OSError, ValueError, SafetensorError) as error:
        raise RenderError(
            "the checkpoint cannot be loaded", f"{folder}: {error}", "Copy it again, whole."
        ) from error
    pipeline.set_progress_bar_config(disable=True)
    pipeline.to(device)
    return pipeline, datetime.now(UTC).isoformat()


@functools.cache
def _as(name: str, whole: Any, carried: tuple[str, ...]) -> Any:
    """The parts of `whole` as another class of its family, with the settings that are `carried`."""
    import diffusers  # noqa: PLC0415 - heavy

    if type(whole).__name__ == name:
        return whole
    kind = getattr(diffusers, name)
    taken = inspect.signature(kind.__init__).parameters
    settings = {key: whole.config[key] for key in carried if key in taken and key in whole.config}
    parts = {key: part for key, part in whole.components.items() if key in taken}
    pipeline = kind(**parts, **settings)
    pipeline.set_progress_bar_config(disable=True)
    return pipeline


def _assert_there(device: str) -> None:
    import torch  # noqa: PLC0415 - heavy

    if device == "cuda" and not torch.cuda.is_available():
        raise RenderError(
            "the diffusion renderer needs a GPU, and this worker sees none",
            f"device: cuda, worker {worker()}, torch {torch.__version__}",
            "Join a cluster that has one (pool.address), install a torch built for it, or say "
            "device: cpu.",
        )
