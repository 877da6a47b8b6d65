"""A brand with real logo files, and shorthands for layers and canvases."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from engine.brand import Brand, open_brand
from schemas.brand import BrandSettings, BrandTokens
from schemas.delivery import SafeArea
from schemas.edit import Layer, LayerRole, TextTone
from schemas.setup import Canvas
from schemas.shot import CopySpace

LANDSCAPE = Canvas(width=1920, height=1080)
PORTRAIT = Canvas(width=1080, height=1920)
SMALL = Canvas(width=320, height=180)
SAFE = {
    LANDSCAPE: SafeArea(top=0.06, right=0.05, bottom=0.08, left=0.05),
    PORTRAIT: SafeArea(top=0.14, right=0.06, bottom=0.35, left=0.06),
    SMALL: SafeArea(),
}


@pytest.fixture(scope="session")
def brand(tmp_path_factory: pytest.TempPathFactory) -> Brand:
    base: Path = tmp_path_factory.mktemp("brand")
    for name, tone in (("logo.png", 240), ("logo-dark.png", 20)):
        pixels = np.zeros((80, 320, 4), np.uint8)
        pixels[8:-8, 8:-8] = (tone, tone, tone, 255)
        cv2.imwrite(str(base / name), pixels)
    return open_brand(BrandSettings(logo="logo.png", logo_dark="logo-dark.png"), base)


def with_tokens(brand: Brand, **tokens: Any) -> Brand:
    """The brand with other values."""
    return replace(brand, tokens=BrandTokens(**(brand.tokens.model_dump() | tokens)))


def layer(
    role: str,
    *text: str,
    copy_space: CopySpace = CopySpace.SIDE,
    tone: TextTone = TextTone.LIGHT,
    luma: tuple[float, float] | None = None,
    locale: str = "en",
    shot: str = "one",
    frames: int = 96,
    number: int = 0,
) -> Layer:
    return Layer(
        role=LayerRole(role),
        text=text,
        locale=locale,
        start=0,
        frames=frames,
        number=number,
        tone=tone,
        luma=luma,
        shot="" if role in {"logo", "label", "caption"} else shot,
        copy_space=copy_space,
    )
