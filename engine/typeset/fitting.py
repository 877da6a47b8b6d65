"""Fitting: whether a shot's titles can be set at all, before anything is shot.

It gives the answer of `lay_out`, but lays out only what is not plainly short; it places nothing.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from engine.brand import Brand
from engine.typeset.block import SMALLEST, assert_fits, measure_of
from engine.typeset.context import Style, TypeContext
from engine.typeset.corners import corner_band
from engine.typeset.fonts import widths_of
from engine.typeset.lines import is_cjk, words
from engine.typeset.regions import Region, block_region, safe_region
from engine.typeset.text import SOLID_LEADING
from schemas.delivery import SafeArea
from schemas.edit import Layer, LayerRole
from schemas.errors import RowError
from schemas.placement import TypePlace
from schemas.script import Role, Title
from schemas.setup import Canvas
from schemas.shot import CopySpace

__all__ = ["Fitting"]

_SAFETY = 1.25
"""Times a letter's nominal width: kerning, and the bold that is made of a font without one."""
_CJK_AIR = 0.2
"""Share of the size between Chinese and Latin letters."""
_BESIDE = {
    Role.KICKER: 2.5,
    Role.POINT: 2.0,
    Role.LOWER_THIRD: 2.0,
    Role.RECAP: 2.0,
    Role.PRICE: 2.5,
    Role.CTA: 2.5,
}
"""Times the type's size that stands beside a line at most: rules, numbers, a button's ends."""
_AROUND = 1.5
"""Times the type's size that a text takes in height beside its lines: accents, descenders, air."""
_OVER_KICKER = 1.4
"""The same, for the rule above a centred kicker."""
_NARROWEST = 0.9
"""The narrowest measure that a role sets itself, as a share of the short side."""
_APART = 0.052
"""The air between a list's items, as a share of the short side."""
_ON_PLATES = frozenset({Role.PRICE, Role.CTA})
_SHRUNK = 0.55
"""The share of their size that letters on a plate may be set at, and a little."""
_PLATE = 2.3
"""Times the size that a button, the taller of the two, is high."""
_IN_PARTS = frozenset({Role.LOWER_THIRD, Role.RECAP})
"""Roles whose texts stand under each other; of the others one line holds all."""
_JOINING = re.compile("[\u00a0\u2007\u202f]|\\d ")
"""Where a space may join what it stands between: a number and its unit."""
_FIRST_CJK = "\u2e80"


@dataclass(frozen=True, slots=True)
class _Least:
    """A text's smallest setting. Lengths are pixels, `spacing` is a share of the size."""

    size: float
    most: int
    line: float
    around: float
    beside: float
    spacing: float


