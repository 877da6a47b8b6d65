"""Room: where Great Expectations is imported and set up, offline and without a trace on the disk.

It does not know which suites there are, nor what is made of their results.
"""

from __future__ import annotations

import functools
import warnings
from typing import Any

__all__ = ["batch_definition"]


@functools.cache
def batch_definition() -> Any:
    """What turns a pandas frame into a batch; imported and set up once in a process (3-15 s).

    The context is in memory: no folder, no analytics, no progress bars on standard error.
    """
    with warnings.catch_warnings():
        # 1.24 imports sre_constants and sre_parse; where warnings are errors that would fail.
        warnings.filterwarnings("ignore", "module 'sre_(constants|parse)'", DeprecationWarning)
        import great_expectations as gx  # noqa: PLC0415 - only where something is validated
        from great_expectations.data_context.types.base import (  # noqa: PLC0415 - as above
            DataContextConfig,
            InMemoryStoreBackendDefaults,
            ProgressBarsConfig,
        )

    config = DataContextConfig(
        store_backend_defaults=InMemoryStoreBackendDefaults(init_temp_docs_sites=False),
        analytics_enabled=False,
        progress_bars=ProgressBarsConfig(globally=False),
    )
    context = gx.get_context(mode="ephemeral", project_config=config)
    asset = context.data_sources.add_pandas("frames").add_dataframe_asset("frame")
    return asset.add_batch_definition_whole_dataframe("whole")
