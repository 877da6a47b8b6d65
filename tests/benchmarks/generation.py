"""Generation: the diffusion renderer beside plain diffusers, on models of true size.

Both draw the same clips from the same folder and encode them. On a machine without a GPU a tiny
model stands in: that shows that the program runs, and nothing of speed. Kernels that overlap on
several streams would count twice as busy; ours run on one.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

from engine.renderers import Offer, Order
from engine.renderers.diffusion import Diffusion
from engine.renderers.diffusion.load import shelf
from schemas.rendering import DiffusionSettings
from schemas.setup import Canvas, Setup
from schemas.shot import Description, Generate
from tests.benchmarks.giants import GIANTS, TINY, Giant, write
from tests.benchmarks.scale import Scale, show, walls

__all__ = ["run"]

_BATCH = 4
_WORDS = Description(subject="a steel bottle on slate", action="the camera moves in slowly")
_SIDE = {"cuda": 8192, "cpu": 512}
"""Of the square matrices whose product is the measure of FLOP/s."""


def run(folder: Path, scale: Scale) -> None:
    """One table for each model that fits."""
    import torch  # noqa: PLC0415 - heavy

    device = "cuda" if torch.cuda.is_available() and not scale.quick else "cpu"
    if device == "cpu":
        torch.set_num_threads(1)  # more of them wait for each other on what is this small
    for giant in GIANTS if device == "cuda" else (TINY,):
        home = folder / giant.name
        precision = "bfloat16" if device == "cuda" else "float32"
        _measure(giant, write(giant, home, device, precision), device, precision, scale)
        shelf.cache_clear()  # what it holds is given up
        shutil.rmtree(home)


def _measure(giant: Giant, home: Path, device: str, precision: str, scale: Scale) -> None:
    import torch  # noqa: PLC0415 - heavy

    plain, compiled = (
        _renderer(giant, home, device, precision, compile=on) for on in (False, True)
    )
    alone = _diffusers(home, device, precision)
    offer = _offer(plain, giant)
    works: dict[str, Callable[[], object]] = {
        "plain diffusers": lambda: _by_diffusers(alone, giant, offer.canvas, home / "plain.mp4"),
        "callsheet": lambda: _shoot(plain, giant, home),
    }
    if device == "cuda":
        works["callsheet, compiled"] = lambda: _shoot(compiled, giant, home)
    for work in works.values():
        work()  # loads, compiles
    if device == "cuda":
        torch.cuda.reset_peak_memory_stats()
    took = walls(works, scale.repeat)
    batch = walls({"batch": lambda: _shoot(plain, giant, home, _BATCH)}, 1)
    parts = _parts(alone, giant, offer.canvas, home / "part.mp4", scale.repeat)
    best = _BATCH * sum(parts.values())
    seconds = float(offer.frames / offer.canvas.rate)
    flops, rate = _flops(alone, giant, offer.canvas), _matmul(device, precision)
    each = 2 * giant.steps if giant.guidance > 1 else giant.steps
    peak = torch.cuda.max_memory_allocated() / 1e9 if device == "cuda" else 0.0
    size = f"{offer.canvas.width}x{offer.canvas.height}"
    show(
        f"{giant.name} on {_named(device)}: {offer.frames} frames of {size}, {giant.steps} steps, "
        f"medians of {scale.repeat}",
        ("way", "wall s", "plain diffusers takes", "video s per s"),
        [
            (way, wall, f"{took['plain diffusers'] / wall:.2f}x as long", seconds / wall)
            for way, wall in took.items()
        ],
    )
    show(
        "and of it",
        ("measure", "value"),
        [
            *((f"{name} alone, s", wall) for name, wall in parts.items()),
            (f"{_BATCH} takes over the sum of their parts", batch["batch"] / best),
            ("denoising FLOP/s over the matmul rate", flops * each / parts["denoise"] / rate),
            ("device busy", _busy(lambda: _shoot(plain, giant, home), device)),
            ("peak memory, GB", peak),
        ],
    )


def _renderer(giant: Giant, home: Path, device: str, precision: str, **model: Any) -> Diffusion:
    drawn = {"steps": giant.steps, "guidance": giant.guidance, "longest": giant.frames}
    settings = {
        "models": [{"folder": str(home), **drawn, **model}],
        "height": giant.height,
        "device": device,
        "precision": precision,
        "sound": False,
    }
    return Diffusion(DiffusionSettings.model_validate(settings), home)


def _shot(giant: Giant) -> Generate:
    return Generate(
        operation="generate", name="x", frames=giant.frames, handle=0, description=_WORDS
    )


def _offer(renderer: Diffusion, giant: Giant) -> Offer:
    rate = renderer.checkpoints[0].abilities.rules.rate
    wide = Canvas(width=1920, height=1080, rate=Fraction(rate))
    offer = renderer.offer(_shot(giant), wide, giant.frames, {})
    if not isinstance(offer, Offer):
        raise RuntimeError(f"{giant.name}: {offer.reason}")  # noqa: TRY004 - nothing of types
    return offer


def _shoot(renderer: Diffusion, giant: Giant, home: Path, takes: int = 1) -> None:
    offer = _offer(renderer, giant)
    setup = Setup(
        shot=_shot(giant),
        canvas=offer.canvas,
        frames=offer.frames,
        renderer=renderer.name,
        fingerprint=dict(offer.fingerprint),
    )
    for seed in range(takes):
        order = Order(setup.model_copy(update={"seed": seed}), (), ())
        renderer.shooter().shoot(order, home / "take.mp4", lambda _: None)


def _diffusers(home: Path, device: str, precision: str) -> Any:
    import diffusers  # noqa: PLC0415 - heavy
    import torch  # noqa: PLC0415 - heavy

    pipeline = diffusers.DiffusionPipeline.from_pretrained(
        home, dtype={"default": getattr(torch, precision), "vae": torch.float32}
    )
    pipeline.set_progress_bar_config(disable=True)
    return pipeline.to(device)


def _asked(giant: Giant, canvas: Canvas) -> dict[str, Any]:
    return {
        "prompt": str(_WORDS.subject),
        "width": canvas.width,
        "height": canvas.height,
        "num_frames": giant.frames,
        "num_inference_steps": giant.steps,
        "guidance_scale": giant.guidance,
    }


def _by_diffusers(pipeline: Any, giant: Giant, canvas: Canvas, target: Path) -> None:
    from diffusers.utils import export_to_video  # noqa: PLC0415 - heavy

    made = pipeline(**_asked(giant, canvas), output_type="np")
    export_to_video(list(made.frames[0]), str(target), fps=round(canvas.rate))


def _parts(
    pipeline: Any, giant: Giant, canvas: Canvas, target: Path, repeat: int
) -> dict[str, float]:
    """Seconds of denoising, decoding and encoding one clip, each alone."""
    import torch  # noqa: PLC0415 - heavy
    from diffusers.utils import export_to_video  # noqa: PLC0415 - heavy

    latents = pipeline(**_asked(giant, canvas), output_type="latent").frames
    frames = list(pipeline(**_asked(giant, canvas), output_type="np").frames[0])

    def _wait() -> None:
        if latents.is_cuda:
            torch.cuda.synchronize()

    def _denoise() -> None:
        pipeline(**_asked(giant, canvas), output_type="latent")
        _wait()

    def _decode() -> None:
        with torch.no_grad():
            pipeline.vae.decode(latents.to(pipeline.vae.dtype), return_dict=False)
        _wait()

    return walls(
        {
            "denoise": _denoise,
            "decode": _decode,
            "encode": lambda: export_to_video(frames, str(target), fps=round(canvas.rate)),
        },
        repeat,
    )


def _flops(pipeline: Any, giant: Giant, canvas: Canvas) -> float:
    """Of one pass through the transformer."""
    from torch.utils.flop_counter import FlopCounterMode  # noqa: PLC0415 - heavy

    with FlopCounterMode(display=False) as counted:
        pipeline(
            **{**_asked(giant, canvas), "num_inference_steps": 1, "guidance_scale": 1.0},
            output_type="latent",
        )
    return float(counted.get_total_flops())


def _matmul(device: str, precision: str) -> float:
    """FLOP/s of a large product, in the same run."""
    import torch  # noqa: PLC0415 - heavy

    side = _SIDE[device]
    one = torch.randn(side, side, device=device, dtype=getattr(torch, precision))

    def _multiply() -> None:
        for _ in range(10):
            one @ one
        if device == "cuda":
            torch.cuda.synchronize()

    _multiply()
    return 10 * 2 * side**3 / walls({"product": _multiply}, 3)["product"]


def _busy(work: Callable[[], object], device: str) -> float | str:
    """Share of the wall time in which the device computes."""
    from torch import profiler  # noqa: PLC0415 - heavy

    if device != "cuda":
        return "not measured without a GPU"
    with profiler.profile(activities=[profiler.ProfilerActivity.CUDA]) as seen:
        begun = time.perf_counter()
        work()
        wall = time.perf_counter() - begun
    return sum(float(one.self_device_time_total) for one in seen.key_averages()) / 1e6 / wall


def _named(device: str) -> str:
    import torch  # noqa: PLC0415 - heavy

    return str(torch.cuda.get_device_name()) if device == "cuda" else "a CPU"
