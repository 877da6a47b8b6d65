"""From a stage to a finished JPEG: path-traced with Mitsuba 3, denoised, bloomed, toned, written.

The one room that imports Mitsuba; it does not know what a picture shows.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import cv2
import mitsuba as mi
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from .forms import Mesh
from .stage import Camera, Prop, Softbox, Stage

DEPTH = 9
"""Longest light path; deeper changes no pixel of these sets by a visible amount."""
Light = NDArray[np.float32]
LIMIT = 290_000
"""Largest JPEG in bytes: eighteen of them stay near 5 MB in the repository."""


def exposures(
    stage: Stage, size: tuple[int, int], samples: int
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Two independent exposures (height, width, 3; linear) of half the samples each."""
    mi.set_variant("scalar_rgb")
    mi.set_log_level(mi.LogLevel.Error)
    with TemporaryDirectory() as folder:
        scene = mi.load_dict(_scene(stage, size, Path(folder)))
    first, second = (
        np.array(mi.render(scene, spp=max(1, samples // 2), seed=mi.UInt32(seed)))
        for seed in (1, 2)
    )
    return first, second


def develop(
    first: Light, second: Light, stops: float = 0.0, bloom: float = 0.0
) -> NDArray[np.uint8]:
    """Two exposures (height, width, 3; linear) as one sRGB picture (uint8)."""
    light = denoised(first * 2**stops, second * 2**stops)
    if bloom:
        light = _bloom(light, bloom)
    tone = _encode(_shoulder(light))
    grain = np.random.default_rng(7).normal(0, 0.0035, (*tone.shape[:2], 1))
    return np.clip((tone + grain) * 255 + 0.5, 0, 255).astype(np.uint8)


def denoised(first: Light, second: Light) -> Light:
    """The mean of two exposures without their noise.

    Works on the square root of light, where a path tracer's noise is nearly even and a bright
    speck cannot pull its neighbours far; first at full size, then at a quarter, to take out the
    mottle that a small search window leaves in smooth paper.
    """
    roots = [np.sqrt(np.minimum(np.maximum(_despeckled(one), 0), 40)) for one in (first, second)]
    fine = _means(roots)
    height, width = fine.shape[:2]
    low, *small = (_resized(image, width // 4, height // 4) for image in (fine, *roots))
    mottle = _resized(np.subtract(low, _means(small)), width, height)
    return np.asarray(np.square(np.maximum(fine - mottle, 0)), np.float32)


def write(picture: NDArray[np.uint8], path: Path) -> int:
    """Writes a progressive JPEG, the best that stays under the limit; gives its size in bytes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    for quality in range(93, 60, -2):
        Image.fromarray(picture).save(
            path, quality=quality, progressive=True, optimize=True, subsampling=0
        )
        if path.stat().st_size <= LIMIT:
            break
    return path.stat().st_size


def _scene(stage: Stage, size: tuple[int, int], folder: Path) -> dict[str, Any]:
    scene: dict[str, Any] = {
        "type": "scene",
        "integrator": {"type": "path", "max_depth": DEPTH},
        "sensor": _sensor(stage.camera, size),
        "room": {"type": "constant", "radiance": {"type": "rgb", "value": list(stage.ambient)}},
    }
    for index, prop in enumerate(stage.props):
        scene[f"prop{index}"] = _shape(prop, folder / f"{index}.ply")
    for index, light in enumerate(stage.lights):
        scene[f"light{index}"] = _softbox(light)
    return scene


def _sensor(camera: Camera, size: tuple[int, int]) -> dict[str, Any]:
    look = mi.ScalarTransform4f().look_at(
        origin=list(camera.eye), target=list(camera.aim), up=[0, 0, 1]
    )
    # The long side of the picture is the 36 mm side of the frame.
    sensor: dict[str, Any] = {
        "type": "perspective",
        "fov": float(np.degrees(2 * np.arctan(18 / camera.lens))),
        "fov_axis": "larger",
        "near_clip": 0.5,
        "far_clip": 5000.0,
        "to_world": look,
        "film": {
            "type": "hdrfilm",
            "width": size[0],
            "height": size[1],
            "rfilter": {"type": "gaussian", "stddev": 0.42},
        },
        "sampler": {"type": "multijitter"},
    }
    if camera.stop:
        forward = np.subtract(camera.aim, camera.eye) / np.linalg.norm(
            np.subtract(camera.aim, camera.eye)
        )
        focus = np.subtract(camera.focus or camera.aim, camera.eye) @ forward
        radius = camera.lens / 10 / (2 * camera.stop)
        sensor |= {
            "type": "thinlens",
            "aperture_radius": float(radius),
            "focus_distance": float(focus),
        }
    return sensor


def _shape(prop: Prop, path: Path) -> dict[str, Any]:
    _write_ply(prop.mesh, path)
    shape: dict[str, Any] = {"type": "ply", "filename": str(path), "bsdf": _bitmaps(prop.material)}
    if prop.glow:
        shape["emitter"] = {"type": "area", "radiance": {"type": "rgb", "value": list(prop.glow)}}
    return shape


def _softbox(light: Softbox) -> dict[str, Any]:
    transform = mi.ScalarTransform4f()
    up = (
        [0, 1, 0]
        if abs(light.at[0] - light.aim[0]) + abs(light.at[1] - light.aim[1]) < 1e-6
        else [0, 0, 1]
    )
    look = transform.look_at(origin=list(light.at), target=list(light.aim), up=up)
    return {
        "type": "rectangle",
        "to_world": look @ transform.scale([light.size[0] / 2, light.size[1] / 2, 1]),
        "emitter": {"type": "area", "radiance": {"type": "rgb", "value": list(light.radiance)}},
    }


def _bitmaps(node: Any) -> Any:
    """A material with its arrays (height, width, 1 or 3; linear) turned into Mitsuba bitmaps."""
    if isinstance(node, np.ndarray):
        return {"type": "bitmap", "bitmap": mi.Bitmap(node.astype(np.float32)), "raw": True}
    if isinstance(node, dict):
        return {key: _bitmaps(value) for key, value in node.items()}
    return node


def _write_ply(mesh: Mesh, path: Path) -> None:
    names = ["x", "y", "z", "nx", "ny", "nz", "u", "v"]
    vertices = np.hstack((mesh.points, mesh.normals, mesh.uv)).astype("<f4")
    faces = np.empty(len(mesh.faces), dtype=[("count", "u1"), ("index", "<i4", 3)])
    faces["count"], faces["index"] = 3, mesh.faces
    lines = ["ply", "format binary_little_endian 1.0", f"element vertex {len(vertices)}"]
    lines += [f"property float {name}" for name in names]
    lines += [
        f"element face {len(faces)}",
        "property list uchar int vertex_indices",
        "end_header",
        "",
    ]
    path.write_bytes("\n".join(lines).encode() + vertices.tobytes() + faces.tobytes())


def _resized(image: Light, width: int, height: int) -> Light:
    how = cv2.INTER_AREA if width < image.shape[1] else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(image, (width, height), interpolation=how), np.float32)


def _means(pair: Sequence[Light], reach: int = 4, strength: float = 0.7) -> Light:
    """Dual-buffer non-local means (Rousselle et al., "Adaptive rendering with non-local means
    filtering", 2012).

    Each exposure is averaged with the weights found in the other, so that its own noise cannot
    steer them; the variance comes from the difference of the two, smoothed.
    """
    variance = cv2.blur(np.square(pair[0] - pair[1]), (9, 9)) / 2 + np.float32(2e-6)
    sums = [np.zeros_like(one) for one in pair]
    weights = [np.zeros(one.shape[:2], np.float32) for one in pair]
    for shift in np.ndindex(2 * reach + 1, 2 * reach + 1):
        by = (shift[0] - reach, shift[1] - reach)
        moved = [np.roll(one, by, axis=(0, 1)) for one in pair]
        there = np.roll(variance, by, axis=(0, 1))
        noise, scale = variance + np.minimum(variance, there), strength**2 * (variance + there)
        for own, other in ((0, 1), (1, 0)):
            distance = (np.square(pair[other] - moved[other]) - noise) / (scale + 1e-7)
            weight = np.exp(-np.maximum(cv2.blur(distance, (5, 5)).mean(axis=2), 0))
            sums[own] += weight[..., None] * moved[own]
            weights[own] += weight
    clean = [total / weight[..., None] for total, weight in zip(sums, weights, strict=True)]
    return np.asarray((clean[0] + clean[1]) / 2, np.float32)


def _despeckled(light: Light) -> Light:
    """Fireflies cut to thrice the brightest of their median neighbours, lost pixels made from them.

    Mitsuba loses a pixel (NaN) now and then where a bump grazes the light; one that reached the
    blurs below made a whole picture of holes.
    """
    median = cv2.medianBlur(np.nan_to_num(light), 3)
    ceiling = cv2.dilate(median, np.ones((3, 3))) * 3 + np.float32(0.02)
    return np.asarray(np.minimum(np.where(np.isfinite(light), light, median), ceiling), np.float32)


def _bloom(light: Light, amount: float) -> Light:
    """The glow that a lens spreads around a lamp: two wide blurs of what is brighter than white."""
    bright = _capped(np.maximum(light - 0.9, 0), 3.0)
    width = light.shape[1]
    spread = sum(cv2.GaussianBlur(bright, (0, 0), width * sigma) for sigma in (0.006, 0.03))
    return np.asarray(light + amount * spread, np.float32)


def _capped(light: Light, top: float) -> Light:
    """Light no brighter than `top`, its hue kept: a lamp far above white stays warm."""
    return np.asarray(
        light * np.minimum(1, top / np.maximum(light.max(axis=2, keepdims=True), 1e-6)), np.float32
    )


def _shoulder(light: Light, knee: float = 0.62) -> Light:
    """Straight up to the knee, then bent towards white, so that highlights keep their shape."""
    light = _capped(light, 3.2)
    bent = 1 - (1 - knee) * np.exp(-(np.maximum(light, knee) - knee) / (1 - knee))
    return np.where(light < knee, light, bent)


def _encode(light: Light) -> Light:
    """The sRGB transfer function (IEC 61966-2-1)."""
    return np.where(
        light <= 0.0031308, 12.92 * light, 1.055 * np.maximum(light, 1e-6) ** (1 / 2.4) - 0.055
    )
