"""Child: Prefect's server as a process of its own, which ends when standard input does.

`callsheet serve` holds the other end: however it ends, killed included, no server stays behind.
It takes its settings from Prefect's environment variables.
"""

from __future__ import annotations

import sys
import threading

__all__ = ["run"]


def run(host: str, port: int) -> None:
    """Serve until standard input ends."""
    import uvicorn  # noqa: PLC0415 - heavy
    from prefect.server.api.server import create_app  # noqa: PLC0415 - heavy

    import flows.serving.mail  # noqa: F401, PLC0415 - makes the mail block known to the server

    server = uvicorn.Server(
        uvicorn.Config(
            create_app(final=True),
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
    run(sys.argv[1], int(sys.argv[2]))
