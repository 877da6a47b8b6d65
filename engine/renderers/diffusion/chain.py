"""Chain: a sketch is drawn clip by clip, each shown the frames that it goes on from.

Frames that are known are never replaced by what a model made of them. What is drawn lies in a file
until the take is whole, because some takes are drawn from their end: the memory that a take needs
does not grow with its length. It knows neither operations nor families by name.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from engine.media.frames import Planes
from engine.prompts import Prompt
from engine.renderers.diffusion.checkpoint import Checkpoint
from engine.renderers.diffusion.crew import Crew
from engine.renderers.diffusion.family import Clip, Drawn, Need, Pixels
from engine.renderers.diffusion.footage import rgb
from engine.renderers.diffusion.load import Device, Loaded, Shelf
from engine.renderers.diffusion.sketch import Sketch
from engine.renderers.diffusion.sound import Track
from engine.renderers.diffusion.windows import Gap, Window, gaps, windows
from engine.renderers.take import planes
from schemas.errors import RenderError
from schemas.setup import Canvas

__all__ = ["Chain"]

_READ = 32
"""Frames of a known stretch that are read at once."""


@dataclass
class Chain:
    """Draws one take with checkpoints off the `shelf`. `report` hears the share of clips that are
    drawn; `sound` is where the take's sound is written once all frames were given.
    """

    sketch: Sketch
    canvas: Canvas
    crew: Crew
    shelf: Shelf
    device: Device
    seed: int
    report: Callable[[float], None]
    sound: Path | None = None
    clips: list[Window] = field(default_factory=list)
    """Those that were drawn, in the order of drawing."""
    loaded_at: dict[str, str] = field(default_factory=dict)
    """Since when each checkpoint is there, by its digest."""
    tiled: set[str] = field(default_factory=set)
    """Digests of those whose pictures were decoded in tiles, because memory was short."""
    _read: dict[tuple[str, Prompt], dict[str, Any]] = field(default_factory=dict)

    def frames(self) -> Iterator[bytes]:
        """The take's frames as `encode_take` has them.

        The noise is drawn on the CPU, so that a seed means the same on every device. Raises
        RenderError where the device's memory is too small, and EncodeError for damaged sources.
        """
        import torch  # noqa: PLC0415 - heavy

        noise = torch.Generator("cpu").manual_seed(self.seed % 2**64)
        track = Track(self.sketch.frames, self.canvas.rate)
        planned = self._planned()
        with closing(_Reel(self.canvas)) as reel:
            for n, window in enumerate(planned):
                made = self._draw(window, reel, noise)
                self._keep(window, made, reel)
                if self.sound is not None and made.sound is not None:
                    heard = made.sound.float().cpu().numpy()
                    track.add(window.first, heard, made.sample_rate, self.crew.context + 1)
                self.report((n + 1) / len(planned))
            yield from self._whole(reel)
        if self.sound is not None:
            track.write(self.sound)

    def _planned(self) -> list[Window]:
        sketch, crew = self.sketch, self.crew
        step = crew.opening.abilities.rules.step
        if sketch.source is not None:
            # What is redrawn overlaps, and one clip dissolves into the next.
            shared = crew.context or min(2 * step, (crew.longest - 1) // 2 // step * step)
            whole = Gap(0, sketch.frames, sketch.frames)
            there = {n for one in sketch.known for n in range(one.at, one.end)}
            drawn = windows(whole, step, crew.longest, shared)
            return [one for one in drawn if not there.issuperset(range(one.first, one.last + 1))]
        length = max([sketch.frames, *(stretch.end for stretch in sketch.known)])
        cuts = [words.at for words in sketch.words]
        return [
            window
            for gap in gaps(sketch.known, length, cuts)
            for window in windows(gap, step, crew.longest, crew.context)
        ]

    def _draw(self, window: Window, reel: _Reel, noise: Any) -> Drawn:
        """One clip, shown what is there of it already."""
        sketch = self.sketch
        member = self.crew.following if self.clips else self.crew.opening
        abilities = member.abilities
        clip = Clip(
            canvas=self.canvas,
            frames=window.frames,
            steps=abilities.steps,
            guidance=abilities.guidance,
            noise=noise,
            known={} if sketch.source else self._there(window, reel, abilities.pipelines),
            source=list(self._source(window)),
            strength=sketch.strength,
            references=sketch.references,
        )
        if clip.need not in abilities.pipelines:
            raise RenderError(
                f"a model was asked for what it cannot do: {clip.need.value}",
                f"{member.folder}, frames {window.first} to {window.last}",
                "Plan the production again.",
            )
        made = self._asked(member, clip, window)
        self.clips.append(window)
        return made

    def _asked(self, member: Checkpoint, clip: Clip, window: Window) -> Drawn:
        """The clip by a checkpoint, which has the device for itself where there is little room."""
        import torch  # noqa: PLC0415 - heavy

        loaded = self.shelf.load(member, self.device)
        self.loaded_at[member.digest] = loaded.at
        begun = clip.noise.get_state()
        try:
            words = self._words(loaded, member, window)
            return member.family.draw(loaded.pipeline(clip.need), words, clip)
        except torch.OutOfMemoryError as error:
            why = str(error)
        finally:
            if loaded.tiled:
                self.tiled.add(member.digest)
        # Only now: an error that is handled still holds what it was raised among.
        if self.shelf.give_up_others(member, self.device) or loaded.tile():
            clip.noise.set_state(begun)  # the same seed draws the same, but for tiles' edges
            return self._asked(member, clip, window)
        size = f"{self.canvas.width}x{self.canvas.height}"
        raise RenderError(
            "the device has too little memory for a clip",
            f"{window.frames} frames of {size}: {why}",
            "Lower height or the model's longest, or use a smaller model.",
        )

    def _words(self, loaded: Loaded, member: Checkpoint, window: Window) -> Mapping[str, Any]:
        """What holds at the window's end: words change only where a window begins to draw."""
        prompt = [words for words in self.sketch.words if words.at <= window.last][-1].prompt
        key = (member.digest, prompt)
        if key not in self._read:
            self._read[key] = member.family.read(loaded.reader, prompt, member.abilities.guidance)
        return self._read[key]

    def _there(
        self, window: Window, reel: _Reel, pipelines: Mapping[Need, str]
    ) -> dict[int, Pixels]:
        """The frames of the window that are there, by their places in it."""
        first, end = window.first, window.last + 1
        # Whoever is not told places sees the ends only.
        places = range(first, end) if Need.PLACES in pipelines else (first, window.last)
        found = {n: reel.get(n) for n in places if n in reel}
        for stretch in self.sketch.known:
            found |= {n: frame for n, frame in stretch.read(first, end) if n in places}
        return {n - first: rgb(frame) for n, frame in sorted(found.items())}

    def _source(self, window: Window) -> Iterator[Pixels]:
        source = self.sketch.source
        if source is None:
            return
        there = max(0, min(source.frames - window.first, window.frames))
        frame = None
        for frame in source.read(window.first, there):
            yield rgb(frame)
        if frame is not None:  # rounding asks for a little more than there is
            yield from [rgb(frame)] * (window.frames - there)

    def _keep(self, window: Window, made: Drawn, reel: _Reel) -> None:
        """What was drawn goes on the reel; what was there stays, or, redrawn, dissolves."""
        known = {
            n
            for stretch in self.sketch.known
            for n in range(max(stretch.at, window.first), min(stretch.end, window.last + 1))
        }
        shared = [n for n in range(window.first, window.last + 1) if n in reel]
        for n, pixels in enumerate(_pixels(made.frames), window.first):
            if n in known or n >= self.sketch.frames:
                continue
            if n not in reel:
                reel.put(n, planes(pixels))
            elif self.sketch.source is not None:
                share = (n - shared[0] + 1) / (len(shared) + 1)
                mixed = rgb(reel.get(n)) * (1 - share) + pixels * share
                reel.put(n, planes(mixed.round().astype(np.uint8)))

    def _whole(self, reel: _Reel) -> Iterator[bytes]:
        stretches = sorted(self.sketch.known, key=lambda stretch: stretch.at)
        place = 0
        while place < self.sketch.frames:
            stretch = next((one for one in stretches if one.at <= place < one.end), None)
            if stretch is None:
                frames = [reel.get(place)]
            else:
                frames = [frame for _, frame in stretch.read(place, place + _READ)]
            for frame in frames[: self.sketch.frames - place]:
                yield from [b"".join(plane.tobytes() for plane in frame)] * self.sketch.held
            place += len(frames)


