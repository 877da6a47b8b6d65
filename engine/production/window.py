"""Window: work over many items with a fixed number under way, in bounded memory.

It does not know what the work is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from itertools import islice
from typing import TypeVar

__all__ = ["in_window"]

T = TypeVar("T")
U = TypeVar("U")


def in_window(
    work: Callable[[T], U], items: Iterable[T], width: int, give_up: Callable[[], None]
) -> Iterator[U]:
    """The results of `work` over `items`, each as soon as it is there.

    `width` items are under way at a time; as one ends, the next is drawn, so that no item waits
    for a whole batch and no more than `width` are held. An error of `work` ends it, and so does
    Ctrl-C: then `give_up` is called, so that work which waits for others waits no longer, and what
    is under way is waited for.
    """
    rest = iter(items)
    with ThreadPoolExecutor(width, thread_name_prefix="window") as threads:
        under_way: set[Future[U]] = {threads.submit(work, item) for item in islice(rest, width)}
        try:
            while under_way:
                done, under_way = wait(under_way, return_when=FIRST_COMPLETED)
                for future in done:
                    under_way |= {threads.submit(work, item) for item in islice(rest, 1)}
                    yield future.result()
        except BaseException:
            give_up()
            raise
