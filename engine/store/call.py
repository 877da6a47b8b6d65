"""Call: what is remembered of something that was asked of others, and where it stands.

It does not know how it is kept; `calls` does.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from schemas.money import Money

__all__ = ["Call", "CallState", "Reservation"]


class CallState(StrEnum):
    """Where a call stands.

    `planned`: nobody sends it, and nothing is reserved. `submitting` is on disk before the call is
    sent; a sender that dies leaves it behind. `submitted`: a provider does it as a job, whose id is
    known. `unknown` keeps its reservation until a person decides.
    """

    PLANNED = "planned"
    SUBMITTING = "submitting"
    SUBMITTED = "submitted"
    STORED = "stored"
    UNKNOWN = "unknown"


class Reservation(StrEnum):
    """What came of asking for the right to send a call.

    `granted`: send it. `recovery`: a sender died, and the provider knows whether the call arrived.
    `elsewhere`: so did it, at another address. `taken`: somebody else sends it just now. The others
    are states of the call.
    """

    GRANTED = "granted"
    RECOVERY = "recovery"
    ELSEWHERE = "elsewhere"
    TAKEN = "taken"
    SUBMITTED = "submitted"
    STORED = "stored"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Call:
    """A call as it is remembered.

    `max_cost` was reserved for it (None: it is free); `why` says why its outcome is unknown. `job`
    is the provider's id of it, at `base_url`; both are empty for a call that is no job. `owner` is
    the attempt that sent it.
    """

    key: str
    account: str
    what: str
    state: CallState
    max_cost: Money | None
    why: str
    changed_at: str
    job: str
    base_url: str
    owner: str
