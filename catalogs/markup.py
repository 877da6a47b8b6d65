"""Markup: the text that a reader of an HTML cell would see.

It does not clean characters; `catalogs.plain` does that after.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from html.parser import HTMLParser

__all__ = ["Seen", "inline_text", "is_markup", "visible_text"]

_MARKUP = re.compile(
    r"</?[A-Za-z]|<!|<\?|&(?:[A-Za-z][A-Za-z0-9]{1,31}|#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6});"
)
_INLINE = re.compile(
    r"</?(?:abbr|b|big|em|font|i|mark|s|small|span|strong|sub|sup|u)(?:\s[^<>]*)?>|<br\s*/?>",
    re.IGNORECASE,
)
# fmt: off
_VOID = frozenset({
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source",
    "track", "wbr",
})
_BLOCK = frozenset({
    "address", "article", "aside", "blockquote", "br", "dd", "div", "dl", "dt", "figcaption",
    "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main",
    "nav", "ol", "p", "pre", "section", "table", "td", "th", "tr", "ul",
})
_UNSEEN = frozenset({
    "audio", "canvas", "embed", "head", "iframe", "math", "noscript", "object", "script",
    "select", "style", "svg", "template", "textarea", "title", "video",
})
# fmt: on
_HIDING = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|opacity\s*:\s*0(?:\.0+)?\s*(?:;|$)"
    r"|font-size\s*:\s*0(?:\.0+)?[a-z%]*\s*(?:;|!|$)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Seen:
    """The visible text, a line for each block; `hidden` where the cell held text nobody sees."""

    text: str
    hidden: bool = False


def is_markup(text: str) -> bool:
    """Whether the text holds a tag, a comment or a character reference; `5 < 6 & 7` does not."""
    return _MARKUP.search(text) is not None


def inline_text(text: str) -> str:
    """A one-line text without harmless inline tags; any other `<...>` stays, as visible text."""
    return html.unescape(_INLINE.sub("", text)) if is_markup(text) else text


def visible_text(text: str) -> Seen:
    """The text of an HTML cell, without scripts, styles, comments and hidden elements."""
    # What follows the last ">" holds no tag. html.parser would look for one again at every "<"
    # (64 KiB of `<a '` took 30 s), and it fails on marked sections, which HTML takes for comments.
    end = text.rfind(">") + 1
    page = _Page()
    page.feed(text[:end].replace("<![", "<! ["))
    page.close()
    page.handle_data(html.unescape(text[end:]))
    return Seen("".join(page.pieces), hidden=page.hidden)


class _Page(HTMLParser):
    """Collects visible text. A hidden element that is never closed hides all that follows."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self.hidden = False
        self._hiders: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _BLOCK:
            self.pieces.append("\n")
        if tag in _VOID:
            return
        # Within a hidden element only its own name is counted, to find its end.
        hides = tag == self._hiders[0] if self._hiders else tag in _UNSEEN or _hides(attrs)
        if hides:
            self._hiders.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if self._hiders and tag == self._hiders[-1]:
            self._hiders.pop()
        if tag in _BLOCK:
            self.pieces.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._hiders:
            self.pieces.append(data)
        elif data.strip():
            self.hidden = True

    def handle_comment(self, data: str) -> None:
        self.hidden = self.hidden or bool(data.strip())


def _hides(attrs: list[tuple[str, str | None]]) -> bool:
    return any(
        name == "hidden"
        or (name == "aria-hidden" and (value or "").lower() == "true")
        or (name == "style" and _HIDING.search(value or "") is not None)
        for name, value in attrs
    )
