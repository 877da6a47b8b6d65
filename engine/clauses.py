"""Clauses: the beginning of a long sentence that stands by itself, for a screen that has no room
for the whole.

It knows punctuation and the small words of a few languages, and no grammar: where it is not sure,
there is none.
"""

from __future__ import annotations

import re
from functools import lru_cache

from engine.phrases import word_count

__all__ = ["clause_of"]

_LEAST = 3
"""Words under which nothing was said: "Dense, innovative foam" is not cut after its first."""
_MORE = 3
"""Words over the room that a sentence or clause may have which nothing shortens."""
_ITEM = 2
"""Words that an item of a list may have."""
_ITEMS = re.compile(
    r"\s*\S+(?:\s\S+)?(?:,|\s(?:and|or|und|oder|et|ou|y|o|e|en|of)\s)", re.IGNORECASE
)
_END = re.compile(r"[.!?…。！？]+$")
_PAUSE = re.compile(r"(?<=[,;])\s+|\s+(?=[-–—]\s)|(?<=[，；])\s*")
_BREAK = re.compile(r"\s*[;；]\s*|\s+[-–—]\s+|\s*—\s*")
_APART = re.compile(
    r"\s*(?:and|und|et|y|e|en)\s+(?:the|its|it|the|der|die|das|sein\w*|ihr\w*|er|sie|es|son|sa|ses"
    r"|le|la|les|il|elle|su|sus|el|los|las|lo|i|gli|suo|sua|de|het|zijn)\s",
    re.IGNORECASE,
)
"""After a comma: another clause, with a thing of its own."""
_CAUSE = re.compile(
    r"\s+(?=(?:because|thanks to|so that|whereas|car|parce que|grâce|afin|porque|gracias|perché"
    r"|grazie|omdat|dankzij|zodat|graças)\b)",
    re.IGNORECASE,
)
_JOINT = re.compile(
    r"(?<!ly)(?<!ed)(?<!built)(?<!made)(?<!comes)(?<!goes)(?<!iert)(?<!tet)"
    r"\s+(?=(?:with|and|while|using|mit|und|während|avec|et|con|y|e|met|en|terwijl|com)\s)",
    re.IGNORECASE,
)
"""Where more is said of the same thing; not after an adverb or a participle, which belong to what
comes.
"""
_OFFER = re.compile(
    r"\b(?:free|off|save|savings?|discount\w*|sale|bonus|gift|guarantee\w*|warranty"
    r"|gratis|kostenlos\w*|rabatt\w*|sparen?|garantie\w*|gratuit\w*|offert\w*|remise|soldes"
    r"|descuento|regalo|garant\w+|sconto|omaggio|korting|desconto|oferta)\b|%",
    re.IGNORECASE,
)
"""Words of an offer, whose terms stay with it."""
_OPENING = frozenset(
    """
    when while whenever if as since although though because whether after before once until unless
    from for in on at by to of than not
    wenn während falls weil obwohl nachdem bevor sobald seit bis als von für im in am auf bei zu um
    quand lorsque si comme depuis pour dans sur à en afin non
    cuando si como desde para en aunque mientras no
    quando se come da per in su mentre anche dopo
    als terwijl wanneer voor in op bij te om hoewel niet
    quando se como para em embora enquanto não
    """.split()  # noqa: SIM905 - words to read
)
"""Words with which a sentence begins whose main clause comes later."""
_ADJECTIVE = frozenset(
    """
    a an the this that these those its your our their with from in of for on very
    ein eine einen einem einer der die das den dem dieser diese dieses mit in für auf sehr
    un une le la les ce cette des avec en de du dans très
    un una el la los las este esta con en de muy
    un uno una il lo la i gli le questo questa con in di molto
    een de het dit deze met in van voor zeer
    um uma o a os as este esta com em de muito
    """.split()  # noqa: SIM905 - as above
)
"""Words after which a single word and a comma are the first of several adjectives."""
_GOING_ON = re.compile(
    r"\s*(?:which|who|whose|where|while|and|but|so|because|as|it|they|you|we|making|giving|keeping"
    r"|weil|da|wobei|die|der|das|und|sodass|qui|que|parce|car|et|ce|il|elle|porque|y|che|e|perché"
    r"|omdat|en|waarmee)\b",
    re.IGNORECASE,
)
"""Words with which a clause goes on after a thing and a comma."""
_LIMITING = re.compile(
    r"(?:^|,)\s*falls\b|\b(?:if|when|whenever|unless|provided|providing|only|except|excluding|excludes|without|until"
    r"|subject|not|no|never|but|however|depending|up to"
    r"|wenn|sofern|nur|außer|ausgenommen|ohne|bis|solange|aber|jedoch|nicht|kein\w*|je"
    r"|si|quand|lorsque|sauf|seulement|uniquement|hors|sans|jusqu\w*|mais|pas|selon"
    r"|cuando|solo|sólo|excepto|salvo|sin|hasta|pero|según"
    r"|se|quando|tranne|eccetto|senza|fino|ma|non|secondo"
    r"|als|wanneer|mits|alleen|behalve|zonder|tot|maar|niet|geen"
    r"|só|apenas|exceto|sem|até|mas|não)\b|[不但仅只除非]|場合|のみ|ただし|ない|경우|제외|단,",
    re.IGNORECASE,
)
"""What narrows what was said before it: leaving it out would say more than the text does."""


