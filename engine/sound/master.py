"""Master: brings a mix to a profile's loudness and true peak, as the AAC that is delivered.

It does not know what the mix is made of; it measures what it encoded as a listener gets it.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from engine import ffmpeg
from engine.sound import loudness, pcm
from engine.sound.loudness import Loudness
from schemas.delivery import Profile
from schemas.errors import EncodeError

__all__ = ["PRIMING", "master", "silence"]

PRIMING = 1024
"""Samples that FFmpeg's AAC encoder puts before the sound: the overlap of its first frame.

Players skip them by an edit list, which Reels forbids. So the sound's own first 1024 samples, 21 ms
in which nothing has begun, make way for them: what is heard is in time without an edit list.
"""

_ROUNDS = 8
_NEAR = 0.2
"""LU from the profile's loudness that are near enough; `ebur128` states tenths."""

_HEADROOM = 0.8
"""dB between limiter and profile at first: AAC overshoots the peaks that it is given."""

_ROUNDING = 0.05
"""dB that a stated true peak may be too low by."""

_PUSH = 6.0
"""dB of gain into the limiter, at most: more of it is heard as distortion, not as loudness."""


def master(source: Path, samples: int, profile: Profile, target: Path) -> Loudness:
    """Write the sound file `source` to `target` (`.m4a`), `samples` long, as `profile` asks.

    Limited at four times the rate (ITU-R BS.1770-4, annex 2, finds true peaks so), encoded, decoded
    and measured, corrected until loudness and true peak are met. The peak is never exceeded; a
    sound of peaks alone can stay below the loudness. Raises EncodeError.
    """
    before = loudness.measure(source)
    linear = 0.0 if before.silent else profile.loudness - before.integrated
    gain, ceiling = linear, profile.true_peak - _HEADROOM
    for _ in range(_ROUNDS):
        limiter = f"alimiter=limit={10 ** (ceiling / 20):.6f}:level=false:latency=true"
        filters = f"volume={gain:.2f}dB,aresample={4 * pcm.RATE},{limiter},aresample={pcm.RATE}"
        _encode(["-i", str(source)], filters, samples, profile, target)
        heard = loudness.measure(target)
        if heard.silent:
            return heard
        off = profile.loudness - heard.integrated
        excess = heard.true_peak + _ROUNDING - profile.true_peak
        pushed = min(gain + off, linear + _PUSH)
        if excess <= 0 and (abs(off) <= _NEAR or pushed == gain):
            return heard
        gain = pushed
        ceiling -= excess + _ROUNDING if excess > 0 else 0.0
    raise EncodeError(
        "The sound does not settle at the profile's loudness and true peak",
        f"{heard.integrated} LUFS, {heard.true_peak} dBTP; {profile.name} asks for "
        f"{profile.loudness} and {profile.true_peak}",
        "Is the music one of isolated clicks? Choose other music, or a lower loudness.",
    )


def silence(samples: int, profile: Profile, target: Path) -> None:
    """Write a silent track, `samples` long, to `target` (`.m4a`). Raises EncodeError."""
    source = f"anullsrc=sample_rate={pcm.RATE}:channel_layout=stereo"
    _encode(["-f", "lavfi", "-i", source], "anull", samples, profile, target)


def _encode(
    source: Sequence[str], filters: str, samples: int, profile: Profile, target: Path
) -> None:
    cut = f"atrim=start_sample={PRIMING}:end_sample={samples},asetpts=PTS-STARTPTS"
    ffmpeg.run(
        [
            *source,
            *("-af", f"{filters},apad=whole_len={samples},{cut}"),
            *("-c:a", "aac", "-b:a", f"{profile.audio_kbps}k", "-ar", str(pcm.RATE), "-ac", "2"),
            *("-threads", "1", "-use_editlist", "0", *pcm.BITEXACT, "-f", "mp4", str(target)),
        ],
        what=f"the sound {target.name}",
    )
