"""Every operation on both families: what is asked for is what comes out, whatever the weights are.

Random weights draw noise: lengths, sizes, kept frames and joints are real all the same.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

from engine.media import probe
from engine.renderers.clips import ClipInput
from engine.renderers.diffusion import Diffusion
from engine.renderers.diffusion.families.ltx2 import LTX2
from engine.renderers.diffusion.families.wan import Wan
from engine.renderers.diffusion.family import Clip
from engine.renderers.take import encode_take, yuv420p
from schemas.errors import RenderError
from schemas.setup import Canvas
from schemas.shot import (
    Blend,
    Card,
    Extend,
    Loop,
    PictureRef,
    Restyle,
    Shot,
    ShotRef,
    Still,
)
from tests.engine.renderers.animatic.conftest import decoded
from tests.engine.renderers.diffusion.conftest import (
    ANIMATE,
    GENERATE,
    TOWARDS,
    Make,
    Shoot,
    refusal_of,
    settings_of,
    setup_of,
    taken,
)
from tests.tiny import Kind

Photo = Callable[[int], Path]
Clips = Callable[..., ClipInput]
SOURCE = ShotRef(shot="source")
OTHER = ShotRef(shot="other")

FAMILIES: dict[str, tuple[Kind, ...]] = {"wan": ("vace", "text"), "ltx2": ("ltx2",)}
RATES = {"wan": Fraction(16), "ltx2": Fraction(24)}
STEPS = {"wan": 4, "ltx2": 8}
KEPT = 3.0
"""Levels of 255 by which a take's encoding (CRF 12) moves a frame that is kept, at most."""


