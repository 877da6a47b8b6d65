"""What a second run makes, after its owner changed this or that."""

from __future__ import annotations

from decimal import Decimal
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Any, Never

import pytest
from PIL import Image, ImageOps

from engine.pool import LocalPool, RayPool
from engine.report import SUFFIXES
from tests.decoded import decode_all
from tests.flows.conftest import Opening
from tests.flows.frames import changed, frames_of
from tests.flows.shop import PROFILES, ROWS, Shop
from tests.flows.terminal import callsheet

FILMS = len(ROWS) * len(PROFILES)
BOTTLE = {f"bottle_en_{profile}" for profile in PROFILES}


@pytest.fixture
def no_pool(monkeypatch: pytest.MonkeyPatch) -> None:
    """Makes starting a pool an error."""

    def start(*_arguments: object) -> Never:
        raise AssertionError("the pool was started")

    for pool in (LocalPool, RayPool):
        monkeypatch.setattr(pool, "start", start)


def takes(shop: Shop, film: str) -> dict[str, str]:
    return {shot["name"]: shot["take"] for shot in shop.sidecar(film)["shots"]}


@pytest.mark.usefixtures("no_pool")
def test_again_everything_is_reused_and_ray_is_not_started(shop: Shop) -> None:
    import ray  # noqa: PLC0415 - heavy

    before = shop.bytes()
    answer = shop.callsheet("produce")
    assert answer.status == 0
    assert answer.json["films"] == {"made": 0, "reused": FILMS, "withdrawn": 0, "failed": 0}
    assert answer.json["shots"]["rendered"] == 0
    assert answer.json["segments"] == {"encoded": 0, "reused": 0}
    assert not ray.is_initialized()
    assert shop.bytes() == before


def test_a_changed_price_makes_only_that_rows_films_and_shoots_nothing(
    opening: Opening, shop: Shop
) -> None:
    before = shop.bytes()
    shop.change("bottle", price=Decimal("29.90"))
    would = shop.callsheet("plan").json["would"]
    answer = shop.callsheet("produce")
    assert answer.status == 0
    counts = answer.json
    assert counts["films"] == {"made": 2, "reused": FILMS - 2, "withdrawn": 0, "failed": 0}
    assert counts["shots"]["rendered"] == 0
    after = shop.bytes()
    assert {film for film in after if after[film] != before[film]} == BOTTLE
    _assert_foretold(would, counts)
    _assert_only_what_shows_it_was_encoded(opening.delivered, shop, counts)


def _assert_only_what_shows_it_was_encoded(before: Shop, shop: Shop, counts: Any) -> None:
    """A segment was encoded exactly where the picture differs; elsewhere frames are the very same.

    A film of one length, cut at the same frames.
    """
    encoded = 0
    for film in BOTTLE:
        old, new = before.segments(film), shop.segments(film)
        assert list(old.values()) == list(new.values())
        differs = changed(frames_of(before.films()[film]), frames_of(shop.films()[film]))
        ends = list(accumulate(new.values()))
        shows = [any(differs[a:b]) for a, b in pairwise([0, *ends])]
        assert [one != other for one, other in zip(old, new, strict=True)] == shows
        assert 0 < sum(shows) < len(shows)
        encoded += sum(shows)
    assert counts["segments"]["encoded"] == encoded


def _assert_foretold(would: dict[str, Any], did: dict[str, Any]) -> None:
    for name in ("briefs", "rejects", "shots", "segments", "films", "spent"):
        assert would[name] == did[name], name


def test_the_plan_of_a_price_change_names_the_films_and_why(shop: Shop) -> None:
    shop.change("bottle", price=Decimal("31.00"))
    films = shop.callsheet("plan").json["films"]
    actions = {(film["id"], film["profile"]): (film["action"], film["why"]) for film in films}
    for (row, _profile), (action, why) in actions.items():
        wanted = "change" if row == "bottle" else "reuse"
        assert action == wanted
        assert (why == "price: €34.90 -> €31.00") == (row == "bottle")
    assert len(actions) == FILMS


def test_a_plan_changes_nothing(shop: Shop) -> None:
    before = shop.bytes()
    shop.change("bottle", price=Decimal("31.00"))
    assert shop.callsheet("plan").status == 0
    assert shop.bytes() == before
    assert shop.callsheet("plan").json["would"]["films"]["made"] == 2


