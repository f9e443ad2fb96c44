"""Lens and shutter: what should be blurred is, what should be sharp is."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
import pytest

from dreamwright.shot.plan import Lens, Move, Shot

from .filming import frame, plan
from .seeing import Map, luminance, sharpness


def stops(shot: Shot, k: int = 0) -> Map:
    return np.log2(luminance(frame(shot, k).color))


def focused(f_number: float, focus_m: float | None) -> Shot:
    lens = Lens(focal_mm=50.0, f_number=f_number, focus_m=focus_m)
    return plan("canyon", camera={"lens": lens, "pitch_deg": -8.0})


@lru_cache(maxsize=8)
def far_sharpness(f_number: float, focus_m: float | None) -> float:
    return sharpness(stops(focused(f_number, focus_m))[:130])


def test_open_lens_blurs_what_lies_beyond_its_focus() -> None:
    pinhole = far_sharpness(64.0, None)
    assert far_sharpness(1.4, 2.0) < 0.25 * pinhole
    assert far_sharpness(16.0, None) > 0.97 * pinhole


def test_depth_of_field_is_the_thin_lens() -> None:
    """Less blur at each smaller opening; focus at infinity leaves the distance as sharp as a pinhole."""
    line = [far_sharpness(n, 3.0) for n in (1.4, 4.0, 16.0)]
    assert line[0] < line[1] < line[2]
    assert far_sharpness(1.4, None) > 0.9 * far_sharpness(64.0, None)


def panned(shutter_deg: float, **more: Any) -> Shot:
    whip = Move(kind="pan", direction="right", amount=120, ease="linear")
    return plan("mountains", whip, count=24, camera={"shutter_deg": shutter_deg, "pitch_deg": -4.0, **more})


def test_shutter_blurs_a_whip_pan() -> None:
    frozen, half, whole = (sharpness(stops(panned(s), 6)) for s in (0.0, 180.0, 360.0))
    assert half < 0.6 * frozen
    assert whole < half


def test_blur_lies_along_the_movement() -> None:
    """A pan smears across: detail is lost between columns, hardly between rows."""
    frozen, blurred = stops(panned(0.0), 6), stops(panned(180.0), 6)
    lost = [np.abs(np.diff(blurred, axis=a)).mean() / np.abs(np.diff(frozen, axis=a)).mean() for a in (0, 1)]
    assert lost[1] < 0.6 * lost[0]


def test_blur_is_half_the_way_of_the_frame() -> None:
    """At 180° a moving edge is smeared over half of what it moves from frame to frame."""
    motion = frame(panned(180.0), 6).motion
    assert motion is not None
    way = float(np.median(np.abs(motion[..., 0])))
    assert way > 15
    frozen, blurred = stops(panned(0.0), 6), stops(panned(180.0), 6)
    widths = range(1, 2 * round(way))
    errors = [float(((_smeared(frozen, w) - blurred)[:, 40:-40] ** 2).mean()) for w in widths]
    assert widths[int(np.argmin(errors))] == pytest.approx(way / 2, rel=0.3)


def _smeared(picture: Map, width: int) -> Map:
    """Mean over `width` columns about each pixel, in light."""
    kernel = np.ones(width) / width
    return np.log2(np.apply_along_axis(lambda row: np.convolve(row, kernel, "same"), 1, 2.0**picture))


def test_still_camera_has_no_motion_blur() -> None:
    open_long, closed = (
        plan("mountains", camera={"shutter_deg": s, "pitch_deg": -4.0}, scene={"wind_mps": 0.0}) for s in (360.0, 0.0)
    )
    assert (frame(open_long).color == frame(closed).color).all()


def test_shaken_camera_stays_near_its_aim() -> None:
    shot = plan("mountains", count=24, camera={"shake": 1.0, "pitch_deg": 0.0})
    views = [frame(shot, k).view for k in range(0, 24, 3)]
    aims = np.array([(v.yaw_deg, v.pitch_deg, v.roll_deg) for v in views if v])
    assert 0.05 < np.ptp(aims, axis=0).max() < 4
    assert np.abs(aims).max() < 3
