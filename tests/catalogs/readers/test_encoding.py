from __future__ import annotations

import pytest

from catalogs import Defaults, open_catalog
from catalogs.formats import open_reader
from catalogs.readers.encoding import TextHints, encoding_of
from catalogs.readers.reader import FileSource
from engine.expectations import validate as expect
from schemas.brief import Brief
from schemas.catalog import CatalogSettings
from schemas.errors import CatalogError, ProductionError
from schemas.reject import Code, Reject
from tests.catalogs.conftest import Write

TEXT = "id;title;price\n1;{};9\n"


@pytest.mark.parametrize(
    ("title", "codec", "locale", "name"),
    [
        ("Cup", "utf-8", "en", "UTF-8"),
        ("Größe – 30 €", "utf-8", "en", "UTF-8"),
        ("Größe – 30 €", "utf-8-sig", "en", "UTF-8"),
        ("Größe – 30 €", "utf-16", "en", "UTF-16"),
        ("Größe – 30 €", "utf-16-le", "en", "UTF-16"),
        ("Größe – 30 €", "utf-16-be", "en", "UTF-16"),
        ("陶器のマグ", "utf-32", "en", "UTF-32"),
        ("Größe – 30 €", "cp1252", "en", "Windows-1252"),
        ("Smörgås från sjön", "cp1252", "sv", "Windows-1252"),
        ("d’été – l’achat", "cp1252", "fr", "Windows-1252"),
        ("Zażółć gęślą jaźń", "cp1250", "pl", "Windows-1250"),
        ("Кружка ручной работы", "cp1251", "ru", "Windows-1251"),
        ("陶器のマグカップ", "shift_jis", "ja", "CP932"),
        ("手工陶瓷杯", "big5", "zh-Hant-TW", "BIG5"),
        ("Café très légère", "mac-roman", "fr", "Mac Roman"),
    ],
)
def test_the_encodings_that_exports_come_in_are_found_and_named(
    write: Write, title: str, codec: str, locale: str, name: str
) -> None:
    path = write(TEXT.format(title).encode(codec))
    catalog = open_catalog(path, {}, locale=locale)
    assert catalog.reading.startswith(f"csv in {name}, separated by ';'")
    told = bool(catalog.reader.notes)
    assert told == (name != "UTF-8")
    *warned, brief = catalog.validate(Defaults("EUR"), expect)
    assert isinstance(brief, Brief)
    assert brief.title == title
    assert [getattr(one, "row", None) for one in warned] == [0] * told


def test_a_script_that_no_code_page_tells_is_refused_with_the_settings(write: Write) -> None:
    path = write(TEXT.format("Кружка ручной работы").encode("cp1251"))
    with pytest.raises(CatalogError, match="neither UTF-8 nor Windows-1252") as told:
        open_catalog(path, {})
    assert "`locale:`" in told.value.remedy
    said = CatalogSettings(encoding="cp1251")
    assert "Windows-1251" in open_catalog(path, {}, said).reading


def test_utf_8_with_a_few_broken_characters_loses_only_the_rows_that_hold_them(
    write: Write,
) -> None:
    good = TEXT.format("Größe für Tüten").encode()
    path = write(good + b"2;Caf\xe9;9\n3;Mug;9\n")
    warned, first, broken, last = open_catalog(path, {}).validate(Defaults("EUR"), expect)
    assert "1 broken characters" in str(getattr(warned, "reason", ""))
    assert isinstance(first, Brief)
    assert isinstance(broken, Reject)
    assert (broken.row, broken.code) == (2, Code.TEXT)
    assert isinstance(last, Brief)


def test_an_encoding_that_is_said_and_is_not_so_is_refused(write: Write) -> None:
    source = FileSource(write("id,title\n1,Größe\n"))
    with pytest.raises(CatalogError, match="is not ascii"):
        encoding_of(source, TextHints("ascii"))
    with pytest.raises(ProductionError, match=r"encoding that is not known .*'latin-99'"):
        encoding_of(source, TextHints("latin-99"))


def test_utf_8_whose_last_character_is_cut_off_is_not_taken_for_a_code_page(write: Write) -> None:
    data = ("id,title\n" + "1,Größe für Füße\n" * 4 + "2,Ö").encode()[:-1]
    reader = open_reader(FileSource(write(data, "shop.csv")))
    assert "UTF-8" in reader.described
    assert next(reader.rows()).cells[1] == "Größe für Füße"


def test_another_encoding_has_the_catalog_checked_anew(write: Write) -> None:
    path = write("id,title\n1,Große\n".encode("cp1252"), "shop.csv")
    keys = {
        open_catalog(path, {}, CatalogSettings(encoding=name)).settings(Defaults("EUR"))
        for name in ("cp1252", "cp1251", "mac-roman")
    }
    assert len(keys) == 3
