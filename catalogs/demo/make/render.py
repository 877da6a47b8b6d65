"""Path-traces a stage with Mitsuba 3; the one room that imports it.

Knows nothing of tone, noise or files: it returns linear light.
"""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import mitsuba as mi
import numpy as np
from numpy.typing import NDArray

from .mesh import Mesh
from .stage import Camera, Prop, Softbox, Stage

DEPTH = 9
"""Longest light path; deeper changes no pixel of these sets by a visible amount."""


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
