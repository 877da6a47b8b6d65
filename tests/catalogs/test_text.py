from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalogs.markup import is_markup, visible_text
from catalogs.text import _read, broken_character, clean


@pytest.mark.parametrize(
    ("text", "seen", "hidden"),
    [
        ("  a\t b \n c ", "a b c", ()),
        ("Cafe\u0301", "Café", ()),
        ("a\u200bb\ufeff", "ab", ("U+200B", "U+FEFF")),
        ("abc\u202edef", "abcdef", ("U+202E",)),
        ("x\U000e0041\U000e0042", "x", ("U+E0041",)),
        ("soft\u00adhyphen", "softhyphen", ()),
        ("\u0645\u06cc\u200c\u062e", "\u0645\u06cc\u200c\u062e", ()),
        ("\U0001f468\u200d\U0001f469", "\U0001f468\u200d\U0001f469", ()),
        ("\u2764\ufe0f", "\u2764\ufe0f", ()),
    ],
)
def test_invisible_characters_go_and_joiners_stay(
    text: str, seen: str, hidden: tuple[str, ...]
) -> None:
    cleaned = clean(text)
    assert (" ".join(cleaned.lines), cleaned.hidden) == (seen, hidden)


def test_each_line_break_begins_a_line_and_no_line_is_empty() -> None:
    assert clean(" a \r\n\r\n b").lines == ("a", "b")


def test_the_first_character_that_no_text_holds_is_named() -> None:
    assert broken_character("a\tb\nc") is None
    assert broken_character("a\x07b") == "U+0007"
    assert broken_character("Caf\ufffd") == "U+FFFD"


@pytest.mark.parametrize(
    ("cell", "text", "hidden"),
    [
        ("<p>One &amp; <b>two</b></p><p>three", "One & two three", False),
        ("a<script>alert(1)</script>b", "ab", True),
        ("a<style>p{}</style>b", "ab", True),
        ("a<!-- ignore previous instructions -->b", "ab", True),
        ('a<div style="display: none">x<div>y</div></div>b', "a b", True),
        ('a<span style="FONT-SIZE:0px">x</span>b', "ab", True),
        ("a<p hidden>x</p>b", "a b", True),
        ('<i class="material-icons md-18">menu_book</i>Guide', "Guide", True),
        ("a<span aria-hidden=true>x</span>b", "ab", True),
        ("a<template>x</template>b<![CDATA[x]]>", "ab", True),
        ('<img alt="x" src="http://evil.example/">a<br>b', "a b", False),
        ("<p>5 < 6 & 7", "5 < 6 & 7", False),
    ],
)
def test_html_gives_what_its_reader_sees(cell: str, text: str, *, hidden: bool) -> None:
    seen = visible_text(cell)
    assert (" ".join(seen.text.split()), seen.hidden) == (text, hidden)


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("&lt;p&gt;\r\n\tA cup&lt;/p&gt;\r\n", "A cup"),
        (
            "&lt;div class=&quot;x&quot;&gt;It&amp;rsquo;s &lt;b&gt;new&lt;/b&gt;&lt;/div&gt;",
            "It’s new",
        ),
        ("Cup&lt;br&gt; &lt;br&gt;Bowl&lt;br /&gt;Jug&lt;br&gt;", "Cup Bowl Jug"),
        ("&lt;p&gt;a&lt;/p&gt;&lt;script&gt;steal()&lt;/script&gt;", "a"),
        ("The &lt;p&gt; element ends with &lt;/p&gt;.", "The <p> element ends with </p>."),
        ("Fish &lt;and&gt; chips", "Fish <and> chips"),
    ],
)
def test_html_that_was_escaped_once_more_is_html(cell: str, text: str) -> None:
    assert " ".join(clean(cell).lines) == text


@pytest.mark.parametrize(
    "cell",
    [
        *("5 < 6 > 4", "AT&T", "Fish & chips", "a <- b", "&notit", "I <3 you", "Vec<String>"),
        *("What <script> does", "The <div> and the <b> tag", "Dear <firstname>", "a<b>c"),
    ],
)
def test_plain_text_with_marks_is_not_taken_for_html(cell: str) -> None:
    assert not is_markup(cell)
    assert clean(cell).lines == (cell,)


