"""Designs: how films of a kind are told: data, one YAML file each, for the template writer."""

from engine.designs.design import (
    BeatDesign,
    Design,
    Look,
    TitleDesign,
    designs_for,
    read_designs,
    shipped,
)

__all__ = ["BeatDesign", "Design", "Look", "TitleDesign", "designs_for", "read_designs", "shipped"]
