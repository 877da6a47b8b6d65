"""Disclosure: where a film that a generative model had a part in must say so, and how.

It does not decide whether one had; the film's own source types do. Facts as of late 2026.
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Disclosure", "disclosures"]


@dataclass(frozen=True, slots=True)
class Disclosure:
    """What one destination asks of an upload: whether, and what is to be done by whom."""

    ai_disclosure_required: bool
    how: str


_HOW = {
    "youtube": "Switch on 'Altered or synthetic content' at upload.",
    "tiktok": "Read from the Content Credentials; if they were stripped, switch on 'AI-generated'.",
    "meta": "Read from the Content Credentials; if they were stripped, add the 'AI info' label.",
    "eu": "A label that is seen at first exposure, and signed metadata (AI Act, article 50).",
    "china": "'AI生成' seen for 2 s from the first frame, and AIGC metadata (GB 45438-2025).",
    "california": "Provider, system, time and id in the metadata (SB 942).",
}


def disclosures(*, required: bool) -> dict[str, Disclosure]:
    """What each destination asks, platforms first, then markets.

    `required` says whether a generative model made any part of the film. Where none did, nothing is
    to be said: calling a film AI that is not is as wrong as the reverse.
    """
    nothing = "Nothing: no generative model had a part in it."
    return {
        place: Disclosure(required, how if required else nothing) for place, how in _HOW.items()
    }
