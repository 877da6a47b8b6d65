"""Shooting: the setups of a row become accepted takes, on the pool or by a server."""

from engine.shooting.remote import keep_sent
from engine.shooting.selects import Selects
from engine.shooting.shoot import shoot_all

__all__ = ["Selects", "keep_sent", "shoot_all"]
