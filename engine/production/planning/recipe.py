"""Recipe: what a row's films are made of, as keys. It reads no ledger and makes nothing.

A pure function of the row, its pictures and videos, and the open production: the same row gives
the same keys.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from operator import attrgetter

from engine.cards import with_cards
from engine.casting import with_cast
from engine.production.context import RunContext
from engine.production.planning.row import FilmPlan
from engine.production.planning.setups import setups_for
from engine.production.planning.words import Words, permitted, words_of
from engine.proof import is_generative
from engine.renderers import Routed
from engine.typeset import REVISION as TYPE_REVISION
from schemas.brief import Brief, Material
from schemas.delivery import Delivery
from schemas.keys import key_of
from schemas.placement import TypePlace
from schemas.record import Record
from schemas.run import Action, PlannedFilm
from schemas.script import Script
from schemas.setup import Canvas, Setup
from schemas.storyboard import Storyboard

__all__ = ["RowRecipe", "file_of", "recipe_of"]

_EDIT_REVISION = 4
"""Raise it whenever the same takes and words would be edited into another film."""
_READABLE = 60
"""Characters of a value that a film's recipe keeps as it is, so that a plan can say "price: 24.90
-> 19.90"; longer ones are hashed."""


@dataclass(frozen=True, slots=True)
class RowRecipe:
    """The row's storyboard, its setups by key (sources first), and its films.

    `offers` are what was offered for each setup, by key: prompts and costs are in there. The films'
    actions are not decided yet: they say CREATE.
    """

    brief: Brief
    material: Material
    storyboard: Storyboard
    setups: Mapping[str, Setup]
    offers: Mapping[str, Routed]
    films: tuple[FilmPlan, ...]

    @property
    def prompts(self) -> tuple[str, ...]:
        """Every text that a model is to be given for the row's shots."""
        prompts = (routed.offer.prompt for routed in self.offers.values())
        return tuple(dict.fromkeys(prompt for prompt in prompts if prompt))


def recipe_of(
    context: RunContext, brief: Brief, material: Material, slug: str, written: Storyboard
) -> RowRecipe:
    """The recipe of the row as it was written.

    Raises RowError for a row that cannot be made as it is: what it claims (CLAIM), a language that
    it lacks (LOCALE, VOICE), a shot that no renderer offers (OPERATION), and what its
    writer refuses.
    """
    writer = context.writer_of(brief)
    deliveries = context.deliveries(brief)
    words = {
        locale: words_of(context, writer, (brief, slug), written, locale)
        for locale in dict.fromkeys(delivery.locale for delivery in deliveries)
    }
    worded = {title.shot for one in words.values() for title in one.script.titles}
    cast = context.production.cast
    storyboard, shown = with_cast(written, material, cast, context.cast_pictures)
    if context.brand.has_cards:
        storyboard, shown = with_cards(storyboard, shown, context.brand, context.card_pictures)
    setups: dict[str, Setup] = {}
    offers: dict[str, Routed] = {}
    by_canvas: dict[Canvas, dict[str, str]] = {}
    for canvas in dict.fromkeys(delivery.profile.canvas for delivery in deliveries):
        by_canvas[canvas] = setups_for(
            context,
            shown,
            (storyboard, worded),
            canvas,
            setups,
            offers,
            len(material.pictures),
        )
    films, own_words = [], writer.shortfall(brief, material)
    for delivery in deliveries:
        found = permitted(words[delivery.locale], delivery.profile.omits)
        by_shot = by_canvas[delivery.profile.canvas]
        film = _film(context, (brief, slug), storyboard, delivery, found, by_shot, setups)
        if own_words is not None:
            film = film.model_copy(update={"downgrades": (own_words, *film.downgrades)})
        films.append(film)
    return RowRecipe(brief, material, storyboard, setups, offers, tuple(films))


def file_of(slug: str, delivery: Delivery) -> str:
    """Where a film lies, relative to the output folder."""
    return f"films/{slug}/{slug}_{delivery.name}.mp4"


def _assert_titles_fit(
    context: RunContext,
    storyboard: Storyboard,
    delivery: Delivery,
    script: Script,
    places: Mapping[str, TypePlace | None],
) -> None:
    """Raises RowError (TOO_LONG, GLYPH) for words that cannot be set, before anything is shot."""
    fitting = context.fittings[delivery.profile.name]
    for name, titles in groupby(script.titles, key=attrgetter("shot")):
        copy_space = storyboard.shot(name).description.copy_space
        if refusal := fitting.refusal(tuple(titles), copy_space, script.locale, places[name]):
            raise refusal


def _film(
    context: RunContext,
    row: tuple[Brief, str],
    storyboard: Storyboard,
    delivery: Delivery,
    words: Words,
    by_shot: Mapping[str, str],
    setups: Mapping[str, Setup],
) -> FilmPlan:
    brief, slug = row
    shown = {shot.name: by_shot[shot.name] for shot in storyboard.shown_shots}
    places = {name: _place(setups[key]) for name, key in shown.items()}
    _assert_titles_fit(context, storyboard, delivery, words.script, places)
    labelled = _is_labelled(context, setups, shown.values())
    less, music = context.voices.downgrade(delivery.locale), context.music_of(brief)
    recipe = {
        "title": brief.title,
        "kind": brief.kind.value,
        "storyboard": _key_of("storyboard", storyboard),
        "words": key_of("words", it=words.script),
        "shots": key_of("shots", it=shown),
        "layout": key_of("layout", it=list(places.values())),
        "voice": key_of("voice", it=[spoken.key for spoken in words.lines]),
        "delivery": _key_of("delivery", delivery),
        "edit": f"{_EDIT_REVISION}, type {TYPE_REVISION}",
        "label": "yes" if labelled else "",
        "music": music.sha256 if music else "",
        **context.film_inputs,
    }
    readable = {f"{{{name}}}": _short(value) for name, value in words.used.items()}
    planned = PlannedFilm(
        id=brief.id,
        slug=slug,
        locale=delivery.locale,
        profile=delivery.profile.name,
        file=file_of(slug, delivery),
        action=Action.CREATE,
        why="it is not there yet",
        key=key_of("film", **recipe),
    )
    return FilmPlan(
        planned=planned,
        delivery=delivery,
        script=words.script,
        lines=words.lines,
        setups=shown,
        recipe={name: _short(value) for name, value in recipe.items() if value} | readable,
        labelled=labelled,
        downgrades=(less,) if words.lines and less else (),
    )


@lru_cache(maxsize=1024)
def _key_of(kind: str, it: Record) -> str:
    """The key of something that many rows share."""
    return key_of(kind, it=it)


def _place(setup: Setup) -> TypePlace | None:
    return None if setup.placement is None else setup.placement.type


def _is_labelled(context: RunContext, setups: Mapping[str, Setup], keys: Iterable[str]) -> bool:
    """Whether a film of these setups, or of what they start from, says that a model made them."""
    return any(
        is_generative(context.router.source_type(setups[key].renderer))
        or _is_labelled(context, setups, setups[key].sources)
        for key in keys
    )


def _short(value: str) -> str:
    return value if len(value) <= _READABLE else key_of("text", it=value)[:12]
