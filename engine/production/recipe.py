"""Recipes: what makes a row's setups, lines and films what they are, as keys."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from engine import ffmpeg
from engine.binding import bound, is_late
from engine.edit.conform import REVISION as CONFORM_REVISION
from engine.edit.lengths import take_frames
from engine.production.studio import Studio
from engine.proof import is_generative
from engine.renderers import Renderer
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

__all__ = ["film_key", "is_labelled", "line_keys", "setups_for"]

_EDIT_REVISION = 1
"""Raise it whenever the same takes and words would be edited into another film."""


def setups_for(
    studio: Studio, material: Material, storyboard: Storyboard, canvas: Canvas
) -> Mapping[str, Setup]:
    """The storyboard's shots as setups for one delivery canvas, by shot name.

    A renderer may shoot in a size and a rate of its own, so that several canvases share a take.
    Raises RowError (OPERATION) for a shot that the renderer does not offer, and (STORYBOARD) for a
    picture that the row does not have.
    """
    made: dict[str, Setup] = {}
    for shot in storyboard.shooting_order():
        renderer = studio.renderers.of(shot)
        _assert_offered(renderer, shot)
        native = renderer.canvas(canvas)
        made[shot.name] = Setup(
            shot=shot,
            canvas=native,
            frames=_frames(renderer, shot, take_frames(shot, storyboard, native.rate)),
            renderer=renderer.name,
            fingerprint=renderer.fingerprint(),
            look=renderer.look(shot.operation, studio.brand.style_inputs()),
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
    setups: Mapping[str, Setup],
    takes: Mapping[str, str],
) -> str:
    """The key of a film's recipe, which is known before anything is made.

    It holds the words as they are bound, so that a changed price is another film; the takes by
    their keys; and the signing identity, so that a new certificate signs again. `setups` are those
    of the takes, by shot name.
    """
    delivery, script, known = film
    conformed = any(setup.canvas != delivery.profile.canvas for setup in setups.values())
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
        # Only where they apply: other films' keys stay what they were.
        **({"conform": CONFORM_REVISION} if conformed else {}),
        **({"labelled": True} if is_labelled(studio, setups.values()) else {}),
    )


def is_labelled(studio: Studio, setups: Iterable[Setup]) -> bool:
    """Whether a film of these setups says that a model made its pictures."""
    renderers = {setup.renderer for setup in setups}
    return any(is_generative(studio.renderers.named(one).source_type) for one in renderers)


def _assert_offered(renderer: Renderer, shot: Shot) -> None:
    if why := renderer.refuses(shot):
        raise RowError(
            Code.OPERATION,
            f"the {renderer.name} renderer cannot make shot {shot.name!r}: {why}",
            f"operation {shot.operation}",
            "Change the shot, or choose a renderer that offers it.",
        )


def _frames(renderer: Renderer, shot: Shot, least: int) -> int:
    try:
        return renderer.frames(least)
    except RowError as error:
        what = f"shot {shot.name!r}: {error.what}"
        raise RowError(error.code, what, error.where, error.remedy) from error


def _picture(material: Material, shot: Shot, index: int) -> Picture:
    if index >= len(material.pictures):
        raise RowError(
            Code.STORYBOARD,
            f"shot {shot.name!r} shows picture {index}, and the row has {len(material.pictures)}",
            "storyboard",
            "Count the row's pictures from 0.",
        )
    return material.pictures[index]
