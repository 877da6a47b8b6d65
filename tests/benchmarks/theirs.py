"""Theirs: the reference edit with MoviePy 2.2, as its users write it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from tests.benchmarks.material import BED, CLIPS, DISSOLVE, LINES, LOGO, RATE, SECONDS, Material

__all__ = ["moviepy"]

_STEP = float(SECONDS - DISSOLVE)


def moviepy(material: Material, price: str, target: Path) -> None:
    """Clips, text, logo, voice and a bed that steps back under the voice, written in one go."""
    from font_source_sans_pro import SourceSansProSemibold  # noqa: PLC0415 - of this way only
    from moviepy import (  # noqa: PLC0415 - of this way only
        CompositeAudioClip,
        CompositeVideoClip,
        ImageClip,
        TextClip,
        VideoFileClip,
        vfx,
    )

    height, width = material.canvas.height, material.canvas.width

    def text(words: str, size: float, span: tuple[float, float], place: tuple[Any, Any]) -> Any:
        clip = TextClip(
            font=SourceSansProSemibold,
            text=words,
            font_size=int(height * size),
            color="white",
            stroke_color="black",
            stroke_width=2,
            margin=(8, 8),
        )
        clip = clip.with_start(span[0]).with_duration(span[1]).with_position(place)
        return clip.with_effects([vfx.CrossFadeIn(0.3), vfx.CrossFadeOut(0.3)])

    clips = [
        VideoFileClip(str(path)).with_start(number * _STEP)
        for number, path in enumerate(material.clips)
    ]
    fade = vfx.CrossFadeIn(float(DISSOLVE))
    pictures = [clips[0], *(clip.with_effects([fade]) for clip in clips[1:])]
    seconds = material.frames / float(RATE)
    logo = ImageClip(str(LOGO)).resized(height=int(height * 0.06)).with_duration(seconds)
    layers = [
        *pictures,
        logo.with_position((int(width * 0.82), int(height * 0.06))),
        text("Nord Bottle", 0.09, (0.5, 2.7), (int(width * 0.06), int(height * 0.3))),
        text("Insulated steel, matte finish", 0.045, (4.2, 2.7), (int(width * 0.06), 0.7 * height)),
        text(price, 0.08, ((CLIPS - 1) * _STEP + 0.5, 3.0), (int(width * 0.06), 0.5 * height)),
        *(
            text(line, 0.045, (number * _STEP + 0.67, spoken), ("center", int(height * 0.86)))
            for number, (line, (_, spoken)) in enumerate(zip(LINES, material.spoken, strict=True))
        ),
    ]
    film = CompositeVideoClip(layers, size=(width, height)).with_duration(seconds)
    film = film.with_audio(CompositeAudioClip(_sounds(material, seconds)))
    film.write_videofile(
        str(target),
        fps=float(RATE),
        codec="libx264",
        preset="veryfast",
        ffmpeg_params=["-crf", "20"],
        audio_codec="aac",
        threads=os.cpu_count(),
        logger=None,
    )
    film.close()
    for clip in clips:
        clip.close()


def _sounds(material: Material, seconds: float) -> list[Any]:
    from moviepy import AudioFileClip, afx  # noqa: PLC0415 - of this way only

    bed = AudioFileClip(str(BED)).with_effects([afx.AudioLoop(duration=seconds)])
    spans = [
        (number * _STEP + 0.67, number * _STEP + 0.67 + spoken)
        for number, (_, spoken) in enumerate(material.spoken)
    ]
    ducks = [afx.MultiplyVolume(0.35, start_time=start, end_time=end) for start, end in spans]
    voices = [
        AudioFileClip(str(path)).with_start(start)
        for (path, _), (start, _end) in zip(material.spoken, spans, strict=True)
    ]
    fades = [afx.MultiplyVolume(0.4), *ducks, afx.AudioFadeOut(1.6)]
    return [bed.with_effects(fades), *voices]
