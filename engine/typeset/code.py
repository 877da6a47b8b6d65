"""Code: lines of a program on a card, in letters of one width, which come in one after the other.

It knows the kinds of words that a lexer tells apart; neither where the card stands nor the program.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

from engine.colours import contrast, mixed
from engine.typeset.context import Item, Row, TypeContext, colours_of
from engine.typeset.letters import advance
from engine.typeset.recipe import Motion, SpriteRecipe
from engine.typeset.text import face_of, ink_of, line_recipe
from schemas.edit import Layer

__all__ = ["code_rows"]

_INSET = 0.9
"""Times the type's size between the card's edge and its lines."""
_CARD = 0.45
"""How much black or white makes the card's ground of a dark or a light frame's."""
_TONES = {"Keyword": "#c678dd", "Literal": "#98c379", "Comment": "#8b95a5", "Name": "#61afef"}
"""What stands out of a program, by the lexer's kinds: of names only those of functions and what a
language brings. On a light card they are darkened."""
_SHORTEST = 18
"""Columns that a card has room for at least, so that one short line is not set as a headline."""
_READ = 4.5
"""The least contrast of letters with the card (WCAG 2.2, 1.4.3)."""


def code_rows(layer: Layer, context: TypeContext) -> tuple[Row, ...] | None:
    """The card with its lines as one row; None where they do not fit its width at a legible size.

    Raises RowError (GLYPH).
    """
    style, lines = context.style(layer.role), layer.text[0].expandtabs(4).splitlines()
    plain = replace(line_recipe(layer, context, style, "0", 100.0), mono=True, shadow="")
    wide = advance("0", face_of(plain, context.brand))
    columns = max(_SHORTEST, *map(len, lines))
    size = min(context.size(style), context.width / (columns * wide + 2 * _INSET))
    if size < context.short * style.least:
        return None
    ground = layer.place.on if layer.place is not None and layer.place.on else "#000000"
    dark = contrast(ground, "#ffffff") > contrast(ground, "#000000")
    fill = mixed(ground, "#000000" if dark else "#ffffff", _CARD)
    letters = colours_of(layer, context).letters
    leading, inset = round(style.leading * size), round(_INSET * size)
    height = leading * len(lines) + 2 * inset - round(0.3 * size)
    width = min(context.width, round(columns * wide * size) + 2 * inset)
    card = SpriteRecipe(form="rule", width=width, height=height, radius=0.4 * size, fill=fill)
    items = [Item(card, 0, 0, width, height, Motion.FADE, context.frames(0.4))]
    for n, line in enumerate(lines):
        delay = context.frames(0.25 + n * style.stagger)
        for column, word, kind in _words(line):
            tone = _on(fill, _TONES.get(kind, letters), dark=dark)
            recipe = replace(plain, text=(word,), size=round(size, 2), colour=tone, pad=2)
            box = ink_of(recipe, context.brand)
            items.append(
                Item(
                    recipe,
                    x=inset + round(column * wide * size) + box.left - recipe.pad,
                    y=inset + round(0.72 * size) + n * leading + box.top - recipe.pad,
                    width=box.width + 2 * recipe.pad,
                    height=box.height + 2 * recipe.pad,
                    motion=context.entrance(style.motion),
                    enter=context.frames(style.enter),
                    delay=delay,
                )
            )
    return (Row(context.air(style.above), width, height, tuple(items)),)


@lru_cache(maxsize=2048)
def _on(ground: str, colour: str, *, dark: bool) -> str:
    """The colour, so much lighter or darker that it is read on the ground."""
    for step in range(11):
        found = mixed(colour, "#ffffff" if dark else "#000000", step / 10)
        if contrast(found, ground) >= _READ:
            break
    return found


def _words(line: str) -> Iterator[tuple[int, str, str]]:
    """The line's words with the columns where they begin, and their kinds; no blanks."""
    column = 0
    for kind, text in _lexed(line):
        for part in text.split(" "):
            if part:
                yield column, part, kind
            column += len(part) + 1
        column -= 1


@lru_cache(maxsize=512)
def _lexed(line: str) -> tuple[tuple[str, str], ...]:
    """Stretches of a line with their kinds: what most languages write alike is told apart."""
    from pygments import lex  # type: ignore[import-untyped]  # noqa: PLC0415 - where code is
    from pygments.lexers import (  # type: ignore[import-untyped]  # noqa: PLC0415 - as above
        BashLexer,
        PythonLexer,
    )
    from pygments.token import Token  # type: ignore[import-untyped]  # noqa: PLC0415 - as above

    shell = line.lstrip().startswith(("$ ", "~/", "#!"))
    lexer = (BashLexer if shell else PythonLexer)(stripnl=False, ensurenl=False)
    telling = (Token.Name.Function, Token.Name.Builtin)
    found = []
    for kind, text in lex(line, lexer):
        heads = (name for name in ("Keyword", "Literal", "Comment") if kind in getattr(Token, name))
        name = "Name" if any(kind in one for one in telling) else ""
        found.append((next(heads, name), text))
    return tuple(found)
