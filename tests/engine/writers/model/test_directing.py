"""What the storyboard's and the script's author get to see and know of a row."""

from __future__ import annotations

import io
import itertools
import json
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from engine.sound import open_voices
from engine.sound.measured import Pace
from engine.store import open_store
from engine.writers.model import LocalContext
from engine.writers.model.direction import Room, angle_of, arc_of
from schemas.brief import Kind, Material, Picture
from schemas.production import VoiceSettings
from schemas.script import Role
from schemas.understanding import Area
from tests.chat_server import Asked, Reply
from tests.engine.writers.briefs import brief
from tests.engine.writers.model.conftest import Office
from tests.seen import seen

ROW = brief(texts={})


def pictured(folder: Path, colour: str = "#884422") -> Material:
    """A real picture, whose subject stands on the left."""
    Image.new("RGB", (1600, 900), colour).save(folder / "cup.jpg")
    subject = Area(left=0.05, top=0.2, right=0.45, bottom=0.8)
    understood = seen(1600).model_copy(update={"subject": subject, "confidence": 0.9})
    picture = Picture(
        path="cup.jpg",
        sha256=colour.strip("#").ljust(64, "0"),
        width=1600,
        height=900,
        format="JPEG",
        seen=understood,
    )
    return Material(pictures=(picture,))


def sent(completion: dict[str, Any], status: int = 200) -> Reply:
    return status, {}, json.dumps(completion).encode()


def test_a_director_sees_the_pictures_themselves_small_and_what_was_understood_of_them(
    office: Office, tmp_path: Path
) -> None:
    writer = office.writer(local=LocalContext(tmp_path))
    writer.write(ROW, pictured(tmp_path), ("en",))
    board, script = office.server.asked
    (picture,) = board.pictures
    with Image.open(io.BytesIO(picture)) as opened:
        assert (opened.format, opened.size) == ("JPEG", (512, 288))
    assert script.pictures == []
    (shown,) = board.row["pictures"]
    assert shown["shape"] == "landscape"
    assert shown["subject"] == "left, 25% of the picture"
    assert (
        office.writer(local=LocalContext(tmp_path), pictures=False).requests(
            ROW, pictured(tmp_path), ("en",)
        )[0][1]
        is False
    ), "without pictures it is another question"


DECLINES = {
    "OpenAI": (400, "Invalid content type. image_url is only supported by certain models."),
    "vLLM": (400, "m-1 is not a multimodal model"),
    "FastAPI": (422, "Input should be a valid string"),
    "llama.cpp": (500, "image input is not supported - hint: provide the mmproj"),
}


@pytest.mark.parametrize("make", DECLINES)
def test_whether_a_server_takes_pictures_is_found_out_once_and_costs_nothing(
    office: Office, tmp_path: Path, make: str
) -> None:
    status, words = DECLINES[make]

    def reply(asked: Asked, completion: dict[str, Any]) -> Reply:
        return sent({"error": {"message": words}}, status) if asked.pictures else sent(completion)

    office.server.reply = reply
    office.writer(local=LocalContext(tmp_path)).write(ROW, pictured(tmp_path), ("en",))
    assert [bool(one.pictures) for one in office.server.asked] == [True, False, False]
    other = ROW.model_copy(update={"id": "other", "description": "A jug."})
    office.writer(local=LocalContext(tmp_path)).write(other, pictured(tmp_path), ("en",))
    assert not any(one.pictures for one in office.server.asked[3:])
    assert office.paid_calls().spent().unknown == 0


def test_that_a_server_takes_pictures_is_found_out_after_rows_that_had_none(
    office: Office, tmp_path: Path
) -> None:
    def reply(asked: Asked, completion: dict[str, Any]) -> Reply:
        return sent({"error": {"message": "no"}}, 400) if asked.pictures else sent(completion)

    office.server.reply = reply
    office.writer(local=LocalContext(tmp_path)).write(ROW, Material(), ("en",))
    other = ROW.model_copy(update={"id": "other"})
    office.writer(local=LocalContext(tmp_path)).write(other, pictured(tmp_path), ("en",))
    assert [bool(one.pictures) for one in office.server.asked] == [False, False, True, False, False]


