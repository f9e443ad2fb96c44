"""Frames made ahead, in two threads, for who asks for them in order. Knows nothing of pictures.

OpenCV and NumPy leave the interpreter free while they work, so two frames take little longer than one.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Generic, TypeVar

T = TypeVar("T")
THREADS = 2


class Ahead(Generic[T]):
    """`make`, a pure function of k below `count`, asked ahead; a frame out of order is made when it is asked for."""

    def __init__(self, make: Callable[[int], T], count: int) -> None:
        self._make, self._count = make, count
        self._threads = ThreadPoolExecutor(THREADS, "ahead")
        self._waiting: dict[int, Future[T]] = {}
        self._last = -2

    def __call__(self, k: int) -> T:
        """What `make(k)` gives, or raises."""
        in_order, self._last = k == self._last + 1, k
        if not in_order:
            self._forget()
            return self._make(k)
        for ahead in range(k, min(k + THREADS, self._count)):
            if ahead not in self._waiting:
                self._waiting[ahead] = self._threads.submit(self._make, ahead)
        return self._waiting.pop(k).result()

    def _forget(self) -> None:
        for future in self._waiting.values():
            future.cancel()
        self._waiting.clear()
