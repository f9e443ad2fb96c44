"""How often the people and keys of one workspace may ask, by its plan."""

from __future__ import annotations

from dreamwright.api.minute import Minute
from dreamwright.errors import TooMany
from dreamwright.service.plans.plans import Plan


class Pace:
    """Counts requests of workspaces."""

    def __init__(self) -> None:
        self._counts = Minute()

    def check(self, plan: Plan | None, workspace_id: str) -> None:
        """Counts a request; TooMany beyond what the plan allows. A plan without a limit (or unknown) counts nothing."""
        if plan is None or plan.requests_per_minute is None:
            return
        wait_s = self._counts.wait_s(workspace_id, plan.requests_per_minute)
        if wait_s:
            raise TooMany(
                f"The plan {plan.title} allows {plan.requests_per_minute} requests a minute: try again later.",
                retry_after_s=max(1.0, wait_s),
            )
