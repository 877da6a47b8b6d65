"""Expectations: suites held against frames, and pages about them.

It does not know what a suite is about.
"""

from engine.expectations.docs import DataDocs
from engine.expectations.measurements import measurement_frame, take_suite
from engine.expectations.verdicts import Outcome, Violation, Violations, validate

__all__ = [
    "DataDocs",
    "Outcome",
    "Violation",
    "Violations",
    "measurement_frame",
    "take_suite",
    "validate",
]