def test_a_changed_title_shoots_nothing(shop: Shop) -> None:
    before = takes(shop, "bottle_en_preview")
    shop.change("bottle", title="Fjord Bottle")
    counts = shop.callsheet("produce").json
    assert counts["films"]["made"] == 2
    assert counts["shots"]["rendered"] == 0
    assert counts["segments"]["encoded"] > 0
    assert takes(shop, "bottle_en_preview") == before
    said = shop.films()["bottle_en_preview"].with_suffix(".txt").read_text("utf-8")
    assert "Fjord Bottle" in said


def test_a_changed_picture_shoots_only_the_shots_that_show_it(shop: Shop) -> None:
    before = takes(shop, "bottle_en_preview")
    path = shop.folder / "pictures" / "nord-bottle-2.jpg"
    with Image.open(path) as picture:
        mirrored = ImageOps.mirror(picture)
    mirrored.save(path, quality=90)
    would = shop.callsheet("plan").json["would"]
    counts = shop.callsheet("produce").json
    after = takes(shop, "bottle_en_preview")
    new = {shot for shot in after if after[shot] != before[shot]}
    assert new
    assert new < set(after)
    assert counts["shots"]["rendered"] == would["shots"]["rendered"] == len(new) * len(PROFILES)
    assert counts["films"] == {"made": 2, "reused": FILMS - 2, "withdrawn": 0, "failed": 0}


def test_a_picture_saved_again_with_the_same_bytes_changes_nothing(shop: Shop) -> None:
    path = shop.folder / "pictures" / "nord-bottle-2.jpg"
    path.write_bytes(path.read_bytes())
    assert shop.callsheet("plan").json["would"]["films"]["reused"] == FILMS


@pytest.mark.usefixtures("no_pool")
def test_a_removed_rows_films_are_withdrawn_with_everything_beside_them(shop: Shop) -> None:
    shop.without("lamp")
    kept = {film: data for film, data in shop.bytes().items() if not film.startswith("lamp")}
    folder = shop.out / "films" / "lamp"
    assert len(list(folder.iterdir())) == len(PROFILES) * (1 + len(SUFFIXES.files()))
    answer = shop.callsheet("produce")
    assert answer.status == 0
    assert answer.json["films"] == {"made": 0, "reused": 4, "withdrawn": 2, "failed": 0}
    assert not folder.exists()
    assert shop.bytes() == kept
    assert "lamp" not in (shop.out / "manifest.csv").read_text("utf-8")
    assert shop.callsheet("produce").json["films"]["withdrawn"] == 0


@pytest.mark.usefixtures("no_pool")
@pytest.mark.parametrize(
    ("cells", "status"),
    [({"price": Decimal("-5.00")}, 1), ({"review": "rejected"}, 0)],
    ids=["a wrong row", "a row rejected by its reviewer"],
)
def test_a_rejected_rows_films_are_withdrawn(
    shop: Shop, cells: dict[str, Any], status: int
) -> None:
    shop.change("lamp", **cells)
    answer = shop.callsheet("produce")
    assert answer.status == status
    assert answer.json["films"] == {"made": 0, "reused": 4, "withdrawn": 2, "failed": 0}
    assert answer.json["rejects"] == status
    assert not (shop.out / "films" / "lamp").exists()


def _delete(film: Path) -> None:
    film.unlink()


def _damage(film: Path) -> None:
    data = bytearray(film.read_bytes())
    data[len(data) // 2] ^= 0xFF
    film.write_bytes(bytes(data))


@pytest.mark.parametrize("harm", [_delete, _damage], ids=["deleted", "one byte changed"])
def test_a_film_that_is_not_as_delivered_is_made_again(shop: Shop, harm: Any) -> None:
    film = shop.films()["bottle_en_preview"]
    good = frames_of(film)
    harm(film)
    counts = shop.callsheet("produce").json
    assert counts["films"] == {"made": 1, "reused": FILMS - 1, "withdrawn": 0, "failed": 0}
    assert (counts["shots"]["rendered"], counts["segments"]["encoded"]) == (0, 0)
    assert frames_of(film) == good
    assert decode_all(film) == len(good)
    assert callsheet("verify", film).status == 0


def test_only_limits_a_run_to_the_rows_named(shop: Shop) -> None:
    before = shop.bytes()
    changes = {"bottle": {"title": "Fjord Bottle"}, "lamp": {"title": "Corona Lamp"}}
    shop.write(tuple({**row, **changes.get(row["id"], {})} for row in ROWS))
    counts = shop.callsheet("produce", "--only", "bottle").json
    assert counts["films"] == {"made": 2, "reused": 0, "withdrawn": 0, "failed": 0}
    after = shop.bytes()
    assert {film for film in after if after[film] != before[film]} == BOTTLE
    assert after.keys() == before.keys()
