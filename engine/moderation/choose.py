"""Which moderator a production's settings ask for."""

from __future__ import annotations

from engine.moderation.moderator import Moderator
from engine.moderation.server import ModerationServer
from engine.service import Service
from schemas.outside import ModerationSettings

__all__ = ["choose_moderator"]


def choose_moderator(settings: ModerationSettings, key: str | None) -> Moderator | None:
    """The moderator; None where the production says that nobody judges."""
    if settings.name == "off" or settings.base_url is None:
        return None
    service = Service("The moderator", settings.base_url, key, settings.patience)
    return ModerationServer(service, settings.model)
