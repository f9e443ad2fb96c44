"""The order of the queue, proved by a simulation: the real statements, on SQLite, under a clock of the test's own.

Each start is checked against the rule in plain Python, so an error of the SQL cannot hide; then the waits are judged.
"""

from __future__ import annotations

import heapq
import math
import random
import shutil
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from statistics import fmean

import pytest
from sqlalchemy import event, update
from tests.unit.service.office import a_ticket, a_workspace

from dreamwright.service.db.database import Database, open_database
from dreamwright.service.db.tables.jobs import job
from dreamwright.service.jobs import queue
from dreamwright.service.jobs.claims import _start
from dreamwright.service.jobs.order import BY_DEADLINE, follow_clock, next_job
from dreamwright.service.jobs.queue import Claim, Ticket

TIERS = {"enterprise": (60.0, 0.10), "plus": (300.0, 0.25), "lite": (900.0, 0.25), "free": (3600.0, 0.25),
         "relaxed": (86_400.0, 0.15)}  # fmt: skip
"""Allowed wait in seconds, and share of the jobs."""
WORST = 1.5
"""No wait is longer than so many times what is allowed: a burst of fifty films of 40 s, of which several allow 60 s."""
HANDS, FILM_S, WORKSPACES, LIMIT = 8, 40.0, 40, 3


@pytest.fixture
def template(request: pytest.FixtureRequest) -> Path:
    """An empty SQLite database of this version's schema."""
    path: Path = request.getfixturevalue("_sqlite_template")
    return path


@dataclass
class Hall:
    """Workers, a clock that the test moves, and what everybody waited."""

    database: Database
    now: float = 0.0
    free: int = HANDS
    waiting: dict[str, tuple[Ticket, float]] = field(default_factory=dict)
    at_work: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    waits: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    """Tier → shares of the allowed wait that were used, in the order of the starts."""
    dice: random.Random = field(default_factory=lambda: random.Random(5))
    thrown: float = 1.0

    def arrive(self, ticket: Ticket) -> None:
        with self.database.write() as connection:
            queue.submit(connection, ticket, self.now)
        self.waiting[ticket.ref] = ticket, self.now

    def start(self) -> Claim | None:
        """One claim as `queue.claim` makes it, at the hall's own time; checked against the rule."""
        if not self.free:
            return None
        may = [one for one in self.waiting.values() if self.at_work[one[0].workspace_id] < LIMIT]
        with self.database.write() as connection:
            found = next_job(connection, self.now, self.throw)
            claim = _start(connection, found, "hall", self.now) if found else None
        if claim is None:
            assert not may, "a free hand while someone could start"
            return None
        ticket, since = self.waiting[claim.ref]
        used = (self.now - since) / ticket.max_wait_s
        if used > 1 and self.thrown < BY_DEADLINE:
            assert since + ticket.max_wait_s == min(then + one.max_wait_s for one, then in may)
        else:
            assert used == pytest.approx(max((self.now - then) / one.max_wait_s for one, then in may), abs=1e-9)
        del self.waiting[claim.ref]
        self.thrown = 1.0
        assert self.at_work[ticket.workspace_id] < LIMIT
        self.at_work[ticket.workspace_id] += 1
        self.free -= 1
        self.waits[ticket.tier].append(used)
        return claim

    def throw(self) -> float:
        self.thrown = self.dice.random()
        return self.thrown

    def end(self, claim: Claim, workspace_id: str) -> None:
        with self.database.write() as connection:
            assert queue.finish(connection, claim, self.now)
        self.at_work[workspace_id] -= 1
        self.free += 1


def quick(path: Path, template: Path) -> Database:
    """A database that does not wait for the disk."""
    shutil.copy(template, path)
    database = open_database(f"sqlite:///{path}")
    event.listen(database.engine, "connect", lambda connection, _: connection.execute("PRAGMA synchronous=OFF"))
    return database


def arrivals(count: int, load: float, dice: random.Random) -> list[tuple[float, Ticket]]:
    """Jobs that keep the hands busy for `load` of the time on average, a third of them in bursts of fifty."""
    gap_s, at, jobs = FILM_S / HANDS / load, 0.0, []
    names, weights = list(TIERS), [share for _, share in TIERS.values()]
    while len(jobs) < count:
        burst = 50 if dice.random() < 0.01 else 1
        at += dice.expovariate(1 / (gap_s * burst))
        for tier in dice.choices(names, weights, k=burst):
            whose = f"w{dice.randrange(WORKSPACES)}"
            jobs.append((at, a_ticket(tier=tier, max_wait_s=TIERS[tier][0], workspace_id=whose, limit=LIMIT)))
    return jobs[:count]


