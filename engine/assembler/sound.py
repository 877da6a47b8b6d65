"""Sound: the film's sound as the user's function leaves it, mastered as every other.

Without such a function the sound is the one that callsheet mixes: its clips are placed by MoviePy
there too.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from engine.assembler.assembler import Assembler
from engine.assembler.film import Reels, film_clip
from engine.assembler.scenes import explaining, load_scenes
from engine.edit.segments import Overlay
from engine.sound import pcm
from engine.sound.master import master, silence
from engine.sound.mix import premix
from engine.sound.stems import played, samples_of, sounding
from schemas.delivery import Profile
from schemas.edit import Edit
from schemas.keys import key_of

__all__ = ["mix_through", "sound_key_through"]


def sound_key_through(assembler: Assembler, edit: Edit, key: str) -> str:
    """The key of the sound that the user's `film` gives, where `key` is the one of the mix."""
    return key_of("assembled sound", mix=key, edit=edit.key, assembler=assembler.recipe)


def mix_through(
    assembler: Assembler,
    edit: Edit,
    overlays: Sequence[Overlay],
    reels: Reels,
    sounds: Mapping[str, Path],
    profile: Profile,
    target: Path,
) -> None:
    """Write the sound of the film that the user's `film` gives to `target`, as `engine.sound.mix`.

    Raises EncodeError.
    """
    samples, scenes = samples_of(edit), load_scenes(assembler)
    with tempfile.TemporaryDirectory() as folder:
        mixed = Path(folder, "mixed.wav")
        before = None
        if edit.sounds:
            premix(edit, sounds, mixed)
            before = sounding(pcm.read(mixed, channels=2))
        with (
            film_clip(edit, overlays, scenes, reels, before) as film,
            explaining(scenes.title, "the film's sound"),
        ):
            if film.audio is None:
                silence(samples, profile, target)
                return
            pcm.write(played(film.audio, samples), mixed, channels=2)
        master(mixed, samples, profile, target)
