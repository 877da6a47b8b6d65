"""`callsheet write --show`: the exact messages, and nothing sent."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.chat_server import chat_server
from tests.flows.shop import ROWS, Shop
from tests.flows.terminal import callsheet

pytestmark = pytest.mark.usefixtures("home")


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    shop = Shop.opened(tmp_path / "shop")
    shop.write((ROWS[0],))
    return shop


def test_what_is_shown_is_what_is_sent(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PREFECT_API_URL", raising=False)
    with chat_server() as chat:
        shop.set(
            writer={"name": "model", "base_url": chat.url, "model": "m", "price": "free"},
            moderation={"name": "off"},
            deliveries=[{"profile": "preview"}],
        )
        shown = shop.callsheet("write", "--show", "bottle")
        assert (shown.status, chat.asked) == (0, [])
        (board,) = shown.json["requests"]
        assert (board["name"], board["revision"], board["answered"]) == ("storyboard", 2, False)
        text = callsheet("write", shop.production, "--show", "bottle").out
        assert "You direct short films" in text
        assert "nord-bottle-1.jpg" in text
        assert "once that was answered" in text

        chat.moods = {"script": "failing"}
        shop.callsheet("produce")
        board, script = shop.callsheet("write", "--show", "bottle").json["requests"]
        assert (board["answered"], script["answered"]) == (True, False)
        sent = {asked.name: asked for asked in chat.asked}
        for one in (board, script):
            assert one["messages"][0] == sent[one["name"]].messages[0]
            assert (
                sent[one["name"]].messages[1]["content"].startswith(one["messages"][1]["content"])
            )
        assert len(sent["storyboard"].pictures) == len(board["pictures"]) == 2


def test_a_row_that_no_model_writes_has_nothing_to_show(shop: Shop) -> None:
    answer = shop.callsheet("write", "--show", "bottle")
    assert (answer.status, "the template writer writes" in answer.err) == (2, True)
    assert shop.callsheet("write", "--show", "nobody").status == 2
