"""Paper edit: a film as its viewer would meet it, shot by shot, before a frame of it is made.

It is put together from the plan, with voices as long as they are estimated, or from the edit, with
type where it is drawn. It judges nothing and opens nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from engine.edit.lengths import Rhythm, Voiced, fit, rhythm_of
from engine.edit.spans import ShotSpan, by_shot, line_starts, shot_spans, title_spans
from engine.placement import NEAR
from engine.sound.pace import estimate_seconds
from engine.typeset import Placed
from schemas.brief import Kind
from schemas.delivery import Profile
from schemas.edit import Edit, Layer, LayerRole, Track
from schemas.errors import RowError
from schemas.placement import PicturePlace, TypePlace
from schemas.script import Line, Script
from schemas.setup import Setup
from schemas.shot import Move
from schemas.storyboard import Storyboard
from schemas.understanding import Understanding

__all__ = ["PaperEdit", "Scene", "ShownPicture", "Timing", "Words", "edited", "planned", "timed"]

Box = tuple[float, float, float, float]
"""Left, top, right and bottom as shares of the frame."""

_BESIDE = frozenset({LayerRole.CAPTION, LayerRole.LOGO, LayerRole.LABEL})
"""What stands in a place of its own, and not in a shot's block."""
_LETTERED = frozenset({"line", "plate", "tag"})
"""Forms of drawn pieces that hold letters."""


@dataclass(frozen=True, slots=True)
class ShownPicture:
    """A picture in a frame: its SHA-256, what was understood of it, and where it stands.

    `near` says that the shot asks for a detail of it.
    """

    sha256: str
    seen: Understanding
    place: PicturePlace
    near: bool


@dataclass(frozen=True, slots=True)
class Words:
    """Text on screen from frame `start` to `end`.

    `box` is where its letters are drawn and `size` how large the smallest of them are, in pixels of
    a frame whose short side has 1080; None and 0 before they are laid out. `building` says that it
    comes in with a line of its own, as a part of a list.
    """

    role: LayerRole
    text: tuple[str, ...]
    start: int
    end: int
    box: Box | None = None
    size: float = 0.0
    building: bool = False


@dataclass(frozen=True, slots=True)
class Scene:
    """A shot from frame `start` to `end`, its transitions with it.

    `place` is where its type stands; None where its pictures were not placed. `moves` says how the
    camera moves over what it shows (HOLD: not at all), `generated` that a model makes it, which
    nobody can foretell. At the frames `turns` it goes into a screenshot, or marks something in it.
    """

    shot: str
    start: int
    end: int
    layout: str
    place: TypePlace | None
    pictures: tuple[ShownPicture, ...]
    words: tuple[Words, ...]
    moves: Move
    generated: bool
    turns: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class PaperEdit:
    """A whole film on paper, in frames of its profile's rate.

    `beside` is the type that stands in places of its own, `unread` counts the spoken lines that can
    be read nowhere; `drawn` says that its type is laid out.
    """

    kind: Kind
    profile: Profile
    scenes: tuple[Scene, ...]
    beside: tuple[Words, ...] = ()
    unread: int = 0
    drawn: bool = False

    @property
    def rate(self) -> Fraction:
        """Frames per second."""
        return self.profile.rate

    @property
    def end(self) -> int:
        """The film's length in frames."""
        return self.scenes[-1].end


@dataclass(frozen=True, slots=True)
class Timing:
    """Shots one after the other, and the words of each; the same for all shapes of a film."""

    spans: tuple[ShotSpan, ...]
    words: Mapping[str, Sequence[Words]]


def timed(
    storyboard: Storyboard,
    script: Script,
    *,
    kind: Kind,
    rate: Fraction,
    lines: Sequence[Line],
    wpm: int,
    transitions: float = 1.0,
) -> Timing:
    """When shots and words stand at `rate`; `lines` are those that are spoken, by a voice of `wpm`
    words a minute, `transitions` is times their usual length.
    """
    rhythm = rhythm_of(kind, transitions)
    voiced = [Voiced(line, "", estimate_seconds(line.text, script.locale, wpm)) for line in lines]
    voiced, fitted = _fitted(storyboard, voiced, rate, rhythm)
    spans = shot_spans(storyboard, fitted, rhythm, rate)
    starts = {span.shot: span.start for span in spans}
    begun = line_starts(storyboard, starts, voiced, fitted, rate)
    stays = title_spans(script.titles, spans, storyboard, rate, by_shot(voiced, begun))
    words: dict[str, list[Words]] = {}
    for title, (start, end) in zip(script.titles, stays, strict=True):
        one = Words(
            LayerRole(title.role.value), title.text, start, end, building=title.line is not None
        )
        words.setdefault(title.shot, []).append(one)
    return Timing(spans, words)


