"""Planning: a chunk of rows against what is there: what happens to each film, and why.

The ledger is read in a few batches for the whole chunk. Nothing is made, asked for or spent.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from engine.intake import gather_all
from engine.moderation import Verdict, assert_allowed, verdict_key
from engine.production.context import RunContext
from engine.production.estimate import segments_of
from engine.production.outcome import rejected
from engine.production.recipe import RowRecipe, file_of, recipe_of
from engine.production.row import FilmPlan, PendingRow, Prerequisite, RowPlan
from engine.report import Slugs
from engine.store import DeliveredFilm, Kind
from schemas.brief import Brief, Material
from schemas.errors import RowError
from schemas.film import Film
from schemas.inspection import Inspection
from schemas.money import Money
from schemas.reject import Reject
from schemas.run import Action, PlannedFilm

__all__ = ["Facts", "PlannedRow", "decide", "plan_rows", "why_changed"]

_PENDING = "its words are asked for first"
_PART_NAMES = {
    "shots": "shots",
    "layout": "layout",
    "storyboard": "storyboard",
    "title": "title",
    "words": "words",
    "voice": "voice",
    "music": "music",
    "brand": "brand",
    "delivery": "delivery settings",
    "label": "AI label",
    "edit": "edit revision",
    "encoder": "encoder",
    "signer": "signer",
    "kind": "kind",
}
_EXPLAINED = {
    "words": {"title"},
    "voice": {"words", "title"},
    "storyboard": {"shots", "layout"},
    "layout": {"shots"},
}
"""Parts that say nothing more where one of the others has changed, or a value of the row."""


@dataclass(frozen=True, slots=True)
class PlannedRow:
    """One row's plan, or why it cannot be made; `costs` are the most of each paid take or line."""

    brief: Brief
    plan: RowPlan | PendingRow | Reject
    costs: tuple[Money, ...] = ()


@dataclass(frozen=True, slots=True)
class Facts:
    """What the ledger and the store know about a chunk's recipes.

    `accepted`: takes by setup key; `seconds`: lengths of spoken lines by key; `delivered`: films
    that stand, by file, and `before` their records, of those whose recipe is another now;
    `inspections`: of the accepted takes of films that change; `segments`: that lie in the store.
    """

    accepted: Mapping[str, str]
    seconds: Mapping[str, float]
    delivered: Mapping[str, DeliveredFilm]
    before: Mapping[str, Film]
    inspections: Mapping[str, Inspection]


def plan_rows(
    context: RunContext,
    briefs: Sequence[Brief],
    slugs: Slugs,
    delivered: Mapping[str, DeliveredFilm],
    tell: Callable[[str], None] | None = None,
) -> Iterator[PlannedRow]:
    """Plan a chunk of rows, in order; `delivered` are the films of these rows that stand. `tell`
    hears how far it is with pictures that nobody has looked at yet.
    """
    materials = gather_all(briefs, context.paths.root, context.store.ledger.pictures, tell)
    found: list[tuple[Brief, RowRecipe | PendingRow | Reject]] = []
    for brief in briefs:
        material = materials[brief.id]
        if isinstance(material, RowError):
            found.append((brief, rejected(brief, material)))
        else:
            slug = slugs.of(brief.id, brief.kind.value)
            found.append((brief, _recipe(context, brief, material, slug, delivered)))
    recipes = [recipe for _, recipe in found if isinstance(recipe, RowRecipe)]
    facts = _facts(context, recipes, delivered)
    verdicts = _verdicts(context, recipes)
    for brief, one in found:
        if isinstance(one, RowRecipe):
            yield _judged(context, one, facts, verdicts)
        elif isinstance(one, PendingRow):
            costs = (need.max_cost for need in one.prerequisites)
            yield PlannedRow(brief, one, tuple(cost for cost in costs if cost))
        else:
            yield PlannedRow(brief, one)


def decide(context: RunContext, recipe: RowRecipe, facts: Facts) -> RowPlan:
    """The row's plan: each film's action and why. A pure function of its arguments."""
    films = []
    for film in recipe.films:
        before = facts.delivered.get(film.planned.file)
        action, why = _action(context, film, before, facts.before.get(film.planned.file))
        planned = film.planned.model_copy(update={"action": action, "why": why})
        films.append(film.model_copy(update={"planned": planned}))
    accepted = {key: facts.accepted[key] for key in recipe.setups if key in facts.accepted}
    row = RowPlan(
        brief=recipe.brief,
        material=recipe.material,
        storyboard=recipe.storyboard,
        setups=dict(recipe.setups),
        accepted=accepted,
        films=tuple(films),
    )
    counted = tuple(
        film.model_copy(update=segments_of(context, row, film, facts.seconds, facts.inspections))
        if film.is_to_make
        else film
        for film in films
    )
    return row.model_copy(update={"films": counted})


