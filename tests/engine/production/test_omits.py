"""A placement that refuses words: they are neither shown nor said there, and elsewhere they are."""

from __future__ import annotations

import json

from engine.production.planning.row import SpokenLine
from engine.production.planning.words import Words, permitted
from engine.store import BlobKind
from schemas.edit import Edit, LayerRole
from schemas.script import Line, Role, Script, Title
from tests.engine.production.conftest import Studio

LINES = (Line(shot="open", text="A steel cup."), Line(shot="offer", text="Only 12 euros."))
TITLES = (
    Title(shot="open", role=Role.HEADLINE, text=("Nord Cup",)),
    Title(shot="offer", role=Role.PRICE, text=("€12.00",)),
    Title(shot="offer", role=Role.SUBHEAD, text=("In steel",)),
)
WORDS = Words(
    Script(locale="en", lines=LINES, titles=TITLES),
    tuple(SpokenLine(line=line, key=str(n) * 64) for n, line in enumerate(LINES)),
    {},
)


def test_what_is_said_over_refused_words_goes_with_them() -> None:
    left = permitted(WORDS, [Role.PRICE])
    assert [title.role for title in left.script.titles] == [Role.HEADLINE, Role.SUBHEAD]
    assert left.script.lines == LINES[:1]
    assert [spoken.line for spoken in left.lines] == list(LINES[:1])
    assert permitted(WORDS, []) is WORDS


def test_a_film_shows_a_price_only_where_its_placement_takes_one(studio: Studio) -> None:
    small = {"width": 320, "height": 180, "preset": "superfast", "crf": 23}
    studio.set(
        profiles=[{"name": "shelf", "omits": ["price", "cta"], **small}],
        deliveries=[{"profile": "preview"}, {"profile": "shelf"}],
    )
    counts = studio.produce(only=("cup",)).counts
    assert (counts.films.made, counts.films.reused, counts.shots.rendered) == (1, 1, 0)
    roles, notes = {}, {}
    for name in ("preview", "shelf"):
        (file,) = studio.folder.glob(f"out/films/cup/*_{name}.json")
        told = json.loads(file.read_text("utf-8"))
        notes[name] = " ".join(told["notes"])
        roles[name] = {layer.role for layer in _edit(studio, told["key"]).layers}
    assert LayerRole.PRICE in roles["preview"]
    assert roles["shelf"] == roles["preview"] - {LayerRole.PRICE, LayerRole.CTA}
    assert "shelf takes no price or cta" in notes["shelf"]
    assert "takes no" not in notes["preview"]


def _edit(studio: Studio, film: str) -> Edit:
    with studio.opened() as context:
        for key, kind in context.store.ledger.blobs_of(film):
            path = context.store.blobs.path(key, kind)
            if kind is BlobKind.DOCUMENT and '"cuts"' in (text := path.read_text("utf-8")):
                return Edit.model_validate_json(text)
    raise AssertionError(film)