def planned(
    timing: Timing,
    setups: Mapping[str, Setup],
    *,
    kind: Kind,
    profile: Profile,
    generated: Collection[str] = (),
) -> PaperEdit:
    """The film as it is planned, timed at its profile's rate; `setups` are by shot name.

    `generated` are the shots that a model makes.
    """
    scenes = _scenes(timing.spans, setups, timing.words, generated)
    return PaperEdit(kind, profile, scenes)


def edited(
    edit: Edit,
    placed: Sequence[Placed],
    setups: Mapping[str, Setup],
    *,
    kind: Kind,
    profile: Profile,
    building: Collection[str] = (),
    generated: Collection[str] = (),
) -> PaperEdit:
    """The film as it is edited; `placed` are its laid-out layers, `building` shots with lists."""
    pieces: dict[int, list[Placed]] = {}
    for piece in placed:
        pieces.setdefault(piece.layer, []).append(piece)
    words: dict[str, list[Words]] = {}
    beside: list[Words] = []
    for number, layer in enumerate(edit.layers):
        one = _laid_out(layer, pieces.get(number, ()), edit, layer.shot in building)
        if layer.role in _BESIDE:
            beside.append(one)
        else:
            words.setdefault(layer.shot, []).append(one)
    spans = [ShotSpan(cut.shot, cut.start, cut.frames, cut.transition.frames) for cut in edit.cuts]
    scenes = _scenes(spans, setups, words, generated)
    return PaperEdit(kind, profile, scenes, tuple(beside), _unread(edit), drawn=True)


def _fitted(
    storyboard: Storyboard, voiced: list[Voiced], rate: Fraction, rhythm: Rhythm
) -> tuple[list[Voiced], Mapping[str, tuple[int, float]]]:
    """The lengths of shots; where estimated lines do not fit, as if nobody spoke: an estimate is no
    reason to refuse a row, and what is spoken is measured again.
    """
    try:
        return voiced, fit(storyboard, voiced, rate, rhythm)
    except RowError:
        return [], fit(storyboard, [], rate, rhythm)


def _scenes(
    spans: Sequence[ShotSpan],
    setups: Mapping[str, Setup],
    words: Mapping[str, Sequence[Words]],
    generated: Collection[str],
) -> tuple[Scene, ...]:
    return tuple(
        _scene(span, setups[span.shot], words.get(span.shot, ()), span.shot in generated)
        for span in spans
    )


def _scene(span: ShotSpan, setup: Setup, words: Sequence[Words], generated: bool) -> Scene:
    camera, placement = setup.shot.description.camera, setup.placement
    near = camera.framing in NEAR
    places = () if placement is None else placement.pictures
    moves = camera.move if setup.pictures and camera.strength else Move.HOLD
    return Scene(
        shot=span.shot,
        start=span.start,
        end=span.end,
        layout="" if placement is None else placement.layout,
        place=None if placement is None else placement.type,
        pictures=tuple(
            ShownPicture(picture.sha256, picture.seen, place, near)
            for picture, place in zip(setup.pictures, places, strict=False)
        ),
        words=tuple(words),
        moves=moves,
        generated=generated,
        turns=tuple(
            at
            for place in places
            for stop in place.tour
            if (at := span.start + round(stop.after * setup.canvas.rate)) < span.end
        ),
    )


def _laid_out(layer: Layer, pieces: Sequence[Placed], edit: Edit, building: bool) -> Words:
    canvas = edit.canvas
    lettered = [piece for piece in pieces if piece.recipe.form in _LETTERED]
    box = None
    if lettered:
        box = (
            min(piece.x + piece.recipe.pad for piece in lettered) / canvas.width,
            min(piece.y + piece.recipe.pad for piece in lettered) / canvas.height,
            max(piece.right - piece.recipe.pad for piece in lettered) / canvas.width,
            max(piece.bottom - piece.recipe.pad for piece in lettered) / canvas.height,
        )
    size = min((piece.recipe.size for piece in lettered), default=0.0)
    full = 1080 / min(canvas.width, canvas.height)
    return Words(
        layer.role, layer.text, layer.start, layer.end, box, round(size * full, 2), building
    )


def _unread(edit: Edit) -> int:
    """Spoken lines of which less than half the time has a caption to read."""
    missing = 0
    for clip in edit.on(Track.VOICE):
        read = sum(
            max(0, min(clip.end, one.start + one.frames) - max(clip.start, one.start))
            for one in edit.captions
        )
        missing += 2 * read < clip.frames
    return missing
