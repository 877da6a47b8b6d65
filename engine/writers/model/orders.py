"""Orders: text in a row that speaks to a machine instead of about the thing.

It is shown to the model as the data that it is; but what it says is no evidence for any claim, so
that a model which obeys it does not pass for one that quotes the row.
"""

from __future__ import annotations

import re

__all__ = ["without_orders"]

_WHOSE = r"(?:all|any|every|previous|prior|earlier|preceding|these|those|your|my)"
_WHAT = r"(?:instructions?|prompts?|rules?|guidelines?)"
_ORDER = re.compile(
    rf"\b(?:ignore|disregard|forget|override|bypass)\b[^.!?]{{0,20}}\b{_WHOSE}\b[^.!?]{{0,30}}\b{_WHAT}\b"
    r"|\b(?:ignore|disregard|forget)\b[^.!?]{0,20}\b(?:above|said before)\b"
    r"|\b(?:system|developer) (?:prompt|message)\b|\bnew instructions?\b"
    r"|\b(?:you are|act as|pretend to be)\b[^.!?]{0,30}\b(?:ai|assistant|model|chatbot|llm)\b"
    r"|\bas an? (?:ai|language model|assistant)\b"
    r"|\b(?:ignorier\w*|vergiss|missachte\w*)\b[^.!?]{0,60}\b(?:anweisung\w*|regeln|vorgaben)\b"
    r"|\b(?:ignorez|ignorer|oublie[zr]?)\b[^.!?]{0,60}\b(?:instructions|consignes|règles)\b"
    r"|\b(?:ignora|olvida|dimentica|esqueça|ignore|negeer|vergeet)\b[^.!?]{0,60}"
    r"\b(?:instrucciones|istruzioni|instruções|instructies|reglas|regole|regras|regels)\b"
    r"|(?:忽略|无视|無視|忘记|忘掉)[^。！？]{0,20}(?:指令|指示|提示|规则|要求)"
    r"|(?:以前|上記|これまで)の(?:指示|命令)[^。！？]{0,10}(?:無視|忘れ)",
    re.IGNORECASE,
)


def without_orders(text: str) -> str:
    """The text up to the first order; what follows one in the same cell belongs to it."""
    found = _ORDER.search(text)
    return text[: found.start()] if found else text
