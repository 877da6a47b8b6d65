"""Storyboard: a model is asked what is seen, from what pictures may depend on and nothing else.

It is shown the row's points, its pictures and its angle; no price, no title where there is a
description, and no late column: their changes shoot nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from functools import partial
from math import ceil
from typing import Any

from engine.binding import values
from engine.claims import lint_pictures
from engine.sound.pace import estimate_seconds
from engine.writers.model.answers import (
    WIDEST,
    Faults,
    ShotAnswer,
    StoryboardAnswer,
    claim_checks,
    malformed,
    parsed,
    wire_schema,
)
from engine.writers.model.conversation import Question
from engine.writers.model.direction import angle_of
from engine.writers.model.local_context import LocalContext
from engine.writers.model.redaction import bullets_of, clean, prompt_fields
from engine.writers.model.request import Request
from engine.writers.model.sight import shape_of, view_of
from engine.writers.model.speaking import handle, sentences_in
from schemas.brief import Brief, Material
from schemas.outside import WriterSettings
from schemas.shot import Animate, Camera, Description, Generate, PictureRef, Shot, Still
from schemas.storyboard import Storyboard
from schemas.timing import frames_at

__all__ = ["longest_storyboard", "storyboard_question"]

_NOTHING_LOCAL = LocalContext()
_RATE = Fraction(24)
_SHORTEST, _LONGEST = 6.0, 60.0
"""Seconds that a film of 3 to 8 shots can be asked to last."""
_OFF = 0.25
"""Share by which a storyboard may miss the wanted length."""
_SHOTS = 8
"""Shots that a storyboard may have at most."""
_PAUSES = 1.25
"""How much longer a film is than the words of its narration."""


def storyboard_question(
    brief: Brief, material: Material, settings: WriterSettings, local: LocalContext = _NOTHING_LOCAL
) -> Question[Storyboard]:
    """What the model is asked about the row's pictures."""
    pictures = len(material.pictures)
    row = _row(brief, material)
    request = Request(
        "storyboard",
        row,
        _schema(pictures),
        settings,
        pictures=local.shown(material) if settings.pictures else (),
        told=partial(_told, row, brief, material, local),
    )
    read = partial(_read, row=row, pictures=pictures)
    return Question(f"the storyboard of {brief.id!r}", request, read)


def longest_storyboard() -> Storyboard:
    """As many shots as there may be, described at such length."""
    description = Description(subject=WIDEST * 160, action=WIDEST * 160)
    shots = (
        Generate(operation="generate", name=f"explain{n}", frames=192, description=description)
        for n in range(_SHOTS)
    )
    return Storyboard(rate=Fraction(24), shots=tuple(shots))


def _row(brief: Brief, material: Material) -> dict[str, Any]:
    row: dict[str, Any] = {"kind": brief.kind.value}
    row |= prompt_fields(
        category=brief.category,
        audience=brief.audience,
        style=brief.style,
        description=brief.description,
    )
    if "description" not in row:
        row |= prompt_fields(title=brief.title)
    row["points"] = bullets_of(brief)
    row["angle"] = angle_of(brief)
    row["pictures"] = [
        {"picture": n, "shape": shape_of(picture)} for n, picture in enumerate(material.pictures)
    ]
    if brief.seconds is not None:
        row["seconds"] = min(_LONGEST, max(_SHORTEST, brief.seconds))
    known = values(brief, brief.locale)
    if names := sentences_in(known):
        speech = sum(estimate_seconds(known[name], brief.locale, 165) for name in names)
        needed = 5 * ceil(_PAUSES * speech / 5)  # in steps: a word more shoots nothing again
        row["narration"] = {"seconds": min(_LONGEST, needed)}
    return row


def _told(
    row: dict[str, Any], brief: Brief, material: Material, local: LocalContext
) -> dict[str, Any]:
    """The row with what its pictures are seen to show, and what the voice says in a shot."""
    pairs = zip(row["pictures"], material.pictures, strict=True)
    pictures = [shown | view_of(picture) for shown, picture in pairs]
    return row | {"pictures": pictures, "words_that_fit": local.room(brief.locale).table()}


def _schema(pictures: int) -> dict[str, Any]:
    """The answer's schema with the row's own pictures as the only ones there are."""
    schema = wire_schema(StoryboardAnswer)
    fields = schema["properties"]["shots"]["items"]["properties"]
    if pictures:
        numbers = {"type": "integer", "enum": list(range(pictures))}
        fields["picture"] = {"anyOf": [numbers, {"type": "null"}]}
    else:
        fields["picture"] = {"type": "null"}
        fields["operation"]["enum"] = ["generate"]
    return schema


def _read(text: str, *, row: dict[str, Any], pictures: int) -> Storyboard:
    answer = parsed(StoryboardAnswer, text)
    faults = Faults()
    with faults.noted():
        _assert_long_enough(sum(shot.seconds for shot in answer.shots), row)
    for n, shot in enumerate(answer.shots, 1):
        if shot.picture is None and shot.operation != "generate":
            faults.add(malformed(f"shot {n} is to {shot.operation} no picture: name one."))
        if shot.picture is not None and shot.picture >= pictures:
            faults.add(
                malformed(f"shot {n} shows picture {shot.picture}; the row has {pictures}, from 0.")
            )
        for seen in (shot.subject, shot.action, shot.light, shot.style):
            with faults.noted(), claim_checks():
                lint_pictures((seen,))
        if any(mark in seen for seen in (shot.subject, shot.action) for mark in "<>"):
            faults.add(malformed(f"the description of shot {n} holds markup."))
    faults.raise_any()
    named = zip(_names(answer.shots), answer.shots, strict=True)
    return Storyboard(rate=_RATE, shots=tuple(_shot(name, shot) for name, shot in named))


def _assert_long_enough(seconds: float, row: dict[str, Any]) -> None:
    wanted, narration = row.get("seconds"), row.get("narration")
    if narration and seconds < narration["seconds"]:
        raise malformed(
            f"the shots last {seconds:g} s, and the narration needs {narration['seconds']:g} s."
        )
    if wanted and not narration and abs(seconds - wanted) > _OFF * wanted:
        raise malformed(f"the shots last {seconds:g} s, and {wanted:g} s are wanted.")


def _names(shots: tuple[ShotAnswer, ...]) -> Iterator[str]:
    """The purposes as names, counted where one stands for several shots: `detail1`, `detail2`."""
    often, seen = Counter(shot.purpose for shot in shots), Counter[str]()
    for shot in shots:
        seen[shot.purpose] += 1
        yield shot.purpose + (str(seen[shot.purpose]) if often[shot.purpose] > 1 else "")


def _shot(name: str, answer: ShotAnswer) -> Shot:
    fields = {
        "operation": answer.operation,
        "name": name,
        "frames": frames_at(_RATE, answer.seconds),
        "handle": frames_at(_RATE, handle(answer.seconds)),
        "description": Description(
            subject=clean(answer.subject),
            action=clean(answer.action),
            light=clean(answer.light),
            style=clean(answer.style),
            camera=Camera(framing=answer.framing, move=answer.move, strength=answer.pace),
            copy_space=answer.copy_space,
        ),
    }
    picture = None if answer.picture is None else PictureRef(picture=answer.picture)
    match answer.operation:
        case "animate":
            return Animate.model_validate(fields | {"picture": picture})
        case "still":
            return Still.model_validate(fields | {"picture": picture})
        case "generate":
            return Generate.model_validate(fields | {"references": (picture,) if picture else ()})
