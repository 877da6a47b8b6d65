"""Colours as every screen shows them, whatever profile a picture has."""

from __future__ import annotations

import io
import struct

import numpy as np
import pytest
from PIL import Image, ImageCms

from engine.pictures.upright import upright

RED = (200, 30, 30)


def _swapped() -> bytes:
    """sRGB with the primaries of red and green exchanged, under another name."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    (count,) = struct.unpack(">I", profile[128:132])
    at = {bytes(profile[n : n + 4]): n + 4 for n in range(132, 132 + 12 * count, 12)}
    red, green = at[b"rXYZ"], at[b"gXYZ"]
    profile[red : red + 4], profile[green : green + 4] = (
        profile[green : green + 4],
        profile[red : red + 4],
    )
    for name in (b"sRGB", "sRGB".encode("utf-16-be")):
        profile = profile.replace(name, name.replace(b"s", b"x"))
    return bytes(profile)


def _shown(profile: bytes | None, mode: str = "RGB", kind: str = "PNG") -> tuple[int, ...]:
    file = io.BytesIO()
    Image.new("RGB", (64, 64), RED).convert(mode).save(file, kind, icc_profile=profile)
    with Image.open(file) as opened:
        return tuple(int(value) for value in upright(opened)[32, 32])


@pytest.mark.parametrize(("mode", "kind"), [("RGB", "PNG"), ("RGB", "JPEG"), ("RGBA", "PNG")])
def test_a_profile_says_what_the_numbers_mean(mode: str, kind: str) -> None:
    shown = _shown(_swapped(), mode, kind)
    assert np.allclose(shown[:3], (30, 200, 30), atol=4)


@pytest.mark.parametrize(
    "profile",
    [
        None,
        ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes(),
        b"no profile",
        _swapped()[:200],
        ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes(),
    ],
    ids=["none", "srgb", "junk", "cut short", "of another kind"],
)
def test_srgb_and_what_is_no_profile_change_nothing(profile: bytes | None) -> None:
    assert _shown(profile) == RED
