from __future__ import annotations

from collections.abc import Iterator

import pytest

from engine.moderation import (
    ModerationServer,
    ModerationVerdict,
    Moderator,
    assert_allowed,
    choose_moderator,
    verdict_key,
)
from engine.openai_client import OpenAIClient
from schemas.errors import RowError, WorkError
from schemas.outside import ModerationSettings
from schemas.reject import Code
from tests.chat_server import ChatServer, Mood, chat_server

KEY = "sk-canary-1618"


@pytest.fixture
def server() -> Iterator[ChatServer]:
    with chat_server() as running:
        yield running


def moderator(server: ChatServer, rests: list[float] | None = None) -> ModerationServer:
    client = OpenAIClient("The moderator", server.url, KEY, 5.0)
    return ModerationServer(client, "judge-1", ([] if rests is None else rests).append)


def test_a_harmless_prompt_is_allowed(server: ChatServer) -> None:
    verdict = moderator(server).judge("a cup on a table")
    assert verdict == ModerationVerdict(allowed=True, model="judge-1")
    assert_allowed("a cup on a table", verdict)
    assert server.judged == ["a cup on a table"]


def test_a_flagged_prompt_is_quarantined_with_its_categories(server: ChatServer) -> None:
    verdict = moderator(server).judge("graphic violence")
    assert verdict == ModerationVerdict(allowed=False, categories=("violence",), model="judge-1")
    with pytest.raises(RowError, match="does not allow a text: violence") as caught:
        assert_allowed("graphic violence", verdict)
    assert caught.value.code == Code.MODERATION


def test_a_verdict_is_kept_as_a_document(server: ChatServer) -> None:
    verdict = moderator(server).judge("graphic violence")
    assert ModerationVerdict.from_document(verdict.document()) == verdict


@pytest.mark.parametrize("mood", ["failing", "dropping"])
def test_nothing_is_allowed_unjudged(server: ChatServer, mood: Mood) -> None:
    server.mood = mood
    rests: list[float] = []
    with pytest.raises(WorkError, match="nothing is allowed that was not judged") as caught:
        moderator(server, rests).judge("a cup")
    assert (len(server.judged), len(rests)) == (5, 4)
    assert KEY not in str(caught.value)


def test_a_server_that_is_not_there_allows_nothing() -> None:
    with pytest.raises(WorkError, match=r"nothing is allowed that was not judged.*out of reach"):
        moderator(ChatServer(url="http://127.0.0.1:9/v1")).judge("a cup")


def test_an_answer_without_a_verdict_allows_nothing(server: ChatServer) -> None:
    server.mood = "broken"
    with pytest.raises(WorkError, match="holds no verdict"):
        moderator(server).judge("a cup")


def test_a_busy_moderator_is_waited_for(server: ChatServer) -> None:
    server.busy, server.retry_after = 2, "3"
    rests: list[float] = []
    assert moderator(server, rests).judge("a cup").allowed
    assert len(rests) == 2
    assert min(rests) >= 3


def test_a_moderator_that_is_busy_for_an_hour_is_not_waited_for(server: ChatServer) -> None:
    server.busy, server.retry_after = 9, "3600"
    rests: list[float] = []
    with pytest.raises(WorkError, match="nothing is allowed that was not judged"):
        moderator(server, rests).judge("a cup")
    assert rests == []


def test_a_verdict_is_kept_by_its_model_and_its_text(server: ChatServer) -> None:
    here: Moderator = moderator(server)
    elsewhere = ModerationServer(OpenAIClient("The moderator", "http://other/v1"), "judge-1")
    stricter = ModerationServer(OpenAIClient("The moderator", server.url), "judge-2")
    assert verdict_key(here, "a") == verdict_key(elsewhere, "a")
    assert len({verdict_key(here, "a"), verdict_key(here, "b"), verdict_key(stricter, "a")}) == 3


def test_the_settings_name_who_judges() -> None:
    assert choose_moderator(ModerationSettings(name="off"), None) is None
    named = ModerationSettings(name="server", base_url="http://x/v1", model="m")
    chosen = choose_moderator(named, KEY)
    assert chosen is not None
    assert chosen.fingerprint() == {"moderator": "server", "model": "m"}
    assert KEY not in repr(chosen)
