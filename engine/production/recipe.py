"""Recipes: what makes a row's setups, lines and films what they are, as keys."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from engine import ffmpeg
from engine.binding import bound, is_late
from engine.edit.lengths import take_frames
from engine.production.studio import Studio
from engine.sound import spoken_key
from engine.typeset import REVISION as TYPE_REVISION
from schemas.brief import Brief, Material, Picture
from schemas.delivery import Delivery
from schemas.errors import RowError
from schemas.keys import key_of
from schemas.reject import Code
from schemas.script import Line, Script
from schemas.setup import Canvas, Setup
from schemas.shot import Shot
from schemas.storyboard import Storyboard, pictures_of, sources_of

__all__ = ["film_key", "line_keys", "setups_for"]

_EDIT_REVISION = 1
"""Raise it whenever the same takes and words would be edited into another film."""


def setups_for(
    studio: Studio, material: Material, storyboard: Storyboard, canvas: Canvas
) -> Mapping[str, Setup]:
    """The storyboard's shots as setups for one canvas, by shot name.

    Raises RowError (OPERATION) for a shot that the renderer does not offer, and (STORYBOARD) for a
    picture that the row does not have.
    """
    made: dict[str, Setup] = {}
    for shot in storyboard.shooting_order():
        _assert_offered(studio, shot)
        made[shot.name] = Setup(
            shot=shot,
            canvas=canvas,
            frames=take_frames(shot, storyboard, canvas.rate),
            renderer=studio.renderer.name,
            fingerprint=studio.renderer.fingerprint(),
            look=studio.renderer.look(shot.operation, studio.brand.look()),
            pictures=tuple(_picture(material, shot, index) for index in pictures_of(shot)),
            sources=tuple(made[name].key() for name in sorted(sources_of(shot))),
            seed=studio.production.renderer.seed,
        )
    return made


def line_keys(
    studio: Studio, script: Script, known: Mapping[str, str]
) -> Sequence[tuple[Line, str]]:
    """Each bound line with the key of its sound; none where there is no voice for the locale.

    Raises RowError (VOICE) where there is a voice that does not speak the locale.
    """
    if studio.voice is None:
        return ()
    if not studio.voice.speaks(script.locale):
        raise RowError(
            Code.VOICE,
            f"the voice {studio.voice.name} does not speak {script.locale}",
            "voice in the production",
            "Choose a voice that does, or voice: {engine: none}.",
        )
    lines = bound(script, known).lines
    return [(line, spoken_key(line.text, script.locale, studio.voice)) for line in lines]


def film_key(
    studio: Studio,
    brief: Brief,
    storyboard: Storyboard,
    film: tuple[Delivery, Script, Mapping[str, str]],
    takes: Mapping[str, str],
) -> str:
    """The key of a film's recipe, which is known before anything is made.

    It holds the words as they are bound, so that a changed price is another film; the takes by
    their keys; and the signing identity, so that a new certificate signs again.
    """
    delivery, script, known = film
    return key_of(
        "film",
        revision=_EDIT_REVISION,
        title=brief.title,
        kind=brief.kind,
        storyboard=storyboard,
        script=bound(script, known),
        late=[[is_late(part) for part in title.text] for title in script.titles],
        takes=takes,
        delivery=delivery,
        brand=studio.brand.key(),
        type=TYPE_REVISION,
        sounds=[key for _, key in line_keys(studio, script, known)],
        music=studio.brand.music_sha256,
        encoder=ffmpeg.binary_digest(),
        signer=studio.identity.fingerprint,
    )


def _assert_offered(studio: Studio, shot: Shot) -> None:
    if why := studio.renderer.refuses(shot):
        raise RowError(
            Code.OPERATION,
            f"the {studio.renderer.name} renderer cannot make shot {shot.name!r}: {why}",
            f"operation {shot.operation}",
            "Change the shot, or choose a renderer that offers it.",
        )


def _picture(material: Material, shot: Shot, index: int) -> Picture:
    if index >= len(material.pictures):
        raise RowError(
            Code.STORYBOARD,
            f"shot {shot.name!r} shows picture {index}, and the row has {len(material.pictures)}",
            "storyboard",
            "Count the row's pictures from 0.",
        )
    return material.pictures[index]
