"""The command line: what it refuses, what it prints, and how it ends."""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any, Never

import pytest
import yaml

from engine.pool import LocalPool, RayPool
from engine.sound import espeak_library
from schemas.errors import StoreError
from tests.flows.conftest import Opening
from tests.flows.shop import PROFILES, ROWS, Shop
from tests.flows.terminal import COMMAND, Answer, callsheet
from tests.flows.test_produce import RUN, shape


@pytest.fixture
def fresh(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shop:
    """A shop that was never produced; starting a pool is an error."""

    def start(*_arguments: object) -> Never:
        raise AssertionError("the pool was started")

    for pool in (LocalPool, RayPool):
        monkeypatch.setattr(pool, "start", start)
    return Shop.opened(tmp_path / "shop")


def assert_refused(answer: Answer, words: str) -> None:
    """Status 2, and one clear line."""
    assert answer.status == 2, answer.err
    (line,) = [one for one in answer.err.splitlines() if one.startswith("callsheet: ")]
    assert words in line
    if answer.out:  # asked for with --json
        error = answer.json["error"]
        assert error["what"] in line
        assert error["remedy"] in line


def _no_yaml(shop: Shop) -> None:
    shop.production.write_text("catalog: [\n", "utf-8")


def _no_catalog(shop: Shop) -> None:
    shop.set(catalog="gone.parquet")


def _cut_catalog(shop: Shop) -> None:
    catalog = shop.folder / "catalog.parquet"
    catalog.write_bytes(catalog.read_bytes()[:-50])


REFUSALS: dict[str, tuple[Callable[[Shop], None], str]] = {
    "a file that is not YAML": (_no_yaml, "not YAML"),
    "a catalog that is not there": (_no_catalog, "gone.parquet"),
    "a catalog that is cut short": (_cut_catalog, "catalog.parquet"),
    "an unknown field": (lambda shop: shop.set(budgt=3), "'budgt'"),
    "an unknown profile": (lambda shop: shop.set(deliveries=[{"profile": "previw"}]), "'preview'"),
    "an unknown renderer": (
        lambda shop: shop.set(renderers=[{"name": "sora"}]),
        "renderers.0.name",
    ),
    "a store elsewhere": (lambda shop: shop.set(store="s3://bucket/x"), "s3://"),
    "a logo that is not there": (lambda shop: shop.set(brand={"logo": "no.png"}), "no.png"),
    "half a signature": (lambda shop: shop.set(signing={"key": "key.pem"}), "signing.key"),
}


@pytest.mark.parametrize("case", REFUSALS)
@pytest.mark.parametrize("command", ["check", "plan"])
def test_what_cannot_be_done_is_refused_with_one_line(fresh: Shop, case: str, command: str) -> None:
    spoil, words = REFUSALS[case]
    spoil(fresh)
    assert_refused(fresh.callsheet(command), words)


@pytest.mark.parametrize("command", ["check", "plan", "produce"])
def test_a_target_that_is_not_there_is_refused(tmp_path: Path, command: str) -> None:
    answer = callsheet(command, tmp_path / "nowhere.yaml")
    assert_refused(answer, "no such production or catalog")


def test_an_id_that_is_not_in_the_catalog_is_refused(fresh: Shop) -> None:
    assert_refused(fresh.callsheet("plan", "--only", "botle"), "no such row")


def test_a_wrong_option_ends_with_status_2_and_no_traceback(fresh: Shop) -> None:
    answer = fresh.callsheet("plan", "--onyl", "bottle")
    assert answer.status == 2
    assert "No such option" in answer.err
    assert "Traceback" not in answer.err


@pytest.mark.usefixtures("prefect")
def test_the_installed_command_refuses_in_one_line_what_fails_within_the_flow(
    tmp_path: Path,
) -> None:
    from prefect.settings import PREFECT_API_URL  # noqa: PLC0415 - after `prefect`

    shop = Shop.opened(tmp_path / "shop")
    shop.set(deliveries=[{"profile": "previw"}])
    done = subprocess.run(
        [COMMAND, "produce", shop.production],
        env={**os.environ, "PREFECT_API_URL": str(PREFECT_API_URL.value())},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    said = [line for line in done.stderr.splitlines() if line.startswith("callsheet: ")]
    assert len(said) == 1
    assert "Did you mean 'preview'?" in said[0]
    assert not list(shop.out.glob("films/*/*"))


@pytest.mark.usefixtures("prefect")
@pytest.mark.parametrize(
    ("error", "words"),
    [
        (ConnectionError("no answer"), "pool.address 127.0.0.1:1: no answer"),
        (StoreError("some nodes cannot see the store"), "cannot see the store"),
    ],
)
def test_a_cluster_that_cannot_be_used_refuses_the_run_and_blames_no_row(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception, words: str
) -> None:
    import ray  # noqa: PLC0415 - heavy

    def init(**_options: object) -> Never:
        raise error

    monkeypatch.setattr(ray, "init", init)
    monkeypatch.setenv("CALLSHEET_POOL__KIND", "ray")
    monkeypatch.setenv("CALLSHEET_POOL__ADDRESS", "127.0.0.1:1")
    shop = Shop.opened(tmp_path / "shop")
    answer = shop.callsheet("produce")
    assert answer.status == 2
    assert words in answer.err.splitlines()[-1]
    assert not (shop.out / "rejects.csv").exists()


def test_help_answers_without_heavy_imports() -> None:
    heavy = "ray prefect pandas cv2 av great_expectations sqlalchemy pyarrow"
    code = (
        "import sys; sys.argv = ['callsheet', '--help']\n"
        "from flows.command_line.main import main\n"
        "try: main()\n"
        f"except SystemExit: print([n for n in '{heavy}'.split() if n in sys.modules])\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"
    for command in (
        "check",
        "plan",
        "produce",
        "verify",
        "export",
        "serve",
        "calls",
        "doctor",
        "models",
    ):
        assert command in done.stdout


def _imported(*arguments: str | Path) -> list[str]:
    """What a command imported of what only making films, or looking at pictures, needs."""
    code = (
        "import sys\n"
        "from flows.command_line.main import main\n"
        "try: main()\n"
        "finally: print([n for n in ('prefect', 'cv2') if n in sys.modules], file=sys.stderr)\n"
    )
    command = [sys.executable, "-c", code, *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    found: list[str] = ast.literal_eval(done.stderr.splitlines()[-1])
    return found


def test_what_makes_no_film_imports_neither_prefect_nor_opencv(shop: Shop) -> None:
    """Also where a film changes, whose segments the plan counts, and a server of Prefect's is
    named.
    """
    film = next(iter(shop.films().values()))
    shop.change("bottle", price=Decimal("19.90"))
    assert _imported("check", shop.production) == []
    assert _imported("plan", shop.production) == []
    assert _imported("verify", film) == []
    assert _imported("doctor") == []


def test_check_imports_opencv_where_a_picture_is_looked_at_for_the_first_time(fresh: Shop) -> None:
    assert _imported("check", fresh.production) == ["cv2"]
    assert _imported("check", fresh.production) == []


def test_check_names_reader_briefs_skipped_rejects_and_warnings(fresh: Shop) -> None:
    rows = list(ROWS)
    rows[1] = {**rows[1], "review": "rejected"}
    rows[2] = {**rows[2], "title": " "}
    fresh.write(tuple(rows))
    answer = fresh.callsheet("check")
    found = answer.json
    fields = ["reader", "reading", "briefs", "skipped", "rejects", "warnings", "not_asked"]
    assert list(found) == fields
    assert found["not_asked"] == {"words": 0, "moderation": 0, "pictures": 0}
    assert (found["reader"], found["briefs"], answer.status) == ("parquet", 1, 1)
    (skipped,), (reject,) = found["skipped"], found["rejects"]
    assert list(skipped) == ["row", "id", "reason"]
    assert skipped["id"] == "lamp"
    assert list(reject) == ["row", "id", "code", "reason", "remedy"]
    assert (reject["row"], reject["id"], reject["code"]) == (3, "lights", "TITLE_MISSING")


def test_a_plan_has_run_jsons_keys_under_would_and_spends_nothing(fresh: Shop) -> None:
    answer = fresh.callsheet("plan")
    assert answer.status == 0
    would = answer.json["would"]
    assert shape(would) == RUN
    assert would["films"]["made"] == len(ROWS) * len(PROFILES)
    assert would["shots"]["rendered"] == would["shots"]["planned"] > 0
    assert would["spent"]["amount"] == 0
    assert not fresh.out.exists()


def test_verify_ends_with_1_where_one_film_is_not_trusted(opening: Opening, tmp_path: Path) -> None:
    good = opening.delivered.films()["lamp_en_preview"]
    changed = tmp_path / "changed.mp4"
    shutil.copyfile(good, changed)
    data = bytearray(changed.read_bytes())
    data[-200] ^= 0xFF
    changed.write_bytes(bytes(data))
    plain = tmp_path / "plain.txt"
    plain.write_text("no film", "utf-8")
    answer = callsheet("verify", good, changed, plain, "--json")
    assert answer.status == 1
    assert [one["state"] for one in answer.json] == ["Trusted", "Invalid", "None"]
    assert [bool(one["reason"]) for one in answer.json] == [False, True, True]


def test_a_film_of_someone_elses_authority_is_valid_and_not_trusted(
    opening: Opening, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))
    film = opening.delivered.films()["lamp_en_preview"]
    answer = callsheet("verify", film, "--json")
    assert (answer.status, answer.json[0]["state"]) == (1, "Valid")


def test_trust_names_another_root(
    opening: Opening, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (root,) = home.glob("**/authority/root/certificate.pem")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))
    film = opening.delivered.films()["lamp_en_preview"]
    answer = callsheet("verify", film, "--trust", root, "--json")
    assert (answer.status, answer.json[0]["state"]) == (0, "Trusted")


def test_doctor_lists_what_is_there_and_what_is_missing() -> None:
    answer = callsheet("doctor", "--json")
    assert answer.status == 0
    assert {tuple(one) for one in answer.json} == {("what", "ready", "detail", "remedy")}
    named = {one["what"]: one for one in answer.json}
    assert {"writer template", "renderer animatic", "FFmpeg", "signing"} <= set(named)
    assert {"assembler callsheet", "assembler moviepy"} <= set(named)
    assert {"voice hibari", "voice kokoro", "voice espeak"} <= set(named)
    assert "plainer" in named["voice espeak"]["detail"]
    assert all(one["remedy"] for one in answer.json if not one["ready"])


@pytest.fixture
def no_espeak(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """As on a machine without the `voice` extra."""
    monkeypatch.setitem(sys.modules, "espeakng_loader", None)
    for remembered in (espeak_library.languages, espeak_library.variants):
        remembered.cache_clear()
    yield
    for remembered in (espeak_library.languages, espeak_library.variants):
        remembered.cache_clear()


@pytest.mark.usefixtures("no_espeak")
def test_a_language_that_no_voice_speaks_is_rejected_and_never_silent(fresh: Shop) -> None:
    assert fresh.callsheet("plan").json["rejects"] == []
    fresh.set(locale="de")
    rejects = fresh.callsheet("plan").json["rejects"]
    assert [one["code"] for one in rejects] == ["VOICE"] * 3
    assert "no voice here speaks de" in rejects[0]["reason"]
    assert "callsheet[voice]" in rejects[0]["remedy"]


def test_a_plainer_voice_is_said_aloud_in_the_plan(fresh: Shop) -> None:
    assert fresh.callsheet("plan").json["would"]["downgrades"] == []
    fresh.set(locale="de")
    (note,) = fresh.callsheet("plan").json["would"]["downgrades"]
    assert "de is spoken by eSpeak NG, which is plainer" in note


@pytest.mark.usefixtures("prefect")
def test_strict_refuses_a_downgrade_and_makes_nothing(fresh: Shop) -> None:
    fresh.set(locale="de")
    answer = fresh.callsheet("produce", "--strict")
    assert answer.status == 2
    assert "--strict refuses" in answer.err
    assert "plainer" in answer.err
    assert "Traceback" not in answer.err
    assert fresh.films() == {}
    fresh.set(voice={"engine": "espeak"})
    assert fresh.callsheet("plan").json["would"]["downgrades"] == []


def test_recordings_are_asked_for_by_name_and_a_missing_one_is_an_error(fresh: Shop) -> None:
    fresh.without("lights")
    (fresh.folder / "voices").mkdir()
    fresh.set(voice={"engine": "recordings", "folder": "voices"})
    asked = fresh.callsheet("plan").json["rejects"]
    assert [one["code"] for one in asked] == ["VOICE"] * 2
    assert "there is no recording of what is said over shot" in asked[0]["reason"]


UNSTYLED = {"name": "second", "operation": "restyle", "seconds": 2, "source": "first"}
"""What no renderer of the shop's offers: a restyle whose description names no style."""


def test_a_shot_that_no_renderer_offers_is_refused_by_the_plan(fresh: Shop) -> None:
    ask_for(fresh, UNSTYLED)
    answer = fresh.callsheet("plan")
    (reject,) = answer.json["rejects"]
    assert (reject["id"], reject["code"]) == ("bottle", "OPERATION")
    assert "warm film" in reject["reason"]
    assert answer.json["would"]["shots"]["planned"] == 0


@pytest.mark.usefixtures("prefect")
def test_a_row_with_such_a_shot_makes_nothing(fresh: Shop) -> None:
    ask_for(fresh, UNSTYLED)
    answer = fresh.callsheet("produce")
    assert answer.status == 1
    assert answer.json["films"]["made"] == answer.json["shots"]["rendered"] == 0
    assert "OPERATION" in (fresh.out / "rejects.csv").read_text("utf-8")


def test_a_storyboard_file_overrides_the_writer(fresh: Shop) -> None:
    ask_for(fresh, {"name": "second", "operation": "still", "seconds": 2, "picture": 1})
    assert fresh.callsheet("plan").json["would"]["shots"]["planned"] == 2 * len(PROFILES)


def ask_for(shop: Shop, second: dict[str, Any]) -> None:
    """Leave one row in the catalog, with a storyboard of two shots."""
    first = {"name": "first", "operation": "animate", "seconds": 2, "picture": 0}
    board = shop.folder / "board.yaml"
    board.write_text(yaml.safe_dump({"shots": [first, second]}), "utf-8")
    shop.write(({**ROWS[0], "storyboard": board.name},))


def test_paid_work_is_never_needed(fresh: Shop) -> None:
    fresh.set(budget={"amount": 0, "currency": "EUR"})
    assert fresh.callsheet("plan").status == 0


def test_plan_shows_people_a_table_and_the_sums(fresh: Shop) -> None:
    answer = callsheet("plan", fresh.production)
    assert "6 films to make, 0 reused, 0 to withdraw" in answer.out
    assert "Costs nothing." in answer.out
    assert "bottle_en_preview" in answer.out
