"""Which camera moves the words ask for, in which order, how fast and how far. Knows no seconds of the film.

Verbs that also fit subjects ("drifts", "rises") are the camera's only after "camera", "drone" or "shot", or at
the head of a clause as a command.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from dreamwright.prompt.draft import Draft
from dreamwright.prompt.lexicon import Mark
from dreamwright.prompt.page import Page
from dreamwright.prompt.quantities import METRES, SPEEDS, Quantity, read_height
from dreamwright.prompt.sense import Sense

MOST = 12
COMMANDS = ("follow", "approach", "ascend", "descend", "circle", "soar", "swoop", "advance", "rise", "climb", "lower",
"dive",
            "chase", "glide", "retreat")  # fmt: skip
NOUNS = ("subject", "feature", "cloud", "place", "fog", "fall", "season")
CAMERAS = (
    "we",
    "drone",
    "shot",
    "aerial",
    "gimbal",
    "steadicam",
    "handheld",
    "helicopter",
    "footage",
    "view",
    "pov",
    "camera",
)
HEAD_SKIPPED = ("grammar", "speed", "filler", "then", "first", "while", "ease", "action", "reveal", "degree", "but")
TURNED = {
    ("pan", "up"): ("tilt", "up"), ("pan", "down"): ("tilt", "down"), ("tilt", "left"): ("roll", "counterclockwise"),
    ("tilt", "right"): ("roll", "clockwise"), ("roll", "left"): ("roll", "counterclockwise"),
    ("roll", "right"): ("roll", "clockwise"), ("zoom", "forward"): ("zoom", "in"), ("truck", "up"): ("pedestal", "up"),
    ("truck", "down"): ("pedestal", "down"), ("orbit", "clockwise"): ("orbit", "left"),
    ("orbit", "counterclockwise"): ("orbit", "right"), ("pedestal", "left"): ("truck", "left"),
    ("pedestal", "right"): ("truck", "right"), ("crane", "out"): ("crane", "up"), ("crane", "in"): ("crane", "down"),
    ("push_in", "left"): ("truck", "left"), ("push_in", "right"): ("truck", "right"), ("push_in", "out"): ("pull_out",
    ""),
    ("pan", "clockwise"): ("pan", "right"), ("pan", "counterclockwise"): ("pan", "left"),
}  # fmt: skip
OWN = {
    "pan": ("left", "right"), "tilt": ("up", "down"), "roll": ("clockwise", "counterclockwise"), "zoom": ("in", "out"),
    "truck": ("left", "right"), "pedestal": ("up", "down"), "crane": ("up", "down"), "orbit": ("left", "right"),
    "fly": ("forward", "left", "right", "up", "down"), "dolly_zoom": ("in", "out"), "push_in": ("forward", "in"),
}  # fmt: skip
ANGULAR = ("pan", "tilt", "roll", "orbit")
TRAVEL = ("push_in", "pull_out", "truck", "pedestal", "crane", "fly")


@dataclass(eq=False)
class Asked:
    """A move in the making."""

    kind: str
    direction: str | None
    at: int
    """Index of its mark; −1 for a concept."""
    marks: list[Mark] = field(default_factory=list)
    speed: str | None = None
    """0 very slow … 3 fast, or whip."""
    amount: float | None = None
    rate: float | None = None
    """Metres or degrees a second, where told."""
    ease: str | None = None
    stage: float = 0.0
    start_s: float | None = None
    length_s: float | None = None
    reveal: bool = False
    dutch: bool = False
    note: str | None = None


def read_moves(page: Page, draft: Draft) -> list[Asked]:
    """Every move asked for, in order of the prompt, with stage numbers in order of time."""
    asked = [move for at, mark in enumerate(page.marks) if (move := _asked(page, draft, at, mark))]
    asked = _again(page, asked)[:MOST]
    for move in asked:
        _aim(page, move)
    asked = _merged(page, asked)
    _manner(page, asked)
    _stages(page, asked)
    return asked


def _merged(page: Page, asked: list[Asked]) -> list[Asked]:
    """ "a crane shot rising": the same move in other words, with nothing put between, is one."""
    kept: list[Asked] = []
    for move in asked:
        last = kept[-1] if kept else None
        same = (
            last is not None
            and last.kind == move.kind
            and (last.direction == move.direction or None in (last.direction, move.direction))
        )
        if last is None or not same or any("then" in mark.senses for mark in page.marks[last.at : move.at]):
            kept.append(move)
            continue
        last.direction, last.reveal = last.direction or move.direction, last.reveal or move.reveal
        last.speed = last.speed or move.speed
        last.marks.extend(move.marks)
    return kept


def _asked(page: Page, draft: Draft, at: int, mark: Mark) -> Asked | None:
    sense = mark.sense("move") or _camera_motion(page, at, mark)
    if sense is None or sense.value == "camera":
        return None
    kind, _, direction = sense.value.partition(" ")
    move = Asked(kind, direction or None, at, [mark])
    if speed := sense.says.get("speed"):
        move.speed = str(speed)
    move.reveal, move.dutch = "reveal" in sense.says, "dutch" in sense.says
    if angle := sense.says.get("camera.angle"):
        draft.say("camera.angle", angle, mark)
    mark.used = True
    return move


def _camera_motion(page: Page, at: int, mark: Mark) -> Sense | None:
    sense = mark.sense("motion")
    if sense is None:
        return None
    for _, before in page.before(at, 8):
        if _is_camera(before) or "then" in before.senses:
            return sense
        if not any(role in before.senses for role in HEAD_SKIPPED):
            return None
    following = page.next(at)
    if (
        mark.size == 1
        and following is not None
        and any(role in following.senses for role in NOUNS)
        and mark.key.endswith("ing")
    ):
        return None
    bare = mark.token.text.lower().removesuffix("ing").removesuffix("e")
    commanded = mark.size > 1 or any(command.startswith(bare) for command in COMMANDS)
    return sense if commanded else None


def _is_camera(mark: Mark) -> bool:
    """A word that stands for the camera: "camera", "aerial drone shot", "gimbal shot", a move before."""
    moved = mark.used and "move" in mark.senses
    return moved or "camera" in mark.senses or any(word in CAMERAS for word in mark.key.split())


def _again(page: Page, asked: list[Asked]) -> list[Asked]:
    """ "pan left then right": a direction alone after "then" repeats the move before."""
    extra: list[Asked] = []
    for at, mark, sense in page.having("direction"):
        before = page.marks[at - 1] if at else None
        earlier = [move for move in asked if move.at < at]
        if before is not None and "then" in before.senses and earlier and sense.value in OWN.get(earlier[-1].kind, ()):
            extra.append(Asked(earlier[-1].kind, sense.value, at, [mark]))
            mark.used = True
    return sorted(asked + extra, key=lambda move: move.at)


def _aim(page: Page, move: Asked) -> None:
    """A direction word close by, turned into a move that has it."""
    if move.direction is not None or move.kind == "static":
        return
    mark = page.near(move.at, "direction", 4, 2)
    value = mark.value("direction") if mark is not None else None
    if mark is None or value is None or _other_between(page, move, mark):
        return
    kind, direction = TURNED.get((move.kind, value), (move.kind, value))
    if (move.kind, value) in TURNED or value in OWN.get(move.kind, ()):
        move.kind, move.direction = kind, None if kind in ("push_in", "pull_out") else direction
        mark.used = True
        move.marks.append(mark)


def _other_between(page: Page, move: Asked, mark: Mark) -> bool:
    at = page.marks.index(mark)
    low, high = sorted((move.at, at))
    return any("move" in other.senses or "then" in other.senses for other in page.marks[low + 1 : high])


def _manner(page: Page, asked: list[Asked]) -> None:
    for role, most in (("speed", 6), ("ease", 8), ("turn", 8), ("reveal", 12)):
        for at, mark, sense in page.having(role):
            move = _closest(page, asked, at, most)
            if move is not None and not (role == "speed" and _of_a_noun(page, at)):
                _give(move, mark, sense)


def _of_a_noun(page: Page, at: int) -> bool:
    """Whether a speed word qualifies a thing: "a fast car"."""
    following = page.next(at)
    return (
        following is not None
        and any(role in following.senses for role in (*NOUNS, "color"))
        and "move" not in following.senses
    )


def _closest(page: Page, asked: list[Asked], at: int, most: int) -> Asked | None:
    """The nearest move within the clause, none beyond `most` marks; earlier ones first where equal."""
    clause = page.marks[at].clause
    near = [m for m in asked if m.at >= 0 and page.marks[m.at].clause == clause and abs(m.at - at) <= most]
    return min(near, key=lambda m: (abs(m.at - at), m.at), default=None)


def _give(move: Asked, mark: Mark, sense: Sense) -> None:
    if sense.role == "speed" and move.speed is None:
        move.speed = sense.value
    elif sense.role == "ease" and move.ease is None:
        move.ease = sense.value
    elif sense.role == "turn" and move.kind in ANGULAR:
        move.amount = float(sense.value)
    elif sense.role == "reveal":
        move.reveal = True
    else:
        return
    mark.used = True
    move.marks.append(mark)


def read_amounts(page: Page, draft: Draft, asked: list[Asked], left: list[Quantity]) -> None:
    """Degrees, metres, times and speeds go to the nearest move that takes them; heights to the camera."""
    for quantity in left:
        if not _amount(page, asked, quantity):
            read_height(page, draft, quantity)


def _amount(page: Page, asked: list[Asked], q: Quantity) -> bool:
    move = _closest(page, [m for m in asked if _takes(m, q.unit)], q.at, 6)
    if move is None:
        return False
    if q.unit == "degree":
        move.amount = min(q.value, 3600.0)
    elif q.unit == "x":
        move.amount = min(max(q.value, 1.0), 20.0)
    elif q.unit in SPEEDS or q.unit == "degree per second":
        move.rate = q.value * SPEEDS.get(q.unit, 1.0)
    else:
        move.amount = min(q.value * METRES[q.unit], 50000.0)
    move.marks.extend(q.marks)
    for mark in q.marks:
        mark.used = True
    return True


def _takes(move: Asked, unit: str) -> bool:
    kinds = {"degree": ANGULAR, "degree per second": ANGULAR, "x": ("zoom",)}.get(
        unit, TRAVEL if unit in METRES or unit in SPEEDS else ()
    )
    return move.kind in kinds


def read_leftover(page: Page, asked: list[Asked]) -> Mark | None:
    """Speed words that stand alone: for the nearest move, or, where there is none, for the default one (returned)."""
    spare: Mark | None = None
    for at, mark, sense in page.having("speed"):
        if _of_a_noun(page, at) or mark.key in (
            "small",
            "soft",
            "far",
            "whip",
            "snap",
            "crash",
            "a little",
            "a bit",
            "slight",
        ):
            continue
        move = min((m for m in asked if m.at >= 0), key=lambda m: abs(m.at - at), default=None)
        if move is not None:
            _give(move, mark, sense)
        elif not asked and spare is None:
            spare = mark
            mark.used = True
    for _, mark, sense in page.having("ease"):
        for move in asked:
            if move.ease is None:
                _give(move, mark, sense)
    return spare


def _stages(page: Page, asked: list[Asked]) -> None:
    """ "then" opens a new stage; "after X, Y" does too; "Y after X" puts X first."""
    stage, at = 0.0, 0
    for move in asked:
        words = page.marks[at : move.at]
        opened = any("then" in mark.senses for mark in words)
        late = any("after" in mark.senses for mark in words)
        held = any("while" in mark.senses for mark in words) and not opened
        if opened and at:
            stage += 1
        elif late and at and not opened:
            stage -= 0.5
        elif (at and move.kind == "static" and not held) or (at and _after_comma(page, at, move.at)):
            stage += 1
        move.stage = stage
        for mark in words:
            mark.used = mark.used or "then" in mark.senses or "after" in mark.senses
        at = move.at + 1


def _after_comma(page: Page, previous: int, at: int) -> bool:
    """ "after panning left, tilt up": the clause before the comma opened with "after"."""
    clause = page.marks[previous - 1].clause
    if page.marks[at].clause == clause:
        return False
    opening = [mark for mark in page.marks[:previous] if mark.clause == clause]
    return any("after" in mark.senses for mark in opening)
