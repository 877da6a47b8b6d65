"""Courses that are folders: lessons in Markdown, and Open edX's OLX."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from catalogs import Defaults, open_catalog, table_in, unpacked
from engine.expectations import validate as expect
from schemas.brief import Brief
from schemas.catalog import CatalogSettings
from schemas.errors import CatalogError
from schemas.reject import Reject, Skip, Warned
from tests.catalogs.conftest import briefs

LESSON = """\
---
title: "Depth of field"
teaching: 10
---

::::::::: objectives

- Name what sets it
- Choose an aperture that
  keeps a face sharp

:::::::::

:::: {.questions}
1. What keeps a *face* sharp?
::::

## A heading

A wide aperture keeps [little][focus] sharp, {{ site.name }}
on purpose.

![One](../fig/one.png){alt='x'}
<img src="/fig/two%20b.jpg" width="3">
![Drawn](fig/three.svg)

```python
x = "not prose"
```

| a | table |

- A list says a second thing.
"""
FILES = {
    "README.md": "# Photography\n",
    "episodes/02-depth.md": LESSON,
    "episodes/03-draft.md": "---\ntitle: Later\ndraft: true\n---\nSoon.\n",
    "episodes/light/index.md": "---\ntitle: Light\n---\n",
    "episodes/light/01-key.md": (
        "---\r\ntitle: 'Key: light'\r\nlang: de\r\nobjectives: [See it, 'Set it']\r\n"
        "image: https://cdn.example/key.jpg?w=3\r\nslug: key\r\n---\r\nDas Hauptlicht.\r\n"
    ),
    "episodes/notes.md": "No lesson.\n",
    "episodes/broken.md": "---\ntitle: [\n---\n",
}
UNIT = (
    '<vertical display_name="Unit"><html url_name="h1"/><problem url_name="p"/>'
    '<split_test><html>Within <b>others</b> <img src="/static/in.png"/></html></split_test>'
    "</vertical>"
)
COURSE = {
    "course.xml": '<course url_name="run" org="NordX" course="L1"/>',
    "course/run.xml": (
        '<course display_name="Light" language="en"><chapter url_name="c1"/>'
        '<chapter display_name="Staff" visible_to_staff_only="true"><sequential>'
        '<vertical url_name="v9" display_name="Keys"/></sequential></chapter></course>'
    ),
    "chapter/c1.xml": (
        '<chapter display_name="Basics"><sequential display_name="Aperture">'
        '<vertical url_name="v1"/><vertical url_name="v2" display_name="Stops"><html>'
        "<![CDATA[<p>Two &amp; four.</p><script>x()</script>]]></html></vertical>"
        '<vertical url_name="bad"/><vertical url_name="../../out"/></sequential></chapter>'
    ),
    "vertical/v1.xml": UNIT,
    "vertical/bad.xml": "<vertical><html></vertical>",
    "html/h1.xml": '<html filename="h1" display_name="Text"/>',
    "html/h1.html": (
        '<h3>Aperture</h3><p>How wide it is.</p><img alt="" src="/static/ap.png">'
        "<img src='/asset-v1:N+L+r+type@asset+block@b.jpg'><img src=\"/static/c.svg\">"
        '<img src="/static/d_e.png?x=1">'
    ),
}


def _written(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
    return folder


def test_a_folder_of_lessons_is_a_course(tmp_path: Path) -> None:
    folder = _written(tmp_path / "photo", FILES)
    for name in ("fig/one.png", "fig/two b.jpg"):
        _written(folder, {name: ""})
    assert table_in(folder, None, "photo") == folder
    catalog = open_catalog(folder, {})
    assert catalog.reading.startswith("a folder of 3 lessons in Markdown, columns as course's")
    outcomes = list(catalog.validate(Defaults(), expect))
    depth, key = briefs(outcomes)
    assert (depth.id, depth.kind, depth.title) == ("02-depth", "lesson", "Depth of field")
    assert depth.subtitle == "What keeps a face sharp?"
    assert depth.bullets == ("Name what sets it", "Choose an aperture that keeps a face sharp")
    assert depth.description == (
        "A wide aperture keeps little sharp, on purpose.\nA list says a second thing."
    )
    assert depth.images == ("fig/one.png", "fig/two b.jpg")
    assert (key.id, key.title, key.category, key.locale) == ("key", "Key: light", "light", "de")
    assert (key.bullets, key.images) == (("See it", "Set it"), ("https://cdn.example/key.jpg?w=3",))
    (draft,) = (one for one in outcomes if isinstance(one, Skip))
    assert (draft.id, draft.reason) == ("03-draft", "draft is 'true'")
    told = {one.reason for one in outcomes if isinstance(one, Warned)}
    assert "2 Markdown files have no title in front matter: not lessons" in told
    assert "pictures that are no JPEG, PNG or WebP are left out" in told


@pytest.mark.parametrize("form", ["folder", "within", "gztar"])
def test_an_olx_course_has_a_row_for_each_unit(tmp_path: Path, form: str) -> None:
    folder = _written(tmp_path / "outer" / "course", COURSE | {"static/d e.png": ""})
    if form == "gztar":
        packed = shutil.make_archive(str(tmp_path / "export"), form, tmp_path / "outer")
        folder = unpacked(Path(packed), tmp_path / "unpacked")
    given = folder.parent if form == "within" else folder
    assert table_in(given, None, "x") == given
    catalog = open_catalog(given, {})
    assert catalog.reading.startswith("a course in OLX, Light, columns as course's")
    assert catalog.digest() == open_catalog(given, {}, CatalogSettings(format="olx")).digest()
    outcomes = list(catalog.validate(Defaults(), expect))
    first, second = briefs(outcomes)
    assert (first.id, first.title, first.category) == ("v1", "Aperture", "Basics")
    assert (first.brand, first.kind) == ("NordX", "lesson")
    assert first.description == "Aperture\nHow wide it is.\nWithin others"
    static = "course/static" if form == "within" else "static"
    assert first.images == tuple(
        f"{static}/{name}" for name in ("ap.png", "b.jpg", "d e.png", "in.png")
    )
    assert (second.title, second.description) == ("Stops", "Two & four.")
    (hidden,) = (one for one in outcomes if isinstance(one, Skip))
    assert (hidden.id, hidden.reason) == ("v9", "visible_to_staff_only is 'true'")
    broken, outside = (one.reason for one in outcomes if isinstance(one, Reject))
    assert "vertical/bad.xml is not well-formed XML" in broken
    assert "leads out of the course's folder" in outside


def test_entities_in_a_course_are_refused(tmp_path: Path) -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "b">]><course url_name="r">&a;</course>'
    folder = _written(tmp_path, COURSE | {"course.xml": bomb})
    with pytest.raises(CatalogError, match="declares entities"):
        open_catalog(folder, {})


def test_a_changed_lesson_changes_the_digest_and_a_table_comes_first(tmp_path: Path) -> None:
    folder = _written(tmp_path / "photo", FILES)
    before = open_catalog(folder, {}).digest()
    _written(folder, {"episodes/02-depth.md": LESSON.replace("wide", "narrow")})
    assert open_catalog(folder, {}).digest() != before
    _written(folder, {"lessons.csv": "id,title\na,Cup\n"})
    assert table_in(folder, None, "photo").name == "lessons.csv"


def test_rejected_lessons_are_handed_back_as_a_table(tmp_path: Path) -> None:
    long = "x" * 130
    folder = _written(tmp_path / "photo", {"a.md": f"---\ntitle: {long}\n---\nText.\n"})
    catalog = open_catalog(folder, {})
    rejects = [one for one in catalog.validate(Defaults(), expect) if isinstance(one, Reject)]
    back = tmp_path / "rejects.csv"
    assert catalog.write_rejects(back, rejects) == 1
    back.write_text(back.read_text("utf-8").replace(long, "Shorter"), "utf-8")
    (brief,) = open_catalog(back, {}).validate(Defaults(), expect)
    assert isinstance(brief, Brief)
    assert (brief.id, brief.title, brief.kind) == ("a", "Shorter", "lesson")


PROGRAMS = """\
---
title: Loops
---
A loop repeats.

```bash
$ ls
```

```python
for num in odds:
    print(num)
```

```output
1
3
```

::: challenge
```python
what = "is asked"
there = "is no example"
```
:::
"""


def test_the_first_program_of_several_lines_is_the_lessons_snippet(tmp_path: Path) -> None:
    folder = _written(tmp_path / "course", {"01-loops.md": PROGRAMS})
    (found,) = briefs(open_catalog(folder, {}).validate(Defaults(), expect))
    assert found.snippet == "for num in odds:\n    print(num)"
    assert found.description == "A loop repeats."