@lru_cache(maxsize=8192)
def clause_of(sentence: str, most: int, *, eager: bool = False) -> str | None:
    """The sentence, or else its longest beginning of at most `most` words that stands by itself.

    It ends where the sentence pauses, or gives its cause; a sentence that has no such place and is
    little longer stays whole. An `eager` one ends also where it begins to say more of the same
    thing. It never ends before a condition, a limit or a denial, nor after an offer. Where nothing
    stands by itself, there is nothing.
    """
    count = word_count(sentence)
    if count <= most:
        return sentence
    found = _longest(sentence, most, _PAUSE, _CAUSE)
    if found is None and count <= most + _MORE:
        return sentence
    found = found or _longest(sentence, most + _MORE, _PAUSE, _CAUSE)
    if found or not eager:
        return found
    return _longest(sentence, most + _MORE, _JOINT) or _longest(
        sentence, most + 2 * _MORE, _PAUSE, _CAUSE
    )


def _longest(sentence: str, most: int, *places: re.Pattern[str]) -> str | None:
    """The longest beginning that ends at one of the places, with the sentence's own end."""
    end = _END.search(sentence)
    cuts = sorted(found.start() for place in places for found in place.finditer(sentence))
    for at in reversed(cuts):
        begun = sentence[:at]
        if _LEAST <= word_count(begun) <= most and _stands(begun, sentence[at:]):
            return begun.rstrip(" ,;，；") + (end[0] if end else "")
    return None


def _stands(begun: str, rest: str) -> bool:
    whole = begun.count("(") == begun.count(")") and len(re.findall('["“”„]', begun)) % 2 == 0
    limited = _OFFER.search(begun) or _limits(begun, rest)
    opening = begun.split(maxsplit=1)[0].casefold() in _OPENING
    return whole and not limited and not opening and not _is_listing(begun, rest)


def _limits(begun: str, rest: str) -> bool:
    """Whether what follows narrows what was said. After a semicolon or a dash comes another clause,
    as after "and its"; its conditions are its own.
    """
    if begun[-1] in ";；" or _BREAK.match(rest) or (begun[-1] == "," and _APART.match(rest)):
        mine = " ".join(_BREAK.sub("", rest, count=1).split()[:2])
    else:
        mine = _BREAK.split(rest)[0]
    return bool(_LIMITING.search(mine))


def _is_listing(begun: str, rest: str) -> bool:
    """Whether they are parted within a list, of things or of adjectives."""
    *before, item = begun.rstrip(",").split(",")
    if not begun.endswith(","):
        return bool(before) and len(item.split()) <= _ITEM
    adjective = item.casefold().split()[-2:-1]
    return (
        ":" in begun
        or (bool(before) and len(item.split()) <= _ITEM)
        or bool(adjective and adjective[0] in _ADJECTIVE and not _GOING_ON.match(rest))
        or _ITEMS.match(rest) is not None
    )
