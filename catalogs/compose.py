"""Compose: a draft that met the suite as a Brief, or the finding that no suite could give.

It does not know other rows; `catalogs.validate` compares them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from catalogs.columns import KNOWN, TEXT_BY_LOCALE
from catalogs.draft import Draft, Finding, quoted
from catalogs.prices import currencies
from schemas.brief import Brief, Kind, LocaleText, Origin
from schemas.errors import ProductionError
from schemas.locale import language_tag
from schemas.money import Money
from schemas.reject import Code

__all__ = ["Defaults", "compose"]

_DIGITS = 15
_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:|//|\\\\")
"""What begins a reference that no base address goes before: a scheme or a drive, a host."""
_TITLE = 120


@dataclass(frozen=True, slots=True)
class Defaults:
    """What the production says for rows that do not: a currency, a language, a brand, the address
    below which their pictures lie.

    Raises ProductionError for a currency that is not in use or a language that is not known.
    """

    currency: str | None = None
    locale: str = "en"
    brand: str = ""
    pictures: str = ""

    def __post_init__(self) -> None:
        if self.currency is not None and self.currency not in currencies():
            raise ProductionError(
                "the production's currency is not an ISO 4217 code in use",
                f"currency: {self.currency!r}",
                "Write three letters, for instance EUR.",
            )
        if language_tag(self.locale) is None:
            raise ProductionError(
                "the production's locale is no language tag (BCP 47)",
                f"locale: {self.locale!r}",
                "Write, for instance, en, de or pt-BR.",
            )


def compose(
    draft: Draft, defaults: Defaults, origin: Origin
) -> tuple[Brief, tuple[str, ...]] | Finding:
    """The brief with what its owner should be told, or why there is none.

    The draft has met the row suite (its tokens are well formed) and has no finding of its own.
    """
    own = draft.texts
    notes = list(draft.notes)
    if finding := _prices(draft, defaults) or _locale_titles(draft):
        return finding
    currency = (own.get("currency") or defaults.currency or "").upper()
    price, was_price = (_money(own.get(name), currency) for name in ("price", "was_price"))
    if was_price and price and was_price.amount == price.amount:
        notes.append("was_price equals price: it is left out, for nothing was reduced")
        was_price = None
    brief = Brief(
        **{name: own.get(name) for name in _OPTIONAL},
        category=_shelf(own.get("category")),
        id=own["id"],
        kind=Kind(own.get("kind", "product").lower()),
        title=own["title"],
        brand=own.get("brand") or defaults.brand or None,
        bullets=draft.lists.get("bullets", ()),
        price=price,
        was_price=was_price,
        images=_below(defaults.pictures, _unique("images", draft, notes)),
        videos=_unique("videos", draft, notes),
        locale=language_tag(own.get("locale", defaults.locale)) or defaults.locale,
        texts=_texts(draft),
        seconds=float(own["seconds"]) if "seconds" in own else None,
        approved=own.get("review", "").lower() == "approved",
        extra={
            name: text
            for name, text in own.items()
            if name not in KNOWN and name.partition("@")[0] not in TEXT_BY_LOCALE
        },
        origin=origin,
    )
    return brief, tuple(notes)


_OPTIONAL = (
    *("subtitle", "description", "audience", "style"),
    *("url", "cta", "narration", "snippet", "storyboard", "design"),
)


_PATH = re.compile(r"\s*(?:>|»|\u203a)\s*|(?<=\w)/(?=\w)")
"""Between the levels of a category, as merchants' taxonomies and shop systems write them."""


_ROOTS = frozenset(
    {"default category", "root catalog", "shop all", "shop", "all", "home", "all products"}
)
"""First levels of shop systems, which name nothing."""


def _shelf(category: str | None) -> str | None:
    """What the row's thing is among: the last level of the deepest of its categories.

    Exports hold paths, several in a cell: `Default Category/Men/Hoodies,Default Category/Sale`. A
    cell without paths is the category itself; one slash alone may join two words (`Jackets/Coats`).
    What every shop has (`Home`) is none beside another.
    """
    if category is None:
        return None
    whole = category.strip("/ ")
    paths = [_PATH.split(path.strip("/ ")) for path in re.split(r"[,;|]", whole)]
    naming = [path for path in paths if path[-1] and path[-1].casefold() not in _ROOTS] or paths
    deepest = max(naming, key=len)
    rooted = len(naming) < len(paths) or deepest[0].casefold() in _ROOTS
    told = {">", "»"} & {*category} or len(deepest) > 2 or rooted
    return deepest[-1] if told and deepest[-1] else whole


def _prices(draft: Draft, defaults: Defaults) -> Finding | None:
    own = draft.texts
    for name in ("price", "was_price"):
        if sum(mark.isdigit() for mark in own.get(name, "")) > _DIGITS:
            return Finding(
                Code.PRICE,
                f"{name} is {quoted(own[name])}: more than {_DIGITS} digits",
                "Write it with two decimals.",
            )
    if "was_price" in own and "price" not in own:
        return Finding(
            Code.WAS_PRICE,
            f"was_price is {quoted(own['was_price'])}, but the row has no price",
            "Write the present price too, or empty was_price.",
        )
    if "price" in own and not (own.get("currency") or defaults.currency):
        return Finding(
            Code.CURRENCY,
            f"price is {quoted(own['price'])}, and no currency is given for it",
            "Write it into the currency column, or once in the production file: `currency: EUR`.",
        )
    return None


def _locale_titles(draft: Draft) -> Finding | None:
    for name, text in draft.texts.items():
        if name.startswith("title@") and len(text) > _TITLE:
            return Finding(
                Code.TOO_LONG,
                f"{name} is longer than {_TITLE} characters: {quoted(text)}",
                "Shorten it, and move the rest into subtitle or bullets.",
            )
    return None


def _money(text: str | None, currency: str) -> Money | None:
    return Money(amount=Decimal(text), currency=currency) if text else None


def _unique(name: str, draft: Draft, notes: list[str]) -> tuple[str, ...]:
    listed = draft.lists.get(name, ())
    kept = tuple(dict.fromkeys(listed))
    twice = [item for item in kept if listed.count(item) > 1]
    if twice:
        notes.append(f"{name} lists {', '.join(map(quoted, twice[:3]))} more than once")
    return kept


def _below(base: str, images: tuple[str, ...]) -> tuple[str, ...]:
    """The pictures with those that have a path below the base address, if there is one."""
    if not base:
        return images
    paths = (one.replace("\\", "/").lstrip("/") for one in images)
    return tuple(
        one if _ABSOLUTE.match(one) else f"{base.rstrip('/')}/{path}"
        for one, path in zip(images, paths, strict=True)
    )


def _texts(draft: Draft) -> dict[str, LocaleText]:
    found: dict[str, dict[str, str | tuple[str, ...]]] = {}
    if not any("@" in name for names in (draft.texts, draft.lists) for name in names):
        return {}
    given: dict[str, str | tuple[str, ...]] = {**draft.texts, **draft.lists}
    for name, value in given.items():
        base, _, tag = name.partition("@")
        locale = language_tag(tag) if base in TEXT_BY_LOCALE else None
        if locale:
            found.setdefault(locale, {})[base] = value
    return {locale: LocaleText.model_validate(texts) for locale, texts in sorted(found.items())}
