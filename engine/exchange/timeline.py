"""Timeline: an edit in the words of OpenTimelineIO.

It knows where media lie, and neither the store nor how media were written. Times are whole frames
of the film's rate, so that the parts add up to the film exactly; what media hold (their available
range, of which a cut shows a part and the rest is handle) is counted in their own rate.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

import opentimelineio as otio

from engine.exchange.media import Media
from schemas.edit import Caption, Cut, Edit, Layer, LayerRole, SoundClip, Track

__all__ = ["NAMESPACE", "timeline_of"]

NAMESPACE = "callsheet"
"""Under which what only callsheet knows lies in the metadata: keys, lineage, words, tempo."""

Url = Callable[[Path], str]


def timeline_of(
    edit: Edit,
    name: str,
    media: Media,
    url: Url,
    *,
    about: Mapping[str, Any],
    takes: Mapping[str, Mapping[str, Any]],
) -> otio.schema.Timeline:
    """The timeline of `edit`: a picture track, type over it, tracks of voice, natural sound and
    music, the mix.

    `url` is how a file is named in it; `about` says of which film it is, `takes` how takes came
    about, by their keys. The mix is there to be compared with and is switched off: the other tracks
    sound without it.
    """
    timeline = otio.schema.Timeline(name, metadata={NAMESPACE: dict(about)})
    timeline.global_start_time = _time(0, edit.canvas.rate)
    timeline.tracks.append(_picture(edit, media, url, takes))
    for track in (*_lettering(edit, media, url), *_sounding(edit, media, url)):
        timeline.tracks.append(track)
    timeline.tracks.markers.extend(_markers(edit))
    return timeline


def _picture(
    edit: Edit, media: Media, url: Url, takes: Mapping[str, Mapping[str, Any]]
) -> otio.schema.Track:
    """The cuts one after the other, each shown from the middle of its transition on."""
    rate = edit.canvas.rate
    track = otio.schema.Track("Picture", kind=otio.schema.TrackKind.Video)
    for cut, following in pairwise([*edit.cuts, None]):
        assert cut is not None  # noqa: S101 - only what follows the last is None
        start, end = _middle(cut), _middle(following) if following else cut.end
        if cut.transition.frames:
            track.append(_transition(cut, start - cut.start, rate))
        reference = _reference(media.takes[cut.take], url, cut.available, cut.rate)
        told = {"shot": cut.shot, "take": cut.take, **takes.get(cut.take, {})}
        if cut.conform is not None:
            told["conformed"] = f"{cut.conform.rate} frames per second, {cut.conform.how}"
        shown = _range(cut.first + start - cut.start, end - start, rate)
        track.append(_clip(media.takes[cut.take], reference, shown, told))
    return track


def _middle(cut: Cut) -> int:
    """The frame at which the cut takes over from the one before it."""
    return cut.start + cut.transition.frames // 2


def _transition(cut: Cut, before: int, rate: Fraction) -> otio.schema.Transition:
    """Every kind is a dissolve of its length to other editors: those that do not know a custom one
    leave it out, and would cut hard where the pictures should give way. Its own kind is told.
    """
    told = {"kind": cut.transition.kind, "parameters": dict(cut.transition.parameters)}
    return otio.schema.Transition(
        cut.transition.kind,
        otio.schema.TransitionTypes.SMPTE_Dissolve,
        in_offset=_time(before, rate),
        out_offset=_time(cut.transition.frames - before, rate),
        metadata={NAMESPACE: told},
    )


def _lettering(edit: Edit, media: Media, url: Url) -> Iterator[otio.schema.Track]:
    """Each layer of type as a still, for as long as it stands."""
    rate, placed = edit.canvas.rate, []
    for number, file in media.type.items():
        layer = edit.layers[number]
        reference = _reference(file, url, layer.frames, rate)
        told = {"role": layer.role.value, "text": "\n".join(layer.text), "shot": layer.shot}
        placed.append((layer.start, _clip(file, reference, reference.available_range, told)))
    yield from _tracks("Type", otio.schema.TrackKind.Video, placed, rate)


def _sounding(edit: Edit, media: Media, url: Url) -> Iterator[otio.schema.Track]:
    rate, audio = edit.canvas.rate, otio.schema.TrackKind.Audio
    said = [(one.start, _line(one, media, url, rate)) for one in edit.on(Track.VOICE)]
    heard = [(one.start, _natural(one, edit, media, url)) for one in edit.on(Track.NATURAL)]
    yield from _tracks("Voice", audio, said, rate)
    yield from _tracks("Natural sound", audio, heard, rate)
    for name, file in (("Music", media.music), ("Mix, as delivered", media.mix)):
        if file is not None:
            reference = _reference(file, url, edit.frames, rate)
            clip = _clip(file, reference, reference.available_range, {"track": name})
            for track in _tracks(name, audio, [(0, clip)], rate):
                track.enabled = clip.enabled = file != media.mix
                yield track


def _line(said: SoundClip, media: Media, url: Url, rate: Fraction) -> otio.schema.Clip:
    file = media.lines[said.key, said.start]
    told = {"text": said.text, "sound": said.key, "tempo": said.tempo}
    return _clip(file, _reference(file, url, said.frames, rate), _range(0, said.frames, rate), told)


def _natural(heard: SoundClip, edit: Edit, media: Media, url: Url) -> otio.schema.Clip:
    """The sound of a take, from the take's own file."""
    rate, file = edit.canvas.rate, media.takes[heard.key]
    cut = next(one for one in edit.cuts if one.take == heard.key)
    told = {"take": heard.key, "fade_in": heard.fade_in, "fade_out": heard.fade_out}
    reference = _reference(file, url, cut.available, cut.rate)
    return _clip(file, reference, _range(heard.first, heard.frames, rate), told)


