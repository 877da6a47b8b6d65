from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from engine.proof import (
    Identity,
    SignedPart,
    SourceType,
    declared_source_type,
    film_source_type,
    needs_ai_disclosure,
    sign,
)
from engine.proof.sources import GENERATIVE
from schemas.film import Part
from tests.engine.proof.conftest import Media, shot

TRAINED = "trainedAlgorithmicMedia"


FILMS = {
    "photos under a moving camera": (
        {"shot": "composite", "picture": "", "voice": "algorithmicMedia"},
        "composite",
        False,
    ),
    "photos known to be captured": (
        {"shot": "composite", "picture": "digitalCapture"},
        "composite",
        False,
    ),
    "type cards with a synthesised bed": (
        {"shot": "algorithmicMedia", "music": "algorithmicMedia"},
        "algorithmicMedia",
        False,
    ),
    "generated alone": ({"shot": TRAINED, "voice": TRAINED}, TRAINED, True),
    "generated with a photo": (
        {"shot": TRAINED, "picture": ""},
        "compositeWithTrainedAlgorithmicMedia",
        True,
    ),
    "a neural voice over photos": (
        {"shot": "composite", "picture": "", "voice": TRAINED},
        "compositeWithTrainedAlgorithmicMedia",
        True,
    ),
    "a photo that says a model made it": (
        {"shot": "composite", "picture": "compositeSynthetic"},
        "compositeWithTrainedAlgorithmicMedia",
        True,
    ),
}


sources = st.sampled_from(["", *SourceType])


films = st.lists(
    sources.map(lambda source: Part(kind="shot", title="a", source_type=source)), min_size=1
)


@pytest.mark.parametrize("film", FILMS)
def test_a_films_type_is_derived_from_all_its_parts(film: str) -> None:
    made_from, expected, disclosed = FILMS[film]
    parts = [Part(kind=kind, title=kind, source_type=source) for kind, source in made_from.items()]
    assert film_source_type(parts) == expected
    assert needs_ai_disclosure(parts) is disclosed


@given(films)
def test_ai_is_disclosed_exactly_where_a_model_made_a_part(parts: list[Part]) -> None:
    made_by_model = any(part.source_type in GENERATIVE for part in parts)
    assert needs_ai_disclosure(parts) is made_by_model
    assert (film_source_type(parts) in GENERATIVE) is made_by_model


@given(films)
def test_neither_order_nor_number_of_the_parts_matters(parts: list[Part]) -> None:
    assert film_source_type([*reversed(parts), *parts]) == film_source_type(parts)


def test_a_film_without_parts_has_no_type() -> None:
    with pytest.raises(ValueError, match="without parts"):
        film_source_type([])


def test_a_word_that_the_iptc_does_not_have_is_refused() -> None:
    with pytest.raises(ValueError, match="madeByMagic"):
        film_source_type([Part(kind="shot", title="a", source_type="madeByMagic")])


def test_an_address_is_in_the_iptcs_vocabulary() -> None:
    expected = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"
    assert SourceType.TRAINED.address == expected


XMP = """<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF
 xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description
 xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/" Iptc4xmpExt:DigitalSourceType=
"http://cv.iptc.org/newscodes/digitalsourcetype/{}"/></rdf:RDF></x:xmpmeta>"""


@pytest.mark.parametrize("suffix", ["jpg", "webp"])
def test_a_pictures_xmp_is_believed(tmp_path: Path, suffix: str) -> None:
    picture = tmp_path / f"made.{suffix}"
    Image.new("RGB", (8, 8)).save(picture, xmp=XMP.format("trainedAlgorithmicMedia").encode())
    assert declared_source_type(picture) == "trainedAlgorithmicMedia"


def test_an_ordinary_photo_declares_nothing(media: Media) -> None:
    assert declared_source_type(media.photo) is None


def test_a_word_that_is_not_in_the_vocabulary_declares_nothing(tmp_path: Path) -> None:
    picture = tmp_path / "odd.jpg"
    Image.new("RGB", (8, 8)).save(picture, xmp=XMP.format("madeByMagic").encode())
    assert declared_source_type(picture) is None


def test_a_model_among_a_files_sources_counts_before_its_edits(
    media: Media, developer: Identity, tmp_path: Path
) -> None:
    film = tmp_path / "film.mp4"
    parts: list[SignedPart] = [
        shot(media, "captured", "digitalCapture"),
        shot(media, "generated", "trainedAlgorithmicMedia"),
    ]
    sign(media.film, film, title="A film", parts=parts, identity=developer)
    assert declared_source_type(film) in {
        "trainedAlgorithmicMedia",
        "compositeWithTrainedAlgorithmicMedia",
    }
