"""Orders: text in a row that speaks to a machine, or to whoever writes, instead of about the thing.

It knows how they are usually put, in twelve languages; another order is text like any other, and a
model that obeys it is judged like any other.
"""

from __future__ import annotations

import re

__all__ = ["order_in"]

# Text in a row that speaks to a machine instead of about the thing. The model is shown it as the
# data that it is, but it is no evidence for any claim: a model that obeys it must not pass for one
# that quotes the row.
_WHOSE = r"(?:all|any|every|previous|prior|earlier|preceding|these|those|your|my)"
_WHAT = r"(?:instructions?|prompts?|rules?|guidelines?)"
_INJECTION = re.compile(
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
    r"|\b(?:system|developer|assistant)\s*[:>]|\b(?:copywriter|narrator|scriptwriter|prompt)\b"
    r"|\b(?:note|message|instructions?|attention|order) (?:to|for) (?:the |all |any )?"
    r"(?:writer|editor|ai|model|translator|machine|assistant|llm)\b"
    r"|\b(?:say|write|add|announce|mention|claim|state|repeat|print|respond|answer|tell them)\b\s*"
    r"(?:[:\"\u201c\u201e\u00ab]|that\b)"
    r"|\b(?:sage?|sagen sie|schreibe?|schreiben sie|erwähnen?|behaupten?|dites|écrivez|"
    r"ajoutez|di|escribe|añade|scrivi|aggiungi|escreva|diga|adicione|zeg|schrijf|"
    r"voeg toe|napisz|powiedz|dodaj)\b\s*"
    r"(?:[:\"\u201c\u201e\u00ab]|dass\b|que\b|che\b|dat\b|że\b)"
    r"|\b(?:zignoruj|pomiń|zapomnij)\b[^.!?]{0,60}\b(?:instrukcj\w*|polece\w*|zasad\w*|powyższ\w*)"
    r"|(?:talimat|komut|yönerge)\w*[^.!?]{0,40}(?:yok say|görmezden gel|unut)"
    r"|\b(?:de ki|şunu (?:söyle|yaz|ekle))\b"
    r"|(?:تجاهل|انس|أهمل)[^.!؟]{0,40}(?:تعليمات|أوامر|سابق)|(?:اكتب|قل|أضف)\s*[:\"«]"
    r"|(?:निर्देश|आदेश)\S*[^.!?।]{0,40}(?:अनदेखा|नज़रअंदाज़|भूल)|(?:लिखो|लिखें|कहो|कहें|जोड़ें)\s*[:\"]"
    r"|(?:写|說|说|添加|加上)(?:上)?[:：\"“]|と(?:書いて|言って)"
    r"|(?:以前|上記|これまで)の(?:指示|命令)[^。！？]{0,10}(?:無視|忘れ)",
    re.IGNORECASE,
)


def order_in(text: str) -> int | None:
    """Where the first order in `text` begins; None where it gives none."""
    found = _INJECTION.search(text)
    return found.start() if found else None
