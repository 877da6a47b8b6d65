"""Record: the base of everything that travels between processes or onto a disk.

It knows nothing about any one record; names, versions and upgrades are declared by each class.
"""

from __future__ import annotations

import ast
import functools
import inspect
import textwrap
from collections.abc import Callable, Mapping
from itertools import pairwise
from typing import Any, ClassVar, Self

from pydantic import BaseModel, ConfigDict, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from schemas.errors import StoreError

__all__ = ["Record"]


class Record(BaseModel):  # noqa: PLW1641 - pydantic adds a hash to what is frozen
    """A frozen value that refuses unknown fields and is persisted with a name and a version.

    `SCHEMA` is `name/version`. A new field with a default needs no new version; whatever else would
    misread old documents does, and with it an entry in `UPGRADES`. A record that lies inside others
    carries no version there: where it changes, they are upgraded.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", ser_json_inf_nan="strings")
    SCHEMA: ClassVar[str] = ""
    UPGRADES: ClassVar[Mapping[int, Callable[[dict[str, Any]], dict[str, Any]]]] = {}
    """By version: what turns the fields of a document of that version into those of the next."""

    def __eq__(self, other: object) -> bool:
        """By fields; nearly always the answer is known before: defaults are one object."""
        return self is other or super().__eq__(other)

    @classmethod
    def __get_pydantic_json_schema__(
        cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """The schema, in which the docstring under a field is its description.

        They are read when somebody asks for a schema, because pydantic, which reads them with each
        class, took an eighth of every command's start for them.
        """
        found = handler(core_schema)
        properties = handler.resolve_ref_schema(found).get("properties", {})
        for name, text in _documented(cls).items():
            if name in properties:
                properties[name].setdefault("description", text)
        return found

    def document(self) -> dict[str, Any]:
        """The record as JSON values, led by its schema's name and version."""
        return {"schema": self.SCHEMA, **self.model_dump(mode="json")}

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> Self:
        """Read back what `document` wrote, also what an earlier callsheet's did.

        Raises StoreError for a document of a newer callsheet; ValueError where it is of another
        schema, or of a version that nothing upgrades.
        """
        fields = dict(document)
        found = fields.pop("schema", None)
        name, number = _parts(cls.SCHEMA)
        if not isinstance(found, str) or _parts(found)[0] != name:
            raise ValueError(f"expected a document of schema {cls.SCHEMA!r}, found {found!r}")
        version = _parts(found)[1]
        if version > number:
            raise StoreError(
                "A document was written by a newer callsheet",
                f"{found}, this callsheet reads up to {cls.SCHEMA}",
                "Update callsheet, or name another store with --store.",
            )
        while version < number:
            if version not in cls.UPGRADES:
                raise ValueError(f"no upgrade leads from {name}/{version} to {cls.SCHEMA}")
            fields = cls.UPGRADES[version](fields)
            version += 1
        return cls.model_validate(fields)


@functools.cache
def _documented(record: type[Record]) -> dict[str, str]:
    """The docstrings under the fields of a record and of those that it extends, by name."""
    found: dict[str, str] = {}
    for one in reversed(record.__mro__):
        if not issubclass(one, Record):
            continue
        try:
            source = inspect.getsource(one)
        except OSError:  # a program that was installed without its sources
            continue
        (class_,) = ast.parse(textwrap.dedent(source)).body
        assert isinstance(class_, ast.ClassDef)  # noqa: S101 - it is a class's source
        for field, below in pairwise(class_.body):
            match field, below:
                case (
                    ast.AnnAssign(target=ast.Name(id=name)),
                    ast.Expr(value=ast.Constant(value=str(text))),
                ):
                    found[name] = inspect.cleandoc(text)
    return found


def _parts(schema: str) -> tuple[str, int]:
    """A schema's name and its version, 0 where it has none."""
    name, _, version = schema.partition("/")
    return name, int(version) if version.isdecimal() else 0
