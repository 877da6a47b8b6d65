"""Models: runs the trained eyes that are installed.

It knows what each is given and gives back; it does not know what their answers mean.
"""

from __future__ import annotations

import threading
from functools import cache
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from engine.pictures.installed import FACES, FOCUS, TEXTS

__all__ = ["faces", "heat", "lettering", "read"]


_READER = "ch_PP-OCRv4_rec_infer.onnx"
"""What reads lines, beside what finds them. It reads Latin letters too."""

_LOCK = threading.Lock()
"""OpenCV's networks hold their input: one picture at a time."""


def heat(rgb: NDArray[Any]) -> NDArray[Any] | None:
    """How much each pixel of a small picture (h, w, 3) matters, 0 to 1; None without the model.

    The picture is fitted into the model's square of 224 pixels (ImageNet's mean and deviation).
    """
    path = FOCUS.path
    if path is None:
        return None
    height, width = rgb.shape[:2]
    scale = 224 / max(height, width)
    h, w = max(1, round(height * scale)), max(1, round(width * scale))
    square = np.zeros((224, 224, 3), np.float32)
    top, left = (224 - h) // 2, (224 - w) // 2
    how = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    small = cv2.resize(rgb, (w, h), interpolation=how).astype(np.float32) / 255
    mean, deviation = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)
    square[top : top + h, left : left + w] = (small - mean) / deviation
    answer = _run(path, square.transpose(2, 0, 1)[None])[0, 0]
    return np.ascontiguousarray(answer[top : top + h, left : left + w])


def lettering(rgb: NDArray[Any]) -> NDArray[Any] | None:
    """How likely each pixel is of a line of text, 0 to 1; None without the model.

    The picture's sides are multiples of 32.
    """
    path = TEXTS.path
    if path is None:
        return None
    likely: NDArray[Any] = _run(path, _centred(rgb))[0, 0]
    return likely


def read(line: NDArray[Any]) -> tuple[str, float]:
    """What is read in a level line (h, w, 3), and how surely each letter, in the mean.

    Only where `lettering` gave an answer.
    """
    path = TEXTS.path
    if path is None:
        return "", 0.0
    height, width = line.shape[:2]
    wide = min(640, max(16, round(48 * width / height)))
    small = cv2.resize(line, (wide, 48), interpolation=cv2.INTER_LINEAR)
    reader = path.with_name(_READER)
    chances = _run(reader, _centred(small))[0]
    best = chances.argmax(axis=1)
    # One letter is seen at several places after one another; 0 stands for none.
    new = (best != 0) & np.concatenate([[True], best[1:] != best[:-1]])
    text = "".join(_letters(reader)[number - 1] for number in best[new])
    return text, float(chances.max(axis=1)[new].mean()) if text else 0.0


def faces(rgb: NDArray[Any]) -> tuple[NDArray[Any], ...] | None:
    """CenterFace's answers for a picture whose sides are multiples of 32; None without the model.

    Score (h/4, w/4), the boxes' (log height, log width) in units of 4 pixels, and the centres'
    offsets (y, x).
    """
    path = FACES.path
    if path is None:
        return None
    blob = cv2.dnn.blobFromImage(rgb)
    with _LOCK:
        network = _network(path)
        network.setInput(blob)
        # OpenCV wants all four asked for; the last is the faces' landmarks.
        score, size, offset, _ = network.forward(["537", "538", "539", "540"])
        return score[0, 0].copy(), size[0].copy(), offset[0].copy()


def _centred(rgb: NDArray[Any]) -> NDArray[Any]:
    """(1, 3, h, w) from -1 to 1, blue first, as PaddleOCR's models have it."""
    return np.ascontiguousarray((rgb[..., ::-1].astype(np.float32) / 127.5 - 1).transpose(2, 0, 1))[
        None
    ]


def _run(path: Path, blob: NDArray[Any]) -> NDArray[Any]:
    session = _session(path)
    (given,) = session.get_inputs()
    answer: NDArray[Any] = session.run(None, {given.name: blob.astype(np.float32)})[0]
    return answer


@cache
def _session(path: Path) -> Any:
    import onnxruntime  # noqa: PLC0415 - an extra

    options = onnxruntime.SessionOptions()
    # Pictures are looked at side by side, and sums in one order are the same sums on each machine.
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


@cache
def _letters(path: Path) -> tuple[str, ...]:
    """The letters that a reader knows, as its file lists them, and a space."""
    listed: str = _session(path).get_modelmeta().custom_metadata_map["character"]
    return (*listed.splitlines(), " ", " ")


@cache
def _network(path: Path) -> Any:
    return cv2.dnn.readNetFromONNX(str(path))
