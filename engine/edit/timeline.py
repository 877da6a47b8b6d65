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
    known: Mapping[str, str],
    *,
    footage: Mapping[str, Footage],
    voiced: Sequence[Voiced],
    kind: Kind,
    profile: Profile,
    music: Music | None,
    logo: bool,
    label: bool = False,
    transitions: float = 1.0,
) -> Edit:
    """The edit of one film.

    `script` holds placeholders and `known` their values; `footage` is by shot name. `label` says
    that a model made pictures of it, and so must the film. `transitions` is times their usual
    length. Raises RowError (PLACEHOLDER, LENGTH).
    """
    canvas, pace = profile.canvas, PACE[kind]
    fitted = fit(storyboard, voiced, canvas.rate, pace)
    cuts = _cuts(
        storyboard,
        fitted,
        footage,
        canvas,
        frames_at(canvas.rate, pace.dissolve * transitions),
    )
    voice = _voice(storyboard, cuts, voiced, fitted, profile)
    captions = cues(voice, canvas.rate, script.locale, end=cuts[-1].end, music=music is not None)
    layers = title_layers(storyboard, script, known, cuts, footage, profile)
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


def _cuts(
    storyboard: Storyboard,
    fitted: Mapping[str, tuple[int, float]],
    footage: Mapping[str, Footage],
    canvas: Canvas,
    dissolve: int,
) -> list[Cut]:
    cuts: list[Cut] = []
    for shot in storyboard.shots:
        frames, shown = fitted[shot.name][0], footage[shot.name]
        # At most a third of either shot: three that overlap at once could not be composed.
        overlap = min(dissolve, cuts[-1].frames // 3, frames // 3) if cuts else 0
        cuts.append(
            Cut(
                shot=shot.name,
                take=shown.take,
                start=cuts[-1].end - overlap if cuts else 0,
                frames=frames,
                dissolve=overlap,
                conform=conform_of(shown.canvas or canvas, canvas),
            )
        )
    return cuts


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
