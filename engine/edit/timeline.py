"""Timeline: takes, bound words and sounds become one Edit.

It decides what stands where and when; nothing is drawn, mixed or encoded here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby, pairwise

from engine.binding import bound, is_late
from engine.captions import cues
from engine.edit.ink import Grid, corner_ink, ink_for
from engine.edit.lengths import Voiced, fit
from engine.edit.pace import PACE
from schemas.brief import Kind
from schemas.delivery import Profile
from schemas.edit import Caption, Cut, Edit, Ink, Layer, LayerRole, Music, Spoken
from schemas.script import Script
from schemas.shot import Room
from schemas.storyboard import Storyboard
from schemas.timing import frames_at

__all__ = ["Footage", "build_edit"]


_LEAST = Fraction(6, 5)
"""Seconds that words stay on screen at least, where their shot is long enough."""


@dataclass(frozen=True, slots=True)
class Footage:
    """The take of one shot: its key in the store, and the luma grid that was measured of it."""

    take: str
    luma: Grid


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
) -> Edit:
    """The edit of one film.

    `script` holds placeholders and `known` their values; `footage` is by shot name. Raises RowError
    (PLACEHOLDER, LENGTH).
    """
    canvas, pace = profile.canvas, PACE[kind]
    fitted = fit(storyboard, voiced, canvas.rate, pace)
    cuts = _cuts(storyboard, fitted, footage, frames_at(canvas.rate, pace.dissolve))
    voice = _voice(storyboard, cuts, voiced, fitted, profile)
    captions = cues(voice, canvas.rate, script.locale, end=cuts[-1].end, music=music is not None)
    layers = _titles(storyboard, script, known, cuts, footage, profile)
    if logo:
        layers += _logo(storyboard, cuts, footage, script.locale)
    if profile.captions == "burnt":
        shown = _read_already(layers)
        layers += [
            _burnt(caption, script.locale)
            for caption in captions
            if not (caption.text.startswith("[") or _repeats(caption, cuts, shown))
        ]
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
    dissolve: int,
) -> list[Cut]:
    cuts: list[Cut] = []
    for shot in storyboard.shots:
        frames = fitted[shot.name][0]
        # At most a third of either shot: three that overlap at once could not be composed.
        overlap = min(dissolve, cuts[-1].frames // 3, frames // 3) if cuts else 0
        cuts.append(
            Cut(
                shot=shot.name,
                take=footage[shot.name].take,
                start=cuts[-1].end - overlap if cuts else 0,
                frames=frames,
                dissolve=overlap,
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


def _titles(
    storyboard: Storyboard,
    script: Script,
    known: Mapping[str, str],
    cuts: Sequence[Cut],
    footage: Mapping[str, Footage],
    profile: Profile,
) -> list[Layer]:
    """On-screen words, from after their shot has come in until the next begins to."""
    canvas = profile.canvas
    until = {cut.shot: following.start for cut, following in pairwise(cuts)}
    by_shot = {cut.shot: cut for cut in cuts}
    layers = []
    for asked, title in zip(script.titles, bound(script, known).titles, strict=True):
        cut, shot = by_shot[title.shot], storyboard.shot(title.shot)
        end = until.get(cut.shot, cut.end) - round(title.leave * canvas.rate / storyboard.rate)
        delay = round(title.start * canvas.rate / storyboard.rate)
        end = max(end, cut.start + 1)
        earliest = cut.start + cut.dissolve // 2
        # A shot that the voice made shorter still shows its words for as long as they take to read.
        latest = max(earliest, end - round(canvas.rate * _LEAST))
        start = min(max(earliest, cut.start + delay), latest, end - 1)
        room = shot.description.room
        layers.append(
            Layer(
                role=LayerRole(title.role.value),
                text=title.text,
                number=title.number,
                locale=script.locale,
                start=start,
                frames=end - start,
                ink=ink_for(footage[cut.shot].luma, room, portrait=canvas.aspect < 1),
                late=any(is_late(part) for part in asked.text),
                shot=shot.name,
                room=room,
            )
        )
    return layers


def _logo(
    storyboard: Storyboard, cuts: Sequence[Cut], footage: Mapping[str, Footage], locale: str
) -> list[Layer]:
    """The logo, in shots that leave room for type: over a close picture it is only in the way.

    It stays from shot to shot, and changes only where the picture asks for the other ink.
    """

    def ink(cut: Cut) -> Ink | None:
        if storyboard.shot(cut.shot).description.room is Room.NONE:
            return None
        return corner_ink(footage[cut.shot].luma)

    layers = []
    for shade, run in groupby(cuts, key=ink):
        shown = list(run)
        if shade is not None:
            start, end = shown[0].start, shown[-1].end
            layers.append(
                Layer(
                    role=LayerRole.LOGO,
                    locale=locale,
                    start=start,
                    frames=end - start,
                    ink=shade,
                )
            )
    return layers


def _read_already(layers: Sequence[Layer]) -> Mapping[str, str]:
    """By shot, the letters and figures of all that is written over it."""
    read: dict[str, str] = {}
    for layer in layers:
        read[layer.shot] = read.get(layer.shot, "") + _bare("".join(layer.text))
    return read


def _repeats(caption: Caption, cuts: Sequence[Cut], shown: Mapping[str, str]) -> bool:
    """Whether a caption says only what stands on screen anyway: twice is noise."""
    shot = next(cut.shot for cut in reversed(cuts) if cut.start <= caption.start)
    return _bare(caption.text) in shown.get(shot, "")


def _bare(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())


def _burnt(caption: Caption, locale: str) -> Layer:
    return Layer(
        role=LayerRole.CAPTION,
        text=(caption.text,),
        locale=locale,
        start=caption.start,
        frames=caption.frames,
    )
