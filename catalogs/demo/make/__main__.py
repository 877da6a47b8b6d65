"""`python -m catalogs.demo.make [pictures|bed|catalog|logo|all]` makes the demo catalog again.

The pictures need the `pictures` extra; a full set takes about half an hour on two cores.
"""

from __future__ import annotations

import argparse
from importlib import import_module
from pathlib import Path

HOME = Path(__file__).resolve().parent.parent
MODULES = {"logo": "drawings", "bed": "music", "catalog": "catalog", "pictures": "album"}
"""What can be made, and the module whose `make` does it; only that one is imported."""


def main() -> None:
    """Reads the command line and makes what it names."""
    parser = argparse.ArgumentParser(
        prog="python -m catalogs.demo.make", description="Makes the demo catalog again."
    )
    parser.add_argument("what", nargs="?", default="all", choices=[*MODULES, "all"])
    parser.add_argument("--only", default="", metavar="STEM", help="pictures whose name starts so")
    parser.add_argument("--scale", type=float, default=1.0, help="size of pictures, 0.3 for drafts")
    asked = parser.parse_args()
    for name, module in MODULES.items():
        if asked.what in (name, "all"):
            options = {"only": asked.only, "scale": asked.scale} if name == "pictures" else {}
            for line in import_module(f".{module}", __package__).make(HOME, **options):
                print(line, flush=True)


if __name__ == "__main__":
    main()
