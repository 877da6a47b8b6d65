"""What an honest model would write: answers made from nothing but the row that it is shown."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

__all__ = ["judgement_of", "script_of", "storyboard_of", "translation_of"]

_MOVES = ("push_in", "pan_left", "pull_out", "pan_right", "tilt_up", "arc", "hold", "tilt_down")

_OWN = {
    "en": {"look": "Take a closer look.", "ask": "Find out more", "sum": "To sum up."},
    "de": {"look": "Schauen Sie genauer hin.", "ask": "Mehr erfahren", "sum": "Kurz gesagt."},
    "zh": {"look": "让我们近看。", "ask": "了解更多", "sum": "总结一下。"},
}
"""The few words that it adds of its own."""

_TABLE = {
    ("Tableware", "de"): "Geschirr",
    ("Tableware", "zh"): "餐具",
    ("Drinkware", "de"): "Trinkgefäße",
    ("Drinkware", "zh"): "饮具",
    ("Lighting", "de"): "Beleuchtung",
    ("Lighting", "zh"): "灯具",
    ("Cup", "de"): "Tasse",
    ("Cup", "zh"): "杯子",
    ("Round and light", "de"): "Rund und leicht",
    ("Round and light", "zh"): "圆润轻巧",
    ("It holds tea.", "de"): "Sie fasst Tee.",
    ("It holds tea.", "zh"): "可以盛茶。",
    ("Made of clay", "de"): "Aus Ton",
    ("Made of clay", "zh"): "陶土制成",
    ("Easy to hold", "de"): "Liegt gut in der Hand",
    ("Easy to hold", "zh"): "握感舒适",
    ("Glazed inside", "de"): "Innen glasiert",
    ("Glazed inside", "zh"): "内壁上釉",
    ("Set the table", "de"): "Tisch decken",
    ("Set the table", "zh"): "布置餐桌",
    ("Nord Bottle 500 ml", "de"): "Nord Flasche 500 ml",
    ("Nord Bottle 500 ml", "zh"): "北方水瓶 500 ml",
    ("Insulated steel, matte finish", "de"): "Isolierter Stahl, mattes Finish",
    ("Insulated steel, matte finish", "zh"): "保温钢身，哑光表面",
    (
        "A double-walled steel bottle in a matte powder coat.",
        "de",
    ): "Eine doppelwandige Stahlflasche mit matter Pulverbeschichtung.",
    ("A double-walled steel bottle in a matte powder coat.", "zh"): "双层钢瓶，哑光粉末涂层。",
    ("Double-walled stainless steel", "de"): "Doppelwandiger Edelstahl",
    ("Double-walled stainless steel", "zh"): "双层不锈钢",
    ("Matte coat in teal or sand", "de"): "Matt in Petrol oder Sand",
    ("Matte coat in teal or sand", "zh"): "哑光涂层，青色或沙色",
    ("Screw lid with carrying loop", "de"): "Schraubdeckel mit Trageschlaufe",
    ("Screw lid with carrying loop", "zh"): "螺旋盖带提环",
    ("Choose your colour", "de"): "Farbe wählen",
    ("Choose your colour", "zh"): "选择颜色",
    ("Halo Desk Lamp", "de"): "Halo Schreibtischlampe",
    ("Halo Desk Lamp", "zh"): "光环台灯",
    ("A ring of warm light", "de"): "Ein Ring aus warmem Licht",
    ("A ring of warm light", "zh"): "一圈暖光",
    (
        "A brass ring on a slim black stem lights the desk.",
        "de",
    ): "Ein Messingring auf schlankem schwarzem Stab erhellt den Tisch.",
    ("A brass ring on a slim black stem lights the desk.", "zh"): "黄铜环立在细黑杆上，照亮桌面。",
    ("Dimmer knob on the base", "de"): "Dimmer am Fuß",
    ("Dimmer knob on the base", "zh"): "底座调光旋钮",
    ("Warm light from a brass ring", "de"): "Warmes Licht aus einem Messingring",
    ("Warm light from a brass ring", "zh"): "黄铜环散发暖光",
    ("Pivot joint tips the ring", "de"): "Ein Gelenk neigt den Ring",
    ("Pivot joint tips the ring", "zh"): "转轴可倾斜灯环",
    ("See it lit", "de"): "Leuchten sehen",
    ("See it lit", "zh"): "看它点亮",
}


def storyboard_of(row: dict[str, Any]) -> dict[str, Any]:
    """Shots after the row's kind, its points and its pictures, as long as it wants."""
    purposes = list(_purposes(row["kind"], len(row["points"])))
    each = 6.0 if row["kind"] == "lesson" else 4.0
    wanted = row.get("narration", {}).get("seconds") or row.get("seconds")
    if wanted:
        each = min(8.0, max(1.5, wanted / len(purposes)))
    return {
        "shots": [_shot(row, n, purpose, each) for n, purpose in enumerate(purposes)],
    }


