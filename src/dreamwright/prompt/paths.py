"""Asked moves → timed moves with amounts: how far a camera goes in its seconds, by speed, place and height.

Rates are those of a film crew: 7° a second is a readable pan. Knows no words.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from dreamwright.prompt.dice import Dice
from dreamwright.prompt.moves import Asked
from dreamwright.shot.plan import Move

RATES = {
    "pan": (2.0, 3.5, 7.0, 18.0), "tilt": (1.5, 2.5, 5.0, 13.0), "roll": (1.0, 2.0, 4.0, 12.0),
    "orbit": (2.0, 4.0, 8.0, 18.0), "push_in": (0.25, 0.5, 1.2, 3.0), "pull_out": (0.25, 0.5, 1.2, 3.0),
    "truck": (0.25, 0.5, 1.0, 2.2), "pedestal": (0.15, 0.3, 0.6, 1.5), "crane": (0.25, 0.5, 1.0, 2.2),
    "fly": (1.5, 3.0, 6.0, 14.0),
}  # fmt: skip
"""Degrees or metres a second near the ground: very slow, slow, normal, fast."""
ZOOMS = (1.12, 1.25, 1.6, 2.5)
FLIGHT = (5.0, 8.0, 16.0, 40.0)
"""Metres a second from 100 m up."""
SKY_FLIGHT = (25.0, 40.0, 60.0, 80.0)
MOST = {"tilt": 60.0, "roll": 180.0}
WHIPS = {"pan": 90.0, "tilt": 45.0, "roll": 180.0, "orbit": 90.0, "zoom": 4.0, "push_in": 8.0, "pull_out": 8.0,
"truck": 6.0,
         "fly": 60.0, "crane": 6.0, "pedestal": 4.0}  # fmt: skip
USUAL = {"tilt": "up", "pedestal": "up", "crane": "up", "roll": "clockwise", "zoom": "in", "dolly_zoom": "in",
         "fly": "forward"}  # fmt: skip
WHIP_S = 1.0
DUTCH_DEG = 12.0
SHORTEST_S = 0.1
REVEALS = {"canyon": (22.0, 38.0), "mountains": (14.0, 26.0), "forest": (12.0, 22.0), "city": (16.0, 34.0)}
DOLLY_ZOOM_SHARE = 0.45


@dataclass(frozen=True)
class Ground:
    """What amounts depend on beside speed."""

    place: str
    height_m: float
    subject_m: float
    sun_side: int
    """The side the light is on, which moves favour where none is asked."""


def plan_moves(asked: list[Asked], duration_s: float, ground: Ground, dice: Dice) -> tuple[Move, ...]:
    """Timed moves: stages share the film's time evenly unless told."""
    spans = _spans(asked, duration_s)
    return tuple(_move(move, spans[move.stage], duration_s, ground, dice) for move in asked)


def needed_s(asked: list[Asked]) -> float:
    """Seconds that the told times need at least."""
    told = {move.stage: move.length_s or 0.0 for move in sorted(asked, key=lambda move: move.length_s or 0.0)}
    latest = max((move.start_s or 0.0 for move in asked), default=0.0)
    return max(sum(told.values()), latest + (1.0 if latest else 0.0))


def _spans(asked: list[Asked], duration_s: float) -> dict[float, tuple[float, float]]:
    stages = sorted({move.stage for move in asked})
    told = {s: max((m.length_s or 0.0 for m in asked if m.stage == s), default=0.0) for s in stages}
    open_stages = [s for s in stages if not told[s]]
    total = sum(told.values())
    if total > duration_s or (not open_stages and total):
        shrink = min(1.0, duration_s / total)
        told = {s: length * shrink for s, length in told.items()}
        total = sum(told.values())
    share = max(duration_s - total, SHORTEST_S * len(open_stages)) / max(1, len(open_stages))
    spans, at = {}, 0.0
    for stage in stages:
        start = next((m.start_s for m in asked if m.stage == stage and m.start_s is not None), at)
        end = start + (told[stage] or share)
        spans[stage] = (start, end)
        at = end
    return _starts_kept(spans, stages, asked, told, duration_s)


