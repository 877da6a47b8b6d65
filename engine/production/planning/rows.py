"""Planning: a chunk of rows against what is there: what happens to each film, and why.

The ledger is read in a few batches for the whole chunk. Nothing is made, asked for or spent.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from engine.intake import Fetched, Unfetched, gather_all, gather_videos, is_address
from engine.moderation import ModerationVerdict, assert_allowed
from engine.production.context import RunContext
from engine.production.costs import NO_COSTS, Costs, costs_of, sent_calls
from engine.production.judging import assert_shown_allowed, judged_texts, verdicts_of
from engine.production.outcome import rejected
from engine.production.planning.crafted import crafted_recipe
from engine.production.planning.estimate import segments_of
from engine.production.planning.money import likely_cost
from engine.production.planning.recipe import RowRecipe, file_of
from engine.production.planning.row import FilmPlan, PendingRow, Prerequisite, RowPlan
from engine.production.planning.why import UNCHANGED, why_changed
from engine.production.speech import read_heard
from engine.report import Slugs
from engine.store import BlobKind, CallState, DeliveredFilm
from schemas.brief import Brief, Material
from schemas.errors import RowError
from schemas.film import Film
from schemas.inspection import Inspection
from schemas.reject import Reject
from schemas.run import Action, PlannedFilm
from schemas.speech import Heard
from schemas.storyboard import videos_of

__all__ = ["Known", "PlannedRow", "decide", "plan_rows"]

_PENDING = "its words are asked for first"
_UNFETCHED = "its pictures are fetched first"
_JUDGED_LATER = Prerequisite(what="moderation", calls=0)
"""How many prompts there are is known when the row is written."""


@dataclass(frozen=True, slots=True)
class PlannedRow:
    """One row's plan, or why it cannot be made, and what it may cost as it stands."""

    brief: Brief
    plan: RowPlan | PendingRow | Reject
    costs: Costs = NO_COSTS


@dataclass(frozen=True, slots=True)
class Known:
    """What the ledger and the store know about a chunk's recipes.

    `accepted`: takes by setup key; `heard`: spoken lines by key; `delivered`: films that were
    delivered, by file, and `before` their records, of those whose recipe is another now;
    `inspections`: of the accepted takes of films that change; `sent`: how far paid calls are.
    """

    accepted: Mapping[str, str]
    heard: Mapping[str, Heard]
    delivered: Mapping[str, DeliveredFilm]
    before: Mapping[str, Film]
    inspections: Mapping[str, Inspection]
    sent: Mapping[str, CallState]


def plan_rows(
    context: RunContext,
    briefs: Sequence[Brief],
    slugs: Slugs,
    delivered: Mapping[str, DeliveredFilm],
    tell: Callable[[str], None] | None = None,
) -> Iterator[PlannedRow]:
    """Plan a chunk of rows, in order; `delivered` are the films of these rows that are live. `tell`
    hears how far it is with pictures that nobody has looked at yet.
    """
    fetched = _fetched(context, briefs)
    memory = context.store.ledger.pictures
    bare = context.production.pictures.missing == "type"
    materials = gather_all(briefs, context.paths.root, memory, tell, fetched, bare=bare)
    found: list[tuple[Brief, RowRecipe | PendingRow | Reject]] = []
    for brief in briefs:
        material = materials[brief.id]
        slug = slugs.of(brief.id, brief.kind.value)
        match material:
            case RowError():
                found.append((brief, rejected(brief, material)))
            case Unfetched():
                wanted = Prerequisite(what="pictures", calls=len(material.addresses))
                row = (brief, Material(), slug)
                found.append((brief, _pending(context, row, delivered, (wanted,), _UNFETCHED)))
            case Material():
                found.append((brief, _recipe(context, brief, material, slug, delivered)))
    recipes = [recipe for _, recipe in found if isinstance(recipe, RowRecipe)]
    known = _known(context, recipes, delivered)
    verdicts: Mapping[str, ModerationVerdict] = {}
    if moderator := context.moderator:
        texts = {text for recipe in recipes for text in judged_texts(context, recipe)}
        verdicts = verdicts_of(context, moderator, texts)
    for brief, one in found:
        if isinstance(one, RowRecipe):
            yield _judged(context, one, known, verdicts)
        elif isinstance(one, PendingRow):
            most = tuple(need.max_cost for need in one.prerequisites if need.max_cost)
            doubts = sum(need.doubts for need in one.prerequisites)
            yield PlannedRow(brief, one, Costs(most, doubts))
        else:
            yield PlannedRow(brief, one)


def decide(context: RunContext, recipe: RowRecipe, known: Known) -> RowPlan:
    """The row's plan: each film's action and why. A pure function of its arguments."""
    films = []
    for film in recipe.films:
        before = known.delivered.get(film.planned.file)
        action, why = _action(context, film, before, known.before.get(film.planned.file))
        planned = film.planned.model_copy(update={"action": action, "why": why})
        films.append(film.model_copy(update={"planned": planned}))
    accepted = {key: known.accepted[key] for key in recipe.setups if key in known.accepted}
    row = RowPlan(
        brief=recipe.brief,
        material=recipe.material,
        storyboard=recipe.storyboard,
        setups=dict(recipe.setups),
        accepted=accepted,
        films=tuple(films),
    )
    counted = tuple(
        film.model_copy(update=segments_of(context, row, film, known.heard, known.inspections))
        if film.is_to_make
        else film
        for film in films
    )
    return row.model_copy(update={"films": counted})


