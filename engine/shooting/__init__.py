"""Shooting: the setups of a row become accepted takes, on the pool or by a server."""

from engine.shooting.shoot import Selects, shoot_all

__all__ = ["Selects", "shoot_all"]
