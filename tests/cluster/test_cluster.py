"""Machines that share only an object store make what one machine makes, whatever is lost."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.cluster.conftest import Made
from tests.cluster.machines import joined
from tests.flows.frames import frames_of
from tests.flows.shop import ROWS

pytestmark = pytest.mark.timeout(900)  # the fixtures start two runs, two machines and a server


def test_a_machine_lost_midway_costs_time_and_no_film(local: Made, spread: Made) -> None:
    assert local.run.status == 0, local.run.err
    assert spread.run.lost
    assert spread.run.status == 0, spread.run.err
    assert spread.run.counts["films"]["made"] == local.run.counts["films"]["made"] == 2
    # A take that was stored when its maker was lost is found, and not shot again.
    shots = [one.run.counts["shots"] for one in (spread, local)]
    assert shots[0]["rendered"] in {shots[1]["rendered"] - 1, shots[1]["rendered"]}
    assert shots[0]["failed"] == 0


def test_the_films_are_the_same_segment_by_segment_and_frame_by_frame(
    local: Made, spread: Made
) -> None:
    assert spread.shop.films().keys() == local.shop.films().keys()
    for name, film in local.shop.films().items():
        assert spread.shop.sidecar(name)["segments"] == local.shop.sidecar(name)["segments"]
        assert frames_of(spread.shop.films()[name]) == frames_of(film)


def test_both_machines_worked_from_what_the_store_gave_them(spread: Made) -> None:
    assert len(spread.machines) == 2
    for machine in spread.machines:
        assert machine.made, machine.folder.name
        assert machine.given, machine.folder.name


def test_again_and_everything_stands(spread: Made) -> None:
    counts = spread.again().counts
    assert (counts["films"]["made"], counts["films"]["reused"]) == (0, 2)
    assert counts["shots"]["rendered"] == counts["segments"]["encoded"] == 0


def test_a_machine_that_does_not_reach_the_store_is_refused_before_anything_is_made(
    spread: Made,
) -> None:
    before = spread.shop.bytes()
    bottle, lamp = ROWS[:2]
    spread.shop.write(({**bottle, "price": Decimal("29.90")}, lamp))
    astray = {**spread.told, "AWS_ENDPOINT_URL": "http://127.0.0.1:9", "AWS_MAX_ATTEMPTS": "1"}
    with joined(spread.told["CALLSHEET_POOL__ADDRESS"], astray, nodes=2):
        answer = spread.again()
    assert answer.status == 2
    assert "some nodes of the cluster cannot see the store (" in answer.err
    assert "http://127.0.0.1:9" in answer.err
    assert spread.shop.bytes() == before
