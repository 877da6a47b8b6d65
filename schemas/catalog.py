"""Catalog settings: where a production's rows and their pictures come from, and how they are read.

It does not know formats or dialects; `catalogs` has both, and finds out what is not said here.
"""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

from pydantic import BeforeValidator, Field

from schemas.outside import Address
from schemas.record import Record

__all__ = [
    "CatalogSettings",
    "CatalogTarget",
    "PictureSettings",
    "PictureTarget",
    "catalog_fields",
    "picture_fields",
]


class CatalogSettings(Record):
    """The catalog's file, and what is said about it; a bare path says the file alone."""

    SCHEMA: ClassVar[str] = "catalog-settings/1"

    file: str | None = None
    """A table of rows (CSV, TSV, JSON Lines, XML feed, Parquet or Excel), or a folder or archive
    (ZIP, tar) that holds one and its pictures, or a course; also at an address (http, https, s3 or
    any that fsspec knows), where each run asks whether it has changed."""
    table: str | None = None
    """Which of a folder's or archive's files is the table; absent: the only one that can be."""
    format: str | None = None
    """`csv`, `tsv`, `jsonl`, `xml`, `parquet` or `xlsx`, or of a course's folder `olx` or
    `markdown`; absent: found out from the content."""
    encoding: str | None = None
    """Of a text file, by its usual name (`cp1251`, `shift_jis`); absent: found out from its bytes
    and the rows' language."""
    lenient: bool = False
    """Whether XML that is not well-formed is read all the same: what cannot be mended is a reject
    of its own."""
    dialect: str | None = None
    """How its columns are used: a shipped dialect by name (`shopify`), or the path of a YAML file
    of one's own; absent: found out from the names of the columns."""
    include: tuple[Literal["unpublished", "unavailable"], ...] = ()
    """What is made though the export says that it is not for sale: `unpublished` (drafts, archived
    and hidden products), `unavailable` (out of stock). Otherwise such rows are skipped."""


def catalog_fields(said: Any) -> Any:
    """What a production says of its catalog, as fields: a path alone is the file."""
    return {"file": said} if isinstance(said, str) else said


CatalogTarget = Annotated[CatalogSettings, BeforeValidator(catalog_fields)]
"""A catalog in a production file: a path, or fields."""


Host = Annotated[str, Field(pattern=r"^(\*\.)?[^\s/@*]+$", max_length=300)]


class PictureSettings(Record):
    """Where the rows' pictures are; a bare path says the folder alone."""

    SCHEMA: ClassVar[str] = "picture-settings/1"

    folder: str | None = None
    """The folder (or archive) that pictures with a path lie under; absent: the catalog's own."""
    base: Address | None = None
    """The address that pictures with a path are fetched below, as shops have theirs
    (`https://shop.example/media/catalog/product`); absent: they lie in the folder."""
    hosts: tuple[Host, ...] | None = None
    """The only hosts whose pictures are fetched: names (`cdn.shop.example`), names with a port
    (`127.0.0.1:8080`), or all below one (`*.shop.example`). Absent: every public host; `[]`: none.
    A host of a private network is asked only where it is named here."""
    missing: Literal["reject", "type"] = "reject"
    """Rows without any picture: they are rejected, or told in type alone."""
    at_once: Annotated[int, Field(ge=1, le=16)] = 4
    """Pictures that are fetched from one host at the same time."""
    refresh: Annotated[float, Field(ge=0)] = 24.0
    """Hours after which an address is asked again whether its picture is another by now."""


def picture_fields(said: Any) -> Any:
    """What a production says of its pictures, as fields: a path alone is their folder."""
    return {"folder": said} if isinstance(said, str) else said


PictureTarget = Annotated[PictureSettings, BeforeValidator(picture_fields)]
"""Pictures in a production file: a folder, or fields."""
