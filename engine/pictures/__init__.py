"""Pictures: what is seen in one, found out once. It does not know what they are used for.

Whoever has pictures looked at imports `seeing`, `matte` or `annotate`, which need OpenCV.
"""

from engine.pictures.installed import EYES, eyes

__all__ = ["EYES", "eyes"]
