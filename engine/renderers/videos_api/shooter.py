"""The videos-api renderer at work: an order becomes a job at a server.

It knows what is asked for; `jobs` knows how a server is spoken to.
What it makes is keyed by the revision of the videos renderer's card.
"""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass
from decimal import Decimal

from engine.renderers.framing import Pixels, ends
from engine.renderers.renderer import Order
from engine.renderers.videos_api.card import REVISION, VideosApi
from engine.renderers.videos_api.jobs import VideoJobs
from schemas.money import Money
from schemas.timing import seconds_of

__all__ = ["VideosShooter"]


@dataclass(frozen=True, slots=True)
class VideosShooter:
    """Asks the server of `card` for what it offered."""

    card: VideosApi

    @property
    def timeout(self) -> float:
        """Seconds that one video may take."""
        return self.card.settings.timeout

    def provider(self, order: Order) -> VideoJobs:
        """The server as one that makes the order's video. Raises RenderError for its picture."""
        card, setup = self.card, order.setup
        words, cost = card.words(setup.shot), card.cost(setup.frames)
        first, _ = ends(setup, order.pictures)
        fields = {
            "model": card.settings.model,
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
            base_url=card.settings.base_url,
            api_key=card.api_key,
            fields={name: value for name, value in fields.items() if value},
            picture=None if first is None else _png(first),
            cost=cost.amount if cost else Decimal(0),
        )

    def collector(self, max_cost: Money | None) -> VideoJobs:
        """The server as one that has made a video already, for the price of its reservation."""
        return VideoJobs(
            base_url=self.card.settings.base_url,
            api_key=self.card.api_key,
            fields={},
            cost=max_cost.amount if max_cost else Decimal(0),
        )

    def lineage(self, order: Order) -> dict[str, str]:
        """The server, its model, the seed, and which words it was given."""
        words, settings = self.card.words(order.setup.shot), self.card.settings
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
