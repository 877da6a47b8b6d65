"""Post: requests to the production's model, each sent through the ledger, and the answers there.

It stops where the server fails everybody. It does not know what is asked, nor what a good answer
is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from engine.openai_client import OpenAIClient
from engine.spending import OutcomeUnknown, PaidCalls
from engine.store import REPEATED, CallState
from engine.writers.model.conversation import Document, send
from engine.writers.model.dialect import Facts, Server
from engine.writers.model.prices import max_cost_of
from engine.writers.model.request import Request
from schemas.errors import CancelledError, RowError, WorkError
from schemas.outside import WriterSettings

__all__ = ["Post", "UnaskedError"]


class UnaskedError(LookupError):
    """An answer that is not there yet, with the request that would bring it.

    It is for `assignment`, which whoever reads a row asks first; nobody else meets it.
    """

    def __init__(self, request: Request) -> None:
        super().__init__(f"the {request.name} of a row was not asked for yet")
        self.request = request


class Post:
    """The model of `settings` at its server, called `name` in messages and asked with `key` through
    `paid_calls`. Threads share it.
    """

    def __init__(
        self,
        name: str,
        settings: WriterSettings,
        key: str | None,
        paid_calls: PaidCalls,
        facts: Facts | None = None,
    ) -> None:
        self._timeout, self._paid_calls = settings.timeout, paid_calls
        base_url = settings.base_url or ""
        self._client = OpenAIClient(name, base_url, key, settings.timeout)
        self._server = Server(settings, facts)

    def states(self, requests: Sequence[Request]) -> Mapping[str, CallState]:
        """Where those of the requests stand, by key, that were sent. Sends nothing."""
        return self._paid_calls.states(request.key for request in requests)

    def kept(self, request: Request) -> Document:
        """The answer that is kept. Raises UnaskedError; sends nothing."""
        kept = self._paid_calls.answers([request.key]).get(request.key)
        if kept is None:
            raise UnaskedError(request)
        return kept

    def ask(self, about: str, request: Request) -> Document:
        """The answer that is kept, or the one that the server gives now.

        Raises as `PaidCalls.ask` does, and WorkError where several calls before it failed for a
        reason that concerns every row.
        """
        if (kept := self._paid_calls.answers([request.key]).get(request.key)) is not None:
            return kept
        with self._server.admitted():
            try:
                return self._paid_calls.ask(
                    request.key,
                    max_cost_of(request),
                    lambda: send(request, self._client, self._server),
                    what=f"{about}{REPEATED}" if request.repairs else about,
                    timeout=self._timeout,
                )
            except CancelledError:
                raise
            except WorkError as error:  # it is about the server, and not about this row
                self._server.failed(error)
                raise
            except RowError as doubt:
                if isinstance(doubt.__cause__, OutcomeUnknown):  # sent now, and not by another run
                    self._server.failed(_silent(doubt))
                raise


def _silent(doubt: RowError) -> WorkError:
    """What further rows are told of a server that takes calls and answers none."""
    return WorkError(
        "the language model left its last calls without an answer, so no more were sent",
        doubt.where,
        "Run again when it answers; `callsheet calls` lists the calls that are in doubt.",
    )
