"""Sizes, lengths and clips keep the family's rules for anything that is asked for."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import assume, given
from hypothesis import strategies as st

from engine.renderers.rules import Rules
from schemas.setup import Canvas

RULES = st.sampled_from([Rules(16, 4, Fraction(16)), Rules(32, 4, Fraction(24))])
SIDES = st.integers(32, 2160).map(lambda half: 2 * half)


@given(rules=RULES, width=SIDES, tall=SIDES, height=st.integers(64, 1088))
def test_a_canvas_keeps_its_shape_as_near_as_the_rules_allow(
    rules: Rules, width: int, tall: int, height: int
) -> None:
    wanted = Canvas(width=width, height=tall, rate=30)
    scale = height / min(width, tall)
    assume(max(width, tall) * scale < 7000)
    made = rules.canvas(wanted, height)
    assert made.width % rules.multiple == made.height % rules.multiple == 0
    assert made.rate == rules.rate
    for got, want in ((made.width, width * scale), (made.height, tall * scale)):
        assert abs(got - want) <= rules.multiple / 2


@given(rules=RULES, least=st.integers(1, 5000))
def test_frames_are_rounded_up_to_the_next_that_can_be_shot(rules: Rules, least: int) -> None:
    made = rules.frames(least)
    assert made % rules.step == 1
    assert 0 <= made - least < rules.step
