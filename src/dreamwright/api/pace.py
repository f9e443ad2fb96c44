"""How often the people and keys of one workspace may ask, by its plan: a moving minute, counted in this process.

Several server processes count each for itself; the limits on jobs are exact, for they are the database's.
"""

from __future__ import annotations

import time

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from dreamwright.errors import TooMany
from dreamwright.service.plans.plans import Plan


class Pace:
    """Counts requests of workspaces."""

    def __init__(self) -> None:
        self._counts = MovingWindowRateLimiter(MemoryStorage())

    def check(self, plan: Plan | None, workspace_id: str) -> None:
        """Counts a request; TooMany beyond what the plan allows. A plan without a limit (or unknown) counts nothing."""
        if plan is None or plan.requests_per_minute is None:
            return
        rule = RateLimitItemPerMinute(plan.requests_per_minute)
        if not self._counts.hit(rule, workspace_id):
            wait_s = self._counts.get_window_stats(rule, workspace_id).reset_time - time.time()
            raise TooMany(
                f"The plan {plan.title} allows {plan.requests_per_minute} requests a minute: try again later.",
                retry_after_s=max(1.0, wait_s),
            )