def script_of(row: dict[str, Any]) -> dict[str, Any]:
    """The row's columns by their placeholders, and few words more."""
    here, own, point = set(row["placeholders"]), _OWN[row["language"][:2]], iter(range(1, 9))
    shots = []
    for shot in row["shots"]:
        purpose = re.sub(r"\d", "", shot["shot"])
        words = _words(purpose, here, own, point, row.get("category", ""))
        if "narration" in row:
            words["say"] = None  # the row speaks for itself
        shots.append({"shot": shot["shot"], **words})
    return {"shots": shots}


def translation_of(row: dict[str, Any]) -> dict[str, Any]:
    """Each text by the table, word for word where it is not there."""
    target = row["to"][:2]
    fields = row["fields"]
    one = {name: fields.get(name) for name in ("title", "subtitle", "summary", "cta")}
    many = {name: fields.get(name, []) for name in ("bullets", "narration")}
    return {
        **{name: text and _translated(text, target) for name, text in one.items()},
        **{name: [_translated(text, target) for text in texts] for name, texts in many.items()},
        "texts": [_translated(one["text"], target) for one in row["texts"]],
    }


def judgement_of(row: dict[str, Any]) -> dict[str, Any]:
    """A statement is supported where a long word of it stands in the evidence, or in braces."""
    known = " ".join(one["text"] for one in row["evidence"]).lower()
    return {
        "verdicts": [
            {
                "number": one["number"],
                "supported": any(
                    word in known for word in re.findall(r"\w{4,}", one["text"].lower())
                ),
            }
            for one in row["statements"]
        ]
    }


def _purposes(kind: str, points: int) -> Iterator[str]:
    yield "open" if kind == "product" else "hook"
    yield from ["explain" if kind == "lesson" else "detail"] * max(1, min(points, 5))
    if kind != "lesson":
        yield "use"
    yield "recap" if kind == "lesson" else "offer"


def _shot(row: dict[str, Any], n: int, purpose: str, seconds: float) -> dict[str, Any]:
    pictures = len(row["pictures"])
    empty = purpose in {"recap", "offer"} or (purpose == "hook" and row["kind"] == "lesson")
    drawn = "generate" if empty or not pictures else "animate"
    operation = "still" if purpose == "explain" and pictures else drawn
    picture = None if not pictures or operation == "generate" else n % pictures
    subject = str(row.get("category") or row["kind"]).lower()
    return {
        "purpose": purpose,
        "operation": operation,
        "picture": 0 if purpose == "offer" and pictures else picture,
        "seconds": seconds,
        "framing": "close" if purpose == "detail" else "wide",
        "move": "hold" if operation == "still" else _MOVES[n % len(_MOVES)],
        "pace": 0.4,
        "copy_space": {"open": "side", "offer": "side", "recap": "all"}.get(purpose, "none"),
        "subject": f"{subject} on a plain table" if not empty else "an almost empty stage",
        "action": "light wanders slowly across the surface",
        "light": "soft window light from the left",
        "style": "calm, warm paper, muted green and clay",
    }


def _words(
    purpose: str, here: set[str], own: dict[str, str], point: Iterator[int], category: str
) -> dict[str, Any]:
    """What is said and written over a shot of that purpose."""
    match purpose:
        case "open" | "hook":
            titles = [_title("kicker", "brand")] if "brand" in here else []
            if "brand" not in here and category:
                titles.append({"role": "kicker", "text": [category], "number": 0})
            titles.append(_title("headline", "title"))
            titles += [_title("subhead", "subtitle")] if "subtitle" in here else []
            return {"say": "{title}.", "titles": titles}
        case "detail" | "explain":
            n = next(point)
            if f"bullet{n}" not in here:
                return {"say": None, "titles": []}
            number = n if purpose == "explain" else 0
            return {
                "say": f"{{bullet{n}}}.",
                "titles": [_title("point", f"bullet{n}") | {"number": number}],
            }
        case "use":
            return {"say": own["look"], "titles": []}
        case "recap":
            return {"say": own["sum"], "titles": [_title("recap", "title")]}
        case _:
            priced = ["{price}", "{was_price}"] if "was_price" in here else ["{price}"]
            asks = "{cta}" if "cta" in here else own["ask"]
            titles = [_title("headline", "title")]
            titles += [_title("price", "price") | {"text": priced}] if "price" in here else []
            return {
                "say": f"{asks}.",
                "titles": [*titles, _title("cta", "cta") | {"text": [asks]}],
            }


def _title(role: str, name: str) -> dict[str, Any]:
    return {"role": role, "text": [f"{{{name}}}"], "number": 0}


def _translated(text: str, target: str) -> str:
    own = {
        words: _OWN[target][name]
        for language in _OWN.values()
        for name, words in language.items()
        if target in _OWN
    }
    known = _TABLE.get((text, target)) or own.get(text)
    return known or re.sub(r"([.!?]?)$", rf" ({target})\1", text, count=1)