def _starts_kept(spans: dict[float, tuple[float, float]], stages: list[float], asked: list[Asked],
                 told: dict[float, float], duration_s: float) -> dict[float, tuple[float, float]]:  # fmt: skip
    """A told start ends the stage before it; the last stage runs to the film's end unless its length was told."""
    starts = {m.stage: m.start_s for m in asked if m.start_s is not None}
    for stage, following in pairwise(stages):
        if following in starts and not told[stage]:
            spans[stage] = (spans[stage][0], max(spans[following][0], spans[stage][0] + SHORTEST_S))
    last = stages[-1] if stages else None
    if last in starts and last is not None and not told[last]:
        spans[last] = (spans[last][0], duration_s)
    return spans


def _move(move: Asked, span: tuple[float, float], duration_s: float, ground: Ground, dice: Dice) -> Move:
    start = min(max(span[0], 0.0), max(duration_s - SHORTEST_S, 0.0), 59.9)
    end = min(span[1], duration_s)
    if move.length_s is not None:
        end = min(end, start + move.length_s)
    if move.speed == "whip" and move.kind != "static":
        end = min(end, start + WHIP_S)
    end = max(end, start + SHORTEST_S / 2)
    whole = start == 0 and end >= duration_s
    return Move.model_validate({
        "kind": move.kind, "direction": direction_of(move, ground), "amount": _amount(move, end - start, ground, dice),
        "start_s": round(start, 3), "end_s": None if whole else round(end, 3), "ease": move.ease or "in_out",
    })  # fmt: skip


def direction_of(move: Asked, ground: Ground) -> str | None:
    """The asked direction, else the kind's usual one; left or right by the light."""
    if move.direction is not None or move.kind in ("static", "push_in", "pull_out"):
        return move.direction if move.kind not in ("static", "push_in", "pull_out") else None
    if move.kind in USUAL:
        return USUAL[move.kind]
    return "right" if ground.sun_side > 0 else "left"


def _amount(move: Asked, seconds: float, ground: Ground, dice: Dice) -> float:
    if (told := _told_amount(move, seconds)) is not None:
        return told
    if move.kind == "dolly_zoom":
        return round(DOLLY_ZOOM_SHARE * ground.subject_m, 2)
    if move.speed == "whip":
        return round(WHIPS.get(move.kind, 90.0) * (1 if move.kind == "zoom" else seconds), 2)
    level = int(move.speed or "2")
    if move.kind == "zoom":
        return ZOOMS[level]
    if move.reveal and move.kind in ("crane", "pedestal"):
        low, high = REVEALS.get(ground.place, (6.0, 14.0))
        return dice.between("reveal", low, high, 1)
    return _by_rate(move, level, seconds, ground)


def _told_amount(move: Asked, seconds: float) -> float | None:
    """What the words say outright; None where they leave it open."""
    if move.kind == "static":
        return 0.0
    if move.amount is not None:
        return move.amount
    if move.rate is not None:
        return round(min(move.rate * seconds, 50000.0), 2)
    return DUTCH_DEG if move.dutch else None


def _by_rate(move: Asked, level: int, seconds: float, ground: Ground) -> float:
    if move.kind == "fly" and ground.place in ("sky", "space"):
        rate = SKY_FLIGHT[level]
    elif move.kind == "fly" and ground.height_m >= 20:
        rate = RATES["fly"][level] + (FLIGHT[level] - RATES["fly"][level]) * min(1.0, ground.height_m / 100)
    else:
        rate = RATES[move.kind][level] * (
            _lift(ground) if move.kind not in ("pan", "tilt", "roll", "orbit", "fly") else 1.0
        )
    amount = min(rate * seconds, MOST.get(move.kind, 50000.0))
    if move.kind in ("push_in", "truck") and ground.height_m < 20:
        amount = min(amount, 0.7 * ground.subject_m)
    return round(amount, 2)


def _lift(ground: Ground) -> float:
    """From the air everything is far: travel grows with height, tenfold at 100 m, at most fifteenfold."""
    return min(15.0, max(1.0, ground.height_m / 10))
