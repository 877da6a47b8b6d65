"""Authority: what a served run is, read from the files of who serves, and what it may choose.

It takes nothing from Prefect but a production's name and choices. Who may start a run may not say
where keys go, what is read or where films are written.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from engine.profiles import profiles
from flows.serving.data import Served, open_serving
from schemas.choices import RunChoices
from schemas.errors import ProductionError
from schemas.production import DeliverySettings, Production

__all__ = ["SERVING", "apply_choices", "served_target"]

SERVING = "CALLSHEET_SERVING"
"""The variable that tells a run's process which serving file it belongs to."""
_COLOURS = ("background", "light", "dark", "accent")
"""Those of the brand's that the form asks for."""


def served_target(name: str, environment: Mapping[str, str]) -> Served:
    """The production that the serving file calls `name`, as its files say it now.

    Raises ProductionError where the environment names no serving file, or that no such production.
    """
    file = environment.get(SERVING)
    if not file:
        raise ProductionError(
            "this process was not told which productions are served",
            f"{SERVING} is not set",
            f"Let `callsheet serve` start the run, or set {SERVING} to the serving file's path.",
        )
    opened = open_serving(Path(file))
    for one in opened.settings.productions:
        if one.name == name:
            return opened.served(one)
    known = ", ".join(one.name for one in opened.settings.productions)
    raise ProductionError(
        "no production of that name is served", f"{name!r} in {file}", f"There are: {known}."
    )


def apply_choices(production: Production, choices: RunChoices) -> Production:
    """The production as one run makes it. `only`, `strict` and `withdraw` are the run's own.

    Raises ProductionError where a choice goes beyond what the production's file allows.
    """
    brand = {name: getattr(choices, name) for name in _COLOURS if getattr(choices, name)}
    if choices.brand_name:
        brand["name"] = choices.brand_name
    if not choices.more.music:
        brand["music"] = None
    fields: dict[str, dict[str, Any]] = {
        "budget": {**production.budget.model_dump(), "amount": _budget(production, choices)},
        "brand": {**production.brand.model_dump(), **brand},
        "voice": {**production.voice.model_dump(), **_voice(choices)},
    }
    try:
        # Each part is validated again, because a copy would take any value.
        parts = {
            name: type(getattr(production, name)).model_validate(value)
            for name, value in fields.items()
        }
    except ValidationError as error:
        first = error.errors()[0]
        raise ProductionError(
            f"the choice {'.'.join(str(step) for step in first['loc'])!r} is wrong: {first['msg']}",
            repr(first.get("input")),
            "Choose another value, or leave it empty.",
        ) from error
    return production.model_copy(update={**parts, "deliveries": _deliveries(production, choices)})


def _deliveries(production: Production, choices: RunChoices) -> tuple[DeliverySettings, ...]:
    """The production's own in the chosen placements and languages; other placements take its
    languages.
    """
    own = production.deliveries
    languages = sorted({locale for one in own for locale in one.locales})
    if unknown := [locale for locale in choices.locales if locale not in languages]:
        raise _beyond("locales", unknown[0], languages, "the production delivers no such language")
    known = profiles(production.profiles)
    if unknown := [name for name in choices.profiles if name not in known]:
        raise _beyond("profiles", unknown[0], sorted(known), "there is no such placement")
    named = {one.profile for one in own}
    more = [name for name in dict.fromkeys(choices.profiles) if name not in named]
    wanted = [one for one in own if not choices.profiles or one.profile in choices.profiles]
    wanted += [DeliverySettings(profile=name, locales=tuple(languages)) for name in more]
    if choices.locales:
        chosen = [
            one.model_copy(
                update={"locales": tuple(x for x in one.locales if x in choices.locales)}
            )
            for one in wanted
        ]
        wanted = [one for one in chosen if one.locales]
    if not wanted:
        raise ProductionError(
            "nothing would be delivered",
            f"profiles {', '.join(choices.profiles)}; locales {', '.join(choices.locales)}",
            "Choose a language that one of these placements has.",
        )
    return tuple(wanted)


def _budget(production: Production, choices: RunChoices) -> Decimal:
    limit = production.budget
    chosen = Decimal(choices.budget) if choices.budget else limit.amount
    if chosen > limit.amount:
        raise ProductionError(
            "a run may not spend more than its production allows",
            f"budget {chosen} {limit.currency}, of {limit.amount}",
            "Choose less, or have the production's file changed by who serves it.",
        )
    return chosen


def _voice(choices: RunChoices) -> dict[str, Any]:
    more = choices.more
    voice: dict[str, Any] = {} if more.speech else {"engine": "none"}
    if more.voice:
        voice["voice"] = more.voice
    if more.words_per_minute:
        voice["rate_wpm"] = more.words_per_minute
    return voice


def _beyond(field: str, value: str, known: list[str], what: str) -> ProductionError:
    there = f"There are: {', '.join(known)}." if known else "It names none; leave it empty."
    return ProductionError(what, f"{field}: {value}", there)
