"""The videos-api renderer at work: an order becomes a job at a server.

It knows what is asked for; `jobs` knows how a server is spoken to.
What it makes is keyed by the revision of the videos renderer's offers.
"""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass
from decimal import Decimal

from engine.renderers.framing import Pixels, ends
from engine.renderers.renderer import Order
from engine.renderers.videos_api.jobs import VideoJobs
from engine.renderers.videos_api.offers import REVISION, VideosApi
from schemas.money import Money
from schemas.timing import seconds_of

__all__ = ["VideosShooter"]


@dataclass(frozen=True, slots=True)
class VideosShooter:
    """Asks the server of `renderer` for what it offered."""

    renderer: VideosApi

    @property
    def timeout(self) -> float:
        """Seconds that one video may take."""
        return self.renderer.settings.timeout

    def provider(self, order: Order) -> VideoJobs:
        """The server as one that makes the order's video. Raises RenderError for its picture."""
        renderer, setup = self.renderer, order.setup
        words, cost = renderer.words(setup.shot), renderer.cost(setup.frames)
        first, _ = ends(setup, order.pictures)
        fields = {
            "model": renderer.settings.model,
            "prompt": words.text,
            "negative_prompt": words.negative,
            "size": f"{setup.canvas.width}x{setup.canvas.height}",
            "seconds": f"{seconds_of(setup.frames, setup.canvas.rate):g}",
            # Beside `seconds`, which servers round to whole ones.
            "num_frames": str(setup.frames),
            "fps": f"{float(setup.canvas.rate):g}",
            "seed": str(setup.seed),
        }
        return VideoJobs(
            base_url=renderer.settings.base_url,
            api_key=renderer.api_key,
            fields={name: value for name, value in fields.items() if value},
            picture=None if first is None else _png(first),
            cost=cost.amount if cost else Decimal(0),
        )

    def collector(self, max_cost: Money | None) -> VideoJobs:
        """The server as one that has made a video already, for the price of its reservation."""
        return VideoJobs(
            base_url=self.renderer.settings.base_url,
            api_key=self.renderer.api_key,
            fields={},
            cost=max_cost.amount if max_cost else Decimal(0),
        )

    def lineage(self, order: Order) -> dict[str, str]:
        """The server, its model, the seed, and which words it was given."""
        words, settings = self.renderer.words(order.setup.shot), self.renderer.settings
        asked = f"{words.text}\n{words.negative}".encode()
        return {
            "renderer": f"videos-api {REVISION}",
            "server": settings.base_url,
            "model": settings.model,
            "seed": str(order.setup.seed),
            "prompt": hashlib.sha256(asked).hexdigest(),
        }


def _png(pixels: Pixels) -> bytes:
    from PIL import Image  # noqa: PLC0415 - heavy

    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "PNG")
    return file.getvalue()