@pytest.fixture(params=sorted(FAMILIES))
def family(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def clip_of(tmp_path: Path) -> Clips:
    """A clip of soft pictures that move steadily, in the family's own size and rate."""

    def _clip(
        family: str, frames: int, *, seed: int = 1, role: str = "source", **canvas: Any
    ) -> ClipInput:
        native = Canvas(**{"width": 64, "height": 64, "rate": RATES[family], **canvas})
        path = tmp_path / f"{role}-{seed}.mp4"
        encode_take(map(yuv420p, moving(seed, frames, native)), native, path)
        return ClipInput(path, native, 0, frames, role)

    return _clip


def moving(seed: int, frames: int, canvas: Canvas) -> Iterator[np.ndarray[Any, Any]]:
    y, x = np.mgrid[: canvas.height, : canvas.width] / 64
    for n in range(frames):
        waves = [np.sin(2 * np.pi * (x * (c + seed) / 3 + y + n / 24 + c / 3)) for c in range(3)]
        yield (np.stack(waves, -1) * 80 + 128).astype(np.uint8)


def apart(one: Any, other: Any) -> float:
    """How far two frames are apart, in levels of 255."""
    return float(np.abs(one.astype(int) - other).mean())


def same(one: list[Any], other: list[Any]) -> bool:
    """Whether frames are one another's but for the encoding."""
    assert one
    assert len(one) == len(other)
    return max(map(apart, one, other)) < KEPT


CLIPPED: dict[str, tuple[Shot, tuple[str, ...]]] = {
    "extend": (Extend(operation="extend", name="x", frames=17, source=SOURCE, kept=9), ("source",)),
    "backward": (
        Extend(
            operation="extend", name="x", frames=17, source=SOURCE, kept=9, direction="backward"
        ),
        ("source",),
    ),
    "loop": (Loop(operation="loop", name="x", frames=17, source=SOURCE), ("source",)),
    "blend": (
        Blend(operation="blend", name="x", frames=17, first=SOURCE, second=OTHER),
        ("first", "second"),
    ),
    "restyle": (
        Restyle(operation="restyle", name="x", frames=17, source=SOURCE, strength=0.6),
        ("source",),
    ),
    "animate": (ANIMATE, ()),
    "towards": (TOWARDS, ()),
    "generate": (GENERATE, ()),
    "cards": (
        GENERATE.model_copy(
            update={"cards": (Card(frame=8, picture=PictureRef(picture=0), prompt="it turns"),)}
        ),
        (),
    ),
}


@pytest.mark.parametrize("operation", sorted(CLIPPED))
@pytest.mark.parametrize(("family", "longest"), [("wan", 9), ("wan", 17), ("ltx2", 17)])
def test_each_operation_makes_exactly_the_frames_and_the_size_that_were_asked_for(
    operation: str, longest: int, family: str, shoot: Shoot, clip_of: Clips, photo: Photo
) -> None:
    shot, roles = CLIPPED[operation]
    shot = shot.model_copy(update={"frames": 17})
    pictures = [photo(1), photo(2)][: {"animate": 1, "towards": 2, "cards": 1}.get(operation, 0)]
    clips = [clip_of(family, 17, seed=n, role=role) for n, role in enumerate(roles, 1)]
    take, lineage = shoot(
        shot, *pictures, models=FAMILIES[family], clips=clips, frames=17, longest=longest, steps=1
    )
    picture = probe(take).picture
    assert picture
    assert (picture.width, picture.height, picture.rate) == (64, 64, RATES[family])
    assert (picture.frames, picture.uneven, picture.start) == (17, 0, 0)
    assert lineage["operation"] == shot.operation
    drawn = [int(frames) for frames in lineage["clips"].split(" + ")]
    assert all(frames <= longest and frames % STEPS[family] == 1 for frames in drawn)
    if operation in ("generate", "animate", "towards", "restyle"):
        assert (len(drawn) > 1) == (longest == 9)


Asked = list[Clip]


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Asked:
    """Every clip that a model is asked for, which is drawn all the same."""
    clips: Asked = []

    def listening(draw: Callable[..., Any]) -> Callable[..., Any]:
        def _draw(self: Any, pipeline: Any, words: Any, clip: Clip) -> Any:
            clips.append(clip)
            return draw(self, pipeline, words, clip)

        return _draw

    for kind in (Wan, LTX2):
        monkeypatch.setattr(kind, "draw", listening(kind.draw))
    return clips


@pytest.mark.parametrize("direction", ["forward", "backward"])
def test_an_extension_keeps_the_frames_that_it_goes_on_from(
    direction: str, family: str, shoot: Shoot, clip_of: Clips, asked: Asked
) -> None:
    shot = CLIPPED["extend" if direction == "forward" else "backward"][0]
    source = clip_of(family, 25)
    take, lineage = shoot(
        shot, models=FAMILIES[family], clips=[source], frames=17, longest=17, steps=1
    )
    there, made = decoded(source.path), decoded(take)
    assert lineage["times_kept"] == "9"
    if direction == "forward":
        assert same(made[:9], there[-9:])
    else:
        assert same(made[-9:], there[:9])
    # The model was shown them, at the end that they stand at.
    (clip,) = asked
    places = sorted(clip.known)
    assert len(places) > 1
    assert (places[0] == 0) == (direction == "forward")
    assert (places[-1] == clip.frames - 1) == (direction == "backward")


def test_an_extension_is_drawn_after_its_clip(family: str, shoot: Shoot, clip_of: Clips) -> None:
    shot = CLIPPED["extend"][0]
    one, other = (
        decoded(
            shoot(
                shot,
                models=FAMILIES[family],
                clips=[clip_of(family, 17, seed=seed)],
                frames=17,
                longest=17,
                name=f"{seed}.mp4",
            )[0]
        )
        for seed in (1, 2)
    )
    assert max(map(apart, one[9:], other[9:])) > 0.3


def test_a_model_of_one_picture_extends_from_the_last_frame(
    shoot: Shoot, clip_of: Clips, asked: Asked
) -> None:
    source = clip_of("wan", 17)
    take, _ = shoot(
        CLIPPED["extend"][0], models=("image",), clips=[source], frames=17, longest=9, steps=1
    )
    there, made = decoded(source.path), decoded(take)
    assert same(made[:9], there[-9:])
    assert [sorted(clip.known) for clip in asked] == [[0]]
    assert apart(asked[0].known[0], there[-1]) < KEPT


def test_a_loop_shows_its_clip_and_leads_back_to_its_beginning(
    family: str, shoot: Shoot, clip_of: Clips, asked: Asked
) -> None:
    source = clip_of(family, 9)
    shot = CLIPPED["loop"][0]
    take, lineage = shoot(shot, models=FAMILIES[family], clips=[source], frames=33, longest=41)
    there, made = decoded(source.path), decoded(take)
    assert lineage["times_kept"] == "25"  # at most
    assert same(made[:9], there)
    assert len(made) == 33
    (clip,) = asked
    # Behind the take's last frame the model sees its first ones again.
    again = sorted(place for place in clip.known if place > 8)
    first = clip.frames - len(again)
    assert again == list(range(first, clip.frames))
    assert same([clip.known[place] for place in again], there[: len(again)])
    assert min(again) == 33 - (9 - min(9, sum(place < 9 for place in clip.known)))


def test_a_long_loop_is_cut_for_a_way_back(shoot: Shoot, clip_of: Clips) -> None:
    source = clip_of("wan", 33)
    shot = CLIPPED["loop"][0]
    take, lineage = shoot(shot, models=("vace",), clips=[source], frames=33, longest=33, steps=1)
    assert lineage["times_kept"] == "25"
    assert same(decoded(take)[:25], decoded(source.path)[:25])
    assert apart(decoded(take)[32], decoded(source.path)[32]) > KEPT


@pytest.mark.parametrize(
    ("curve", "kept"),
    [((0.0, 1.0), ((0, 1), (32, 33))), ((0.0, 0.0, 1.0), ((0, 17), (32, 33)))],
    ids=str,
)
def test_a_blend_is_the_first_clip_and_then_the_second_as_its_curve_says(
    curve: tuple[float, ...],
    kept: tuple[tuple[int, int], ...],
    family: str,
    shoot: Shoot,
    clip_of: Clips,
) -> None:
    clips = [clip_of(family, 33, seed=1, role="first"), clip_of(family, 25, seed=4, role="second")]
    shot = CLIPPED["blend"][0].model_copy(update={"frames": 33, "curve": curve})
    take, lineage = shoot(shot, models=FAMILIES[family], clips=clips, frames=33, longest=33)
    first, second = (decoded(clip.path) for clip in clips)
    made = decoded(take)
    (_, left), (right, _) = kept
    assert same(made[:left], first[:left])
    assert same(made[right:], second[right - 33 :])  # the second ends with the take
    assert lineage["times_first"].startswith(f"[[0, {left}]")
    assert all(
        apart(frame, first[n]) > KEPT
        for n, frame in enumerate(made[left + 2 : right - 2], left + 2)
    )


def test_a_restyle_keeps_less_of_its_clip_the_stronger_it_is(
    family: str, shoot: Shoot, clip_of: Clips
) -> None:
    longest = 9 if family == "wan" else 17  # in several clips, and in one
    sources = [clip_of(family, 17, seed=seed) for seed in (1, 4)]

    def kept(strength: float) -> float:
        """How far what became of two clips is apart: as far as they are, or not at all."""
        shot = Restyle(operation="restyle", name="x", frames=17, source=SOURCE, strength=strength)
        one, other = (
            decoded(
                shoot(
                    shot,
                    models=FAMILIES[family],
                    clips=[source],
                    frames=17,
                    longest=longest,
                    steps=5,
                    name=f"{source.path.stem}-{strength}.mp4",
                )[0]
            )
            for source in sources
        )
        if strength == 0:
            assert same(one, decoded(sources[0].path))
        return float(np.mean(list(map(apart, one, other))))

    found = [kept(strength) for strength in (0.0, 0.2, 0.6, 1.0)]
    assert found == sorted(found, reverse=True)
    assert found[3] < found[1] / 4


def test_pictures_stand_exactly_where_they_were_asked_for(
    family: str, shoot: Shoot, photo: Photo
) -> None:
    shot = GENERATE.model_copy(
        update={
            "frames": 33,
            "cards": (
                Card(frame=0, picture=PictureRef(picture=0)),
                Card(frame=15, picture=PictureRef(picture=1)),  # rounds to 16, and says so
            ),
        }
    )
    pair = (photo(1), photo(2))
    made = decoded(shoot(shot, *pair, models=FAMILIES[family], frames=33, longest=33, steps=1)[0])
    towards = TOWARDS.model_copy(update={"frames": 33})
    ended, lineage = shoot(
        towards, *pair, models=FAMILIES[family], frames=33, longest=33, steps=1, name="ended.mp4"
    )
    assert same([made[0], made[16]], [decoded(ended)[0], decoded(ended)[32]])
    assert apart(made[0], made[16]) > 10
    assert lineage["clips"] == "33"


def test_a_cards_words_hold_from_its_frame_on_and_are_recorded(
    family: str, shoot: Shoot, asked: Asked
) -> None:
    def taken_with(words: str) -> tuple[list[Any], dict[str, str]]:
        shot = GENERATE.model_copy(update={"frames": 17, "cards": (Card(frame=8, prompt=words),)})
        models = ("text", "vace") if family == "wan" else ("ltx2",)
        take, lineage = shoot(shot, models=models, frames=17, longest=17, name=f"{words[:2]}.mp4")
        return decoded(take), lineage

    (one, said), (other, _) = taken_with("it turns"), taken_with("everything goes dark at once")
    assert same(one[:8], other[:8])
    assert max(map(apart, one[9:], other[9:])) > 0.1
    assert said["times_cards"] == "[8]"
    first, second = said["prompt"].split("\n")
    assert "turns" not in first
    assert "turns" in second.lower()
    assert [clip.frames for clip in asked[:2]] == [9, 17]


def test_words_that_change_are_refused_where_nobody_goes_on(tiny: Make) -> None:
    shot = GENERATE.model_copy(update={"cards": (Card(frame=4, prompt="it turns"),)})
    renderer = Diffusion(settings_of(tiny("text")), Path())
    assert refusal_of(renderer, shot).startswith("its cards' words change within the take, and to")


def test_each_further_clip_is_shown_several_frames_of_the_one_before(
    family: str, shoot: Shoot, photo: Photo, asked: Asked
) -> None:
    models: tuple[Kind, ...] = ("image", "vace") if family == "wan" else ("ltx2",)
    longest = 17 if family == "wan" else 25
    shot = ANIMATE.model_copy(update={"frames": 49})
    take, lineage = shoot(shot, photo(1), models=models, frames=49, longest=longest, steps=1)
    made = decoded(take)
    shared = 9
    assert len(made) == 49
    assert sorted(asked[0].known) == [0]
    begin = 0
    for one, following in pairwise(asked):
        begin += one.frames - shared
        assert sorted(following.known) == list(range(shared))
        assert same(list(following.known.values()), made[begin : begin + shared])
    assert lineage["clips"] == " + ".join(str(clip.frames) for clip in asked)


def test_a_take_of_a_minute_is_drawn_in_clips_that_each_see_the_one_before(
    shoot: Shoot, photo: Photo, asked: Asked
) -> None:
    shot = ANIMATE.model_copy(update={"frames": 1440})
    take, _ = shoot(shot, photo(1), models=("ltx2",), frames=1440, longest=481, steps=1)
    heard = probe(take)
    assert heard.picture is not None
    assert heard.sound is not None
    assert (heard.picture.frames, heard.picture.uneven) == (1441, 0)
    assert abs(heard.sound.seconds - 1441 / 24) < 0.001
    assert [len(clip.known) for clip in asked] == [1, 9, 9, 9]


def test_a_still_is_one_drawn_frame_held(family: str, shoot: Shoot, asked: Asked) -> None:
    shot = Still(operation="still", name="x", frames=9, renderer="diffusion")
    models: tuple[Kind, ...] = ("text",) if family == "wan" else ("ltx2",)
    take, _ = shoot(shot, models=models, frames=9)
    made = decoded(take)
    assert len(made) == 9
    assert same(made, [made[0]] * 9)
    assert [clip.frames for clip in asked] == [1]


def test_clips_of_another_size_and_rate_are_conformed(
    family: str, shoot: Shoot, clip_of: Clips, asked: Asked
) -> None:
    source = clip_of(family, 50, width=96, height=128, rate=30)
    take, _ = shoot(
        CLIPPED["restyle"][0], models=FAMILIES[family], clips=[source], frames=17, longest=17
    )
    assert len(decoded(take)) == 17
    assert [len(clip.source) for clip in asked] == [17]
    assert asked[0].source[0].shape == (64, 64, 3)


def test_sources_that_are_over_too_soon_are_said_with_their_lengths(
    shoot: Shoot, clip_of: Clips
) -> None:
    def shot_of(name: str, *frames: int) -> None:
        shot, roles = CLIPPED[name]
        clips = [clip_of("wan", n, role=role) for n, role in zip(frames, roles, strict=True)]
        shoot(shot, models=FAMILIES["wan"], clips=clips, frames=17, longest=17)

    with pytest.raises(RenderError, match=r"shorter than the shot .*it has 9 of 17 frames"):
        shot_of("restyle", 9)
    with pytest.raises(RenderError, match=r"too short to lead back to .*has 3 frames.*at least 4"):
        shot_of("loop", 3)


def test_a_reference_is_shown_where_the_shot_asks_for_it(
    shoot: Shoot, photo: Photo, asked: Asked
) -> None:
    shot = GENERATE.model_copy(
        update={"references": (PictureRef(picture=0),), "renderer": "diffusion"}
    )
    one, other = (
        decoded(shoot(shot, photo(seed), models=("vace",), name=f"{seed}.mp4")[0])
        for seed in (1, 2)
    )
    assert [len(clip.references) for clip in asked] == [1, 1]
    assert max(map(apart, one, other)) > 0.1


def test_what_a_model_lets_hear_is_kept_as_long_as_its_pictures(
    shoot: Shoot, clip_of: Clips, tiny: Make
) -> None:
    shot = GENERATE.model_copy(update={"frames": 33})
    take, _ = shoot(shot, models=("ltx2",), frames=33, longest=17, steps=1)
    heard = probe(take)
    assert heard.sound is not None
    assert heard.picture is not None
    assert abs(heard.sound.seconds - 33 / 24) < 0.001
    assert loudest(take) > 1e-4
    silent, _ = shoot(shot, models=("ltx2",), frames=17, sound=False, name="silent.mp4", steps=1)
    assert probe(silent).sound is None
    restyled, _ = shoot(
        CLIPPED["restyle"][0],
        models=("ltx2",),
        clips=[clip_of("ltx2", 17)],
        frames=17,
        name="restyled.mp4",
    )
    assert probe(restyled).sound is None
    assert Diffusion(settings_of(tiny("text")), Path()).checkpoints[0].abilities.sound is False


def loudest(take: Path) -> float:
    with av.open(str(take)) as container:
        return max(
            float(np.abs(frame.to_ndarray().astype(float)).max()) / 32768
            for frame in container.decode(audio=0)
        )


def test_a_distilled_model_is_asked_once_a_step_and_a_full_one_more(
    shoot: Shoot, monkeypatch: pytest.MonkeyPatch
) -> None:
    from diffusers import LTX2VideoTransformer3DModel  # noqa: PLC0415 - heavy

    calls: list[int] = []
    forward = LTX2VideoTransformer3DModel.forward

    def counted(self: Any, *args: Any, **named: Any) -> Any:
        calls.append(1)
        return forward(self, *args, **named)

    monkeypatch.setattr(LTX2VideoTransformer3DModel, "forward", counted)
    shoot(GENERATE, models=("ltx2",), frames=9, steps=3, name="off.mp4")
    assert len(calls) == 3
    calls.clear()
    shoot(GENERATE, models=("ltx2",), frames=9, steps=3, guidance=3.0, name="on.mp4")
    assert len(calls) == 9  # words, time and sound each have a pass


def test_a_full_model_whose_noise_shifts_redraws_too(
    tiny: Make, tmp_path: Path, clip_of: Clips
) -> None:
    full = shutil.copytree(tiny("ltx2"), tmp_path / "full")
    path = full / "scheduler" / "scheduler_config.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"use_dynamic_shifting": True}))
    renderer = Diffusion(settings_of(full, guidance=2.0, longest=17, steps=4), tmp_path)
    source = clip_of("ltx2", 17)
    shot = CLIPPED["restyle"][0]
    setup = setup_of(
        renderer, shot, frames=17, sources=1, canvas=Canvas(width=64, height=64, rate=24)
    )
    lineage = taken(renderer, setup, tmp_path / "take.mp4", clips=[source])
    assert lineage["guidance"] == "2"
    assert len(decoded(tmp_path / "take.mp4")) == 17


@pytest.mark.parametrize(
    ("kind", "width", "height"), [("text", 1920, 1088), ("both", 1920, 1088), ("ltx2", 1920, 1088)]
)
def test_1080_lines_are_rounded_up_to_the_models_own(
    kind: Kind, width: int, height: int, tiny: Make
) -> None:
    renderer = Diffusion(settings_of(tiny(kind), height=1080), Path())
    wide = Canvas(width=1920, height=1080)
    made = setup_of(renderer, GENERATE, canvas=wide)
    assert (made.canvas.width, made.canvas.height) == (width, height)
    tall = setup_of(renderer, GENERATE, canvas=Canvas(width=1080, height=1920))
    assert (tall.canvas.width, tall.canvas.height) == (height, width)


@pytest.mark.parametrize(("family", "longest"), [("wan", 9), ("ltx2", 17)])
@pytest.mark.parametrize("strength", [1.0, 0.7])
@pytest.mark.parametrize(
    ("span", "kept"), [((8, 17), (8, 16)), ((0, 9), (-1, 8)), ((16, 40), (16, 25))]
)
def test_a_re_cut_makes_a_span_anew_and_keeps_all_else_exactly(
    span: tuple[int, int],
    kept: tuple[int, int],
    strength: float,
    family: str,
    longest: int,
    shoot: Shoot,
    clip_of: Clips,
) -> None:
    source = clip_of(family, 25)
    shot = Restyle(
        operation="restyle", name="x", frames=25, source=SOURCE, strength=strength, span=span
    )
    take, lineage = shoot(shot, models=FAMILIES[family], clips=[source], frames=25, longest=longest)
    made, first = decoded(take), decoded(source.path)
    assert len(made) == 25
    before, after = json.loads(lineage["times_regenerated" if strength == 1 else "times_span"])
    assert (before, after) == kept
    for n, frame in enumerate(made):
        assert (apart(frame, first[n]) < KEPT) == (n <= before or n >= after), n


def test_a_whole_clip_is_no_span_of_itself(tiny: Make, tmp_path: Path) -> None:
    renderer = Diffusion(settings_of(*map(tiny, FAMILIES["wan"])), tmp_path)
    shot = Restyle(
        operation="restyle", name="x", frames=17, source=SOURCE, strength=1, span=(0, 17)
    )
    assert "use generate, or a shorter span" in refusal_of(renderer, shot)
