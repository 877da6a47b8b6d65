"""The report: what a run delivered, for people, spreadsheets and machines.

It knows films and counts as data; it decides nothing about them and measures nothing but pictures.
"""

from engine.report.beside import SUFFIXES, Beside, beside
from engine.report.contact_sheet import write_contact_sheet
from engine.report.disclosure import Disclosure, disclosures
from engine.report.distribution import Spread, Spreads
from engine.report.manifest import COLUMNS, write_manifest
from engine.report.run import run_document, write_run
from engine.report.sidecar import ShotRecord, WordRecord, sidecar_document, write_sidecar
from engine.report.slug import Slugs, slug_of
from engine.report.status import STATUS_FILES, StatusRow, status_of, write_status
from engine.report.thumbnail import write_thumbnail

__all__ = [
    "COLUMNS",
    "STATUS_FILES",
    "SUFFIXES",
    "Beside",
    "Disclosure",
    "ShotRecord",
    "Slugs",
    "Spread",
    "Spreads",
    "StatusRow",
    "WordRecord",
    "beside",
    "disclosures",
    "run_document",
    "sidecar_document",
    "slug_of",
    "status_of",
    "write_contact_sheet",
    "write_manifest",
    "write_run",
    "write_sidecar",
    "write_status",
    "write_thumbnail",
]