class Fitting:
    """Whether titles fit in films of one canvas, safe area and brand.

    `logo` says whether the film shows one, which takes room from every title, as `lay_out` sees it.
    What a label and captions take is not known before the film is cut.
    """

    def __init__(
        self,
        canvas: Canvas,
        safe: SafeArea,
        brand: Brand,
        *,
        logo: bool = False,
    ) -> None:
        self._context = TypeContext(brand=brand, canvas=canvas, width=canvas.width)
        self._area = safe_region(canvas, safe)
        self._over = corner_band(self._context) if logo else 0
        self._widths = widths_of(tuple(font.path for font in brand.fonts))
        self._regions: dict[tuple[CopySpace, TypePlace | None], Region] = {}
        self._least = {role: self._least_of(role) for role in Role}
        numeral = replace(self._context, scale=SMALLEST)
        self._numeral = _least(numeral.numeral, numeral, Role.POINT)

    def refusal(
        self,
        titles: Sequence[Title],
        copy_space: CopySpace,
        locale: str,
        place: TypePlace | None = None,
    ) -> RowError | None:
        """Why the titles of one shot cannot be set (TOO_LONG, GLYPH); None where they can.

        `titles` are bound: they hold no placeholders. `place` is where they stand; without one,
        `copy_space` is what their shot leaves.
        """
        if all(title.role is Role.LOWER_THIRD for title in titles):
            copy_space = CopySpace.NONE
        region = self._region(copy_space, place)
        if self._is_plainly_short(titles, region):
            return None
        try:
            assert_fits(_layers(titles, copy_space, locale, place), region, self._context)
        except RowError as error:
            return error
        return None

    def _region(self, copy_space: CopySpace, place: TypePlace | None) -> Region:
        asked = copy_space, place
        if asked not in self._regions:
            self._regions[asked] = block_region(
                self._area,
                self._context.canvas,
                copy_space,
                place,
                over=self._over,
                under=0,
            )
        return self._regions[asked]

    def _is_plainly_short(self, titles: Sequence[Title], region: Region) -> bool:
        """Whether titles fit at their smallest size by the nominal widths of their letters."""
        width = min(measure_of(region, self._context), _NARROWEST * self._context.short)
        free = float(region.height + region.reach)
        for title in titles:
            if title.role is Role.CODE:
                return False  # its lines are as wide as they are
            least, further = self._least[title.role]
            if title.number:
                free -= self._numeral.around + self._numeral.line
            for text in title.text if title.role in _IN_PARTS else (" ".join(title.text),):
                shown = text.upper() if title.role is Role.KICKER else text
                lines = self._lines(shown, least, width - least.beside)
                if lines > least.most:
                    return False
                free -= least.around + lines * least.line
                least = further
        return free >= 0

    def _lines(self, text: str, least: _Least, width: float) -> float:
        """The most lines that a text may need at that width; infinite where that is not plain.

        Lines are filled one after the other: narrower words never need more of them.
        """
        if not text.strip() or len(text.splitlines()) > 1:
            return math.inf
        cjk = max(text) >= _FIRST_CJK and any(map(is_cjk, text))
        spacing = max(0.0, least.spacing) + (_CJK_AIR if cjk else 0)

        def most(part: str) -> float:
            letters = sum(map(self._widths.__getitem__, part))
            return least.size * (_SAFETY * letters + spacing * len(part))

        if most(text) <= width:
            return 1
        in_words = cjk or _JOINING.search(text)
        space, lines, left = most(" "), 0, -1.0
        for word in map(most, [one.text for one in words(text)] if in_words else text.split()):
            if word > width:
                return math.inf
            if word + space > left:
                lines, left = lines + 1, width + space
            left -= word + space
        return lines

    def _least_of(self, role: Role) -> tuple[_Least, _Least]:
        """The smallest setting of a role's first text and of those that follow it."""
        context, shown = replace(self._context, scale=SMALLEST), LayerRole(role.value)
        first = context.style(shown)
        rest = context.detail if role is Role.LOWER_THIRD else first
        return _least(first, context, role), _least(rest, context, role)


def _least(style: Style, context: TypeContext, role: Role) -> _Least:
    size = context.size(style)
    over = _OVER_KICKER if role is Role.KICKER else 0
    above = context.air(max(style.above, _APART))
    line = style.leading + SOLID_LEADING
    return _Least(
        size=_SHRUNK * size if role in _ON_PLATES else size,
        most=style.most,
        line=(_PLATE if role in _ON_PLATES else line) * size,
        around=(_AROUND + over) * size + above,
        beside=_BESIDE.get(role, 0.0) * size,
        spacing=style.spacing,
    )


def _layers(
    titles: Sequence[Title], copy_space: CopySpace, locale: str, place: TypePlace | None
) -> list[tuple[int, Layer]]:
    """The titles as the layers that an edit makes of them; how long they stay changes no fit."""
    return [
        (
            n,
            Layer(
                role=LayerRole(title.role.value),
                text=title.text,
                number=title.number,
                goes_on=title.goes_on,
                locale=locale,
                start=0,
                frames=1,
                shot=title.shot,
                copy_space=copy_space,
                place=place,
            ),
        )
        for n, title in enumerate(titles)
    ]
