"""Showing: what a model that writes is asked about one row, word for word. It asks nobody."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from engine.intake import Unfetched, gather_all, is_address
from engine.production.check import CatalogCheck
from engine.production.context import RunContext
from engine.production.planning.build import assert_there
from engine.writers.model import ModelWriter, Request
from schemas.brief import Brief
from schemas.errors import ProductionError, RowError

__all__ = ["ShownRequest", "requests_of"]


@dataclass(frozen=True, slots=True)
class ShownRequest:
    """One request: its kind, its prompt's revision, its messages, the pictures that go with them,
    and whether it was answered.
    """

    name: str
    locale: str
    revision: int
    key: str
    answered: bool
    messages: Sequence[dict[str, Any]]
    pictures: Sequence[str]

    @classmethod
    def of(cls, request: Request, *, answered: bool) -> ShownRequest:
        """The request as it is sent to a server that takes system turns and schemas."""
        return cls(
            request.name,
            request.locale,
            request.revision,
            request.key,
            answered,
            request.messages(told=True),
            [str(one.path) for one in request.pictures],
        )


def requests_of(context: RunContext, check: CatalogCheck, row: str) -> tuple[ShownRequest, ...]:
    """What is asked about the row of that id, as far as it is known: a script is asked for over a
    storyboard that was answered.

    Raises RefusedError for an id that is not there or that no model writes, and for pictures that
    were not fetched; RowError for a row that cannot be written.
    """
    assert_there(check.index, (row,), "--show")
    brief = _good(check, row)
    writer = context.writer_of(brief)
    if not isinstance(writer, ModelWriter):
        raise ProductionError(
            "no model is asked about the row",
            f"--show {row}, which the {writer.name} writer writes",
            "Name a model as `writer`, or take the row's own storyboard away.",
        )
    remote = context.remote_pictures
    fetched = remote.known([name for name in brief.images if is_address(name)])
    memory, bare = context.store.ledger.pictures, context.production.pictures.missing == "type"
    material = gather_all([brief], context.paths.root, memory, None, fetched, bare=bare)[row]
    if isinstance(material, RowError):
        raise material
    if isinstance(material, Unfetched):
        raise ProductionError(
            "the row's pictures were not fetched yet",
            material.addresses[0],
            "`callsheet produce` fetches them before it asks anybody.",
        )
    locales = tuple(dict.fromkeys(one.locale for one in context.deliveries(brief)))
    asked = writer.requests(brief, material, locales)
    return tuple(ShownRequest.of(request, answered=answered) for request, answered in asked)


def _good(check: CatalogCheck, row: str) -> Brief:
    """The row's brief. Raises ProductionError for a row that the check rejected."""
    for chunk in check.index.chunks((row,)):
        for _, _, document in chunk:
            return Brief.model_validate_json(document)
    raise ProductionError(
        "the row is none that can be written", f"--show {row}", "`callsheet check` says why."
    )
