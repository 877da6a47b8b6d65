"""Catalogs: one reader per format, all giving Briefs. They do not know what becomes of those."""

from catalogs.choose import open_catalog
from catalogs.compose import Defaults
from catalogs.judge import judge
from catalogs.reader import Cell, RawRow, Reader
from catalogs.rejects import is_rejects, read_rejects, reject_of, write_rejects
from catalogs.suite import Expect, Suite, Violation, row_suite
from catalogs.validate import validate

__all__ = [
    "Cell",
    "Defaults",
    "Expect",
    "RawRow",
    "Reader",
    "Suite",
    "Violation",
    "is_rejects",
    "judge",
    "open_catalog",
    "read_rejects",
    "reject_of",
    "row_suite",
    "validate",
    "write_rejects",
]