def _tracks(
    name: str, kind: str, placed: Iterable[tuple[int, otio.schema.Clip]], rate: Fraction
) -> Iterator[otio.schema.Track]:
    """Clips at their first frames, on as few tracks as hold them without one over another."""
    lanes: list[tuple[int, otio.schema.Track]] = []
    for start, clip in sorted(placed, key=lambda one: one[0]):
        free = (n for n, (end, _) in enumerate(lanes) if end <= start)
        number = next(free, len(lanes))
        end, track = lanes.pop(number) if number < len(lanes) else (0, otio.schema.Track(kind=kind))
        if start > end:
            track.append(otio.schema.Gap(source_range=_range(0, start - end, rate)))
        track.append(clip)
        lanes.insert(number, (start + int(clip.duration().value), track))
    for number, (_, track) in enumerate(lanes, 1):
        track.name = f"{name} {number}" if len(lanes) > 1 else name
        yield track


def _markers(edit: Edit) -> Iterator[otio.schema.Marker]:
    """Shots, lines, words on screen and captions, each with its text, in the order of the film.

    Type lies there as pictures; who wants other words sets them anew from what the markers say.
    """
    colours, rate = otio.schema.MarkerColor, edit.canvas.rate
    shots = (_marker(one, "shot", one.shot, colours.BLUE, rate) for one in edit.cuts)
    lines = (_marker(one, "line", one.text, colours.GREEN, rate) for one in edit.on(Track.VOICE))
    words = (
        _marker(one, one.role.value, "\n".join(one.text), colours.YELLOW, rate)
        for one in edit.layers
        if one.role is not LayerRole.CAPTION
    )
    captions = (_marker(one, "caption", one.text, colours.CYAN, rate) for one in edit.captions)
    yield from sorted(
        (*shots, *lines, *words, *captions), key=lambda one: one.marked_range.start_time.value
    )


def _marker(
    what: Cut | SoundClip | Layer | Caption, kind: str, text: str, colour: str, rate: Fraction
) -> otio.schema.Marker:
    return otio.schema.Marker(
        f"{kind}: {text}" if text else kind,
        marked_range=_range(what.start, what.frames, rate),
        color=colour,
        comment=text,
        metadata={NAMESPACE: {"kind": kind, "text": text}},
    )


def _clip(
    file: Path, reference: otio.schema.ExternalReference, shown: Any, told: Mapping[str, Any]
) -> otio.schema.Clip:
    """Named as its file: DaVinci Resolve finds media by the clip's name."""
    return otio.schema.Clip(
        name=file.name,
        media_reference=reference,
        source_range=shown,
        metadata={NAMESPACE: dict(told)},
    )


def _reference(file: Path, url: Url, frames: int, rate: Fraction) -> otio.schema.ExternalReference:
    reference = otio.schema.ExternalReference(url(file), available_range=_range(0, frames, rate))
    reference.name = file.name
    return reference


def _range(start: int, frames: int, rate: Fraction) -> otio.opentime.TimeRange:
    return otio.opentime.TimeRange(_time(start, rate), _time(frames, rate))


def _time(frames: int, rate: Fraction) -> otio.opentime.RationalTime:
    return otio.opentime.RationalTime(frames, float(rate))
