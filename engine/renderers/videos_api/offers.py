"""What a videos server offers: text to video, and a picture set in motion, for money.

It knows shots, settings and prices; it asks the server nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import ROUND_UP, Decimal
from math import ceil
from typing import TYPE_CHECKING, Any

from engine.prompts import REVISION as WORDS
from engine.prompts import Prompt, ltx2_prompt, sora_prompt, wan_prompt
from engine.renderers.renderer import Offer, Unsupported
from engine.renderers.rules import Rules
from schemas.money import Money
from schemas.rendering import VideosSettings
from schemas.setup import Canvas
from schemas.shot import Animate, Description, Generate, Shot

if TYPE_CHECKING:
    from engine.renderers.videos_api.shooter import VideosShooter

__all__ = ["REVISION", "VideosApi"]

REVISION = 1
"""Raise it whenever the same setup would ask a server for something else."""

_PROMPTS: Mapping[str, Callable[[Description, str], Prompt]] = {
    "sora": sora_prompt,
    "wan": wan_prompt,
    "ltx2": ltx2_prompt,
}
_MICRO = Decimal("0.000001")


class VideosApi:
    """Offers generate, and animate where the server takes a picture."""

    name = "videos-api"
    source_type = "trainedAlgorithmicMedia"
    resources = None

    def __init__(self, settings: VideosSettings, api_key: str | None = None) -> None:
        self.settings = settings
        self.api_key = api_key

    def offer(
        self,
        shot: Shot,
        canvas: Canvas,
        frames: int,
        brand: Mapping[str, Any],  # noqa: ARG002 - nothing of the brand is in its pixels
    ) -> Offer | Unsupported:
        """The shot in the model's own size, rate and length, with the most that it costs."""
        if why := self._refusal(shot):
            return Unsupported(why)
        settings = self.settings
        rules = Rules(settings.multiple, settings.step, settings.rate)
        length = rules.frames(ceil(frames * settings.rate / canvas.rate))
        if length > settings.longest:
            return Unsupported(
                f"its {length} frames are longer than one video of the server ({settings.longest})"
            )
        return Offer(
            canvas=rules.canvas(canvas, settings.height),
            frames=length,
            fingerprint={
                "revision": REVISION,
                "words": f"{settings.words} {WORDS}",
                "server": settings.base_url.rstrip("/"),
                "model": f"{settings.model} {settings.revision}",
                "sound": settings.sound,
            },
            prompt=self.words(shot).text,
            max_cost=self.cost(length),
            where="remote",
            seeded=True,
            sound=settings.sound,
        )

    def models(self) -> Mapping[str, str]:
        """None that can be told: the settings' revision is raised by hand."""
        return {}

    def shooter(self) -> VideosShooter:
        """Asks the server, in the driver."""
        from engine.renderers.videos_api.shooter import VideosShooter  # noqa: PLC0415 - heavy

        return VideosShooter(self)

    def words(self, shot: Shot) -> Prompt:
        """What the server is given to read."""
        return _PROMPTS[self.settings.words](shot.description, shot.operation)

    def cost(self, frames: int) -> Money | None:
        """What a video of so many frames costs; None: nothing."""
        price = self.settings.price
        if price == "free":
            return None
        seconds = Decimal(frames) * self.settings.rate.denominator / self.settings.rate.numerator
        return Money(
            amount=(price.amount * seconds).quantize(_MICRO, ROUND_UP), currency=price.currency
        )

    def _refusal(self, shot: Shot) -> str:
        match shot:
            case Generate(cards=(_, *_)):
                return "the protocol has no cards"
            case Generate(references=(_, *_)):
                return "it cannot be shown reference pictures; use animate to start from one"
            case Animate(last=last) if last is not None:
                return "the protocol has no last picture"
            case Animate() if not self.settings.animates:
                return "its server takes no picture to begin with (`animates`)"
            case Generate() | Animate():
                return ""
        return f"it does not offer {shot.operation!r}, only generate and animate"
