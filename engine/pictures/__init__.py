"""Pictures: what is seen in one, found out once. It does not know what they are used for."""

from engine.pictures.understand import eyes, understand

__all__ = ["eyes", "understand"]
