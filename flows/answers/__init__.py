"""Answers: what a command found, as a JSON document, as text for people, and as an exit status."""

from flows.answers.calls import Owed
from flows.answers.films import Verified
from flows.answers.machine import Examined
from flows.answers.rows import Checked, Planned, Produced

__all__ = ["Checked", "Examined", "Owed", "Planned", "Produced", "Verified"]