def simulated(database: Database, jobs: list[tuple[float, Ticket]], dice: random.Random) -> Hall:
    """The hall after all `jobs` have arrived and ended."""
    for k in range(WORKSPACES):
        a_workspace(database, f"w{k}")
    hall, ends, number = Hall(database), list[tuple[float, int, Claim, str]](), 0
    tickets = {ticket.ref: ticket for _, ticket in jobs}
    jobs = list(reversed(jobs))
    while jobs or ends:
        if ends and (not jobs or ends[0][0] <= jobs[-1][0]):
            hall.now, _, claim, whose = heapq.heappop(ends)
            hall.end(claim, whose)
        else:
            hall.now, ticket = jobs.pop()
            hall.arrive(ticket)
        while (started := hall.start()) is not None:
            number += 1
            seconds = dice.lognormvariate(math.log(FILM_S) - 0.125, 0.5)
            heapq.heappush(ends, (hall.now + seconds, number, started, tickets[started.ref].workspace_id))
    assert not hall.waiting
    return hall


def told(hall: Hall) -> str:
    """For whoever reads the log: mean and worst share of the allowed wait."""
    return "\n".join(
        f"{tier:10} {len(shares):5} jobs, mean {fmean(shares):.3f}, worst {max(shares):.3f} of the allowed wait"
        for tier, shares in hall.waits.items()
    )


def judge_busy(hall: Hall) -> None:
    """Hands that are busy nine tenths of the time, with bursts of fifty: nobody waits long, whatever the tier."""
    print(told(hall))
    assert set(hall.waits) == set(TIERS)
    for tier, shares in hall.waits.items():
        assert fmean(shares) <= 0.5, tier
        assert max(shares) <= WORST, tier


def judge_overrun(hall: Hall) -> None:
    """Half as many jobs again as the hands can do: all tiers are late, and late alike.

    Compared where the short tiers are in balance (the middle of the starts): a day's wait is not used up in hours.
    """
    print(told(hall))
    middle = {tier: shares[len(shares) // 3 : 2 * len(shares) // 3] for tier, shares in hall.waits.items()}
    late = [fmean(middle[tier]) for tier in ("enterprise", "plus", "lite")]
    assert max(late) <= 1.25 * min(late) + FILM_S / 60.0
    worst = max(max(shares) for shares in hall.waits.values())
    for shares in hall.waits.values():
        assert max(shares) <= worst


def run(tmp_path: Path, template: Path, count: int, load: float) -> Hall:
    database = quick(tmp_path / "hall.db", template)
    dice = random.Random(4)
    hall = simulated(database, arrivals(count, load, dice), dice)
    database.close()
    return hall


def test_nobody_waits_much_longer_than_allowed(tmp_path: Path, template: Path) -> None:
    judge_busy(run(tmp_path, template, 600, 0.9))


def test_who_is_late_is_late_like_all_others(tmp_path: Path, template: Path) -> None:
    judge_overrun(run(tmp_path, template, 600, 1.5))


@pytest.mark.slow
def test_nobody_waits_much_longer_than_allowed_in_ten_thousand(tmp_path: Path, template: Path) -> None:
    judge_busy(run(tmp_path, template, 10_000, 0.9))


@pytest.mark.slow
def test_who_is_late_is_late_like_all_others_in_three_thousand(tmp_path: Path, template: Path) -> None:
    judge_overrun(run(tmp_path, template, 3_000, 1.5))


def test_a_day_is_used_up_one_day(tmp_path: Path, template: Path) -> None:
    """A relaxed job starts soon after its day, though twice as many hurried ones come as can be done, for ever."""
    database = quick(tmp_path / "hall.db", template)
    a_workspace(database)
    hall = Hall(database, free=1)
    hall.arrive(a_ticket(tier="relaxed", max_wait_s=1000.0, limit=LIMIT))
    while hall.waiting and hall.now < 5000.0:
        hall.arrive(a_ticket(tier="hurried", max_wait_s=10.0, limit=LIMIT))
        hall.arrive(a_ticket(tier="hurried", max_wait_s=10.0, limit=LIMIT))
        claim = hall.start()
        assert claim is not None
        hall.now += 10.0
        hall.end(claim, "w")
        if hall.waits["relaxed"]:
            break
    (used,) = hall.waits["relaxed"]
    assert 1.0 < used < 2.5 < max(hall.waits["hurried"])
    database.close()


def test_the_queue_follows_a_clock_that_was_set_back(tmp_path: Path, template: Path) -> None:
    database = quick(tmp_path / "hall.db", template)
    a_workspace(database)
    hall = Hall(database, now=100_000.0, free=1)
    hall.arrive(a_ticket())
    hall.now += 30.0
    hall.arrive(a_ticket())
    with database.write() as connection:
        follow_clock(connection, 50_000.0)
    with database.read() as connection:
        times = connection.execute(update(job).returning(job.c.queued_at).values(stage=None)).scalars().all()
    assert sorted(times) == [49_970.0, 50_000.0]
    database.close()
