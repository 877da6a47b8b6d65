"""Label: the words by which a film says that a model made pictures of it, and for how long.

It does not decide whether one did, nor how the label looks.
What it decides is keyed by the edit's revision in `engine.production.planning.recipe`.
"""

from __future__ import annotations

from fractions import Fraction

from schemas.edit import Layer, LayerRole
from schemas.locale import language_of
from schemas.timing import frames_at

__all__ = ["label_layer"]

_SECONDS = Fraction(13, 4)
"""From the opening frame: three whole seconds and a fade. GB 45438-2025 asks for two from the
opening frame, the EU AI Act (article 50) for the first exposure."""

_WORDS = {
    "bg": "Генерирано от ИИ",
    "cs": "Vygenerováno AI",
    "da": "AI-genereret",
    "de": "KI-generiert",
    "el": "Δημιουργήθηκε με ΤΝ",  # noqa: RUF001 - Greek is meant
    "en": "AI-generated",
    "es": "Generado con IA",
    "et": "Loodud TI abil",
    "fi": "Tekoälyllä luotu",
    "fr": "Généré par IA",
    "ga": "Arna ghiniúint ag IS",
    "hr": "Generirano AI-jem",
    "hu": "MI-vel készült",
    "id": "Dibuat dengan AI",
    "it": "Generato con IA",
    "ja": "AI生成",
    "ko": "AI 생성",
    "lt": "Sukurta DI",
    "lv": "Izveidots ar MI",
    "mt": "Iġġenerat bl-IA",
    "nb": "AI-generert",
    "nl": "AI-gegenereerd",
    "no": "AI-generert",
    "pl": "Wygenerowane przez AI",
    "pt": "Gerado por IA",
    "ro": "Generat cu IA",
    "ru": "Создано ИИ",
    "sk": "Vygenerované AI",
    "sl": "Ustvarjeno z UI",
    "sv": "AI-genererat",
    "tr": "Yapay zekâ ile üretildi",
    "uk": "Створено ШІ",
    "vi": "Tạo bởi AI",
    "zh": "AI生成",
}
"""By language: the EU's and others; in any other language the label is in English."""


def label_layer(locale: str, rate: Fraction, *, end: int) -> Layer:
    """The label, from the first frame of a film of `end` frames."""
    return Layer(
        role=LayerRole.LABEL,
        text=(_WORDS.get(language_of(locale), _WORDS["en"]),),
        locale=locale,
        start=0,
        frames=min(end, frames_at(rate, _SECONDS)),
    )
