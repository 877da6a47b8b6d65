"""The error tree: every failure that callsheet can explain.

It does not know how an error is shown: the command line, Prefect and the reports each do that.

    CallsheetError              what went wrong, which value where, what to do next
    ├── RefusedError            nothing could be done; the command ends with status 2
    │   ├── CatalogError        the catalog file itself cannot be read
    │   ├── ProductionError     the production file or a setting is wrong
    │   ├── BudgetError         the work would cost more than the production allows
    │   ├── WithdrawalError     the catalog lost many rows; their films stay until it is meant
    │   └── StoreError          the store cannot be opened or does not fit the run
    ├── RowError                one row is quarantined under a code; the batch goes on
    └── WorkError               one piece of work failed; its row fails, the batch goes on
        ├── RenderError         a renderer could not make a take
        ├── EncodeError         FFmpeg could not make or join a stream
        ├── VoiceError          a voice could not speak a line
        ├── DeclinedError       a server declined a request in words; it cost nothing
        ├── SigningError        a film could not be signed
        ├── InspectionError     what was made does not pass its limits
        ├── CancelledError      the work was cancelled before it was done
        └── UnexpectedError     a defect of callsheet, met in one piece of work
"""

from __future__ import annotations

from typing import Any

__all__ = [
    "BudgetError",
    "CallsheetError",
    "CancelledError",
    "CatalogError",
    "DeclinedError",
    "EncodeError",
    "InspectionError",
    "ProductionError",
    "RefusedError",
    "RenderError",
    "RowError",
    "SigningError",
    "StoreError",
    "UnexpectedError",
    "VoiceError",
    "WithdrawalError",
    "WorkError",
]


class CallsheetError(Exception):
    """An error in three parts: what, which value where, what to do next.

    Errors cross process borders (Ray pickles them), so every part is positional and kept.
    """

    def __init__(self, what: str, where: str = "", remedy: str = "") -> None:
        super().__init__(what, where, remedy)
        self.what = what
        self.where = where
        self.remedy = remedy

    def __str__(self) -> str:
        """The three parts as one readable line."""
        where = f" ({self.where})" if self.where else ""
        remedy = f" {self.remedy}" if self.remedy else ""
        return f"{self.what}{where}.{remedy}"

    def __reduce__(self) -> tuple[Any, ...]:
        """Rebuild from the parts: the default would pass one joined message to `__init__`."""
        return (type(self), tuple(self.args))


class RefusedError(CallsheetError):
    """Nothing could be done. The command ends with status 2."""


class CatalogError(RefusedError):
    """The catalog file cannot be read as a whole."""


class ProductionError(RefusedError):
    """The production file, or a setting, is wrong."""


class BudgetError(RefusedError):
    """The work would cost more than the production allows."""


class WithdrawalError(RefusedError):
    """The catalog lost many of its rows; nothing is withdrawn until somebody says it is meant."""


class StoreError(RefusedError):
    """The store cannot be opened, or does not fit the way the run is spread."""


class RowError(CallsheetError):
    """One row is quarantined under `code` (a value of `schemas.reject.Code`)."""

    def __init__(self, code: str, what: str, where: str = "", remedy: str = "") -> None:
        super().__init__(what, where, remedy)
        self.args = (code, what, where, remedy)
        self.code = code


class WorkError(CallsheetError):
    """One piece of work failed. Its row fails loudly; the batch goes on."""


class RenderError(WorkError):
    """A renderer could not make a take."""


class EncodeError(WorkError):
    """FFmpeg could not encode, join or read a stream."""


class VoiceError(WorkError):
    """A voice could not speak a line."""


class DeclinedError(WorkError):
    """A server declined a request with `status`, in words (`said`); it cost nothing.

    `kind` is what it is about: `key`, `model`, `quota`, `context`, `filter`, `moved`, `request`.
    """

    def __init__(
        self,
        what: str,
        where: str = "",
        remedy: str = "",
        status: int = 0,
        kind: str = "request",
        said: str = "",
    ) -> None:
        super().__init__(what, where, remedy)
        self.args = (what, where, remedy, status, kind, said)
        self.status, self.kind, self.said = status, kind, said


class SigningError(WorkError):
    """A film could not be signed."""


class InspectionError(WorkError):
    """What was made does not pass its limits."""


class CancelledError(WorkError):
    """The work was cancelled before it was done."""


class UnexpectedError(WorkError):
    """An error that nobody foresaw, which is a defect. The command ends with status 3."""
