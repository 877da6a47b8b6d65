"""Spending: calls that may cost money are claimed before they are sent, and never sent twice."""

from engine.spending.outcome import Answered, Doubtful, Unaccepted
from engine.spending.paid_calls import PaidCalls

__all__ = ["Answered", "Doubtful", "PaidCalls", "Unaccepted"]
