"""Trying again while the database or the storage is away. Knows faults of machines; knows no job."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import TypeVar

from dreamwright.errors import MachineFault

T = TypeVar("T")

FIRST_S = 0.2
LONGEST_S = 5.0


def patiently(action: Callable[[], T], patience: Callable[[], float], hurry: threading.Event) -> T:
    """What `action` gives once it raises no MachineFault; the fault itself when `patience()` seconds have passed.

    `hurry` cuts a pause short, so that a new patience is heard.
    """
    begun, pause_s = time.monotonic(), FIRST_S
    while True:
        try:
            return action()
        except MachineFault:
            left_s = begun + patience() - time.monotonic()
            if left_s <= 0:
                raise
        if hurry.wait(min(pause_s, left_s)):
            time.sleep(min(FIRST_S, left_s))
        pause_s = min(2 * pause_s, LONGEST_S)
