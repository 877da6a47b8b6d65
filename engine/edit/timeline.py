"""Timeline: takes, bound words and sounds become one Edit.

It decides what stands where and when; nothing is drawn, mixed or encoded here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from engine.captions import cues
from engine.edit.conform import conform_of
from engine.edit.label import label_layer
from engine.edit.layers import Footage, burnt_captions, logo_layers, title_layers
from engine.edit.lengths import Voiced, fit
from engine.edit.pace import PACE
from engine.edit.spans import ShotSpan, shot_spans
from schemas.brief import Kind
from schemas.delivery import Profile
from schemas.edit import Cut, Edit, Music, Spoken
from schemas.script import Script
from schemas.setup import Canvas
from schemas.storyboard import Storyboard
from schemas.timing import frames_at

__all__ = ["build_edit"]


def build_edit(
    storyboard: Storyboard,
    script: Script,
    *,
    footage: Mapping[str, Footage],
    voiced: Sequence[Voiced],
    kind: Kind,
    profile: Profile,
    music: Music | None,
    logo: bool,
    label: bool = False,
) -> Edit:
    """The edit of one film.

    `script` is bound; `footage` is by shot name. `label` says
    that a model made pictures of it, and so must the film. Raises RowError (LENGTH).
    """
    canvas, pace = profile.canvas, PACE[kind]
    fitted = fit(storyboard, voiced, canvas.rate, pace)
    spans = shot_spans(storyboard, fitted, frames_at(canvas.rate, pace.dissolve))
    cuts = _cuts(spans, footage, canvas)
    voice = _voice(storyboard, cuts, voiced, fitted, profile)
    captions = cues(voice, canvas.rate, script.locale, end=cuts[-1].end, music=music is not None)
    layers = title_layers(storyboard, script, spans, footage, profile)
    if logo:
        layers += logo_layers(storyboard, cuts, footage, script.locale)
    if profile.captions == "burnt":
        layers += burnt_captions(captions, cuts, layers, script.locale)
    if label:
        layers.append(label_layer(script.locale, canvas.rate, end=cuts[-1].end))
    return Edit(
        canvas=canvas,
        cuts=tuple(cuts),
        layers=tuple(layers),
        captions=captions,
        voice=voice,
        music=music,
    )


def _cuts(spans: Sequence[ShotSpan], footage: Mapping[str, Footage], canvas: Canvas) -> list[Cut]:
    return [
        Cut(
            shot=span.shot,
            take=footage[span.shot].take,
            start=span.start,
            frames=span.frames,
            dissolve=span.dissolve,
            conform=conform_of(footage[span.shot].canvas or canvas, canvas),
        )
        for span in spans
    ]


def _voice(
    storyboard: Storyboard,
    cuts: Sequence[Cut],
    voiced: Sequence[Voiced],
    fitted: Mapping[str, tuple[int, float]],
    profile: Profile,
) -> tuple[Spoken, ...]:
    rate, starts = profile.rate, {cut.shot: cut.start for cut in cuts}
    spoken = []
    free: dict[str, int] = {}
    for said in voiced:
        shot, tempo = said.line.shot, fitted[said.line.shot][1]
        offset = round(said.line.offset * rate / storyboard.rate)
        start = max(starts[shot] + offset, free.get(shot, 0))
        frames = max(1, frames_at(rate, said.seconds / tempo))
        free[shot] = start + frames
        text = said.line.written or said.line.text
        spoken.append(Spoken(sound=said.key, text=text, start=start, frames=frames, tempo=tempo))
    return tuple(spoken)
