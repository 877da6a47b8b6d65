"""Each defect of a film is found by its own measure, and a clean film has none."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from engine.inspection import limits_for, measure_film
from schemas.delivery import Profile
from schemas.errors import EncodeError
from schemas.inspection import Inspection
from schemas.keys import key_of
from tests.engine.inspection.conftest import FRAMES, PAN, PROFILE, Make

KEY = key_of("film", test=1)


def _measured(path: Path, profile: Profile = PROFILE, *, sounding: bool = True) -> Inspection:
    return measure_film(path, KEY, profile, FRAMES, limits_for(), sounding=sounding)


def _failed(path: Path, profile: Profile = PROFILE, *, sounding: bool = True) -> set[str]:
    return {found.measure for found in _measured(path, profile, sounding=sounding).failed}


def _values(path: Path) -> dict[str, float]:
    return {found.measure: found.value for found in _measured(path).measurements}


def test_a_clean_film_passes_and_is_measured_right(film: Make) -> None:
    path = film()
    assert _failed(path) == set()
    values = _values(path)
    assert values["bytes"] == path.stat().st_size
    assert values["seconds"] == 3.0
    assert values["loudness"] == pytest.approx(-14.0, abs=0.2)
    assert values["loudness_error"] == pytest.approx(values["loudness"] + 14.0)
    assert values["true_peak"] == pytest.approx(-13.9, abs=1.0)
    assert len(_measured(path).luma) == 6


def test_black_ends_and_a_black_stretch_are_found(film: Make, take: Make) -> None:
    box = "drawbox=c=black:t=fill:enable='{}'"
    first = film(take(PAN.format(x="n*2"), box.format("eq(n,0)")))
    last = film(take(PAN.format(x="n*2"), box.format(f"eq(n,{FRAMES - 1})")))
    middle = film(take(PAN.format(x="n*2"), box.format("between(n,20,49)")))
    assert _failed(first) == {"first_black"}
    assert _failed(last) == {"last_black"}
    assert _failed(middle) == {"black"}
    assert _values(middle)["black"] == pytest.approx(30 / 24)


def test_a_frozen_stretch_is_measured_in_seconds(film: Make, take: Make) -> None:
    frozen = film(take(PAN.format(x="n*2"), "loop=loop=47:size=1:start=10"))
    assert _values(frozen)["frozen"] == pytest.approx(2.0)


def test_missing_frames_a_wrong_rate_and_a_wrong_size_are_found(film: Make, take: Make) -> None:
    missing = film(take(PAN.format(x="n*2"), "select='not(eq(n,30))'", frames=FRAMES - 1))
    assert _failed(missing) == {"frames", "uneven"}
    other = PROFILE.model_copy(update={"rate": 25, "width": 640})
    assert _failed(film(), other) == {"rate", "width"}


@pytest.mark.parametrize(("gain", "quiet"), [(3, False), (-3, True)])
def test_too_loud_and_too_quiet_are_found(film: Make, gain: int, *, quiet: bool) -> None:
    found = {one.measure: one.value for one in _measured(film(gain=gain)).failed}
    assert set(found) == {"loudness_error"}
    assert (found["loudness_error"] < 0) is quiet


def test_a_true_peak_above_the_profile_is_found(film: Make) -> None:
    strict = PROFILE.model_copy(update={"true_peak": -16.0})
    assert _failed(film(), strict) == {"true_peak_over"}


def test_a_silent_stretch_is_found(film: Make, take: Make) -> None:
    silent = film(sound=",volume=0:enable='between(t,1,2.5)'")
    assert _values(silent)["silence"] == pytest.approx(1.5, abs=0.1)
    long = limits_for().films["silence"].model_copy(update={"high": 1.0})
    limits = limits_for()
    limits = replace(limits, films={**limits.films, "silence": long})
    found = measure_film(silent, KEY, PROFILE, FRAMES, limits)
    assert {one.measure for one in found.failed} == {"silence"}
    planned = measure_film(silent, KEY, PROFILE, FRAMES, limits, pause=0.6)
    assert not planned.failed
    assert take() != silent


def test_a_silent_film_fails_only_where_the_edit_has_sound(film: Make, take: Make) -> None:
    silent = film(sound=",volume=0")
    assert _failed(silent) == {"loudness_error"}
    assert _failed(silent, sounding=False) == set()
    mute = film(take(), "-an", "-use_editlist", "0", "-movflags", "+faststart")
    assert _failed(mute) == {"sound"}
    assert _failed(mute, sounding=False) == set()


def test_sound_that_ends_early_is_found(film: Make) -> None:
    assert _failed(film(sound=",atrim=end=2")) == {"drift"}


def test_the_layout_of_the_file_is_held_to_what_players_need(film: Make, take: Make) -> None:
    assert _failed(film(take(), "-movflags", "+faststart")) == {"edit_list"}
    assert _failed(film(take(), "-use_editlist", "0")) == {"moov_first"}


def test_a_first_frame_made_long_by_priming_is_found(film: Make, take: Make) -> None:
    layout = ("-use_editlist", "0", "-movflags", "+faststart", "-avoid_negative_ts", "make_zero")
    assert "uneven" in _failed(film(take(), *layout))


def test_caps_of_the_profile_are_held(film: Make) -> None:
    caps = {"max_bytes": 1000, "max_seconds": 2.5}
    assert _failed(film(), PROFILE.model_copy(update=caps)) == {"bytes", "seconds"}
    assert _failed(film(), PROFILE.model_copy(update={"min_seconds": 3.5})) == {"seconds"}


def test_a_sound_is_no_film(film: Make, tmp_path: Path) -> None:
    from engine import ffmpeg  # noqa: PLC0415 - only here

    sound = tmp_path / "sound.m4a"
    ffmpeg.run(["-i", str(film()), "-vn", "-c", "copy", str(sound)], what="a sound")
    with pytest.raises(EncodeError, match="holds no picture"):
        _measured(sound)
