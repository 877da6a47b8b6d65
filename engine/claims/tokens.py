"""Tokens: a text in one form of writing, cut into words, numbers, symbols and placeholders.

It knows scripts, not languages: what a word means, or may claim, is not known here.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

__all__ = ["SIGNS", "Token", "normal", "scripts_of", "tokens_of"]

Kind = Literal["word", "signs", "number", "code", "symbol", "slot", "stop"]

SIGNS = re.compile(r"[\u3005-\u3007\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]+")
"""Han and kana, which are written without spaces."""
_ARABIC = {ord(mark): None for mark in "\u0640\u0670"} | dict.fromkeys(range(0x064B, 0x0660))
_ARABIC |= {0x0622: "\u0627", 0x0623: "\u0627", 0x0625: "\u0627", 0x0649: "\u064a"}
"""Without the stretching stroke and vowel marks; one alif, one yeh, as most people type them."""
_QUOTES = {0x2018: "'", 0x2019: "'", 0x02BC: "'", 0x2032: "'", 0x00B4: "'", 0x2044: "/"}
_BLANK = re.compile(r"\s+")
_STOPS = frozenset(["Ps", "Pe", "Pi", "Pf", "Po", "Pd", "Pc", "Zs"])
_SYMBOLS = frozenset("%@#*\u00a7\u2030\\~^+=<>|_")


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a text: `text` as it is compared, `kind` as what it is to be read.

    signs: a run of Han or kana. code: letters and digits in one word (`X5`, `4K`). slot: a
    placeholder. stop: punctuation.
    """

    kind: Kind
    text: str


@functools.lru_cache(maxsize=4096)
def normal(text: str, language: str = "") -> str:
    """`text` in Unicode form KC, lower case, with ASCII digits and nothing invisible."""
    if language == "tr":
        text = text.replace("\u0130", "i").replace("I", "\u0131")
    folded = unicodedata.normalize("NFKC", text).lower()
    kept = "".join(map(_plain, folded))
    return _BLANK.sub(" ", kept.translate(_ARABIC | _QUOTES)).strip()


def _plain(mark: str) -> str:
    category = unicodedata.category(mark)
    if category == "Nd":
        return str(unicodedata.decimal(mark))
    if category in {"Cf", "Cc", "Co", "Cs", "Cn"} or "\ufe00" <= mark <= "\ufe0f":
        return " " if mark.isspace() else ""
    return mark


@functools.lru_cache(maxsize=4096)
def tokens_of(text: str, language: str = "") -> tuple[Token, ...]:
    """The tokens of `text`, whose placeholders are whole."""
    found: list[Token] = []
    glued, end = False, 0
    for match in _token().finditer(normal(text, language)):
        kind, piece = match.lastgroup, match.group()
        joined = glued and match.start() == end
        if kind == "word":
            for part in _by_script(piece):
                signs = bool(SIGNS.fullmatch(part))
                if joined and found and found[-1].kind == "code" and not signs:
                    found[-1] = Token("code", found[-1].text + part)
                else:
                    found.append(Token("signs" if signs else "word", part))
        elif kind == "number":
            last = found[-1] if found else None
            if joined and last and last.kind in {"word", "code"}:
                found[-1] = Token("code", last.text + piece)
            else:
                found.append(Token("number", piece))
        elif kind == "slot":
            found.append(Token("slot", piece))
        else:
            found.append(_mark(piece))
        glued, end = kind in {"word", "number"}, match.end()
    return tuple(found)


def scripts_of(word: str) -> frozenset[str]:
    """The scripts of the letters of `word`, by their names in Unicode."""
    return frozenset(
        unicodedata.name(mark, "?").partition(" ")[0]
        for mark in word
        if unicodedata.category(mark).startswith("L")
    )


@functools.cache
def _token() -> re.Pattern[str]:
    """Words hold the combining vowels of Indic and other scripts, which are no letters."""
    marks = "".join(re.escape(chr(code)) for code in range(0x300, 0x10000) if _is_mark(chr(code)))
    letter = rf"(?:[^\W\d_]|[{marks}])"
    return re.compile(
        r"(?P<slot>\{[^{}\s]+\})"
        r"|(?P<number>\d+(?:[.,]\d+|[' ]\d{3}(?!\d))*(?:/\d+)?)"
        rf"|(?P<word>{letter}+(?:'{letter}+)*)"
        r"|(?P<other>\S)"
    )


def _is_mark(letter: str) -> bool:
    return unicodedata.category(letter).startswith("M")


def _by_script(word: str) -> list[str]:
    """A word cut where Han or kana begin or end."""
    cuts, at = [], 0
    for run in SIGNS.finditer(word):
        cuts += [word[at : run.start()], run.group()]
        at = run.end()
    return [part for part in (*cuts, word[at:]) if part]


def _mark(mark: str) -> Token:
    stops = unicodedata.category(mark) in _STOPS and mark not in _SYMBOLS
    return Token("stop" if stops else "symbol", mark)
