"""Text: the words of a cell as their author meant them; the one function that cleans text.

It does not know columns: title, bullet and unknown column are cleaned alike. HTML is read by
`catalogs.markup`.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from catalogs.markup import ITEM, is_markup, visible_text

__all__ = ["Cleaned", "broken_character", "clean"]


@dataclass(frozen=True, slots=True)
class Cleaned:
    """Text without markup: a line for each paragraph, list item or line break; none is empty.

    `items` are those lines that were items of a list, where there was more than one.
    `hidden` names what was removed though it is text or could turn text round (`U+200B`, `hidden
    HTML`); `html` and `markdown` say that there was such markup.
    """

    lines: tuple[str, ...]
    items: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()
    html: bool = False
    markdown: bool = False


def clean(*parts: str) -> Cleaned:
    """What a person would read of a text, or of the items of a list (then a line for each item).

    Tags and character references (HTML), blocks of code, Markdown's marks (emphasis, code,
    headings, quotes, lists, links) and invisible characters go; what is left is in Unicode form C
    with single blanks. A script that is closed is hidden; a tag that a sentence only names is a
    word of it. Marks that belong to the words stay: `5 * 3`, `today*`, `snake_case`, `__init__`.
    """
    # Most cells of most catalogs: a million rows take half as long.
    if not any(_UNEVEN.search(part) for part in parts):
        return Cleaned(lines=tuple(filter(None, parts)))
    return _read(*parts)


_UNEVEN = re.compile(
    r"[^ -~]|[*_`~\[\\<#>+&\0]|^[ \d-]|[ -]$|  |(?<![A-Za-z0-9])-|-(?![A-Za-z0-9])|\. ?\."
)
"""Anything that could be more than the words of one line, as they are seen."""


def _read(*parts: str) -> Cleaned:
    hidden: set[str] = set()
    html = False
    groups: list[list[str]] = []
    for part in parts:
        seen = visible_text(part)
        html = html or is_markup(part)
        if seen.hidden:
            hidden.add("hidden HTML")
        text = seen.text if seen.text.isascii() else _visible(seen.text, hidden)
        text = _unfenced(text)
        groups.append([" ".join(line.split()) for line in text.splitlines()])
    if len(groups) == 1:
        joined = groups[0]
    else:
        joined = [
            " ".join(filter(None, (line.removeprefix(ITEM) for line in one))) for one in groups
        ]
    lines = [_ELLIPSIS.sub("…", line) for line in joined if line and line != ITEM.strip()]
    read = _unmarked(lines)
    items = tuple(line for line, is_item in read if is_item)
    return Cleaned(
        lines=tuple(line for line, _ in read),
        items=items if len(items) > 1 else (),
        hidden=tuple(sorted(hidden)),
        html=html,
        markdown=[line for line, _ in read] != [line.removeprefix(ITEM) for line in lines],
    )


_ELLIPSIS = re.compile(r"\.(?: ?\.){2,}")
"""An ellipsis of three full stops or more, with blanks between them or without."""

# --- characters ---------------------------------------------------------------------------------

_INVISIBLE = re.compile(
    "(?<!\U0001f3f4)(?:[\U000e0000-\U000e007f]+)"  # tags, but for those of flags
    "|[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u2060-\u2064\u206a-\u206f"
    "\u3164\ufeff\uffa0\ufff9-\ufffb]"
    "|[\u202a-\u202e]"  # embeddings and overrides of direction; marks and isolates stay
    "|(?<=[\ufe00-\ufe0f\U000e0100-\U000e01ef])[\ufe00-\ufe0f\U000e0100-\U000e01ef]+"
)
"""Characters that hide text or turn it round. The joiners U+200C and U+200D stay: Persian, Indic
scripts and emoji need them. Soft hyphens go without a word; they hide nothing."""

_BROKEN = re.compile("[\x00-\x08\x0e-\x1f\x7f\x80-\x84\x86-\x9f\ufffd\ufffe\uffff\ud800-\udfff]")
"""Control characters, and what wrong decoding leaves behind (U+FFFD)."""


def broken_character(text: str) -> str | None:
    """The first character that no text should hold, as `U+0007`, or None."""
    found = _BROKEN.search(text)
    return f"U+{ord(found[0]):04X}" if found else None


def _visible(text: str, hidden: set[str]) -> str:
    found = {f"U+{ord(mark[0][0]):04X}" for mark in _INVISIBLE.finditer(text)}
    hidden |= found - {"U+00AD"}
    return _INVISIBLE.sub("", unicodedata.normalize("NFC", text))


# --- Markdown (CommonMark 0.31.2; stricter where a mark could be meant as itself) ----------------

_LONGEST = 200
"""Characters between two marks. Without a limit, 64 KiB of opening marks take minutes."""
_MARK = re.compile(r"[*_`~\[\\<#>+•‣▪●◦·-]|[–—] |1[.)] ")
_RULE = re.compile(r"(?:```|~~~)\S*|([-*_])(?: ?\1){2,}")
"""A whole line that is drawn as a line, or that opens or ends a block of code."""
_FENCE = re.compile(r"[ >]*(`{3,}|~{3,})([^`]*)$")
_LEAD = re.compile(r"(?:> ?)*(?:#{1,6} )?(?:> ?)*")
_ITEM = re.compile(r"(?:[-+–—](?= \D)|[*•‣▪●◦·]) (?:\[[ xX]\] )?")
_ITEM_OF_LIST = re.compile(r"[-+–—*•‣▪●◦·] (?:\[[ xX]\] )?")
_NUMBER = re.compile(r"(\d{1,3})[.)] ")
_CODE = re.compile(rf"(?<![`\\])(`{{1,3}})(?!`)(.{{1,{_LONGEST}}}?)(?<!`)\1(?!`)")
_KEPT = re.compile("\0(\\d+)\0")
_IMAGE = re.compile(r"!\[[^\[\]]*\]\([^()\s]*(?: \"[^\"]*\")?\)")
_LINK = re.compile(
    r"\[([^\[\]]+)\]\((?:[a-z]+:|/|#|\.|www\.)[^()\s]*(?: \"[^\"]*\")?\)", re.IGNORECASE
)
_ADDRESS = re.compile(r"<((?:https?://|mailto:)[^\s<>]+|[^\s<>@]+@[^\s<>@]+)>", re.IGNORECASE)
_STARS = re.compile(
    rf"(?<![A-Za-z0-9_*\\)\]])(\*{{1,3}})(?=[^\s*])(.{{1,{_LONGEST}}}?)(?<=[^\s*\\])\1(?![A-Za-z0-9*])"
)
_STRONG_WORD = re.compile(
    rf"(?<![A-Za-z0-9_*\\)\]])\*\*(?=[^\s*])(.{{1,{_LONGEST}}}?)(?<=[^\s*\\])\*\*(?!\*)"
)
_BARS = re.compile(rf"(?<![\w\\])(_{{1,3}})(?=[^\s_])(.{{1,{_LONGEST}}}?)(?<=[^\s_\\])\1(?!\w)")
_STRUCK = re.compile(rf"~~(?=[^\s~])(.{{1,{_LONGEST}}}?)(?<=[^\s~])~~")
_ESCAPED = re.compile(r"\\([*_`#~\[\]])")
_IDENTIFIER = re.compile(r"[a-z0-9_]+")


def _unfenced(text: str) -> str:
    """The text without blocks of code between fences: nobody says them, and in phrases they say
    nothing. A fence that nothing closes is none.
    """
    if "```" not in text and "~~~" not in text:
        return text
    kept: list[str] = []
    held: list[str] = []
    fence = ""
    for line in text.splitlines():
        mark = _FENCE.match(line)
        if fence:
            held.append(line)
            if mark and mark[1].startswith(fence) and not mark[2].strip():
                fence, held = "", []
        elif mark:
            fence, held = mark[1], [line]
        else:
            kept.append(line)
    return "\n".join([*kept, *held])


def _unmarked(lines: list[str]) -> list[tuple[str, bool]]:
    """The lines without Markdown's marks, each with whether it was an item of a list; lines that
    were nothing but marks are gone.
    """
    if not any(_MARK.search(line) for line in lines):
        return [(line, False) for line in lines]
    kept = [line for line in lines if not _RULE.fullmatch(line)]
    led = [line[found.end() :] if (found := _LEAD.match(line)) else line for line in kept]
    # "- 20 %" alone is a reduction; in a list it is an item about 20 %.
    item = _ITEM_OF_LIST if sum(1 for line in led if _ITEM_OF_LIST.match(line)) > 1 else _ITEM
    bare = [line[found.end() :] if (found := item.match(line)) else line for line in led]
    plain = _unnumbered(bare)
    listed = [(_inline(text), text != line) for text, line in zip(plain, led, strict=True)]
    return [(line, is_item) for line, is_item in listed if line]


def _unnumbered(lines: list[str]) -> list[str]:
    """The lines without `1.`, `2.`, ... where they count from 1; one number alone is a title's."""
    numbers = [_NUMBER.match(line) for line in lines]
    counted = [int(found[1]) for found in numbers if found]
    if len(counted) < 2 or counted != list(range(1, len(counted) + 1)):
        return lines
    return [
        line[found.end() :] if found else line for line, found in zip(lines, numbers, strict=True)
    ]


def _inline(line: str) -> str:
    code: list[str] = []

    def keep(found: re.Match[str]) -> str:
        code.append(found[2].strip())
        return f"\0{len(code) - 1}\0"

    line = _CODE.sub(keep, line)
    line = _LINK.sub(r"\1", _IMAGE.sub("", line))
    line = _STRUCK.sub(r"\1", _ADDRESS.sub(r"\1", line))
    line = _plain(line)
    line = _ESCAPED.sub(r"\1", line)
    return " ".join(_KEPT.sub(lambda found: code[int(found[1])], line).split())


def _plain(line: str) -> str:
    """The line without emphasis, and without emphasis within emphasis."""
    for _ in range(2):
        before = line
        line = _STRONG_WORD.sub(r"\1", _STARS.sub(r"\2", line))
        line = _BARS.sub(_without_bars, line)
        if line == before:
            break
    return line


def _without_bars(found: re.Match[str]) -> str:
    """`__init__` is a name, `__Note:__` is emphasis."""
    is_name = len(found[1]) == 2 and _IDENTIFIER.fullmatch(found[2])
    return found[0] if is_name else found[2]
