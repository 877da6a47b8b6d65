"""Expectations: the one room of Great Expectations. It does not know what a suite is about."""

from engine.expectations.docs import docs
from engine.expectations.measurements import measurement_frame, take_suite
from engine.expectations.validate import Outcome, Violation, Violations, validate

__all__ = [
    "Outcome",
    "Violation",
    "Violations",
    "docs",
    "measurement_frame",
    "take_suite",
    "validate",
]
