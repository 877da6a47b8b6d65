"""Timing: how long pictures are planned for the words over them. One table for every writer.

The edit fits what is really spoken; these are what takes are shot by.
"""

from __future__ import annotations

__all__ = [
    "HANDLE_LEAST",
    "HANDLE_SHARE",
    "HURRIED",
    "LATE_LINE",
    "LATE_TEXT",
    "LEAD",
    "LOOKED_AT",
    "SEEN_WHOLE",
    "SILENT",
    "TAIL",
    "WORDS_PER_MINUTE",
]

LEAD = 0.35
"""Seconds of picture before a line begins."""
TAIL = 0.55
"""Seconds of picture after a line ends."""
SILENT = 3.5
"""Seconds that a shot stays at most after its words are said, for what is left to read."""
HURRIED = 1.2
"""Times as fast as with ease that what stays longer than that is read: beyond 1.4 times, hardly."""
SEEN_WHOLE, LOOKED_AT = 1.0, 2.5
"""Seconds for which a screenshot is seen whole at least before the camera goes into it, and from
when it sets out to when it may go on."""
LATE_TEXT = 0.4
"""Seconds that a late-bound text (a price) is given to be read, whatever it says."""
LATE_LINE = 1.6
"""Seconds that a late-bound line is planned for, whatever it says: its shot is not shot again."""
HANDLE_SHARE = 0.35
"""Share of a line's estimated length that the take runs on for: voices and languages differ."""
HANDLE_LEAST = 0.5
"""Seconds that every take runs on for."""
WORDS_PER_MINUTE = 165
"""What lengths are planned for where the production's voice states no rate of its own."""
