"""The pool: the one room of Ray."""

from engine.pool.job import Job
from engine.pool.pool import Pool

__all__ = ["Job", "Pool"]
