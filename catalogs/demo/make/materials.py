"""What things are made of: metals, paints, glazes, wood, cloth; and the noise they are drawn from.

Plain descriptions; colours are linear RGB.
"""

from __future__ import annotations

from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray

from .stage import Colour, Material

Texture = NDArray[np.float32]


def rgb(colour: Colour) -> Material:
    """A plain colour."""
    return {"type": "rgb", "value": list(colour)}


def hexed(code: str) -> Colour:
    """A web colour such as "1f6f78" as linear RGB."""
    red, green, blue = ((int(code[at : at + 2], 16) / 255) ** 2.2 for at in (0, 2, 4))
    return (red, green, blue)


def both(material: Material) -> Material:
    """A material seen from either side."""
    return {"type": "twosided", "bsdf": material}


def matte(colour: Colour | Texture) -> Material:
    """Paper, plaster, cloth."""
    return both(
        {
            "type": "diffuse",
            "reflectance": colour if isinstance(colour, np.ndarray) else rgb(colour),
        }
    )


def coated(colour: Colour | Texture, rough: float = 0.12) -> Material:
    """Paint or glaze: colour under a clear coat, `rough` from mirror (0.02) to satin (0.4)."""
    body = colour if isinstance(colour, np.ndarray) else rgb(colour)
    return both(
        {"type": "roughplastic", "diffuse_reflectance": body, "alpha": rough, "nonlinear": True}
    )


def metal(tint: Colour, rough: float = 0.15) -> Material:
    """A metal by its colour at normal incidence."""
    return both(
        {
            "type": "principled",
            "base_color": rgb(tint),
            "metallic": 1.0,
            "roughness": rough**0.5,
            "specular": 0.5,
        }
    )


def steel(rough: float = 0.14) -> Material:
    """Stainless steel."""
    return metal((0.60, 0.59, 0.57), rough)


def brass(rough: float = 0.12) -> Material:
    """Lacquered brass."""
    return metal((0.80, 0.56, 0.26), rough)


def bumped(material: Material, height: Texture, scale: float) -> Material:
    """A material with a relief (height field over uv)."""
    inner = material["bsdf"] if material["type"] == "twosided" else material
    return both({"type": "bumpmap", "arbitrary": height, "scale": scale, "bsdf": inner})


@cache
def noise(
    size: int = 1024, smallest: float = 2.0, octaves: int = 4, seed: int = 1, stretch: float = 1.0
) -> Texture:
    """Tileable noise in 0..1 (size, size): octaves of blurred grain, `stretch`ed along u."""
    source = np.random.default_rng(seed)
    total = np.zeros((size, size), np.float32)
    for octave in range(octaves):
        sigma = smallest * 2**octave
        grain = source.standard_normal((size, size)).astype(np.float32)
        layer = cv2.GaussianBlur(
            np.pad(grain, size // 2, mode="wrap"), (0, 0), sigmaX=sigma * stretch, sigmaY=sigma
        )
        layer = layer[size // 2 : -(size // 2), size // 2 : -(size // 2)]
        total += layer / layer.std() * 2.0 ** (octave - octaves)
    low, high = np.percentile(total, (0.5, 99.5))
    return np.asarray(np.clip((total - low) / (high - low), 0, 1), np.float32)


def blend(mask: Texture, low: Colour, high: Colour) -> Texture:
    """Two colours mixed by a mask in 0..1 (height, width) to (height, width, 3)."""
    return np.asarray(
        mask[..., None] * np.array(high) + (1 - mask[..., None]) * np.array(low), np.float32
    )


def wood(
    light: Colour = (0.36, 0.20, 0.10), dark: Colour = (0.17, 0.085, 0.04), rough: float = 0.28
) -> Material:
    """An oiled board, its grain along u."""
    rows = noise(1024, 5.0, 3, seed=3, stretch=26.0)
    lines = 0.5 + 0.5 * np.sin(rows * 42)
    pores = noise(1024, 0.8, 2, seed=5, stretch=18.0)
    mask = np.clip(0.25 + 0.45 * rows + 0.22 * lines - 0.22 * (pores > 0.72), 0, 1)
    return coated(blend(np.asarray(mask, np.float32), dark, light), rough)