class _Reel:
    """Frames of a canvas by their places, in a file that has no name."""

    def __init__(self, canvas: Canvas) -> None:
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 - it is closed with the reel
        height, width = canvas.height, canvas.width
        self._shapes = ((height, width), (height // 2, width // 2), (height // 2, width // 2))
        self._size = sum(rows * columns for rows, columns in self._shapes)
        self._there: set[int] = set()

    def __contains__(self, place: int) -> bool:
        return place in self._there

    def put(self, place: int, frame: Planes) -> None:
        self._file.seek(place * self._size)
        for plane in frame:
            self._file.write(plane.tobytes())
        self._there.add(place)

    def get(self, place: int) -> Planes:
        self._file.seek(place * self._size)
        y, u, v = (
            np.frombuffer(self._file.read(rows * columns), np.uint8).reshape(rows, columns)
            for rows, columns in self._shapes
        )
        return y, u, v

    def close(self) -> None:
        self._file.close()


def _pixels(frames: Any) -> Pixels:
    """(n, 3, h, w) from 0 to 1, on any device, as (n, h, w, 3) uint8."""
    import torch  # noqa: PLC0415 - heavy

    levels = (frames.float() * 255).round().clamp(0, 255).to(torch.uint8)
    return np.ascontiguousarray(levels.permute(0, 2, 3, 1).cpu().numpy())
