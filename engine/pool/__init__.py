"""The pool: where jobs are done. Ray is started here and nowhere else."""

from engine.pool.local import LocalPool
from engine.pool.opened import open_pool
from engine.pool.pool import Job, Pool, WorkerResources
from engine.pool.ray_pool import RayPool

__all__ = ["Job", "LocalPool", "Pool", "RayPool", "WorkerResources", "open_pool"]
