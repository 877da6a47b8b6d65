"""`python -m tests.instruments.toy`: train the toy on one core, or go on where it stopped.

It takes about an hour and a quarter. What came of it is kept as engine/renderers/diffusion/
callsheet-tiny, which it does not overwrite.
"""

from __future__ import annotations

import argparse
import sys
import time
from dataclasses import replace
from pathlib import Path

import torch

from tests.instruments.toy.parts import NAME
from tests.instruments.toy.training import Plan, train

_HOME = Path("out", NAME)


def main() -> None:
    """Train, and say how it goes."""
    asked = argparse.ArgumentParser(description="Train the toy model.")
    asked.add_argument("--work", type=Path, default=Path("out/toy"), help="what it goes on from")
    asked.add_argument("--to", type=Path, default=_HOME, help="where the checkpoint is written")
    plan = Plan()
    asked.add_argument("--vae-steps", type=int, default=plan.vae_steps)
    asked.add_argument("--films", type=int, default=plan.films)
    asked.add_argument("--steps", type=int, default=plan.steps)
    asked.add_argument("--seed", type=int, default=plan.seed)
    told = asked.parse_args()
    torch.set_num_threads(1)  # the order of sums changes with the number of threads
    torch.use_deterministic_algorithms(True)
    begun = time.monotonic()

    def _say(what: str) -> None:
        sys.stderr.write(f"{time.monotonic() - begun:6.0f} s  {what}\n")

    plan = replace(
        plan, vae_steps=told.vae_steps, films=told.films, steps=told.steps, seed=told.seed
    )
    train(plan, told.work, told.to, _say)


if __name__ == "__main__":
    main()
