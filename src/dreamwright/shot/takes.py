"""The films that a film goes on from, and when its frames stand on the world's clock.

The clock reads 0 at the opening of the first film of the chain, whatever was put before it since.
Knows the plan alone.
"""

from __future__ import annotations

from dreamwright.shot.plan import Shot, Take

ON_A_FRAME = 1e-4
"""Frames by which an anchor may miss a frame and still be on it."""
SLACK_S = 1e-6
BLINK = 0.501
"""Frames before its first frame in which a film's own path still counts: its shutter opens there."""


def second(shot: Shot, k: float) -> float:
    """The world's clock (s) when frame k opens; equal to the bit in every film that shows the frame."""
    return _clock(shot, k % first(shot).frame.count if shot.loop and shot.takes else k)


def begin_s(shot: Shot) -> float:
    """The world's clock at the film's first frame."""
    return _clock(shot, 0)


def end_s(shot: Shot) -> float:
    """The world's clock where the film's last frame has been shown."""
    return _clock(shot, shot.frame.count)


def _clock(shot: Shot, k: float) -> float:
    fps, shift = shot.frame.fps, shot.anchor_s * shot.frame.fps
    if abs(shift - round(shift)) < ON_A_FRAME:
        return (k - round(shift)) / fps
    return k / fps - shot.anchor_s


def span_s(shot: Shot) -> float:
    """How long the first take's own time line is, from 0 on: light, loops and moves without an end count on it."""
    return max(end_s(first(shot)), 1 / first(shot).frame.fps)


def earlier(shot: Shot) -> Shot:
    """The film that the last of a shot's takes was."""
    take = shot.takes[-1]
    frame = shot.frame.model_copy(update={"fps": take.fps, "duration_s": take.end_s - take.begin_s})
    camera = shot.camera.model_copy(update={"moves": shot.camera.moves[: take.moves]})
    update = {"frame": frame, "camera": camera, "takes": shot.takes[:-1], "anchor_s": -take.begin_s, "loop": take.loop}
    return shot.model_copy(update=update)


def round_s(shot: Shot) -> float | None:
    """After how many seconds the world is as it was, where the first take is a loop."""
    return span_s(shot) if first(shot).loop else None


def first(shot: Shot) -> Shot:
    """The film that all takes of a shot go back to; the shot itself where it has none."""
    while shot.takes:
        shot = earlier(shot)
    return shot


def new_moves(shot: Shot) -> tuple[int, int]:
    """The first and one past the last of the camera's moves that are not its takes'."""
    return shot.takes[-1].moves if shot.takes else 0, len(shot.camera.moves)


def takes_in(shot: Shot) -> tuple[range, ...]:
    """The frames in which the shot shows its takes, each inside the next; none of those before one left half way."""
    found: list[range] = []
    for take in shot.takes:
        if _left_half_way(take):
            found.clear()
            continue
        begin, end = (round((t - begin_s(shot)) * shot.frame.fps) for t in (take.begin_s, take.end_s))
        found.append(range(begin, end))
    return tuple(found)


def exposed_in(shot: Shot) -> dict[int, tuple[float, float]]:
    """Frames of a take left half way whose exposure the shot's is: log2 of the gain, and how far it is night."""
    left = [take for take in shot.takes if _left_half_way(take)]
    known = left[-1].exposed if left else ()
    places = {round((t - begin_s(shot)) * shot.frame.fps): (ev, night) for t, ev, night in known}
    return {k: place for k, place in sorted(places.items()) if 0 <= k < shot.frame.count}


def _left_half_way(take: Take) -> bool:
    return take.left_s != (take.end_s if take.side == "after" else take.begin_s)


def last_s(shot: Shot) -> float:
    """When a shot's own moves have ended at the latest, and those without an end do."""
    if not shot.takes:
        return span_s(shot)
    return end_s(shot) if shot.takes[-1].side == "after" else shot.takes[-1].left_s


def goes_on(shot: Shot, t_s: float) -> bool:
    """Whether a second lies in what the shot adds to its last take; false for all of it where it has none or loops."""
    if not shot.takes or shot.loop:
        return False
    take: Take = shot.takes[-1]
    if take.side == "after":
        return t_s > take.left_s + SLACK_S
    return t_s < take.left_s - BLINK / shot.frame.fps
