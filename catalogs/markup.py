"""Markup: the text that a reader of an HTML cell would see.

It does not clean characters nor know Markdown; `catalogs.text` does that after.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from html.parser import HTMLParser

__all__ = ["ITEM", "Seen", "is_markup", "visible_text"]

ITEM = "• "
"""What a list's item begins with."""

_PARAGRAPH_OF_ITEM = re.compile(rf"{ITEM.strip()}\s+(?=[^\s{ITEM.strip()}])")
"""Between an item's mark and its words, which may be paragraphs of their own."""

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
_UNCLOSED = _VOID | {
    "body", "colgroup", "dd", "dt", "head", "html", "li", "optgroup", "option", "p", "tbody", "td",
    "tfoot", "th", "thead", "tr",
}
"""Elements that need no end tag (HTML, section 13.1.2.4)."""
_UNSEEN = frozenset({
    "audio", "canvas", "embed", "head", "iframe", "math", "noscript", "object", "script",
    "select", "style", "svg", "template", "textarea", "title", "video",
})
_ELEMENTS = _BLOCK | _UNCLOSED | _UNSEEN | {
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "button", "caption", "center", "cite", "code",
    "data", "datalist", "del", "details", "dfn", "dialog", "em", "fieldset", "font", "hgroup", "i",
    "ins", "kbd", "label", "legend", "map", "mark", "menu", "meter", "output", "picture",
    "progress", "q", "rp", "rt", "ruby", "s", "samp", "search", "small", "span", "strike", "strong",
    "sub", "summary", "sup", "time", "tt", "u", "var",
}
# fmt: on
_FOREIGN = re.compile(r"[a-z][a-z0-9]*[-:][a-z][a-z0-9.-]*")
"""Elements of other vocabularies and custom ones: `o:p`, `product-card`."""


def _any(names: frozenset[str]) -> str:
    return "(?:" + "|".join(sorted(names)) + ")"


_MARKUP = re.compile(
    rf"</{_any(_ELEMENTS)}\s*>|<{_any(_UNCLOSED)}\s*/?>"
    rf"|<{_any(_ELEMENTS)}\s+[a-z-]+(?:\s*=|\s*/?>)"
    r"|</?[a-z]+[-:][a-z]+\s*/?>|<!(?:--|\[|doctype)|<\?xml",
    re.IGNORECASE,
)
_REFERENCE = re.compile(r"&(?:[A-Za-z][A-Za-z0-9]{1,31}|#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6});")
_HIDING = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|opacity\s*:\s*0(?:\.0+)?\s*(?:;|$)"
    r"|font-size\s*:\s*0(?:\.0+)?[a-z%]*\s*(?:;|!|$)",
    re.IGNORECASE,
)


_TAG = re.compile(rf"</?{_any(_ELEMENTS)}(?:\s[^<>]{{0,400}})?/?>", re.IGNORECASE)
_SEVERAL = 4
"""Tags of which a sentence about HTML does not name so many."""


_ICON = re.compile(r"(?:^|\s)material-(?:icons|symbols)")
"""Classes of fonts that draw a picture for a word: `menu_book` is seen as a book."""


@dataclass(frozen=True, slots=True)
class Seen:
    """The visible text, a line for each block; `hidden` where the cell held text nobody sees.

    A list's items begin with `ITEM`, as lists do that are written without HTML.
    """

    text: str
    hidden: bool = False


def is_markup(text: str) -> bool:
    """Whether the text is HTML rather than a text that names tags.

    HTML has an end tag, an element that needs none, an attribute or a comment. `Vec<String>`,
    `5 < 6` and the title `What <script> does` have none of these: their brackets are words.
    """
    return "<" in text and _MARKUP.search(text) is not None


def visible_text(text: str) -> Seen:
    """The text that is seen of a cell; of HTML without scripts, styles, comments, hidden elements.

    Character references are read in plain text too, where a semicolon ends them. HTML that an
    export escaped once more (`&lt;p&gt;A cup&lt;/p&gt;`) is HTML.
    """
    if _is_escaped(text):
        text = html.unescape(text)
    if not is_markup(text):
        if "&" not in text:
            return Seen(text)
        return Seen(_REFERENCE.sub(lambda found: html.unescape(found[0]), text))
    # What follows the last ">" holds no tag. html.parser would look for one again at every "<"
    # (64 KiB of `<a '` took 30 s), and it fails on marked sections, which HTML takes for comments.
    end = text.rfind(">") + 1
    page = _Page()
    page.feed(text[:end].replace("<![", "<! ["))
    page.close()
    page.handle_data(html.unescape(text[end:]))
    return Seen(_PARAGRAPH_OF_ITEM.sub(ITEM, "".join(page.pieces)), hidden=page.hidden)


def _is_escaped(text: str) -> bool:
    """Whether the text is HTML with its own marks escaped, rather than one that writes of tags.

    Such a cell begins and ends with a tag, or has several.
    """
    if "&lt;" not in text or is_markup(text):
        return False
    plain = html.unescape(text).strip()
    tags = [(found.start(), found.end()) for found in _TAG.finditer(plain)]
    if len(tags) < 2 or not is_markup(plain):
        return False
    return len(tags) >= _SEVERAL or (tags[0][0] == 0 and tags[-1][1] == len(plain))


class _Page(HTMLParser):
    """Collects visible text, but no blocks of code (`pre` with `code`). A hidden element that is
    never closed hides all that follows.

    What only looks like a tag (`Vec<String>`) is text.
    """

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self.hidden = False
        self._hiders: list[str] = []
        self._in_pre = self._in_code = False

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if _is_element(tag):
            super().handle_startendtag(tag, attrs)
        else:
            self.handle_data(self.get_starttag_text() or "")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if not _is_element(tag):
            self.handle_data(self.get_starttag_text() or "")
            return
        if tag in _BLOCK:
            self.pieces.append(f"\n{ITEM}" if tag == "li" else "\n")
        if tag in _VOID:
            return
        # Only the two together are code: shops set whole descriptions in `pre`.
        self._in_code = self._in_code or (tag == "code" and self._in_pre)
        self._in_pre = self._in_pre or tag == "pre"
        # Within a hidden element only its own name is counted, to find its end.
        hides = tag == self._hiders[0] if self._hiders else tag in _UNSEEN or _hides(attrs)
        if hides:
            self._hiders.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not _is_element(tag):
            self.handle_data(f"</{tag}>")
            return
        if self._hiders and tag == self._hiders[-1]:
            self._hiders.pop()
        if tag == "pre":
            self._in_pre = self._in_code = False
        if tag in _BLOCK:
            self.pieces.append("\n")

    def handle_data(self, data: str) -> None:
        if self._in_code:
            return
        if not self._hiders:
            self.pieces.append(data)
        elif data.strip():
            self.hidden = True

    def handle_comment(self, data: str) -> None:
        self.hidden = self.hidden or bool(data.strip())


def _is_element(tag: str) -> bool:
    return tag in _ELEMENTS or _FOREIGN.fullmatch(tag) is not None


def _hides(attrs: list[tuple[str, str | None]]) -> bool:
    return any(
        name == "hidden"
        or (name == "aria-hidden" and (value or "").lower() == "true")
        or (name == "style" and _HIDING.search(value or "") is not None)
        or (name == "class" and _ICON.search(value or "") is not None)
        for name, value in attrs
    )
