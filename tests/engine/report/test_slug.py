from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from engine.report.slug import LONGEST, Slugs, slug_of

IDS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=90)
DEVICES = ["con", "PRN", "aux", "NUL", "com1", "LPT9", "com¹"]


def twins(ids: list[str]) -> set[str]:
    """The ids, in lower case, that differ in nothing but case."""
    folded = [identifier.lower() for identifier in dict.fromkeys(ids)]
    return {one for one in folded if folded.count(one) > 1}


@given(IDS)
@example("")
@example("---")
@example("İstanbul")
def test_a_slug_is_one_safe_path_segment_of_at_most_60_characters(identifier: str) -> None:
    slug = slug_of(identifier, "product")
    assert re.fullmatch(r"[a-z0-9]+(-{1,2}[a-z0-9]+)*", slug)
    assert len(slug) <= LONGEST
    assert slug not in {device.lower() for device in DEVICES}


@given(st.lists(IDS, unique=True, max_size=30))
@example(["a", "A"])
@example(["Straße", "STRASSE", "strasse", "straße"])
@example(["a-b", "a b", "a_b", "A B"])
@example(["K", "k", "\u212a", "\u017f", "s"])
@example(["子午线", "腕表", "\u00e9", "e\u0301"])
def test_no_two_ids_of_a_catalog_share_a_slug_in_any_order(ids: list[str]) -> None:
    slugs = Slugs(twins(ids))
    named = {identifier: slugs.of(identifier) for identifier in ids}
    assert len(set(named.values())) == len(ids)
    turned = Slugs(twins(ids[::-1]))
    assert {identifier: turned.of(identifier) for identifier in ids} == named


@given(IDS, st.lists(IDS, max_size=20))
def test_other_rows_never_rename_a_row_unless_they_differ_in_case_alone(
    identifier: str, others: list[str]
) -> None:
    apart = [other for other in others if other.lower() != identifier.lower()]
    assert Slugs(twins([*apart, identifier])).of(identifier) == slug_of(identifier)


@given(st.from_regex(r"[a-z0-9]+(-[a-z0-9]+)*", fullmatch=True).filter(lambda t: len(t) <= 60))
def test_an_id_that_is_a_slug_is_kept_whatever_else_there_is(identifier: str) -> None:
    if identifier not in DEVICES and not re.fullmatch(r"con|prn|aux|nul|(com|lpt)\d", identifier):
        assert Slugs(twins([identifier.upper(), identifier])).of(identifier) == identifier


def test_a_sku_in_capitals_is_only_lowered() -> None:
    assert slug_of("24-MB01") == "24-mb01"


@pytest.mark.parametrize("device", DEVICES)
def test_a_device_of_windows_is_no_folder(device: str) -> None:
    folded = unicodedata.normalize("NFKD", device).lower()
    assert slug_of(device).startswith(f"{folded}--")


@pytest.mark.parametrize(
    ("identifier", "words"),
    [
        ("Café Crème", "cafe-creme"),
        ("Straße & Søn", "strasse-and-son"),
        ("Tasse 20%", "tasse-20-percent"),
        ("子午线 X1", "x1"),
        ("子午线腕表", "product"),
    ],
)
def test_what_is_readable_stays_readable_before_the_hash(identifier: str, words: str) -> None:
    assert re.fullmatch(rf"{words}--[a-z2-7]{{10}}", slug_of(identifier, "product"))


def test_a_hash_never_meets_an_id_that_looks_like_one() -> None:
    hashed = slug_of("a b")
    assert slug_of(hashed) != hashed


def test_slugs_are_the_same_on_every_machine_and_day() -> None:
    assert slug_of("子午线腕表", "product") == "product--ymezoe7oji"
