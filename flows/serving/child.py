"""Child: Prefect's server as a process of its own, which ends when standard input does.

`callsheet serve` holds the other end: however it ends, killed included, no server stays behind.
It takes its settings from Prefect's environment variables. What it writes, only its owner may read.
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Sequence

from flows.serving.guard import AllowedHosts

__all__ = ["run"]


def run(host: str, port: int, names: Sequence[str]) -> None:
    """Serve until standard input ends, to this machine's own names and `names`."""
    os.umask(0o077)
    import uvicorn  # noqa: PLC0415 - heavy
    from prefect.server.api.server import create_app  # noqa: PLC0415 - heavy

    server = uvicorn.Server(
        uvicorn.Config(
            AllowedHosts(create_app(final=True), names),
            host=host,
            port=port,
            log_level="warning",
            timeout_keep_alive=5,
            timeout_graceful_shutdown=3,
        )
    )

    def watch() -> None:
        sys.stdin.buffer.read()
        server.should_exit = True

    threading.Thread(target=watch, daemon=True).start()
    server.run()


if __name__ == "__main__":
    run(sys.argv[1], int(sys.argv[2]), sys.argv[3:])
