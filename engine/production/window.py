"""Window: work over many items with a fixed number under way, in bounded memory.

It does not know what the work is, nor who does it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from itertools import islice
from typing import TypeVar

__all__ = ["ROWS_AT_ONCE", "in_window", "windowed"]

T = TypeVar("T")
U = TypeVar("U")

ROWS_AT_ONCE = 16
"""Rows under way: enough to keep a pool of many workers busy, few enough to hold in memory."""


def in_window(
    work: Callable[[T], U], items: Iterable[T], width: int, give_up: Callable[[], None]
) -> Iterator[U]:
    """The results of `work` over `items`, done in `width` threads, each as soon as it is there.

    An error of `work` ends it, and so does Ctrl-C: then `give_up` is called, so that work which
    waits for others waits no longer, and what is under way is waited for.
    """
    with ThreadPoolExecutor(width, thread_name_prefix="window") as threads:
        try:
            for future in windowed(lambda item: threads.submit(work, item), items, width, _ended):
                yield future.result()
        except BaseException:
            give_up()
            raise


def windowed(
    begin: Callable[[T], U], items: Iterable[T], width: int, ended: Callable[[set[U]], set[U]]
) -> Iterator[U]:
    """Begin work on `items`, `width` at a time, and give what `begin` returned as it ends.

    As one ends, the next item is drawn, so that no item waits for a whole batch and no more than
    `width` are held. `ended` waits until some of those under way have ended, and returns them.
    """
    rest = iter(items)
    under_way = {begin(item) for item in islice(rest, width)}
    while under_way:
        done = ended(under_way)
        under_way -= done
        for one in done:
            under_way |= {begin(item) for item in islice(rest, 1)}
            yield one


def _ended(futures: set[Future[U]]) -> set[Future[U]]:
    return wait(futures, return_when=FIRST_COMPLETED).done
