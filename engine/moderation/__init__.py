"""Moderation: prompts are judged before a model is given them."""

from engine.moderation.moderator import ModerationVerdict, Moderator, assert_allowed, verdict_key
from engine.moderation.server import ModerationServer, choose_moderator

__all__ = [
    "ModerationServer",
    "ModerationVerdict",
    "Moderator",
    "assert_allowed",
    "choose_moderator",
    "verdict_key",
]
