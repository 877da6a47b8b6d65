"""Catalogs: one reader for each format, all giving Briefs.

They do not know what becomes of those.
"""

from catalogs.bundle import is_archive, table_in, unpacked
from catalogs.catalog import Catalog, open_catalog
from catalogs.compose import Defaults
from catalogs.dialect import Dialect, read_dialect
from catalogs.formats import FORMATS, Format, format_for
from catalogs.rejects import is_rejects
from catalogs.reviews import read_reviews
from catalogs.suite import Expect, Suite, Violation, row_suite

__all__ = [
    "FORMATS",
    "Catalog",
    "Defaults",
    "Dialect",
    "Expect",
    "Format",
    "Suite",
    "Violation",
    "format_for",
    "is_archive",
    "is_rejects",
    "open_catalog",
    "read_dialect",
    "read_reviews",
    "row_suite",
    "table_in",
    "unpacked",
]
