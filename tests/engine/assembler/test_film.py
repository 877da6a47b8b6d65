"""MoviePy puts the same edit together: it looks and sounds as callsheet's own film, and what the
user's functions change is seen and heard, where they change it and nowhere else.
"""

from __future__ import annotations

import re
from statistics import mean

import numpy as np
import pytest

from engine.media.frames import planes
from engine.sound import measure
from schemas.errors import EncodeError
from tests.engine.assembler.conftest import Cinema, Film, Scenes, likeness


def test_both_assemblers_show_the_same_film(own: Film, theirs: Film) -> None:
    alike = likeness(own.path, theirs.path)
    assert len(alike) == own.cut.edit.frames
    assert mean(alike) > 0.98
    assert min(alike) > 0.97


def test_both_assemblers_sound_the_same(cinema: Cinema, own: Film, scenes: Scenes) -> None:
    through = cinema.make(scenes("def film(clip, edit):\n    return clip\n"))
    wanted, heard = measure(own.path), measure(through.path)
    assert heard.integrated == pytest.approx(wanted.integrated, abs=0.5)
    assert heard.true_peak == pytest.approx(wanted.true_peak, abs=0.5)


def test_a_film_of_moviepy_passes_the_same_inspection(theirs: Film) -> None:
    assert theirs.joined.inspection.passed, theirs.joined.inspection.failed


INVERTED = """
from moviepy import vfx

def shot(clip, cut):
    return clip.with_effects([vfx.InvertColors()]) if cut.shot == "two" else clip
"""


def test_an_effect_on_a_shot_changes_that_shot_alone(
    cinema: Cinema, theirs: Film, scenes: Scenes
) -> None:
    made = cinema.make(scenes(INVERTED))
    alike, (one, two) = likeness(theirs.path, made.path), theirs.cut.edit.cuts
    assert min(alike[: two.start]) > 0.99
    assert max(alike[one.end :]) < 0.7
    assert made.cut.edit == theirs.cut.edit


SCENE = """
from moviepy import ColorClip, CompositeVideoClip, AudioArrayClip
import numpy as np

def shot(clip, cut):
    ball = ColorClip((40, 40), color=(255, 0, 0), duration=clip.duration)
    ball = ball.with_position(lambda t: (10 + 100 * t, 60))
    ground = ColorClip(clip.size, color=(0, 0, 255), duration=clip.duration)
    return CompositeVideoClip([ground, ball])

def film(clip, edit):
    t = np.arange(int(48000 * clip.duration)) / 48000
    tone = 0.2 * np.sin(2 * np.pi * 440 * t)[:, None].repeat(2, axis=1)
    sound = AudioArrayClip(tone, fps=48000)
    return clip.with_audio(sound.with_duration(clip.duration))
"""


def test_a_scene_of_the_users_own_is_drawn_and_heard(cinema: Cinema, scenes: Scenes) -> None:
    made = cinema.make(scenes(SCENE))
    first = next(planes(made.path, 4))
    y, u, v = (float(np.median(plane[-20:])) for plane in first)
    assert (y, u, v) == pytest.approx((32, 240, 118), abs=3)  # blue in BT.709
    places = [float(np.argwhere(frame[2] > 200)[:, 1].mean()) for frame in planes(made.path, 4, 9)]
    steps = np.diff(places)
    assert steps.mean() * 24 * 2 == pytest.approx(100, abs=10)  # chroma has half the columns
    assert made.joined.inspection.passed, made.joined.inspection.failed
    assert measure(made.path).integrated == pytest.approx(-14, abs=0.5)


def test_a_worker_that_sees_no_file_of_the_users_has_it_from_the_store(
    cinema: Cinema, theirs: Film, scenes: Scenes
) -> None:
    given = scenes("def shot(clip, cut):\n    return clip.image_transform(lambda f: f // 4)\n")
    assert given.scenes is not None
    sent = given.upload(cinema.blobs)
    given.scenes.path.unlink()
    made = cinema.make(sent)
    before, after = (next(planes(film.path, 4))[0].mean() for film in (theirs, made))
    assert after - 16 < (before - 16) / 2


WRONG = {
    "def shot(clip, cut):\n    return clip.subclipped(0, 0.5)\n": "gives a clip of another length",
    "def shot(clip, cut):\n    return clip.resized(0.5)\n": "gives a picture of another size",
    "def film(clip, edit):\n    return None\n": "gives no clip",
    "def shot(clip, cut):\n    return clip.nothing\n": "A function of scenes.py failed",
    "def film(clip, edit):\n    return clip.transform(lambda at, t: at(t) if t < 1 else 1 / 0)\n": (
        "frame 24: ZeroDivisionError"
    ),
    "import nowhere\ndef film(clip, edit):\n    return clip\n": "when it was loaded: ModuleNot",
}


@pytest.mark.parametrize("text", WRONG)
def test_what_a_function_gives_is_held_to_the_edit(
    cinema: Cinema, scenes: Scenes, text: str
) -> None:
    with pytest.raises(EncodeError, match=re.escape(WRONG[text])):
        cinema.make(scenes(text))
