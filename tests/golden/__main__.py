"""Record scenes after their package's revision was raised: `python -m tests.golden [SCENE...]`."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from tests.golden.record import write
from tests.golden.scenes import SCENES

for name in sys.argv[1:] or SCENES:
    with tempfile.TemporaryDirectory() as folder:
        write(name, SCENES[name].revision, SCENES[name].make(Path(folder)))
    print(f"{name}: revision {SCENES[name].revision} is recorded")
