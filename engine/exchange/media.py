"""Media: what an edit is cut from, as files that a person can tell apart.

It knows the edit and the blobs; nothing of timelines.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from operator import attrgetter
from pathlib import Path

from engine import ffmpeg
from engine.sound import pcm
from engine.sound.stems import samples_at, samples_of, stem
from engine.store import BlobKind, Blobs
from engine.typeset import Placed
from schemas.edit import Edit, SoundClip, Track
from schemas.errors import StoreError
from schemas.setup import Canvas

__all__ = ["Media", "gather"]

_AGAIN = "Produce the production again: what is missing is made anew."


@dataclass(slots=True)
class Media:
    """The files of one edit: takes and lines by their keys, the music and the mix as long as the
    film. `notes` say what is not among them.
    """

    takes: dict[str, Path] = field(default_factory=dict)
    lines: dict[tuple[str, int], Path] = field(default_factory=dict)
    """By the sound's key and its first frame in the film: a tempo is a place's, not a sound's."""
    type: dict[int, Path] = field(default_factory=dict)
    """By the layer's place in the edit."""
    music: Path | None = None
    mix: Path | None = None
    notes: list[str] = field(default_factory=list)

    def files(self) -> Iterator[Path]:
        """Every file, each once."""
        yield from self.takes.values()
        yield from self.lines.values()
        yield from self.type.values()
        yield from (one for one in (self.music, self.mix) if one)


def gather(
    edit: Edit,
    name: str,
    blobs: Blobs,
    folder: Path,
    *,
    placed: Sequence[Placed],
    music: Path | None,
    mix: str,
) -> Media:
    """Write the media of `edit` into `folder`, their names beginning with `name`.

    Takes are copied as they are. Sounds become WAV (48 kHz, 24 bits): a line as it is heard in the
    film, at its tempo; the music looped, levelled and faded, and not lowered under the voice; the
    mix as it was delivered. `placed` is the film's type laid out, of which each layer becomes a
    picture. `music` is the file whose SHA-256 the edit names, `mix` the key of the
    mixed sound. Raises StoreError for what the store has lost, and EncodeError.
    """
    found = Media()
    folder.mkdir(parents=True, exist_ok=True)
    for number, cut in enumerate(edit.cuts, 1):
        if cut.take not in found.takes:
            target = folder / f"{name}_{number:02d}_{cut.shot}.mp4"
            shutil.copyfile(_blob(blobs, cut.take, BlobKind.TAKE, f"the shot {cut.shot}"), target)
            found.takes[cut.take] = target
    for number, clip in enumerate(edit.on(Track.VOICE), 1):
        target = folder / f"{name}_voice_{number:02d}.wav"
        _write_line(clip, edit, _blob(blobs, clip.key, BlobKind.SPOKEN, "a spoken line"), target)
        found.lines[clip.key, clip.start] = target
    lettered = _write_type(placed, edit.canvas, blobs, folder / name)
    if lettered is None:
        found.notes.append(
            "the brand is no longer the one of the film: type is left to its markers"
        )
    found.type = lettered or {}
    if beds := edit.on(Track.MUSIC):
        if music is None:
            found.notes.append("the music's file is no longer the one of the film: left out")
        else:
            found.music = folder / f"{name}_music.wav"
            _write_bed(edit, {clip.key: music for clip in beds}, found.music)
    if edit.sounds:
        found.mix = folder / f"{name}_mix.wav"
        _write_wav(_blob(blobs, mix, BlobKind.SOUND, "the mix"), samples_of(edit), found.mix)
    return found


def _blob(blobs: Blobs, key: str, kind: BlobKind, what: str) -> Path:
    if not blobs.has(key, kind):
        raise StoreError(f"the store no longer holds {what}", key, _AGAIN)
    return blobs.path(key, kind)


def _write_line(clip: SoundClip, edit: Edit, source: Path, target: Path) -> None:
    """The line as it is heard, filled up with silence to whole frames of the film."""
    tempo = "" if clip.tempo == 1 else f"atempo={clip.tempo:.6f},"
    samples = samples_at(clip.frames, edit.canvas.rate)
    _write_wav(source, samples, target, f"{tempo}aresample={pcm.RATE},")


def _write_bed(edit: Edit, sounds: Mapping[str, Path], target: Path) -> None:
    floats = target.with_suffix(".f32.wav")
    try:
        stem(edit, Track.MUSIC, sounds, floats)
        _write_wav(floats, samples_of(edit), target)
    finally:
        floats.unlink(missing_ok=True)


def _write_wav(source: Path, samples: int, target: Path, filters: str = "") -> None:
    """`source` as WAV of exactly `samples` samples: 48 kHz, stereo, 24 bits."""
    whole = f"{filters}apad=whole_len={samples},atrim=end_sample={samples}"
    ffmpeg.run(
        [
            *("-v", "error", "-i", str(source), "-map", "0:a:0", "-af", whole),
            *("-ar", str(pcm.RATE), "-ac", "2", "-c:a", "pcm_s24le", *pcm.BITEXACT, str(target)),
        ],
        what=target.name,
    )


def _write_type(
    placed: Sequence[Placed], canvas: Canvas, blobs: Blobs, name: Path
) -> dict[int, Path] | None:
    """Write each layer of type, at rest, as a transparent PNG of the film's size, beside `name` and
    beginning with it; their paths by the layer's place in the edit. How type comes in and goes out
    stays callsheet's. None where the store has not drawn all of it: the brand is another by now.
    """
    if not all(blobs.has(piece.key, BlobKind.SPRITE) for piece in placed):
        return None
    written = {}
    for layer, pieces in groupby(sorted(placed, key=attrgetter("layer")), attrgetter("layer")):
        written[layer] = name.with_name(f"{name.name}_type_{layer + 1:02d}.png")
        _write_layer(list(pieces), canvas, blobs, written[layer])
    return written


def _write_layer(pieces: Sequence[Placed], canvas: Canvas, blobs: Blobs, target: Path) -> None:
    from PIL import Image  # noqa: PLC0415 - heavy

    whole = Image.new("RGBA", (canvas.width, canvas.height))
    for piece in pieces:
        over = Image.new("RGBA", whole.size)
        with Image.open(blobs.path(piece.key, BlobKind.SPRITE), formats=["PNG"]) as drawn:
            over.paste(drawn.convert("RGBA"), (round(piece.x), round(piece.y)))
        whole.alpha_composite(over)
    whole.save(target)
