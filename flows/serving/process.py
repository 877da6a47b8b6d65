"""Process: a served run's own process, which ends when it is told to, and when its serve is gone.

It knows nothing of what the run makes: films and takes are whole or absent whenever it ends.
"""

from __future__ import annotations

import os
import signal
import socket
import threading
import time

__all__ = ["end_with_serve"]

_LOOK = 1.0
"""Seconds between two looks at the parent."""
_GRACE = 5.0
"""Seconds from the signal to the end. Prefect's engine waits for its threads, which a film keeps
for half a minute, and holds the run's slot as long.
"""


def end_with_serve() -> None:
    """From now on SIGTERM ends this process within seconds, and so does the end of its parent.

    To be called in the main thread. Prefect's own handler stays in place, because it tells whether
    somebody cancelled the run; Python says beside it which signals come (`set_wakeup_fd`).
    """
    hears, says = socket.socketpair()
    says.setblocking(False)
    signal.set_wakeup_fd(says.detach(), warn_on_full_buffer=False)
    threading.Thread(target=_end_soon, args=(hears,), daemon=True).start()
    threading.Thread(target=_watch, args=(os.getppid(),), daemon=True).start()


def _watch(parent: int) -> None:
    """End with it: a run would go on unseen, beside the one that the next serve starts."""
    while os.getppid() == parent:
        time.sleep(_LOOK)
    os.kill(os.getpid(), signal.SIGTERM)


def _end_soon(signals: socket.socket) -> None:
    while signals.recv(1) != bytes([signal.SIGTERM]):
        pass
    time.sleep(_GRACE)
    os._exit(128 + signal.SIGTERM)
