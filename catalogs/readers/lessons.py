"""Lessons: a course as a folder of Markdown files with front matter, a file for each lesson.

It reads what Carpentries, Jekyll and Hugo sites write: fields in front matter, and blocks of
objectives and questions in fenced divs (`:::`). It does not know what a column means.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any

from catalogs.readers.folders import FolderSource, opening, picture_in
from catalogs.readers.reader import Cell, Fault, RawRow
from schemas.errors import CatalogError

__all__ = ["Lessons", "is_lessons"]

_MOST = 5_000
_MOST_BYTES = 1 << 20
"""Of a lesson; a larger file is none."""
_OWN = ("episodes", "_episodes")
_NAMES = (
    *("slug", "title", "tagline", "description", "objectives", "section", "images", "snippet"),
    *("locale", "published", "draft", "status", "minutes"),
)
_FIELDS = {
    "slug": ("slug", "id", "url_name"),
    "title": ("title", "name"),
    "tagline": ("tagline", "subtitle", "questions"),
    "description": ("description", "summary", "excerpt"),
    "objectives": ("objectives", "learning_objectives", "outcomes", "keypoints"),
    "section": ("section", "module", "chapter"),
    "images": ("images", "image", "cover", "thumbnail"),
    "locale": ("lang", "language", "locale"),
    "minutes": ("teaching", "duration"),
}
"""Fields of front matter for each column, the first that is filled counts."""
_FRONT = re.compile(r"\A\ufeff?---[ \t]*\r?\n(.*?)\r?\n(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.DOTALL)
_DIV = re.compile(r"^:{3,}[ \t]*\{?[ \t]*([\w.-]*).*$")
_CODE = re.compile(r"^[ \t]*(?:```|~~~)")
_ROWS, _COLUMNS, _LEAST = 10, 48, 7
"""Lines and columns of a block of code that can be read in a film; columns that say something."""
_PICTURE = re.compile(
    r"!\[[^\]]*\]\(\s*<?([^)\s>]+)[^)]*\)|<img[^>]+src=[\"']([^\"']+)", re.IGNORECASE
)
_TEMPLATE = re.compile(r"\{\{[^{}]*\}\}/?|\{%[^{}]*%\}")
_ITEM = re.compile(r"^[ \t]*(?:[-*+]|\d+[.)])[ \t]+")
_NO_PROSE = re.compile(r"^[ \t]*(?:#{1,6} |\||>|<|!\[|\[[^\]]+\]:|\{[:%]|---+[ \t]*$|===+[ \t]*$)")


_NO_LESSONS = re.compile(
    r"(?:readme|index|license|licence|changelog|authors|citation|contributing|conduct"
    r"|code[-_]of[-_]conduct|404|search|about|privacy|imprint)",
    re.IGNORECASE,
)
"""Pages that stand beside lessons on sites and in repositories."""
_REFERENCE = re.compile(r"\[([^\[\]]+)\]\[[^\[\]]*\]")


def files_of(folder: Path) -> Iterator[Path]:
    """The Markdown files of a folder, by path; hidden ones aside, and pages that are no lessons.

    Where lessons have a folder of their own, as Carpentries' have, only those of it.
    """
    own = next((place for name in _OWN if (place := folder / name).is_dir()), folder)
    found = (
        path
        for path in sorted(own.rglob("*"))
        if not _NO_LESSONS.fullmatch(path.stem)
        and path.suffix.lower() in {".md", ".markdown", ".mdx", ".rmd", ".qmd"}
        and not any(part.startswith(".") for part in path.relative_to(folder).parts)
        and path.is_file()
        and path.stat().st_size <= _MOST_BYTES
    )
    return islice(found, _MOST)


def is_lessons(folder: Path) -> bool:
    """Whether a folder holds a lesson: a Markdown file with a title in its front matter."""
    return any("title" in (_front(path) or {}) for path in files_of(folder))


class Lessons:
    """A folder's lessons. Markdown files without a title in their front matter are none."""

    format = "markdown"
    names = _NAMES

    def __init__(self, folder: Path) -> None:
        """Look for lessons. Raises CatalogError where there is none."""
        self.source = FolderSource(folder, files_of)
        self._folder = folder
        self._lessons = [path for path in files_of(folder) if "title" in (_front(path) or {})]
        if not self._lessons:
            raise CatalogError(
                f"{folder.name} holds no lesson",
                "no Markdown file has a title in its front matter",
                "Begin each lesson with `---`, `title: ...`, `---`.",
            )
        self._stems = Counter(path.stem for path in self._lessons)
        self.described = f"a folder of {len(self._lessons)} lessons in Markdown"
        others = sum(1 for _ in files_of(folder)) - len(self._lessons)
        self.notes: tuple[str, ...] = ()
        if others:
            self.notes = (f"{others} Markdown files have no title in front matter: not lessons",)

    def rows(self) -> Iterator[RawRow]:
        """Every lesson, by path."""
        for number, path in enumerate(self._lessons, start=1):
            try:
                yield self._row(number, path)
            except (OSError, UnicodeDecodeError) as error:
                where = path.relative_to(self._folder)
                yield RawRow(number, fault=Fault(f"{where}: {error}", "Save it as UTF-8."))

    def _row(self, number: int, path: Path) -> RawRow:
        text = path.read_text("utf-8")
        front = _front(path) or {}
        body = text[_end_of_front(text) :]
        blocks, prose, pictures = _parted(body)
        given = {column: _filled(front, fields) for column, fields in _FIELDS.items()}
        place = path.relative_to(self._folder).with_suffix("")
        own = place.name if self._stems[place.name] == 1 else place.as_posix()
        listed = [*_listed(given["images"]), *pictures]
        shown = [picture_in(self._folder, path, _TEMPLATE.sub("", one)) for one in listed]
        lost = sum(1 for one in shown if not one)
        asked = _listed(given["tagline"]) or blocks.get("questions", [])
        cells: dict[str, Cell] = {
            "slug": _text(given["slug"]) or own,
            "title": _text(given["title"]),
            "tagline": asked[0] if asked else None,
            "description": _text(given["description"]) or opening(iter(prose)),
            "objectives": tuple(_listed(given["objectives"]) or blocks.get("objectives", []))
            or tuple(blocks.get("keypoints", [])),
            "section": _text(given["section"]) or _section(place),
            "images": tuple(dict.fromkeys(filter(None, shown))),
            "snippet": max(filter(_fits, _programs(body)), key=_is_told, default=None),
            "locale": _text(given["locale"]),
            "minutes": _text(given["minutes"]),
            **{name: _text(front.get(name)) for name in ("published", "draft", "status")},
        }
        told = "pictures that are no JPEG, PNG or WebP are left out"
        return RawRow(
            number, tuple(cells[name] or None for name in _NAMES), None, (told,) if lost else ()
        )


