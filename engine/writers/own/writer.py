"""The user's own storyboard: a file that a row names overrides every other writer."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

import yaml

from engine.writers import timing
from engine.writers.own.file import StoryboardFile, Words, shot_of_entry
from engine.writers.writer import Assignment
from schemas.brief import Brief, Material
from schemas.errors import RowError
from schemas.locale import language_of
from schemas.reject import Code
from schemas.script import Line, Script, Title
from schemas.storyboard import Storyboard
from schemas.timing import frames_at

__all__ = ["OwnWriter"]


class OwnWriter:
    """Reads the file that `brief.storyboard` names; it must lie under the catalog's folder."""

    name = "file"

    def __init__(self, root: Path) -> None:
        self._root = root

    def assignment(
        self,
        brief: Brief,  # noqa: ARG002 - Writer
        material: Material,  # noqa: ARG002 - Writer
        locales: Collection[str],  # noqa: ARG002 - Writer
    ) -> Assignment | None:
        """None: it asks nobody."""
        return None

    def write(self, brief: Brief, material: Material, locales: Collection[str]) -> None:
        """Nothing to ask for."""

    def storyboard(self, brief: Brief, material: Material) -> Storyboard:  # noqa: ARG002 - Writer
        """The file's shots. Raises RowError (STORYBOARD)."""
        file = self._read(brief)
        try:
            shots = tuple(shot_of_entry(entry, file.rate) for entry in file.shots)
            return Storyboard(rate=file.rate, shots=shots)
        except ValueError as error:
            raise _wrong(brief, error) from error

    def other(self, brief: Brief, material: Material, turn: int) -> None:
        """None: it is its author's."""

    def shortfall(self, brief: Brief, material: Material) -> None:
        """None: nothing that was asked for is left out."""

    def localised(self, brief: Brief, storyboard: Storyboard, locale: str) -> Brief:  # noqa: ARG002
        """The brief as it is: it does not translate."""
        return brief

    def script(self, brief: Brief, storyboard: Storyboard, locale: str) -> Script:
        """The file's words in `locale`. Raises RowError (STORYBOARD, LOCALE)."""
        rate, file = storyboard.rate, self._read(brief)
        said = ((entry, _in(entry.say, locale, brief)) for entry in file.shots)
        lines = (
            Line(shot=entry.name, text=text, offset=frames_at(rate, timing.LEAD))
            for entry, text in said
            if text
        )
        titles = (
            Title(
                shot=entry.name,
                role=title.role,
                text=tuple(_in(part, locale, brief) for part in _parts(title.text)),
                number=title.number,
                start=frames_at(rate, title.at),
            )
            for entry in file.shots
            for title in entry.titles
        )
        return Script(locale=locale, lines=tuple(lines), titles=tuple(titles))

    def _read(self, brief: Brief) -> StoryboardFile:
        path = (self._root / (brief.storyboard or "")).resolve()
        if not path.is_relative_to(self._root.resolve()) or not path.is_file():
            raise RowError(
                Code.STORYBOARD,
                "the storyboard file is not there",
                f"storyboard: {brief.storyboard!r}",
                "Put it under the catalog's folder and write its path from there.",
            )
        try:
            return StoryboardFile.model_validate(yaml.safe_load(path.read_text("utf-8")))
        except (yaml.YAMLError, ValueError) as error:
            raise _wrong(brief, error) from error


def _parts(text: Words | tuple[Words, ...]) -> tuple[Words, ...]:
    return text if isinstance(text, tuple) else (text,)


def _in(words: Words, locale: str, brief: Brief) -> str:
    """The text in `locale`; text without a language is the row's own."""
    if isinstance(words, str):
        if words and language_of(locale) != language_of(brief.locale):
            raise RowError(
                Code.LOCALE,
                f"the storyboard file has a text in no {locale}",
                f"text {words!r}",
                f"Write it by language: {{{language_of(brief.locale)}: ..., {locale}: ...}}.",
            )
        return words
    for tag in (locale, language_of(locale)):
        if tag in words:
            return words[tag]
    raise RowError(
        Code.LOCALE,
        f"the storyboard file has a text in no {locale}",
        f"text {next(iter(words.values()), '')!r}",
        f"Add one under {language_of(locale)}.",
    )


def _wrong(brief: Brief, error: Exception) -> RowError:
    problem = " ".join(str(error).split())
    return RowError(
        Code.STORYBOARD,
        "the storyboard file is not one",
        f"storyboard: {brief.storyboard!r}: {problem[:300]}",
        "See the README's example of a storyboard file.",
    )
