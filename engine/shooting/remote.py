"""Remote: takes that a server makes, in jobs that the driver pays for, polls and fetches.

What the server sends is kept as it came; a worker makes a take of it, in the setup's exact size,
rate and length. It knows no server and no budget.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any, Protocol

from engine.jobs.shooting import (
    Attempt,
    Shooting,
    Standards,
    attempts,
    light_of_sources,
    try_once,
)
from engine.media import assert_readable, probe
from engine.pool import Pool
from engine.renderers.clips import ClipInput, frames_of_clip
from engine.renderers.renderer import Offer, Order, RemoteShooter
from engine.spending.jobs import JobProvider
from engine.store import BlobKind, Blobs
from schemas.errors import RenderError
from schemas.keys import key_of
from schemas.money import Money
from schemas.setup import Canvas, Setup

__all__ = ["JobRunner", "Received", "keep_sent", "shoot_remotely"]


class JobRunner(Protocol):
    """Whoever runs paid jobs, each once for its key: `engine.spending` does."""

    def run_job(
        self,
        key: str,
        max_cost: Money | None,
        provider: JobProvider,
        save: Callable[[Callable[[Path], None]], dict[str, Any]],
        *,
        what: str,
        timeout: float,
        report: Callable[[float], None] | None = None,
        kept: Callable[[], bool] = ...,
    ) -> dict[str, Any]:
        """Submit, poll and fetch the job `key`, or what is left of that; what `save` returned.

        A job that is done is not fetched again where its result is `kept`.
        """
        ...


@dataclass(frozen=True, slots=True)
class Received:
    """Makes a take of the video that lies in the store under `key`: a Shooter for workers.

    `sound` says whether the take keeps the video's sound.
    """

    key: str
    lineage: dict[str, str]
    blobs: Blobs
    sound: bool

    def shoot(self, order: Order, target: Path, report: Callable[[float], None]) -> dict[str, str]:
        """Conform the video to the order's canvas and length, with its sound where that is kept.

        Raises RenderError where it is shorter than was asked for, EncodeError where it is damaged.
        """
        from engine.renderers.take import encode_take  # noqa: PLC0415 - OpenCV is heavy

        setup, file = order.setup, self.blobs.path(self.key, BlobKind.TAKE)
        found = probe(file)
        if found.picture is None:
            raise RenderError("the server sent a video without a picture", str(file))
        width, height = found.picture.width, found.picture.height
        native = Canvas(width=width, height=height, rate=found.picture.rate)
        clip = ClipInput(file, native, 0, found.picture.frames, "received")
        there = int(clip.frames * setup.canvas.rate / native.rate)
        if there < setup.frames:
            raise RenderError(
                "the server's video is shorter than was asked for",
                f"shot {setup.shot.name!r}: {there} frames at {setup.canvas.rate} fps, "
                f"asked for {setup.frames}",
                "Lower `longest` of the renderer, or shorten the shot.",
            )
        frames = islice(frames_of_clip(clip, setup.canvas), setup.frames)
        pictures = (b"".join(plane.tobytes() for plane in frame) for frame in frames)
        kept = file if self.sound and found.sound else None
        encode_take(pictures, setup.canvas, target, kept)
        report(1.0)
        return {**self.lineage, "sent": f"{width}x{height} at {native.rate} fps"}


def shoot_remotely(
    order: Order,
    shooter: RemoteShooter,
    offer: Offer,
    standards: Standards,
    *,
    runner: JobRunner,
    pool: Pool,
    blobs: Blobs,
    what: str,
    report: Callable[[float], None] | None = None,
) -> Shooting:
    """Have the server shoot the order's setup, and again while a retake can help.

    It waits for the server, so it is called in a thread of the driver. Raises RenderError,
    EncodeError, and what `run_job` raises: BudgetError, RowError (DOUBT), WorkError.
    """

    def attempt(tried: Setup) -> Attempt:
        tried_order, take = replace(order, setup=tried), tried.key()
        lineage: dict[str, str] = {}
        if not blobs.has(take, BlobKind.TAKE):
            lineage = runner.run_job(
                take,
                offer.max_cost,
                shooter.provider(tried_order),
                keep_sent(blobs, take),
                what=what,
                timeout=shooter.timeout,
                report=report,
                kept=lambda: blobs.has(_sent_key(take), BlobKind.TAKE),
            )
        known = {**shooter.lineage(tried_order), **lineage}
        received = Received(_sent_key(take), known, blobs, offer.sound)
        plain = Order(tried)  # what the video was made from stays here
        sources = partial(tuple, light_of_sources(order))
        return pool.run(try_once, plain, received, standards, blobs, sources, what=what).result()

    return attempts(order.setup, standards, attempt)


def keep_sent(blobs: Blobs, take: str) -> Callable[[Callable[[Path], None]], dict[str, Any]]:
    """What keeps the video that a server sent for `take`, as it came, instead of an earlier one:
    it may have been paid for again because that one was damaged. Raises EncodeError for one that
    cannot be read to its end, which is not kept: its job stays open, and is fetched again.
    """

    def keep(fetch: Callable[[Path], None]) -> dict[str, Any]:
        with blobs.writing(_sent_key(take), BlobKind.TAKE) as target:
            fetch(target)
            assert_readable(target)
        return {}

    return keep


def _sent_key(take: str) -> str:
    return key_of("sent", take=take)