def why_changed(before: Film, film: FilmPlan) -> str:
    """Which parts of the recipe differ: "price: 24,90 EUR -> 19,90 EUR", "signer"."""
    old, new = before.recipe, film.recipe
    parts = [name for name in {**old, **new} if old.get(name, "") != new.get(name, "")]
    values = [name for name in parts if name.startswith("{")]
    reasons = [
        f"{name[1:-1]}: {old.get(name, 'none')} -> {new.get(name, 'none')}" for name in values
    ]
    changed = {name for name in parts if name in _PART_NAMES}
    for name, title in _PART_NAMES.items():
        explained = _EXPLAINED.get(name, set())
        by_value = bool(values) and name in {"words", "voice", "title"}
        if name in changed and not by_value and not explained & changed:
            reasons.append(title)
    return ", ".join(reasons) or "its recipe"


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
            wanted = Prerequisite(what="words", calls=asked.calls, max_cost=asked.most)
            return _pending(context, (brief, material, slug), delivered, (wanted,))
        return recipe_of(context, brief, material, slug)
    except RowError as error:
        return rejected(brief, error)


def _judged(
    context: RunContext,
    recipe: RowRecipe,
    facts: Facts,
    verdicts: Mapping[str, Verdict | None],
) -> PlannedRow:
    """The row's plan, once it is known that its prompts may be given to a model."""
    try:
        missing = 0
        for prompt in recipe.prompts if context.moderator else ():
            verdict = verdicts[prompt]
            if verdict is None:
                missing += 1
            else:
                assert_allowed(prompt, verdict)
    except RowError as error:
        return PlannedRow(recipe.brief, rejected(recipe.brief, error))
    if missing:
        wanted = Prerequisite(what="moderation", calls=missing)
        slug = recipe.films[0].planned.slug
        row = (recipe.brief, recipe.material, slug)
        return PlannedRow(recipe.brief, _pending(context, row, facts.delivered, (wanted,)))
    try:
        plan = decide(context, recipe, facts)
    except RowError as error:
        return PlannedRow(recipe.brief, rejected(recipe.brief, error))
    return PlannedRow(recipe.brief, plan, tuple(_costs(context, recipe, plan, facts)))


def _costs(context: RunContext, recipe: RowRecipe, plan: RowPlan, facts: Facts) -> Iterator[Money]:
    """The most that each paid take (with its retakes) and each paid line may cost."""
    for key in plan.missing:
        cost = recipe.offers[key].offer.max_cost
        if cost is not None:
            takes = 1 + (context.production.takes.retakes if recipe.offers[key].offer.seeded else 0)
            yield Money(amount=cost.amount * takes, currency=cost.currency)
    if context.voice is None:
        return
    lines = {one.key: (one.line.text, film) for film in plan.to_make for one in film.lines}
    for key, (text, film) in lines.items():
        if key in facts.seconds:
            continue
        cost = context.voice.max_cost(text, film.delivery.locale)
        if cost is not None:
            yield cost


def _pending(
    context: RunContext,
    row: tuple[Brief, Material, str],
    delivered: Mapping[str, DeliveredFilm],
    prerequisites: tuple[Prerequisite, ...],
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
                why=_PENDING,
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
    return Action.REUSE, "nothing that it is made from changed"


def _facts(
    context: RunContext, recipes: Sequence[RowRecipe], delivered: Mapping[str, DeliveredFilm]
) -> Facts:
    store, ledger = context.store, context.store.ledger
    films = [film for recipe in recipes for film in recipe.films]
    changing = [
        film
        for film in films
        if (before := delivered.get(film.planned.file)) and before.key != film.planned.key
    ]
    noted = ledger.facts.read({key for recipe in recipes for key in recipe.setups})
    takes = {key: str(note["take"]) for key, note in noted.items()}
    ready = store.ready(takes.values(), Kind.TAKE)
    accepted = {key: take for key, take in takes.items() if take in ready}
    lines = {one.key for film in films for one in film.lines}
    wanted = {accepted[key] for film in changing for key in film.setups.values() if key in accepted}
    return Facts(
        accepted=accepted,
        seconds={key: float(note["seconds"]) for key, note in ledger.facts.read(lines).items()},
        delivered=delivered,
        before={
            film.file: film
            for film in ledger.films.documents(
                context.output, [film.planned.file for film in changing]
            )
        },
        inspections=ledger.inspections(wanted),
    )


def _verdicts(context: RunContext, recipes: Iterable[RowRecipe]) -> dict[str, Verdict | None]:
    """What the moderator said of each prompt; None where it was not asked yet."""
    moderator = context.moderator
    if moderator is None:
        return {}
    prompts = {prompt for recipe in recipes for prompt in recipe.prompts}
    keys = {prompt: verdict_key(moderator, prompt) for prompt in prompts}
    known = context.store.ledger.facts.read(keys.values())
    return {
        prompt: Verdict.from_document(known[key]) if key in known else None
        for prompt, key in keys.items()
    }
