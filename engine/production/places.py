"""Places: where a production finds and puts things."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

__all__ = ["Places"]


@dataclass(frozen=True, slots=True)
class Places:
    """Folders and files of one production.

    `base`: the folder that the production's own paths start from. `catalog`: the catalog's file,
    and `root` its folder, under which its pictures lie. `out`: where films go. `store`: where state
    lies, a folder or an address; `state`: a folder of this machine for what an address cannot hold.
    `config`: the user's configuration (keys, trust).
    """

    base: Path
    catalog: Path
    root: Path
    out: Path
    store: str
    state: Path
    config: Path
