from __future__ import annotations

from fractions import Fraction

from engine.captions import srt, transcript, vtt
from schemas.edit import Caption

NTSC = Fraction(30000, 1001)
CAPTIONS = (
    Caption(start=0, frames=36, text="[music]"),
    Caption(start=36, frames=60, text="Salt & pepper\nfor <two>."),
)


def test_srt_is_numbered_with_commas_and_blank_lines() -> None:
    assert srt(CAPTIONS, Fraction(24)) == (
        "1\n00:00:00,000 --> 00:00:01,500\n[music]\n"
        "\n"
        "2\n00:00:01,500 --> 00:00:04,000\nSalt & pepper\nfor <two>.\n"
    )


def test_vtt_has_its_header_full_stops_and_escapes() -> None:
    assert vtt(CAPTIONS, Fraction(24)) == (
        "WEBVTT\n"
        "\n"
        "00:00:00.000 --> 00:00:01.500\n[music]\n"
        "\n"
        "00:00:01.500 --> 00:00:04.000\nSalt &amp; pepper\nfor &lt;two&gt;.\n"
    )


def test_times_are_exact_at_ntsc_rates_and_past_an_hour() -> None:
    hour = Caption(start=107892, frames=30, text="Late.")
    assert srt([hour], NTSC) == "1\n00:59:59,996 --> 01:00:00,997\nLate.\n"


def test_a_transcript_has_a_caption_to_a_line() -> None:
    chinese = Caption(start=96, frames=24, text="深蓝太阳纹表盘，\n层次分明。")
    assert transcript((*CAPTIONS, chinese)) == (
        "[music]\nSalt & pepper for <two>.\n深蓝太阳纹表盘，层次分明。\n"
    )


def test_no_captions_make_valid_empty_files() -> None:
    assert (srt((), NTSC), vtt((), NTSC), transcript(())) == ("", "WEBVTT\n", "")
