"""The pools: where jobs run, in this process or on Ray. Only it uses Ray."""

from engine.pool.choice import open_pool
from engine.pool.local_pool import LocalPool
from engine.pool.pool import Job, Pool, WorkerResources
from engine.pool.ray_pool import RayPool

__all__ = ["Job", "LocalPool", "Pool", "RayPool", "WorkerResources", "open_pool"]
