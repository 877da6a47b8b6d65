"""Timeline: takes, bound words and sounds become one Edit.

It decides what stands where and when; nothing is drawn, mixed or encoded here.
What it decides is keyed by the edit's revision in `engine.production.planning.recipe`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import pairwise

from engine.captions import cues
from engine.edit.brand import BrandLook, brand_layers
from engine.edit.conform import conform_of
from engine.edit.label import label_layer
from engine.edit.layers import Footage, burnt_captions, title_layers
from engine.edit.lengths import Voiced, rhythm_of
from engine.edit.spans import ShotSpan, by_shot, fitted_spans, line_starts
from engine.edit.spoken import spoken_words
from schemas.brief import Kind
from schemas.delivery import Profile
from schemas.edit import Cut, Edit, SoundClip, Track, Transition
from schemas.script import Script
from schemas.setup import Canvas
from schemas.storyboard import Storyboard
from schemas.timing import frames_at, seconds_of

__all__ = ["build_edit"]

_SOFT = 0.02
"""Seconds that a take's own sound fades at a cut: a wave that begins anywhere else than at zero is
heard as a click."""


def build_edit(
    storyboard: Storyboard,
    script: Script,
    *,
    footage: Mapping[str, Footage],
    voiced: Sequence[Voiced],
    kind: Kind,
    profile: Profile,
    music: str | None,
    brand: BrandLook | None = None,
    label: bool = False,
    transitions: float = 1.0,
) -> Edit:
    """The edit of one film.

    `script` is bound; `footage` is by shot name; `music` is the SHA-256 of the file under it, if
    any; `brand` what it shows of the brand. `label` adds the label that says that a model made
    pictures. `transitions` is times their usual length. Raises RowError (LENGTH).
    """
    canvas, rhythm = profile.canvas, rhythm_of(kind, transitions)
    fitted, spans = fitted_spans(storyboard, voiced, rhythm, profile)
    cuts = _cuts(spans, footage, canvas)
    starts = {span.shot: span.start for span in spans}
    begun = line_starts(storyboard, starts, voiced, fitted, canvas.rate)
    voice = _voice(begun, voiced, fitted, canvas.rate, script.locale)
    captions = cues(voice, canvas.rate, script.locale, end=cuts[-1].end, music=music is not None)
    spoken = by_shot(voiced, begun)
    layers = title_layers(storyboard, script, spans, footage, profile, spoken)
    if brand is not None:
        layers += brand_layers(storyboard, cuts, footage, canvas, brand, script.locale)
    if profile.captions == "burnt":
        layers += burnt_captions(captions, cuts, layers, script.locale)
    if label:
        layers.append(label_layer(script.locale, canvas.rate, end=cuts[-1].end))
    return Edit(
        canvas=canvas,
        cuts=tuple(cuts),
        layers=tuple(layers),
        captions=captions,
        sounds=(*voice, *_bed(music, cuts[-1].end), *_natural(cuts, footage, canvas.rate)),
    )


def _cuts(spans: Sequence[ShotSpan], footage: Mapping[str, Footage], canvas: Canvas) -> list[Cut]:
    cuts = []
    for span in spans:
        shown = footage[span.shot]
        native = shown.canvas or canvas
        cuts.append(
            Cut(
                shot=span.shot,
                take=shown.take,
                rate=native.rate,
                available=shown.frames,
                start=span.start,
                frames=span.frames,
                transition=Transition(kind=span.joined, frames=span.overlap),
                conform=conform_of(native, canvas),
            )
        )
    return cuts


def _voice(
    starts: Sequence[int],
    voiced: Sequence[Voiced],
    fitted: Mapping[str, tuple[int, float]],
    rate: Fraction,
    locale: str,
) -> tuple[SoundClip, ...]:
    spoken = []
    for said, start in zip(voiced, starts, strict=True):
        tempo = fitted[said.line.shot][1]
        frames = max(1, frames_at(rate, said.seconds / tempo))
        clip = SoundClip(
            track=Track.VOICE,
            key=said.key,
            text=said.line.written or said.line.text,
            start=start,
            frames=frames,
            tempo=tempo,
        )
        words = tuple(spoken_words(said, clip, rate, locale))
        spoken.append(clip.model_copy(update={"words": words}))
    return tuple(spoken)


def _bed(music: str | None, frames: int) -> Iterator[SoundClip]:
    """The music under the whole film."""
    if music is not None:
        yield SoundClip(
            track=Track.MUSIC, key=music, frames=frames, gain=-8.0, fade_in=0.4, fade_out=1.6
        )


def _natural(
    cuts: Sequence[Cut], footage: Mapping[str, Footage], rate: Fraction
) -> Iterator[SoundClip]:
    """The takes' own sound, faded with the pictures, or just enough to avoid a click."""
    for cut, following in pairwise([*cuts, None]):
        if cut is not None and footage[cut.shot].sound:
            leaving = following.transition.frames if following else 0
            yield SoundClip(
                track=Track.NATURAL,
                key=cut.take,
                first=cut.first,
                start=cut.start,
                frames=cut.frames,
                fade_in=max(_SOFT, seconds_of(cut.transition.frames, rate)),
                fade_out=max(_SOFT, seconds_of(leaving, rate)),
            )
