"""Shooting: the setups of a row become accepted takes, on the pool or by a server."""

from engine.shooting.remote import keep_sent
from engine.shooting.shoot import Selects, shoot_all

__all__ = ["Selects", "keep_sent", "shoot_all"]
