"""Two rooms at work at once: the next item is made here while the last ones are used in another thread.

Knows nothing of frames or files.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")


def overlap(items: Iterable[T], use: Callable[[T], None], in_flight: int = 3) -> None:
    """Calls `use` on every item, in order, in one other thread, while this thread makes the next item.

    At most `in_flight` (≥ 2) items are alive. Whatever either side raises ends both and is raised here,
    once the item in use is done with.
    """
    pending: deque[Future[None]] = deque()
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="overlap") as other:
        try:
            for item in items:
                pending.append(other.submit(use, item))
                while len(pending) >= in_flight or (pending and pending[0].done()):
                    pending.popleft().result()
            while pending:
                pending.popleft().result()
        finally:
            for waiting in pending:
                waiting.cancel()
