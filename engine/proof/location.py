"""Where the user's configuration lies on this machine.

It does not read it; callers that keep theirs elsewhere pass another folder.
"""

from __future__ import annotations

from pathlib import Path

from platformdirs import user_config_path

__all__ = ["config_folder"]


def config_folder() -> Path:
    """The platform's own place for callsheet's configuration, which may not exist yet."""
    return user_config_path("callsheet", appauthor=False)