def _fetched(context: RunContext, briefs: Sequence[Brief]) -> dict[str, Fetched | RowError]:
    """What is known of the briefs' addresses, without asking anybody."""
    addresses = {name for brief in briefs for name in brief.images if is_address(name)}
    if not addresses:
        return {}
    remote = context.remote_pictures
    refused = {one: error for one in addresses if (error := remote.refusal(one))}
    return {**remote.known(addresses - refused.keys()), **refused}


def _recipe(
    context: RunContext,
    brief: Brief,
    material: Material,
    slug: str,
    delivered: Mapping[str, DeliveredFilm],
) -> RowRecipe | PendingRow | Reject:
    try:
        locales = tuple(dict.fromkeys(one.locale for one in context.deliveries(brief)))
        asked = context.writer_of(brief).assignment(brief, material, locales)
        if asked is not None:
            assert_shown_allowed(context, brief)
            wanted = Prerequisite(
                what="words",
                calls=asked.calls,
                max_cost=asked.most,
                likely_cost=likely_cost(asked.first, context.written_so_far),
                doubts=asked.doubts,
            )
            needs = (wanted,) if context.moderator is None else (wanted, _JUDGED_LATER)
            return _pending(context, (brief, material, slug), delivered, needs)
        return crafted_recipe(context, brief, _with_videos(context, brief, material), slug)
    except RowError as error:
        return rejected(brief, error)


def _with_videos(context: RunContext, brief: Brief, material: Material) -> Material:
    """The material with the row's videos that its own storyboard starts from; others are opened by
    nobody, and only an author names any. Raises RowError for one that cannot be used.
    """
    if not brief.storyboard:
        return material
    shots = context.writer_of(brief).storyboard(brief, material).shots
    numbers = [number for shot in shots for number in videos_of(shot)]
    if not numbers:
        return material
    facts = context.store.ledger.facts
    videos = gather_videos(brief, numbers, context.paths.root, facts)
    return material.model_copy(update={"videos": videos})


def _judged(
    context: RunContext,
    recipe: RowRecipe,
    known: Known,
    verdicts: Mapping[str, ModerationVerdict],
) -> PlannedRow:
    """The row's plan, once it is known that its texts may be given to a model and shown."""
    try:
        missing = 0
        for text in judged_texts(context, recipe) if context.moderator else ():
            if text in verdicts:
                assert_allowed(text, verdicts[text])
            else:
                missing += 1
    except RowError as error:
        return PlannedRow(recipe.brief, rejected(recipe.brief, error))
    if missing:
        wanted = Prerequisite(what="moderation", calls=missing)
        slug = recipe.films[0].planned.slug
        row = (recipe.brief, recipe.material, slug)
        return PlannedRow(recipe.brief, _pending(context, row, known.delivered, (wanted,)))
    try:
        plan = decide(context, recipe, known)
    except RowError as error:
        return PlannedRow(recipe.brief, rejected(recipe.brief, error))
    costs = costs_of(context, recipe, plan, known.heard, known.sent)
    return PlannedRow(recipe.brief, plan, costs)


def _pending(
    context: RunContext,
    row: tuple[Brief, Material, str],
    delivered: Mapping[str, DeliveredFilm],
    prerequisites: tuple[Prerequisite, ...],
    why: str = _PENDING,
) -> PendingRow:
    """A row whose films are known by name only."""
    brief, material, slug = row
    films = []
    for delivery in context.deliveries(brief):
        file = file_of(slug, delivery)
        films.append(
            PlannedFilm(
                id=brief.id,
                slug=slug,
                locale=delivery.locale,
                profile=delivery.profile.name,
                file=file,
                action=Action.CHANGE if file in delivered else Action.CREATE,
                why=why,
            )
        )
    return PendingRow(
        brief=brief,
        material=material,
        slug=slug,
        prerequisites=prerequisites,
        films=tuple(films),
    )


def _action(
    context: RunContext, film: FilmPlan, before: DeliveredFilm | None, record: Film | None
) -> tuple[Action, str]:
    if before is None:
        return Action.CREATE, "it is not there yet"
    if before.key != film.planned.key:
        return Action.CHANGE, why_changed(record, film) if record else "its recipe"
    if not before.intact(context.paths.out):
        return Action.CHANGE, "the delivered file was changed or is gone"
    return Action.REUSE, UNCHANGED


def _known(
    context: RunContext, recipes: Sequence[RowRecipe], delivered: Mapping[str, DeliveredFilm]
) -> Known:
    store, ledger = context.store, context.store.ledger
    films = [film for recipe in recipes for film in recipe.films]
    changing = [
        film
        for film in films
        if (before := delivered.get(film.planned.file)) and before.key != film.planned.key
    ]
    takes = ledger.accepted({key for recipe in recipes for key in recipe.setups})
    ready = store.ready(takes.values(), BlobKind.TAKE)
    accepted = {key: take for key, take in takes.items() if take in ready}
    lines = {one.key for film in films for one in film.lines}
    wanted = {accepted[key] for film in changing for key in film.setups.values() if key in accepted}
    heard = read_heard(store, lines)
    return Known(
        accepted=accepted,
        heard=heard,
        delivered=delivered,
        before={
            film.file: film
            for film in ledger.films.documents(
                context.output, [film.planned.file for film in changing]
            )
        },
        inspections=ledger.inspections(wanted),
        sent=sent_calls(context, recipes, accepted, heard),
    )
