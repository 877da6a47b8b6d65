from __future__ import annotations

import tracemalloc

import pytest

from catalogs.formats import format_for, open_reader
from catalogs.readers.encoding import TextHints
from catalogs.readers.reader import FileSource, Reader
from schemas.errors import CatalogError
from tests.catalogs.conftest import Write


def _reader(write: Write, text: str | bytes, name: str = "feed.xml") -> Reader:
    return open_reader(FileSource(write(text, name)))


def test_items_are_rows_and_elements_columns(write: Write) -> None:
    text = (
        "<rss><channel><title>Shop</title><item><g:id>1</g:id><a>x</a><a> y </a><b/></item>"
        "<item><c><d>US</d><e>5</e></c><g:id><![CDATA[2 & <3>]]></g:id></item></channel></rss>"
    )
    reader = _reader(write, text, "export.txt")
    assert (reader.format, reader.names) == ("xml", ("g:id", "a", "b", "c"))
    assert [row.cells for row in reader.rows()] == [
        ("1", ("x", "y"), None, None),
        ("2 & <3>", None, None, "US 5"),
    ]


def test_atom_holds_addresses_in_attributes(write: Write) -> None:
    text = '<feed><entry><id>1</id><link href="https://a.example/1"/></entry></feed>'
    assert next(_reader(write, text).rows()).cells == ("1", "https://a.example/1")


@pytest.mark.parametrize("codec", ["utf-8", "utf-16", "iso-8859-1", "windows-1252"])
def test_an_xml_declaration_says_its_encoding(write: Write, codec: str) -> None:
    text = f'<?xml version="1.0" encoding="{codec}"?><rss><item><a>Größe</a></item></rss>'
    assert next(_reader(write, text.encode(codec)).rows()).cells == ("Größe",)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("<rss>\n<item><a>R&D</a></item></rss>", r"not well-formed XML.*\(line 2, column 13\)"),
        ("<rss>\n<item><a>x</item></rss>", r"mismatched tag \(line 2"),
        ("<rss><item><a>x</a></item>", "no element found"),
        ("<html><body>x</body></html>", "XML without a row"),
        ('<!DOCTYPE r [<!ENTITY a "b">]><rss><item><a>&a;</a></item></rss>', "the entity 'a'"),
        (
            '<!DOCTYPE r [<!ENTITY a SYSTEM "file:///etc/passwd">]><r><item>&a;</item></r>',
            "the entity 'a'",
        ),
        ("<r><item>" + "<a>" * 100, "nests more than 64"),
    ],
)
def test_broken_or_hostile_xml_is_refused_and_names_its_line(
    write: Write, text: str, says: str
) -> None:
    with pytest.raises(CatalogError, match=says):
        _reader(write, text)


def test_twenty_thousand_items_stream_in_one_megabyte(write: Write) -> None:
    item = f"<item><id>1</id><a>{'Cup ' * 50}</a></item>"
    reader = _reader(write, f"<rss>{item * 20_000}</rss>")
    tracemalloc.start()
    try:
        count = sum(1 for _ in reader.rows())
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert count == 20_000
    assert peak < 1_000_000


@pytest.mark.parametrize(("text", "whole"), [("<r><item/></r>\n", True), ("<r><item/></", False)])
def test_a_feed_is_whole_where_an_element_ends_it(write: Write, text: str, *, whole: bool) -> None:
    found = format_for("a.xml")
    assert found is not None
    with write(text, "a.xml").open("rb") as file:
        assert found.ends_as_it_should(file) is whole


@pytest.mark.parametrize("codec", ["gb2312", "shift_jis", "no-such-encoding"])
def test_xml_in_an_encoding_that_is_not_read_says_so(write: Write, codec: str) -> None:
    text = f'<?xml version="1.0" encoding="{codec}"?><rss><item><a>x</a></item></rss>'
    with pytest.raises(CatalogError, match="encoding that is not read"):
        next(_reader(write, text.encode("ascii")).rows())


def _lenient(write: Write, text: str | bytes) -> Reader:
    source = FileSource(write(text, "feed.xml"))
    return open_reader(source, hints=TextHints(lenient=True))


def test_what_can_be_mended_is_read_and_the_rest_costs_its_own_row(write: Write) -> None:
    text = (
        "<rss>\n<item><id>1</id><t>R&D &eacute;&nbsp;x < 3 &foo; &amp;</t></item>\n"
        "<item><id>2</id>\n<t>open</item>\n<broken>\n"
        "<item><id>3</id><t><![CDATA[a & b]]> & c\x01</t></item>\n"
        "<items>none</items><item a='b'><id>4</id><t>d</t></item>\n<item><id>5"
    )
    reader = _lenient(write, text)
    assert reader.names == ("id", "t")
    found = list(reader.rows())
    assert [row.cells for row in found if row.fault is None] == [
        ("1", "R&D é\u00a0x < 3 &foo; &"),
        ("3", "a & b & c"),
        ("4", "d"),
    ]
    torn, unended = (row.fault.reason for row in found if row.fault)
    assert torn == "its XML is not well-formed: mismatched tag on line 4"
    assert unended == "the item that begins on line 8 has no end"


@pytest.mark.parametrize("codec", ["utf-8", "utf-16", "windows-1252"])
def test_a_whole_feed_is_read_leniently_as_it_is_strictly(write: Write, codec: str) -> None:
    items = "".join(f"<item><id>{n}</id><t>Größe {n}</t></item>\n" for n in range(3_000))
    text = f'<?xml version="1.0" encoding="{codec}"?><rss>{items}</rss>'.encode(codec)
    strict = list(_reader(write, text).rows())
    assert list(_lenient(write, text).rows()) == strict
    assert len(strict) == 3_000


def test_entities_are_not_expanded_leniently(write: Write) -> None:
    text = '<!DOCTYPE r [<!ENTITY a SYSTEM "file:///etc/passwd">]><r><item><t>&a;</t></item></r>'
    (row,) = _lenient(write, text).rows()
    assert row.cells == ("&a;",)