def test_another_picture_is_another_storyboard_and_another_voice_or_eye_is_none(
    office: Office, tmp_path: Path
) -> None:
    here = LocalContext(tmp_path)
    office.writer(local=here).write(ROW, pictured(tmp_path), ("en",))
    again = pictured(tmp_path).pictures[0]
    unsure = again.model_copy(update={"seen": again.seen.model_copy(update={"confidence": 0.1})})
    slower = LocalContext(tmp_path, lambda _: 2.0)
    assert (
        office.writer(local=slower).assignment(ROW, Material(pictures=(unsure,)), ("en",)) is None
    )
    assert office.writer(local=here).assignment(ROW, pictured(tmp_path, "#112233"), ("en",))


def test_it_knows_points_audience_angle_arc_and_what_fits_a_shot(office: Office) -> None:
    row = brief(texts={}, audience="Hosts of small dinners", kind=Kind.AD)
    office.writer(local=LocalContext(pace=lambda _: 2.0)).write(row, Material(), ("en",))
    board, script = office.server.asked
    assert board.row["points"] == ["Made of clay", "Easy to hold", "Glazed inside"]
    assert board.row["audience"] == script.row["audience"] == "Hosts of small dinners"
    assert board.row["angle"] == script.row["angle"] == angle_of(row)
    for asked in (board, script):
        assert arc_of(Kind.AD) in asked.messages[0]["content"]
        assert "revision" not in asked.messages[0]["content"][:20]
    slow, usual = board.row["words_that_fit"], Room("en").table()
    assert 0 < 1.7 * slow["4 s"]["words"] < usual["4 s"]["words"] < 14
    assert all(shot["room"]["words"] <= 5 for shot in script.row["shots"])


def test_neighbours_are_told_from_different_sides_and_each_keeps_its_own() -> None:
    rows = [brief(id=f"cup-{n}") for n in range(60)]
    angles = [angle_of(row) for row in rows]
    assert angles == [angle_of(row) for row in rows]
    assert len(set(angles)) == 10
    alike = sum(one == other for one, other in itertools.pairwise(angles))
    assert alike <= 12, "of 59 pairs; all of them before there were angles"


def test_terms_stand_beside_the_price_or_the_answer_is_sent_back(office: Office) -> None:
    row = brief(texts={}, extra={"conditions": "Only with a deposit"})
    writer = office.writer(terms=("conditions",))
    writer.write(row, Material(), ("en",))
    script = next(one for one in office.server.asked if one.name == "script")
    assert script.row["terms"] == ["conditions"]
    assert "conditions" in script.row["placeholders"]
    problem = office.server.asked[-1].messages[3]["content"]
    assert "shows {price} without its terms: add {conditions}" in problem
    assert "in its own words" in (writer.shortfall(row, Material()) or "")

    def reply(asked: Asked, completion: dict[str, Any]) -> Reply:
        message = completion["choices"][0]["message"]
        answer = json.loads(message["content"])
        if asked.name == "script":
            small = {"role": "subhead", "text": ["{conditions}"], "number": 0}
            titles = answer["shots"][-1]["titles"]
            answer["shots"][-1]["titles"] = [*titles[:2], small]
        message["content"] = json.dumps(answer)
        return sent(completion)

    office.server.reply = reply
    kept = office.writer(terms=("conditions",), revision=2)
    kept.write(row, Material(), ("en",))
    assert kept.shortfall(row, Material()) is None
    titles = kept.script(row, kept.storyboard(row, Material()), "en").titles
    assert [one.text for one in titles if one.role is Role.SUBHEAD][-1] == ("{conditions}",)


def test_a_voice_is_measured_once_and_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    voices = open_voices(VoiceSettings(engine="espeak", rate_wpm=110), tmp_path)
    with open_store(str(tmp_path / "store"), None, tmp_path / "store") as store:
        slow = Pace(voices, store.ledger.facts).of("de")
        assert slow == pytest.approx(1.5, abs=0.35), "165 words a minute are estimated"
        monkeypatch.setattr(type(voices.each[0]), "speak", None)
        assert Pace(voices, store.ledger.facts).of("de") == slow
        silent = open_voices(VoiceSettings(engine="none"), tmp_path)
        assert Pace(silent, store.ledger.facts).of("de") == 1.0
    assert Room("de", lambda _: slow).told(4)["words"] < Room("de").told(4)["words"]
