"""Moderation: prompts are judged before a model is given them."""

from engine.moderation.choose import choose_moderator
from engine.moderation.moderator import Moderator
from engine.moderation.verdict import Verdict, assert_allowed, verdict_key

__all__ = ["Moderator", "Verdict", "assert_allowed", "choose_moderator", "verdict_key"]
