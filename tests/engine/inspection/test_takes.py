"""Each defect of a take is found by its own measure, and a clean take has none."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine import ffmpeg
from engine.inspection import limits_for, measure_take
from schemas.errors import EncodeError
from schemas.inspection import Inspection
from schemas.keys import key_of
from schemas.setup import Canvas
from tests.engine.inspection.conftest import CANVAS, FRAMES, PAN, Make

KEY = key_of("take", test=1)


def _measured(path: Path, *, moving: bool = True) -> Inspection:
    return measure_take(path, KEY, CANVAS, FRAMES, limits_for(), moving=moving)


def _failed(path: Path, *, moving: bool = True) -> set[str]:
    return {found.measure for found in _measured(path, moving=moving).failed}


def _values(inspection: Inspection) -> dict[str, float]:
    return {found.measure: found.value for found in inspection.measurements}


def test_a_clean_take_passes_and_is_measured_right(take: Make) -> None:
    inspection = _measured(take())
    assert inspection.passed, inspection.failed
    values = _values(inspection)
    assert inspection.subject == KEY
    assert (values["width"], values["height"], values["rate"]) == (320, 180, 24)
    assert values["frames"] == FRAMES
    assert values["motion"] == pytest.approx(2 / 320 * 24, rel=0.1)
    assert values["jitter"] < 0.1
    assert values["exposure"] == pytest.approx(0.5, abs=0.1)


@pytest.mark.parametrize(
    ("defect", "filters"),
    [
        ("black_share", ["drawbox=c=black:t=fill:enable='lt(n,20)'"]),
        ("exposure", ["lutyuv=y=17"]),
        ("white_clipped", ["lutyuv=y=240"]),
        ("black_clipped", ["lutyuv=y=10"]),
        ("sharpness", ["gblur=sigma=40"]),
        ("flicker", ["eq=brightness='0.05*mod(n,2)':eval=frame"]),
        ("frozen", ["loop=loop=48:size=1:start=10"]),
        ("duplicates", ["framestep=2", "fps=24"]),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_defect_fails_its_measure_and_is_worth_another_seed(
    take: Make, defect: str, filters: list[str]
) -> None:
    inspection = _measured(take(PAN.format(x="n*2"), *filters))
    assert defect in {found.measure for found in inspection.failed}
    assert inspection.retakeable


def test_a_crop_to_uneven_pixels_is_jitter_and_nothing_else(take: Make) -> None:
    shaking = take(PAN.format(x="n*2+2*mod(n\\,3)"))
    assert _failed(shaking) == {"jitter"}


def test_a_black_share_and_a_frozen_stretch_have_the_right_length(take: Make) -> None:
    black = _values(
        _measured(take(PAN.format(x="n*2"), "drawbox=c=black:t=fill:enable='lt(n,18)'"))
    )
    assert black["black_share"] == pytest.approx(18 / FRAMES)
    frozen = _values(_measured(take(PAN.format(x="n*2"), "loop=loop=47:size=1:start=10")))
    assert frozen["frozen"] == pytest.approx(48 / 24)


def test_a_held_shot_may_be_still_and_a_moving_one_may_not(take: Make) -> None:
    still = take(PAN.format(x="0"))
    assert _failed(still, moving=True) == {"frozen", "duplicates"}
    assert _failed(still, moving=False) == set()
    assert _values(_measured(still, moving=False))["frozen"] == pytest.approx(3.0)


def test_a_slow_move_is_not_a_frozen_one(take: Make) -> None:
    slow = take("testsrc2=size=640x360:rate=1,trim=end_frame=1,loop=-1:1,fps=24", "scale=1280:720",
                "crop=640:360:n/2:60", "scale=320:180:flags=area")  # fmt: skip
    values = _values(_measured(slow))
    assert values["frozen"] < 0.25
    assert values["motion"] == pytest.approx(0.25 / 320 / 2 * 24 * 2, rel=0.7)


def test_missing_frames_and_a_wrong_rate_are_told_apart(take: Make) -> None:
    assert _failed(take(frames=FRAMES - 2)) == {"frames"}
    missing = take(PAN.format(x="n*2"), "select='not(eq(n,20))'")
    assert _failed(missing) == {"uneven"}
    faster = PAN.format(x="n*2").replace("rate=24", "rate=25")
    assert _failed(take(faster)) == {"rate"}


def test_another_seed_cannot_cure_a_wrong_size(take: Make) -> None:
    inspection = _measured(take(PAN.format(x="n*2"), "scale=160:90"))
    assert {found.measure for found in inspection.failed} == {"width", "height"}
    assert not inspection.retakeable


def test_the_luma_grid_says_where_the_picture_is_light(tmp_path: Path) -> None:
    """Columns get lighter to the right; the cell at row 1, column 4 is black half the time."""
    path = tmp_path / "grid.mp4"
    graph = (
        "color=black:size=384x192:rate=24,geq=lum='16+219*floor(6*X/W)/5':cb=128:cr=128,"
        "drawbox=x=256:y=32:w=64:h=32:c=black:t=fill:enable='lt(n,12)',format=yuv420p"
    )
    coding = ("-frames:v", "24", "-c:v", "libx264", "-crf", "4", str(path))
    ffmpeg.run(["-f", "lavfi", "-i", graph, *coding], what="a grid")
    canvas = Canvas(width=384, height=192)
    found = measure_take(path, KEY, canvas, 24, limits_for(), moving=False)
    assert [len(row) for row in found.luma] == [len(row) for row in found.spread] == [6] * 6
    for row in range(6):
        for column in range(6):
            half = (row, column) == (1, 4)
            wanted = column / 5 / (2 if half else 1)
            assert found.luma[row][column] == pytest.approx(wanted, abs=0.02)
            # 0 half the time and 0.8 the other half: 0.4 from their mean.
            assert found.spread[row][column] == pytest.approx(0.4 if half else 0.0, abs=0.02)


def test_the_spread_says_where_the_picture_is_busy(take: Make) -> None:
    """Stripes on the right half, of two tones that are 0.5 apart; nothing moves."""
    stripes = "geq=lum='16+219*(0.25+0.5*gt(X,W/2)*mod(floor(X/8),2))':cb=128:cr=128"
    found = measure_take(
        take(f"color=gray:size=192x192:rate=24,{stripes}"),
        KEY,
        Canvas(width=192, height=192),
        FRAMES,
        limits_for(),
        moving=False,
    )
    for row in found.spread:
        assert max(row[:3]) < 0.02
        assert min(row[3:]) == pytest.approx(0.25, abs=0.03)


def test_a_single_frame_and_a_tiny_frame_are_measured_too(take: Make) -> None:
    one = measure_take(take(frames=1), KEY, CANVAS, 1, limits_for(), moving=False)
    assert one.passed, one.failed
    tiny = take(PAN.format(x="n*2"), "scale=64:64")
    found = measure_take(tiny, KEY, Canvas(width=64, height=64), FRAMES, limits_for())
    assert {measurement.measure for measurement in found.failed} <= {"jitter"}


def test_frames_that_change_their_size_midway_are_an_error(take: Make, tmp_path: Path) -> None:
    listing, joined = tmp_path / "parts.txt", tmp_path / "joined.mp4"
    parts = [take(), take(PAN.format(x="n*2"), "scale=160:90")]
    listing.write_text("".join(f"file '{part}'\n" for part in parts))
    concat = ("-f", "concat", "-safe", "0", "-i", str(listing), "-c", "copy")
    ffmpeg.run([*concat, str(joined)], what="a join of two sizes")
    with pytest.raises(EncodeError, match=f"change their size midway .*frame {FRAMES}"):
        _measured(joined)


def test_a_take_that_does_not_decode_is_an_error(take: Make, tmp_path: Path) -> None:
    cut = tmp_path / "cut.mp4"
    cut.write_bytes(take().read_bytes()[:4000])
    with pytest.raises(EncodeError):
        _measured(cut)
