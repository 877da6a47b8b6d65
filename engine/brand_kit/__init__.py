"""Brand kit: a brand looked at as a whole: a palette from its logo, what is wrong, a specimen."""

from engine.brand_kit.findings import Finding, findings
from engine.brand_kit.palette import palette_of
from engine.brand_kit.specimen import write_specimen

__all__ = ["Finding", "findings", "palette_of", "write_specimen"]
