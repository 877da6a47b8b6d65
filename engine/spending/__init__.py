"""Spending: calls that may cost money are reserved before they are sent, and never sent twice."""

from engine.spending.attempt import Answered, NotAccepted, OutcomeUnknown, with_retries
from engine.spending.jobs import Failed, Finished, JobProvider, Running
from engine.spending.paid_calls import PaidCalls

__all__ = [
    "Answered",
    "Failed",
    "Finished",
    "JobProvider",
    "NotAccepted",
    "OutcomeUnknown",
    "PaidCalls",
    "Running",
    "with_retries",
]