def _front(path: Path) -> Mapping[str, Any] | None:
    """The front matter; None where there is none, or none that can be read."""
    import yaml  # noqa: PLC0415 - only where lessons are read

    try:
        found = _FRONT.match(path.read_text("utf-8"))
        fields = yaml.safe_load(_TEMPLATE.sub("", found[1])) if found else None
    except (OSError, UnicodeDecodeError, yaml.YAMLError):
        return None
    return fields if isinstance(fields, dict) else None


def _end_of_front(text: str) -> int:
    found = _FRONT.match(text)
    return found.end() if found else 0


def _parted(body: str) -> tuple[dict[str, list[str]], list[str], list[str]]:
    """A lesson's blocks by kind, each with its items; its prose, by paragraphs; its pictures."""
    blocks: dict[str, list[str]] = {}
    prose: list[str] = [""]
    kind, in_code = "", False
    for line in body.splitlines():
        if _CODE.match(line):
            in_code = not in_code
        elif in_code:
            continue
        elif div := _DIV.match(line):
            kind = div[1].strip(".").lower()
        elif kind:
            if _ITEM.match(line):
                blocks.setdefault(kind, []).append(_ITEM.sub("", line).strip())
            elif line.strip() and blocks.get(kind):
                blocks[kind][-1] += f" {line.strip()}"
        elif not line.strip() or _NO_PROSE.match(line):
            prose.append("")
        elif _ITEM.match(line):
            prose.append(_ITEM.sub("", line))
        else:
            prose[-1] += f" {line}"
    pictures = [one[0] or one[1] for one in _PICTURE.findall(body)]
    return blocks, [_plain(one) for one in prose], pictures


def _programs(body: str) -> Iterator[str]:
    """A lesson's blocks of code, less those of its exercises and other blocks, and outputs."""
    kind, lines, told = "", list[str](), None
    for line in body.splitlines():
        if fence := _CODE.match(line):
            if told is not None:
                yield from ["\n".join(lines)] if not kind and told != "output" else []
            told, lines = (line[fence.end() :].strip(" `~{.}") if told is None else None), []
        elif told is not None:
            lines.append(line)
        elif div := _DIV.match(line):
            kind = div[1]


def _is_told(code: str) -> bool:
    """Whether a block of code has several lines: one command alone shows little."""
    return "\n" in code.strip()


def _fits(code: str) -> bool:
    """Whether a block of code is small enough for a card, and more than a word."""
    lines = code.rstrip().splitlines()
    return 0 < len(lines) <= _ROWS and _LEAST < max(map(len, lines)) <= _COLUMNS


def _plain(paragraph: str) -> str:
    """A paragraph without its pictures, a site's templates, and where its links are defined."""
    return _REFERENCE.sub(r"\1", _TEMPLATE.sub("", _PICTURE.sub("", paragraph)))


def _section(place: Path) -> str:
    """The folder that a lesson lies in, as words."""
    name = place.parent.name.strip("_")
    words = re.sub(r"^\d+[-_. ]*", "", name).replace("-", " ").replace("_", " ").strip()
    return "" if words in {"episodes", "lessons", "posts", "content", "docs"} else words


def _filled(front: Mapping[str, Any], fields: tuple[str, ...]) -> Any:
    return next((front[name] for name in fields if front.get(name) not in (None, "", [])), None)


def _listed(value: Any) -> list[str]:
    items = value if isinstance(value, list) else [value]
    return [str(item).strip() for item in items if item not in (None, "")]


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else ", ".join(_listed(value))
