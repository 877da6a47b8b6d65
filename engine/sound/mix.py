"""Mix: the film's one sound stream, from its lines and its music.

It does not speak, and it knows nothing of pictures or of how AAC is made loud enough.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from engine import ffmpeg
from engine.sound import pcm
from engine.sound.loudness import Loudness
from engine.sound.master import master, silence
from engine.sound.stems import bed_stem, samples_of, voice_stem
from schemas.delivery import Profile
from schemas.edit import Edit
from schemas.errors import EncodeError

__all__ = ["duck", "mix"]


def mix(
    edit: Edit, sounds: Mapping[str, Path], music: Path | None, profile: Profile, target: Path
) -> Loudness | None:
    """Write the sound of `edit` to `target` (`.m4a`): AAC-LC, 48 kHz, stereo, no edit list.

    `sounds` are the spoken lines by `Spoken.sound`, `music` the file of `edit.music`. The decoded
    sound begins at 0, in time with the picture, and is as long as the film to within one AAC frame
    (1024 samples). The same inputs give the same bytes. Returns its loudness, measured after
    decoding, or None where the film has neither voice nor music and its track is silent.
    Raises EncodeError.
    """
    if edit.music is not None and music is None:
        raise EncodeError("The edit has music, but the mix was given none", edit.music.path)
    samples = samples_of(edit)
    with tempfile.TemporaryDirectory() as folder:
        stems = []
        if edit.voice:
            stems.append(Path(folder, "voice.wav"))
            voice_stem(edit, sounds, stems[-1])
        if edit.music is not None and music is not None:
            stems.append(Path(folder, "bed.wav"))
            bed_stem(edit, edit.music, music, stems[-1])
            if edit.voice:
                both = Path(folder, "both.wav")
                duck(stems, both, depth=edit.music.duck, samples=samples)
                stems = [both]
        if stems:
            return master(stems[0], samples, profile, target)
        silence(samples, profile, target)
        return None


def duck(stems: Sequence[Path], target: Path, *, depth: float, samples: int) -> None:
    """Lay the voice over the bed (in this order), which gives way by up to `depth` dB.

    The compressor alone would all but mute the bed: any speech is far above its threshold. What is
    left is the share of the bed that goes past it, and that share is `depth` dB down.

    Both are a second longer within: where the streams end, which of the two FFmpeg finds at its end
    first is a matter of chance, and every third mix was missing the bed's last 80 ms.
    """
    share = 1 - 10 ** (-depth / 20)
    compress = f"threshold=0.002:ratio=20:attack=30:release=400:link=maximum:mix={share:.6f}"
    graph = (
        "[0]apad=pad_dur=1,asplit[voice][key];[1]apad=pad_dur=1[bed]"
        f";[bed][key]sidechaincompress={compress}[under]"
        f";[voice][under]amix=normalize=0:duration=first,atrim=end_sample={samples}"
    )
    inputs = [argument for stem in stems for argument in ("-i", str(stem))]
    ffmpeg.run(
        [*inputs, "-filter_complex", graph, "-c:a", "pcm_f32le", *pcm.BITEXACT, str(target)],
        what="the mix of voice and music",
    )
