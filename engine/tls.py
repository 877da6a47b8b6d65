"""TLS: whom this process trusts to be the server that it names.

It does not know who is asked, nor for what.
"""

from __future__ import annotations

import functools
import ssl

__all__ = ["trusted"]


@functools.cache
def trusted() -> ssl.SSLContext:
    """The certificates that servers are held against, as httpx2 finds them: SSL_CERT_FILE counts.

    They are read once, because reading them takes 28 ms of a processor, each request opens a client
    of its own, and a batch asks thousands of times.
    """
    import httpx2  # noqa: PLC0415 - heavy

    return httpx2.create_ssl_context()
