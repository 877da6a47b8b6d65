from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from engine.proof import Identity, SignedPart, declared_source_type, sign
from tests.engine.proof.conftest import Media, shot

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
