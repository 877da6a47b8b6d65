"""Record: the base of everything that travels between processes or onto a disk.

It knows nothing about any one record; names and versions are declared by each class.
"""

from __future__ import annotations

from typing import Any, ClassVar, Self

from pydantic import BaseModel, ConfigDict

__all__ = ["Record"]


class Record(BaseModel):
    """A frozen value that refuses unknown fields and is persisted with a name and a version.

    `SCHEMA` is `name/version`; raise the version whenever old documents would be misread.
    """

    model_config = ConfigDict(
        frozen=True, extra="forbid", ser_json_inf_nan="strings", use_attribute_docstrings=True
    )
    SCHEMA: ClassVar[str] = ""

    def document(self) -> dict[str, Any]:
        """The record as JSON values, led by its schema's name and version."""
        return {"schema": self.SCHEMA, **self.model_dump(mode="json")}

    @classmethod
    def from_document(cls, document: dict[str, Any]) -> Self:
        """Read back what `document` wrote.

        Raises ValueError where the document is of another schema or version.
        """
        fields = dict(document)
        found = fields.pop("schema", None)
        if found != cls.SCHEMA:
            raise ValueError(f"expected a document of schema {cls.SCHEMA!r}, found {found!r}")
        return cls.model_validate(fields)
