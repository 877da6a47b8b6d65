"""A bucket: an object store on loopback that speaks S3's wire format."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

__all__ = ["bucket"]


@contextmanager
def bucket() -> Iterator[str]:
    """The address of an empty bucket; the environment says where its store is."""
    from moto.server import ThreadedMotoServer  # noqa: PLC0415 - heavy
    from s3fs import S3FileSystem  # noqa: PLC0415 - heavy

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    variables = {
        "AWS_ENDPOINT_URL": f"http://{host}:{port}",
        "AWS_ACCESS_KEY_ID": "drop",
        "AWS_SECRET_ACCESS_KEY": "drop",
        "AWS_DEFAULT_REGION": "us-east-1",
    }
    S3FileSystem.clear_instance_cache()  # another test's may speak to another server
    try:
        with patch.dict(os.environ, variables):
            S3FileSystem().mkdir("drops")
            yield "s3://drops"
    finally:
        S3FileSystem.clear_instance_cache()
        server.stop()
