from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from engine.report import write_contact_sheet
from engine.report.sheet import rows_of
from schemas.film import Film
from schemas.reject import Code, Reject
from schemas.run import Counts, FilmCounts
from tests.engine.report.conftest import MakeFilm

HOSTILE = "</title></h2><script>alert(1)</script>\"'><img src=x onerror=alert(2)> & Söhne"
VOID = {"meta", "link", "img", "input", "track", "br"}


class Page(HTMLParser):
    """The page as a tree is seen: raises on tags that do not nest."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.words = ""
        self._open: list[str] = []
        self.feed(text)
        self.close()
        assert not self._open, self._open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag, (tag, self.getpos())

    def handle_data(self, data: str) -> None:
        if not {"style", "script"} & set(self._open):
            self.words += data

    def all(self, tag: str) -> list[dict[str, str]]:
        return [attributes for found, attributes in self.tags if found == tag]

    @property
    def addresses(self) -> list[str]:
        names = ("src", "href", "poster")
        return [
            attributes[name] for _, attributes in self.tags for name in names & attributes.keys()
        ]


def written(folder: Path, films: Sequence[Film], **changed: object) -> str:
    fields = {
        "production": "Autumn",
        "counts": Counts(),
        "standing": len(films),
        "rejects": (),
        "downgrades": (),
        "made_at": datetime(2026, 11, 21, 14, 5, tzinfo=UTC),
    }
    path = write_contact_sheet(folder, pages=[films], **(fields | changed))  # type: ignore[arg-type]
    assert path == folder / "index.html"
    return path.read_text("utf-8")


def test_every_film_can_be_played_and_every_link_leads_to_a_file(
    make_film: MakeFilm, tmp_path: Path
) -> None:
    films = [
        make_film(),
        make_film(locale="de", profile="reels", width=1080, height=1920),
        make_film("Ä 100% #1?", slug="ä 100% #1?"),
    ]
    for name in ("manifest.csv", "run.json"):
        (tmp_path / name).touch()
    page = Page(written(tmp_path, films))
    played = [unquote(video["src"]) for video in page.all("video")]
    assert played == [film.file for film in films]
    assert {video["preload"] for video in page.all("video")} == {"none"}
    local = [a for a in page.addresses if not a.startswith(("data:", "#"))]
    assert len(local) >= 6 * len(films)
    for address in local:
        assert (tmp_path / unquote(urlsplit(address).path)).is_file(), address


def test_nothing_comes_from_elsewhere(make_film: MakeFilm, tmp_path: Path) -> None:
    text = written(tmp_path, [make_film()])
    for address in Page(text).addresses:
        parts = urlsplit(address)
        assert parts.scheme in {"", "data"}
        assert not parts.netloc
    assert not re.search(r"https?:|@import|url\(", text)


def test_the_policy_admits_the_pages_own_script_and_style_and_no_other(
    make_film: MakeFilm, tmp_path: Path
) -> None:
    text = written(tmp_path, [make_film()])
    (policy,) = [
        meta["content"]
        for meta in Page(text).all("meta")
        if meta.get("http-equiv") == "Content-Security-Policy"
    ]
    rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
    assert rules["default-src"] == "'none'"
    for tag in ("script", "style"):
        (inside,) = re.findall(rf"<{tag}>(.*?)</{tag}>", text, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(inside.encode()).digest()).decode()
        assert rules[f"{tag}-src"] == f"'sha256-{digest}'"
    assert not re.search(r"<[^>]* (style|on[a-z]+)=", text)


def test_hostile_text_is_shown_and_does_nothing(make_film: MakeFilm, tmp_path: Path) -> None:
    film = make_film(title=HOSTILE, notes=(HOSTILE,), signer=HOSTILE, kind=HOSTILE).model_copy(
        update={"id": HOSTILE, "locale": HOSTILE, "profile": HOSTILE}
    )
    reject = Reject(row=1, id=HOSTILE, code=Code.TEXT, reason=HOSTILE, remedy=HOSTILE)
    text = written(tmp_path, [film], production=HOSTILE, rejects=[reject], downgrades=[HOSTILE])
    plain = Page(written(tmp_path, [make_film()]))
    page = Page(text)
    assert len(page.all("script")) == len(plain.all("script")) == 1
    assert [image for image in page.all("img") if "onerror" in image] == []
    assert page.words.count(HOSTILE) >= 10


def test_a_far_film_waits_with_its_player_and_proof_but_is_all_there(
    make_film: MakeFilm, tmp_path: Path
) -> None:
    films = [make_film(f"row-{number}") for number in range(70)]
    page = Page(written(tmp_path, films))
    assert len(page.all("video")) == 70
    assert len(page.all("noscript")) == 2 * 10


def test_films_of_one_row_stand_together(make_film: MakeFilm, tmp_path: Path) -> None:
    films = [make_film("a"), make_film("b"), make_film("a", locale="de")]
    rows = rows_of(tmp_path, films)
    assert [(row.id, [card.film.locale for card in row.cards]) for row in rows] == [
        ("a", ["en", "de"]),
        ("b", ["en"]),
    ]


def test_captions_are_in_the_page_since_a_page_from_a_disk_may_not_load_them(
    make_film: MakeFilm, tmp_path: Path
) -> None:
    (track,) = Page(written(tmp_path, [make_film()])).all("track")
    assert base64.b64decode(track["src"].partition("base64,")[2]).startswith(b"WEBVTT")


def test_checks_shots_and_provenance_are_told(make_film: MakeFilm, tmp_path: Path) -> None:
    film = make_film(ai_disclosure_required=True, operations={"open": "animate"})
    words = Page(written(tmp_path, [film])).words
    for told in (
        "1 of 2 checks failed",
        "-14.1 LUFS",
        "-15 to -13 LUFS",
        "animate",
        film.shots["open"][:8],
        "callsheet development authority",
        "bottle.jpg",
        "AI disclosure",
    ):
        assert told in words, told


def test_counts_rejects_and_downgrades_are_said(make_film: MakeFilm, tmp_path: Path) -> None:
    reject = Reject(
        row=3, id="tray", code=Code.PRICE, reason="price is 'abc'", remedy="Write a number."
    )
    words = Page(
        written(
            tmp_path,
            [make_film()],
            counts=Counts(rejects=1, films=FilmCounts(made=1234, withdrawn=2)),
            rejects=[reject],
            downgrades=["no voice for zh-CN"],
        )
    ).words
    for told in ("1,234", "Q:PRICE", "price is 'abc'", "Write a number.", "no voice for zh-CN"):
        assert told in words, told


def test_many_films_stand_on_several_pages_that_lead_to_each_other(
    make_film: MakeFilm, tmp_path: Path
) -> None:
    (tmp_path / "page-9.html").write_text("of an earlier run")
    pages = [[make_film()], [make_film()], [make_film()]]
    reject = Reject(row=3, id="tray", code=Code.PRICE, reason="price is 'abc'", remedy="Mend it.")
    first = write_contact_sheet(
        tmp_path,
        production="Shop",
        counts=Counts(),
        standing=3,
        pages=pages,
        rejects=[reject],
        downgrades=(),
        made_at=datetime(2026, 11, 27, tzinfo=UTC),
    )
    assert sorted(path.name for path in tmp_path.glob("*.html")) == [
        "index.html",
        "page-2.html",
        "page-3.html",
    ]
    links = [
        {link["href"] for link in Page(path.read_text("utf-8")).all("a") if "rel" in link}
        for path in (first, tmp_path / "page-2.html", tmp_path / "page-3.html")
    ]
    assert links == [{"page-2.html"}, {"index.html", "page-3.html"}, {"page-2.html"}]
    assert "Mend it." in Page(first.read_text("utf-8")).words
    assert "Mend it." not in Page((tmp_path / "page-2.html").read_text("utf-8")).words


def test_an_empty_folder_says_so(tmp_path: Path) -> None:
    assert "No film stands in this folder." in Page(written(tmp_path, [])).words


@pytest.mark.parametrize("file", ["/etc/x.mp4", "films/../../x.mp4", "//evil.example/x.mp4"])
def test_a_film_outside_the_folder_is_refused(
    make_film: MakeFilm, tmp_path: Path, file: str
) -> None:
    film = make_film().model_copy(update={"file": file})
    with pytest.raises(ValueError, match="relative to the output folder"):
        written(tmp_path, [film])


def test_a_production_without_a_name_still_has_a_heading(tmp_path: Path) -> None:
    assert '<h1 dir="auto">Films</h1>' in written(tmp_path, [], production="")
