"""FFmpeg, the program: the one module that starts it.

It knows nothing about films; argument lists come in, streams go out, failures carry FFmpeg's words.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import re
import resource
import subprocess
import tempfile
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, cast

from schemas.errors import EncodeError

__all__ = ["BT709", "Bounds", "binary", "binary_digest", "encode", "run", "run_bounded"]

BT709 = (
    *("-colorspace", "bt709"),
    *("-color_primaries", "bt709"),
    *("-color_trc", "bt709"),
    *("-color_range", "tv"),
)
"""Tags that every picture stream of ours carries; untagged ones are guessed by size."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """What one run may take: `seconds` by the clock and of a processor, `memory` in bytes."""

    seconds: int
    memory: int


_SHA256 = re.compile(r"[0-9a-f]{64}")


@functools.cache
def binary() -> str:
    """The path of the FFmpeg that the imageio-ffmpeg wheel carries."""
    import imageio_ffmpeg  # noqa: PLC0415 - the binary is looked up only where it is needed

    return str(imageio_ffmpeg.get_ffmpeg_exe())


@functools.cache
def binary_digest() -> str:
    """SHA-256 of the binary: a part of every key of something that it encodes.

    The user's cache folder remembers it by the file's path, size and time, because the binary has
    80 MB and every command asks. Where nothing can be kept there, it is computed each time.
    """
    path = Path(binary())
    seen = path.stat()
    identity = f"{path.resolve()}\0{seen.st_size}\0{seen.st_mtime_ns}"
    memory = _memory() / f"{hashlib.sha256(identity.encode()).hexdigest()[:32]}.sha256"
    with contextlib.suppress(OSError, UnicodeDecodeError):
        if _SHA256.fullmatch(remembered := memory.read_text("ascii")):
            return remembered
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    with contextlib.suppress(OSError):
        memory.parent.mkdir(parents=True, exist_ok=True)
        part = memory.with_name(f"{memory.name}.{uuid.uuid4().hex}")
        part.write_text(digest, "ascii")
        part.replace(memory)
    return digest


def _memory() -> Path:
    import platformdirs  # noqa: PLC0415 - only where the binary is asked for

    return platformdirs.user_cache_path("callsheet") / "ffmpeg"


def run(arguments: Sequence[str], *, what: str, data: bytes | None = None) -> str:
    """Run FFmpeg to its end and return what it wrote to standard error.

    `what` says what is being made, for the error. `data` goes to standard input. Raises EncodeError
    with the last lines of FFmpeg's own words where it exits with a status other than 0.
    """
    done = subprocess.run(
        [binary(), "-hide_banner", "-nostdin" if data is None else "-y", "-y", *arguments],
        input=data,
        stdin=subprocess.DEVNULL if data is None else None,
        capture_output=True,
        check=False,
    )
    words = done.stderr.decode(errors="replace")
    if done.returncode:
        raise _failed(what, words, done.returncode)
    return words


def run_bounded(arguments: Sequence[str], bounds: Bounds, *, what: str) -> str:
    """As `run`, for files of strangers: FFmpeg is ended where it takes more than `bounds`.

    Where the system cannot bound another process's memory (`prlimit` is Linux's), only the time is.
    """
    command = [binary(), "-hide_banner", "-nostdin", "-y", *arguments]
    with subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    ) as process:
        if hasattr(resource, "prlimit"):
            for limit, most in (
                (resource.RLIMIT_AS, bounds.memory),
                (resource.RLIMIT_CPU, bounds.seconds),
                (resource.RLIMIT_FSIZE, 0),
            ):
                with contextlib.suppress(ProcessLookupError):  # it has ended already
                    resource.prlimit(process.pid, limit, (most, most))
        try:
            _, told = process.communicate(timeout=bounds.seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            raise EncodeError(f"FFmpeg took too long over {what}", f"{bounds.seconds} s") from None
        words = told.decode(errors="replace")
    if process.returncode:
        raise _failed(what, words, process.returncode)
    return words


def encode(arguments: Sequence[str], frames: Iterable[bytes], *, what: str) -> None:
    """Run FFmpeg with `frames` on its standard input, one after the other.

    Raises EncodeError where FFmpeg fails; an error of whoever makes the frames ends it too.
    FFmpeg's words go to a file: a pipe that nobody reads while frames are written would stop both.
    """
    with tempfile.TemporaryFile() as words:
        process = subprocess.Popen(
            [binary(), "-hide_banner", "-y", *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=words,
        )
        entrance = cast("IO[bytes]", process.stdin)
        try:
            with entrance:
                for frame in frames:
                    entrance.write(frame)
        except BrokenPipeError:
            pass  # FFmpeg ended early; its status and words say why
        except BaseException:
            process.kill()
            raise
        finally:
            status = process.wait()
        if status:
            words.seek(0)
            raise _failed(what, words.read().decode(errors="replace"), status)


def _failed(what: str, words: str, status: int) -> EncodeError:
    last = " | ".join(words.strip().splitlines()[-4:])
    return EncodeError(f"FFmpeg could not make {what}", f"status {status}: {last}")
