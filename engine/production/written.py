"""Written: a row's storyboard and its words per locale, read from what was asked for before.

It asks nobody; `engine.production.groundwork` does.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from engine.binding import bound, values
from engine.claims import lint
from engine.production.studio import Studio
from engine.profiles import deliveries
from engine.writers import Writer
from engine.writers.own import OwnWriter
from schemas.brief import Brief, Material
from schemas.delivery import Delivery
from schemas.script import Script
from schemas.storyboard import Storyboard

__all__ = ["Worded", "Written", "locales_of", "prompts_of", "read", "wanted", "writer_of"]


@dataclass(frozen=True, slots=True)
class Worded:
    """The words of one locale: the script with its placeholders, and what they become."""

    script: Script
    known: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Written:
    """A row's storyboard, and its words by locale."""

    storyboard: Storyboard
    words: Mapping[str, Worded]


def writer_of(studio: Studio, brief: Brief) -> Writer:
    """Who writes this row: a storyboard file of its own overrides every other writer."""
    return OwnWriter(studio.places.root) if brief.storyboard else studio.writer


def wanted(studio: Studio, brief: Brief) -> tuple[Delivery, ...]:
    """The row's deliveries."""
    return deliveries(studio.production.deliveries, studio.profiles, brief.locale)


def locales_of(studio: Studio, brief: Brief) -> tuple[str, ...]:
    """The locales of the row's deliveries."""
    return tuple(dict.fromkeys(delivery.locale for delivery in wanted(studio, brief)))


def read(studio: Studio, brief: Brief, material: Material) -> Written:
    """What is written of the row, with every claim checked against what the row itself says.

    Raises RowError for a row that was refused, or that claims what it should not.
    """
    writer = writer_of(studio, brief)
    storyboard = writer.storyboard(brief, material)
    words = {
        locale: _worded(writer, brief, storyboard, locale) for locale in locales_of(studio, brief)
    }
    return Written(storyboard, words)


def prompts_of(studio: Studio, written: Written) -> tuple[str, ...]:
    """Every text that a model is to be given for the row's shots."""
    shots = written.storyboard.shots
    prompts = (studio.renderers.of(shot).prompt(shot) for shot in shots)
    return tuple(dict.fromkeys(prompt for prompt in prompts if prompt))


def _worded(writer: Writer, brief: Brief, storyboard: Storyboard, locale: str) -> Worded:
    told = writer.localised(brief, storyboard, locale)
    script, known = writer.script(brief, storyboard, locale), values(told, locale)
    # What the row says in its own language may be said in any; who translates, checks that.
    lint(bound(script, known).texts(), (*known.values(), *values(brief, brief.locale).values()))
    return Worded(script, known)
