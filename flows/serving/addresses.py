"""Addresses: where everything is once it is served, for people and for machines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from rich.console import Console

from flows.serving.data import ServingFile

__all__ = ["ServingAddresses"]


@dataclass(frozen=True, slots=True)
class ServingAddresses:
    """Of Prefect's server, the films, and each production with its deployments.

    `ui` is the address of the server's pages.
    """

    api: str
    ui: str
    serving: ServingFile
    ids: Mapping[str, UUID]

    @property
    def document(self) -> dict[str, Any]:
        """Addresses, and the productions with their ids on Prefect's server."""
        return {
            "api": self.api,
            "ui": self.ui,
            "films": self.serving.films,
            "productions": [
                {
                    "name": one.name,
                    "deployment": str(self.ids[f"produce/{one.name}"]),
                    "schedule": one.schedule.model_dump() if one.schedule else None,
                    "drop": {
                        "folder": self.serving.folder(one.drop.folder),
                        "deployment": str(self.ids[f"drop/{one.name}"]),
                    }
                    if one.drop
                    else None,
                    "films": f"{self.serving.films}/{one.name}",
                }
                for one in self.serving.settings.productions
            ],
        }

    def show(self) -> None:
        """A few lines: where to look, and what starts a run."""
        console = Console(stderr=True, highlight=False, soft_wrap=True)
        found = self.document
        console.print(f"Prefect's UI: {found['ui']}   Films: {found['films']}")
        for one in found["productions"]:
            console.print(
                f"{one['name']}: run it at {found['ui']}/deployments/deployment/"
                f"{one['deployment']}",
                markup=False,
            )
            if one["schedule"]:
                console.print(
                    f"  by itself: {one['schedule']['cron']} ({one['schedule']['timezone']})",
                    markup=False,
                )
            if one["drop"]:
                console.print(f"  catalogs dropped into {one['drop']['folder']}", markup=False)
        console.print("Ctrl-C ends it.")