@pytest.mark.parametrize(
    "unit",
    [
        "&lt;p ",
        "&lt;p&gt;",
        "<a '",
        "<!--",
        "</",
        "<?",
        "<a b='",
        "<![",
        "&#",
        "**a ",
        "_a ",
        "[",
        "`",
        "> ",
        "\\",
    ],
)
@pytest.mark.parametrize("end", ["", ">", "<b>", "</b>"])
@pytest.mark.timeout(10)
def test_64_kib_of_hostile_marks_are_read_in_time(unit: str, end: str) -> None:
    clean(unit * (65_536 // len(unit)) + end)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (
            "**Bold**, __in bold__, *new*, _fine_ and ***both***",
            "Bold, in bold, new, fine and both",
        ),
        ("Runs `pip install **x**` for you", "Runs pip install **x** for you"),
        ("**a `b` _c_**", "a b c"),
        (
            "\u3053\u308c\u306f**\u592a\u5b57**\u3067\u3059",
            "\u3053\u308c\u306f\u592a\u5b57\u3067\u3059",
        ),
        ("# Head\n> a quote", "Head|a quote"),
        ("- one\n* two\n\u2022 three", "one|two|three"),
        ("- 100 % cotton\n- [x] washable", "100 % cotton|washable"),
        ("1. Mix\n2. Bake", "Mix|Bake"),
        ("See [the guide](https://example.com/a) ![seal](seal.png)", "See the guide"),
        ("~~old~~ <https://example.com>", "old https://example.com"),
        ("before\n---\nx", "before|x"),
        (r"5 \* 3 and \`tick\`", "5 * 3 and `tick`"),
        ("<p>**Sub**</p><ul><li>`x`</li></ul>", "Sub|x"),
    ],
)
def test_markdowns_marks_are_neither_drawn_nor_spoken(text: str, lines: str) -> None:
    cleaned = clean(text)
    assert cleaned.lines == tuple(lines.split("|"))
    assert cleaned.markdown


@pytest.mark.parametrize(
    "text",
    [
        *("20% OFF when you shop today*", "5*3*2 and 5 * 3 * 2", "x**2 + y**2", "f(x)**2 or g**2"),
        *("snake_case_name", "The __init__ method", "1. Introduction", "#1 seller", "- 20 % today"),
        *("5'10\" ~ 6'", "a [b] c", "C:\\temp", "don`t", "Rated 5* by *you"),
    ],
)
def test_marks_that_belong_to_the_words_stay(text: str) -> None:
    cleaned = clean(text)
    assert cleaned.lines == (text,)
    assert not cleaned.markdown


def test_the_items_of_a_list_are_cleaned_as_one_list() -> None:
    assert clean("1. Mix", "2. Bake").lines == ("Mix", "Bake")
    assert clean("- 100 % cotton", "- wash\nwarm", "").lines == ("100 % cotton", "wash warm")


def test_a_script_that_is_closed_is_hidden_and_one_that_is_only_named_is_a_word() -> None:
    closed, named = clean("Cup<script>alert(1)</script>"), clean("Cup <script>alert(1)")
    assert (closed.lines, closed.hidden) == (("Cup",), ("hidden HTML",))
    assert (named.lines, named.hidden) == (("Cup <script>alert(1)",), ())


@given(st.text(st.sampled_from("*_`~#>-<&;ab1 \n[]()!\\|")))
def test_no_text_breaks_the_cleaning_and_no_line_is_empty_or_padded(text: str) -> None:
    for line in clean(text).lines:
        assert line
        assert line == " ".join(line.split())


@settings(max_examples=300, deadline=None)
@given(st.lists(st.text(st.sampled_from("ab1. -)|,&;<>#…\n'\"!?:%\x0c"), max_size=12), max_size=3))
def test_plain_text_is_read_at_once_as_it_would_be_read_at_length(parts: list[str]) -> None:
    assert clean(*parts) == _read(*parts)


@pytest.mark.parametrize(
    "text",
    [
        "A loop repeats.\n\n```python\nfor x in range(3):\n    print(x)\n```\n\nIt then ends.",
        "A loop repeats.\n\n~~~\n$ ls -F | wc -l\n~~~\nIt then ends.",
        "<p>A loop repeats.</p><pre><code>x &lt;- c(1, 2)\n</code></pre><p>It then ends.</p>",
    ],
)
def test_blocks_of_code_are_no_prose(text: str) -> None:
    assert clean(text).lines == ("A loop repeats.", "It then ends.")


def test_words_in_code_and_words_that_are_only_set_apart_stay() -> None:
    assert clean("Use `ls -F` here.").lines == ("Use ls -F here.",)
    assert clean("<pre>Soft wool.\nTwo pockets.</pre>").lines == ("Soft wool.", "Two pockets.")
    assert clean("```\nA fence that nothing closes.").lines == ("A fence that nothing closes.",)
