"""Trying: pictures and a title become a catalog of one row and its production, which is produced.

Both files stay beside the film, so that whoever likes it goes on from there. It knows no other way
of making a film than `produce`.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from engine.files import replacing
from engine.production.run import Choices
from engine.report import slug_of
from engine.store import open_store
from flows.command_line.answers import reject_document
from flows.command_line.page import page
from flows.command_line.producing import Produced, produce_target
from flows.settings import Overrides, config_folder, open_target, paths_of, secrets_of
from schemas.errors import ProductionError

__all__ = ["Order", "Tried", "order_of", "try_order"]

_PICTURES = frozenset({".jpg", ".jpeg", ".png", ".webp"})
_BARE_AMOUNT = re.compile(r"[\d.,'’\s-]+")
"""An amount with no currency beside it."""
_WORDS = re.compile(r"[\W_]+")
_NUMBER = re.compile(r"(\d+)")
_TOP = "# `callsheet try` writes this file anew each time; copy it to go on with it.\n"


@dataclass(frozen=True, slots=True)
class Order:
    """What is tried: the pictures' files, upright paths, and the row's cells, title among them.

    `settings` are fields of the production beside those that follow from the row.
    """

    pictures: tuple[Path, ...]
    row: Mapping[str, Any]
    settings: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Tried:
    """`try`: run.json, and where the films and the production are."""

    produced: Produced
    films: tuple[Path, ...]
    production: Path

    @property
    def status(self) -> int:
        """As `produce` has it."""
        return self.produced.status

    @property
    def document(self) -> dict[str, Any]:
        """run.json, with why the row was refused, and the files of the films and the production."""
        return {
            **self.produced.document,
            "rejects": [reject_document(one) for one in self.produced.result.rejects],
            "delivered": [str(film) for film in self.films],
            "production": str(self.production),
        }

    def show(self) -> None:
        """As `produce` has it, then the films."""
        self.produced.show()
        console = page()
        for film in self.films:
            console.print(f"Film: {film}", markup=False)
        if self.films:
            console.print(f"Go on from {self.production}", markup=False)


def order_of(
    words: Sequence[str], title: str | None, row: Mapping[str, Any], settings: Mapping[str, Any]
) -> Order:
    """What the arguments mean: files and folders are pictures, the other one is the title.

    `row` are further cells; None and empty ones are left out. Raises ProductionError.
    """
    paths = [Path(word) for word in words]
    there = [path for path in paths if path.exists()]
    others = [str(path) for path in paths if not path.exists()]
    likely = [one for one in others if Path(one).suffix.lower() in _PICTURES]
    if likely:
        raise ProductionError(
            "there is no such picture", likely[0], "Correct the path, or say --title for a title."
        )
    titles = [*others, *([title] if title else [])]
    if len(titles) != 1:
        raise ProductionError(
            "the film needs one title, and there " + ("are several" if titles else "is none"),
            ", ".join(map(repr, titles)) or "every argument names a file",
            'Write it in quotes: callsheet try lamp.jpg "Halo Desk Lamp"',
        )
    pictures = tuple(picture for path in there for picture in _pictures(path))
    if not pictures:
        raise ProductionError(
            "there is no picture to make a film from",
            ", ".join(map(str, there)) or "no argument names a file",
            "Name JPEG, PNG or WebP files, or a folder of them.",
        )
    cells = {name: value for name, value in row.items() if value not in (None, "", [], ())}
    return Order(pictures, {**cells, "title": titles[0]}, settings)


def try_order(
    order: Order,
    out: Path | None,
    store: str | None,
    *,
    strict: bool,
    agreed: Callable[[str], bool] | None,
) -> Tried:
    """Write the row and its production into `out` (a folder in `out/` by the title, where that is
    None) and produce it; takes and sounds lie in `store`, or `.callsheet` where the command runs,
    so that the next try makes only what changed.

    Raises RefusedError.
    """
    # Before anything is written: what was tried before must not change by an order that is refused.
    _assert_priced(order.row, os.environ.get("CALLSHEET_CURRENCY"))
    identifier = slug_of(_WORDS.sub("-", str(order.row["title"]).lower()).strip("-"), "try")
    folder = out or Path("out") / identifier
    production = _written(order, identifier, folder.absolute(), store)
    settings = open_target(production, Overrides(), os.environ)
    choices = Choices(only=(identifier,), strict=strict)
    produced = produce_target(production, None, None, None, choices, agreed=agreed)
    paths = paths_of(settings, config_folder())
    with open_store(paths.store, secrets_of(os.environ).ledger, paths.state) as kept:
        delivered = kept.ledger.films.of_rows(str(paths.out.resolve()), [identifier])
    films = tuple(_from_here(paths.out / film.file) for film in delivered)
    return Tried(produced, films, _from_here(production))


def _written(order: Order, identifier: str, folder: Path, store: str | None) -> Path:
    """The production file, beside its catalog of one row.

    Its paths start from there, so that all may be moved together.
    """
    pictures = [picture.resolve() for picture in order.pictures]
    root = Path(os.path.commonpath([picture.parent for picture in pictures]))
    row = {
        "id": identifier,
        **order.row,
        "images": [picture.relative_to(root).as_posix() for picture in pictures],
    }
    own_store = (
        store if store and "://" in store else _relative(Path(store or ".callsheet"), folder)
    )
    fields = {
        **order.settings,
        "name": identifier,
        "catalog": "row.jsonl",
        "pictures": _relative(root, folder),
        "out": ".",
        "store": own_store,
    }
    if "brand" in fields:
        fields["brand"] = _relative(Path(fields["brand"]), folder)
    production = folder / "try.yaml"
    text = _TOP + yaml.safe_dump(fields, sort_keys=False, allow_unicode=True)
    for file, content in (
        (folder / "row.jsonl", json.dumps(row, ensure_ascii=False) + "\n"),
        (production, text),
    ):
        with replacing(file) as part:
            part.write_text(content, "utf-8")
    return production


def _pictures(path: Path) -> list[Path]:
    """The picture itself, or those of a folder, as people count: 2 before 10."""
    if path.is_dir():
        found = [one for one in path.iterdir() if one.suffix.lower() in _PICTURES]
        return sorted(found, key=lambda one: [*map(_counted, _NUMBER.split(one.name.lower()))])
    if path.suffix.lower() not in _PICTURES:
        raise ProductionError(
            "the file is no picture that can be shown", str(path), "Save it as JPEG, PNG or WebP."
        )
    return [path]


def _counted(part: str) -> tuple[int, str]:
    return (int(part), "") if part.isdecimal() else (0, part)


def _assert_priced(row: Mapping[str, Any], default: str | None) -> None:
    """Raises ProductionError for an amount of no currency."""
    for name in ("price", "was_price"):
        amount = str(row.get(name, ""))
        if _BARE_AMOUNT.fullmatch(amount) and not (row.get("currency") or default):
            raise ProductionError(
                "an amount needs its currency",
                f"--{name.replace('_', '-')} {amount}",
                "Say it too: --currency EUR",
            )


def _relative(path: Path, folder: Path) -> str:
    return Path(os.path.relpath(path.absolute(), folder)).as_posix()


def _from_here(path: Path) -> Path:
    """As short as a terminal wants it."""
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path
