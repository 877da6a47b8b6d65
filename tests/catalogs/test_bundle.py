from __future__ import annotations

import io
import os
import tarfile
import time
import zipfile
from pathlib import Path

import pytest

from catalogs import bundle, is_archive, table_in, unpacked
from schemas.errors import CatalogError


def _zip(path: Path, **files: str) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name.replace("_in_", "/"), text)
    return path


def _tar(path: Path, *members: tuple[str, bytes | str]) -> Path:
    """A tar.gz of files (bytes) and symbolic links (text)."""
    with tarfile.open(path, "w:gz") as archive:
        for name, content in members:
            info = tarfile.TarInfo(name)
            if isinstance(content, str):
                info.type, info.linkname = tarfile.SYMTYPE, content
                archive.addfile(info)
            else:
                info.size = len(content)
                archive.addfile(info, io.BytesIO(content))
    return path


def test_an_archive_is_unpacked_once_without_what_is_hidden(tmp_path: Path) -> None:
    path = _zip(
        tmp_path / "a.zip", shop_in_a="1", shop_in_pics_in_b="2", **{".x": "4", "__MACOSX/x": "3"}
    )
    folder = unpacked(path, tmp_path / "into")
    found = {file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file()}
    assert found == {"a", "pics/b"}
    (folder / "a").write_text("kept", "utf-8")
    assert (unpacked(path, tmp_path / "into") / "a").read_text("utf-8") == "kept"
    assert [one.name[0] for one in (tmp_path / "into").iterdir()] != ["."]


@pytest.mark.parametrize(
    "name", ["../x.csv", "/etc/x.csv", "a/../../x.csv", "..\\x.csv", "C:/x.csv"]
)
def test_nothing_leaves_the_archives_folder(tmp_path: Path, name: str) -> None:
    path = _tar(tmp_path / "a.tar.gz", (name, b"1"))
    with pytest.raises(CatalogError, match="leads out of itself"):
        unpacked(path, tmp_path / "into")
    assert not list(tmp_path.rglob("x.csv"))
    assert list((tmp_path / "into").iterdir()) == []


def test_links_are_left_out(tmp_path: Path) -> None:
    path = _tar(tmp_path / "a.tar.gz", ("in/passwd", "/etc/passwd"), ("in/a.csv", b"id,title\n"))
    folder = unpacked(path, tmp_path / "into")
    assert [file.name for file in folder.iterdir()] == ["a.csv"]


def test_an_archive_that_unpacks_to_too_much_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bundle, "MOST_BYTES", 1 << 20)
    path = _zip(tmp_path / "a.zip", a="0" * (2 << 20))
    assert path.stat().st_size < 10_000
    with pytest.raises(CatalogError, match="unpacks to more than 1 MiB"):
        unpacked(path, tmp_path / "into")
    assert list((tmp_path / "into").iterdir()) == []


def test_a_damaged_archive_is_refused(tmp_path: Path) -> None:
    whole = _tar(tmp_path / "a.tar.gz", ("a.csv", os.urandom(200_000))).read_bytes()
    broken = tmp_path / "b.tar.gz"
    broken.write_bytes(whole[:100_000])
    with pytest.raises(CatalogError, match=r"b.tar.gz cannot be unpacked: "):
        unpacked(broken, tmp_path / "into")


def test_workbooks_and_tables_are_no_archives(tmp_path: Path) -> None:
    book = _zip(tmp_path / "a.xlsx", **{"[Content_Types].xml": "<x/>"})
    table = tmp_path / "a.csv"
    table.write_text("id,title\n", "utf-8")
    assert not any(map(is_archive, (book, table, tmp_path)))
    (tmp_path / "empty.csv").touch()
    assert not is_archive(tmp_path / "empty.csv")


def test_versions_that_no_run_used_for_a_week_are_removed(tmp_path: Path) -> None:
    old = unpacked(_zip(tmp_path / "a.zip", a="1", b="1"), tmp_path / "into")
    long_ago = time.time() - 8 * 24 * 3600
    os.utime(old, (long_ago, long_ago))
    new = unpacked(_zip(tmp_path / "a.zip", a="2", b="2"), tmp_path / "into")
    assert list((tmp_path / "into").iterdir()) == [new]


def test_the_only_table_of_a_folder_is_its_catalog(tmp_path: Path) -> None:
    for name in ("shop.csv", "notes.txt", "a.jpg", ".hidden.csv", "manifest.csv"):
        (tmp_path / name).write_text("id,title\n", "utf-8")
    (tmp_path / "old.csv").write_text("row,id,code,reason,remedy,id,title\n", "utf-8")
    assert table_in(tmp_path, None, "shop").name == "shop.csv"


def test_of_several_tables_one_must_be_named(tmp_path: Path) -> None:
    for name in ("a.csv", "b.tsv"):
        (tmp_path / name).write_text("id,title\n", "utf-8")
    with pytest.raises(CatalogError, match=r"shop holds 2 tables \(a.csv, b.tsv\)") as told:
        table_in(tmp_path, None, "shop")
    assert "`catalog: {file: shop, table: a.csv}`" in told.value.remedy
    assert table_in(tmp_path, "b.tsv", "shop").name == "b.tsv"
    for name in ("c.csv", "../shop.csv"):
        with pytest.raises(CatalogError, match="holds no such file"):
            table_in(tmp_path, name, "shop")


def test_a_folder_without_a_table_is_refused_with_what_it_holds(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").touch()
    with pytest.raises(CatalogError, match=r"shop holds no table \(It holds a.jpg."):
        table_in(tmp_path, None, "shop")


def test_a_zip_whose_directory_is_damaged_is_an_archive_that_is_refused(tmp_path: Path) -> None:
    path = _zip(tmp_path / "a.zip", shop_in_a="1")
    whole = path.read_bytes()
    at = whole.rindex(b"PK\x01\x02")
    path.write_bytes(whole[:at] + b"XX" + whole[at + 2 :])
    assert is_archive(path)
    with pytest.raises(CatalogError, match="cannot be unpacked"):
        unpacked(path, tmp_path / "into")


def test_an_xz_archive_that_ends_early_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.tar.xz"
    with tarfile.open(path, "w:xz") as archive:
        info = tarfile.TarInfo("a.csv")
        info.size = 1 << 20
        archive.addfile(info, io.BytesIO(os.urandom(1 << 20)))
    whole = path.read_bytes()
    path.write_bytes(whole[:5000] + b"\x00" * 5000 + whole[10_000:])
    with pytest.raises(CatalogError, match="cannot be unpacked"):
        unpacked(path, tmp_path / "into")
