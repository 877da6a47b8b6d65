"""Export: films that were made, as timelines for other editors, and what is said of them.

Nothing is planned or made: what the store and the ledger hold is written out.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

from engine.brand import open_brand
from engine.exchange import Exported, Form, export_film
from engine.profiles import profiles
from engine.store import Films, open_store
from flows.command_line.page import SHOWN, page
from flows.settings import Overrides, config_folder, open_target, paths_of, secrets_of
from schemas.delivery import Profile, SafeArea
from schemas.errors import ProductionError
from schemas.film import Film

__all__ = ["Exports", "export_films"]


@dataclass(frozen=True, slots=True)
class Exports:
    """`export`: the timelines that were written."""

    written: tuple[Exported, ...]

    @property
    def status(self) -> int:
        """0: what cannot be exported is an error, and ends it."""
        return 0

    @property
    def document(self) -> list[dict[str, Any]]:
        """A list of the timelines, each with its film, its length and what it lacks."""
        return [
            {
                "film": one.film,
                "timeline": str(one.file),
                "frames": one.frames,
                "rate": one.rate,
                "media": one.media,
                "notes": list(one.notes),
            }
            for one in self.written
        ]

    def show(self) -> None:
        """A line for each timeline, then for what it lacks."""
        console = page()
        for one in self.written[:SHOWN]:
            about = f"{one.frames} frames at {one.rate}, {one.media} files of media"
            console.print(f"{one.file}: {about}", markup=False)
            for note in one.notes:
                console.print(f"  {note}", markup=False)
        if (more := len(self.written) - SHOWN) > 0:
            console.print(f"... and {more} more")


def export_films(
    target: Path,
    folder: Path,
    form: str,
    out: str | None,
    store: str | None,
    only: Sequence[str],
) -> Exports:
    """Write the live films of the target (those of the rows `only`, where it names any) as
    timelines into `folder`. Raises RefusedError.
    """
    if form not in get_args(Form):
        raise ProductionError(
            "there is no such form of a timeline",
            f"--form {form}",
            f"Use one of: {', '.join(get_args(Form))}.",
        )
    opened = open_target(target, Overrides(out=out, store=store), os.environ)
    paths = paths_of(opened, config_folder())
    brand = open_brand(opened.production.brand, paths.base)
    known = profiles(opened.production.profiles)
    with open_store(paths.store, secrets_of(os.environ).ledger, paths.state) as kept:
        films = list(_films(kept.ledger.films, str(paths.out.resolve()), only))
        if not films:
            raise ProductionError(
                "no film was made that could be exported",
                f"{paths.out}{''.join(f', --only {one}' for one in only)}",
                "Run callsheet produce first, or name a row that has films.",
            )
        return Exports(
            tuple(
                export_film(film, kept, folder, _form(form), brand=brand, safe=_safe(film, known))
                for film in films
            )
        )


def _films(films: Films, output: str, only: Sequence[str]) -> Iterator[Film]:
    """The records of the live films, in the order of their files."""
    if not only:
        for page_of_films in films.pages(output):
            yield from page_of_films
        return
    files = [film.file for film in films.of_rows(output, list(only))]
    yield from sorted(films.documents(output, files), key=lambda film: film.file)


def _safe(film: Film, known: Mapping[str, Profile]) -> SafeArea:
    """The margins of the film's profile; the usual ones where that is named no longer."""
    return known[film.profile].safe if film.profile in known else SafeArea()


def _form(text: str) -> Form:
    return "otioz" if text == "otioz" else "otio"
