"""Models: the diffusion models that can be had, and which of them this machine could hold.

It reads the table, a production's own included, and asks what memory there is; it loads and
downloads nothing.
"""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engine.renderers.diffusion.listing import Listed, listed
from engine.renderers.diffusion.table import open_table
from flows.command_line.page import page
from flows.settings import Overrides, open_target

__all__ = ["Machine", "Models", "list_models", "machine"]


@dataclass(frozen=True, slots=True)
class Machine:
    """The device that models would be held by: its name, and its memory in GB (0: none)."""

    device: str
    memory: float


@dataclass(frozen=True, slots=True)
class Models:
    """`models`: every model of the table, on this machine."""

    models: tuple[Listed, ...]
    machine: Machine

    status = 0

    @property
    def document(self) -> dict[str, Any]:
        """The machine, then a row for each model."""
        return {
            "machine": {"device": self.machine.device, "memory": self.machine.memory},
            "models": [self._row(one) for one in self.models],
        }

    def show(self) -> None:
        """What this machine has, then three lines for each model."""
        console = page()
        held = f", {self.machine.memory:.0f} GB" if self.machine.memory else ""
        console.print(f"this machine: {self.machine.device}{held}", markup=False)
        for one in self.models:
            model, rules = one.model, one.model.rules
            fits = "fits" if self._fits(one) else "does not fit here"
            device = "CPU" if model.device == "cpu" else "GPU"
            drawn = f"{model.schedule.steps} steps, guidance {model.schedule.guidance:g}"
            shape = (
                f"sides by {rules.multiple}, {rules.step}k+1 frames up to {rules.longest} "
                f"at {rules.rate} a second"
            )
            size = (
                f"about {model.size.disk:g} GB on disk, "
                f"{model.size.memory:g} GB on a {device} ({fits})"
            )
            had = model.download or "comes with callsheet"
            lines = (
                f"{one.name}: {', '.join(one.operations)}",
                f"    {model.family}, {shape}, {drawn}; {size}",
                f"    {'; '.join((model.licence, *one.conditions))}; {had}",
            )
            for line in lines:
                console.print(line, markup=False)

    def _fits(self, one: Listed) -> bool:
        return one.model.device == "cpu" or one.model.size.memory <= self.machine.memory

    def _row(self, one: Listed) -> Mapping[str, Any]:
        return {
            "name": one.name,
            "operations": list(one.operations),
            **one.model.model_dump(mode="json"),
            "conditions": list(one.conditions),
            "download": one.model.download,
            "fits": self._fits(one),
        }


def list_models(target: Path | None) -> Models:
    """The table, with what the production at `target` adds to it. Raises RefusedError."""
    own = None
    if target is not None:
        opened = open_target(target, Overrides(), os.environ)
        for renderer in opened.production.renderers:
            if renderer.diffusion is not None and renderer.diffusion.table is not None:
                own = opened.base / renderer.diffusion.table
    return Models(tuple(listed(open_table(own))), machine())


def machine() -> Machine:
    """The GPU with the most memory here."""
    if importlib.util.find_spec("torch") is None:
        return Machine("torch is not installed: pip install 'callsheet[diffusion]'", 0.0)
    import torch  # noqa: PLC0415 - heavy

    if not torch.cuda.is_available():
        return Machine("no GPU", 0.0)
    found = [torch.cuda.get_device_properties(n) for n in range(torch.cuda.device_count())]
    most = max(found, key=lambda one: one.total_memory)
    return Machine(str(most.name), round(most.total_memory / 1e9, 1))
