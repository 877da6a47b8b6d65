"""Every family gets the same shot in its own words, and never what is not for a model."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.prompts import Prompt, ltx2_prompt, sora_prompt, wan_prompt
from engine.styles import styles
from schemas.shot import Camera, CopySpace, Description, Framing, Move

Build = Callable[[Description, str], Prompt]
FAMILIES = pytest.mark.parametrize("build", [wan_prompt, ltx2_prompt, sora_prompt])

TERSE = Description(
    subject="Halo lamp, very near", camera=Camera(framing=Framing.CLOSE, strength=0.9)
)
FULL = Description(
    subject="a brass lamp on an oak desk",
    action="A hand turns its knob. The ring brightens.",
    camera=Camera(framing=Framing.MEDIUM, move=Move.ARC, strength=0.2),
    copy_space=CopySpace.SIDE,
    light="low evening sun from the left",
    style="a quiet 1970s documentary",
    sound="a soft click",
    avoid="people",
)


def _words(text: str) -> int:
    return len(text.split())


@FAMILIES
def test_everything_that_was_described_is_said(build: Build) -> None:
    said = build(FULL, "generate").text
    for part in (FULL.subject, "hand turns its knob", "ring brightens", FULL.light, FULL.style):
        assert part.lower() in said.lower()
    assert "very slowly" in said
    assert "in an arc" in said
    assert "medium shot" in said.lower()


@FAMILIES
def test_a_terse_description_still_names_its_subject_framing_and_move(build: Build) -> None:
    said = build(TERSE, "generate").text
    assert "Halo lamp, very near" in said
    assert "close-up" in said.lower()
    assert "swiftly" in said
    assert "in closer" in said


@FAMILIES
def test_an_empty_description_is_worded_too(build: Build) -> None:
    assert "the subject" in build(Description(), "generate").text.lower()


@FAMILIES
def test_the_same_thing_is_worded_the_same_in_every_shot(build: Build) -> None:
    other = TERSE.model_copy(update={"camera": Camera(move=Move.PAN_LEFT)})
    first, second = (build(one, "generate").text for one in (TERSE, other))
    assert first != second
    assert build(TERSE, "generate") == build(TERSE, "generate")
    assert first.count("Halo lamp, very near.") == second.count("Halo lamp, very near.") == 1


@FAMILIES
@pytest.mark.parametrize(
    ("written", "left"),
    [
        ("a lamp for {price}, lit", "a lamp for, lit"),
        ("a lamp at €129.00 on a desk", "a lamp at on a desk"),
        ("a lamp, 129,00 EUR", "a lamp"),
        ("a lamp for 99 dollars", "a lamp for"),
        ("a lamp, 20% off", "a lamp, off"),
        ('a sign that says "SALE" beside a lamp', "a sign that says beside a lamp"),
        ("a lamp in 1920x1080", "a lamp in"),
        ("a lamp in 4K, 16:9", "a lamp in"),
        ("a lamp for 5 seconds", "a lamp for"),
        ("a lamp at 24 fps", "a lamp at"),
        ("two lamps of 1962", "two lamps of 1962"),
    ],
)
def test_amounts_words_to_read_sizes_and_durations_are_left_out(
    build: Build, written: str, left: str
) -> None:
    said = build(Description(subject=written), "generate").text.lower()
    assert f"{left.lower()}." in said


TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=60)
DESCRIPTIONS = st.builds(
    Description,
    **dict.fromkeys(("subject", "action", "light", "style", "sound", "avoid"), TEXT),
    camera=st.builds(
        Camera,
        framing=st.sampled_from(Framing),
        move=st.sampled_from(Move),
        strength=st.floats(0, 1),
    ),
    copy_space=st.sampled_from(CopySpace),
)


@FAMILIES
@given(description=DESCRIPTIONS, operation=st.sampled_from(["generate", "animate", "restyle"]))
def test_any_description_makes_a_prompt_without_placeholders(
    build: Build, description: Description, operation: str
) -> None:
    prompt = build(description, operation)
    # Of a picture that is set in motion, only what changes is said.
    assert _words(prompt.text) > 4
    for name in ("{price}", "{cta}"):
        marked = description.model_copy(update={"subject": f"{description.subject} {name}"})
        assert name not in build(marked, operation).text


@given(description=DESCRIPTIONS)
def test_wan_gets_at_least_sixty_words_and_what_it_keeps_is_not_padded_beyond_two_hundred(
    description: Description,
) -> None:
    said = wan_prompt(description, "generate").text
    assert _words(said) >= 60
    own = sum(
        _words(getattr(description, name)) for name in ("subject", "action", "light", "style")
    )
    assert _words(said) <= max(200, own + 100)


def test_wan_names_the_style_first() -> None:
    assert wan_prompt(FULL, "generate").text.startswith("A quiet 1970s documentary.")
    assert wan_prompt(TERSE, "generate").text.startswith("A photorealistic commercial film")


def test_wan_names_an_angle_only_where_the_camera_stands_still() -> None:
    still = FULL.model_copy(update={"camera": Camera(move=Move.HOLD)})
    assert "eye-level" in wan_prompt(still, "generate").text
    assert "eye-level" not in wan_prompt(FULL, "generate").text


def test_wan_is_not_told_to_avoid_stillness_where_it_is_asked_for() -> None:
    still = FULL.model_copy(update={"camera": Camera(move=Move.HOLD)})
    assert "static" in wan_prompt(FULL, "generate").negative
    assert "static" not in wan_prompt(still, "generate").negative


@pytest.mark.parametrize("build", [wan_prompt, ltx2_prompt])
def test_what_is_to_be_avoided_leads_the_negative_prompt(build: Build) -> None:
    prompt = build(FULL, "generate")
    assert prompt.negative.startswith("people, ")
    assert "people" not in prompt.text
    assert "worst quality" in prompt.negative


@pytest.mark.parametrize("build", [wan_prompt, ltx2_prompt])
def test_letters_are_kept_out_of_what_is_drawn_and_left_on_what_is_photographed(
    build: Build,
) -> None:
    assert "letters" in build(TERSE, "generate").negative
    assert "letters" not in build(TERSE, "animate").negative
    assert "subtitles" in build(TERSE, "animate").negative


@pytest.mark.parametrize("build", [wan_prompt, ltx2_prompt])
def test_a_picture_that_is_animated_brings_its_own_light_and_style(build: Build) -> None:
    said = build(FULL, "animate").text
    assert FULL.light not in said
    assert FULL.style not in said
    assert "hand turns its knob" in said
    assert "camera" in said


def test_ltx2_tells_its_style_then_what_is_happening_and_what_is_heard() -> None:
    said = ltx2_prompt(FULL, "generate").text
    assert said.startswith("Style: a quiet 1970s documentary.")
    assert "The camera is very slowly moving in an arc" in said
    assert said.index("knob") < said.index("soft click")


def test_sora_is_told_under_headings_and_has_no_negative_prompt() -> None:
    prompt = sora_prompt(FULL, "generate")
    blocks = [block.split("\n")[0] for block in prompt.text.split("\n\n")]
    assert blocks[0] == "Style: a quiet 1970s documentary"
    assert blocks[2:] == ["Cinematography:", "Actions:", "Background sound:"]
    assert "Nothing of this is seen: people, " in prompt.text
    assert prompt.text.count("\n- ") == 2
    assert prompt.negative == ""


@FAMILIES
def test_a_style_preset_by_its_name_alone_is_told_in_its_own_words(build: Build) -> None:
    preset = styles()["cool_night"].prompt
    said = (FULL.model_copy(update={"style": style}) for style in ("Cool night", "a cool night"))
    named, described = (build(one, "generate").text.lower() for one in said)
    assert preset in named
    assert preset not in described
    assert "a cool night" in described


def test_an_enum_is_never_spelt_as_data() -> None:
    enums: list[Any] = [*Move, *Framing]
    for move in Move:
        for framing in Framing:
            camera = Camera(move=move, framing=framing)
            for build in (wan_prompt, ltx2_prompt, sora_prompt):
                said = build(Description(camera=camera), "generate").text
                assert not [value for value in enums if "_" in value and value in said]
