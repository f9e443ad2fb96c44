"""A user's depth map: every kind that is read, and one sentence for every kind that is not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from dreamwright.engines.parallax.depth.given import GivenDepth
from dreamwright.errors import BadFile

PICTURE = np.zeros((60, 80, 3), np.float32)
PLANE = np.tile(np.linspace(0.0, 1.0, 80, dtype=np.float32), (60, 1))


def written(path: Path, values: Any) -> Path:
    assert cv2.imwrite(str(path), values)
    return path


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("a.png", np.round(PLANE * 255).astype(np.uint8)),
        ("b.png", np.round(PLANE * 65535).astype(np.uint16)),
        ("c.tif", np.round(PLANE * 65535).astype(np.uint16)),
        ("d.tiff", PLANE * 7.5 - 2.0),
        ("e.png", np.repeat(np.round(PLANE * 255).astype(np.uint8)[..., None], 3, axis=2)),
    ],
)
def test_near_is_white_in_every_kind(tmp_path: Path, name: str, values: Any) -> None:
    relief = GivenDepth(written(tmp_path / name, values)).estimate(PICTURE)
    np.testing.assert_allclose(relief.disparity, PLANE, atol=0.005)
    assert relief.how == f"given by {name}"


def test_it_is_brought_to_the_pictures_size(tmp_path: Path) -> None:
    path = written(tmp_path / "small.tiff", cv2.resize(PLANE, (40, 30), interpolation=cv2.INTER_AREA))
    disparity = GivenDepth(path).estimate(PICTURE).disparity
    assert disparity.shape == (60, 80)
    np.testing.assert_allclose(disparity, PLANE, atol=0.03)


def test_unknown_pixels_are_far(tmp_path: Path) -> None:
    values = PLANE + 1.0
    values[:10] = np.nan
    values[10:20] = np.inf
    disparity = GivenDepth(written(tmp_path / "holes.tiff", values)).estimate(PICTURE).disparity
    assert (disparity[:20] == 0.0).all()
    np.testing.assert_allclose(disparity[20:], PLANE[20:], atol=0.005)


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("text.png", b"not a picture", "not a readable"),
        ("empty.png", b"", "not a readable"),
        ("a.exr", b"v/1", "PNG or TIFF"),
    ],
)
def test_a_false_file_gets_one_sentence(tmp_path: Path, name: str, content: bytes, says: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(BadFile, match=says) as caught:
        GivenDepth(tmp_path / name).estimate(PICTURE)
    assert "\n" not in str(caught.value)


def test_a_missing_file_gets_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(BadFile, match="cannot be read"):
        GivenDepth(tmp_path / "none.png").estimate(PICTURE)


def test_a_cut_file_gets_one_sentence(tmp_path: Path) -> None:
    whole = written(tmp_path / "a.png", np.random.default_rng(1).integers(0, 255, (60, 80), np.uint8)).read_bytes()
    (tmp_path / "cut.png").write_bytes(whole[:40])
    with pytest.raises(BadFile, match="not a readable"):
        GivenDepth(tmp_path / "cut.png").estimate(PICTURE)


@pytest.mark.parametrize(
    ("values", "says"),
    [
        (np.full((60, 80), 9, np.uint8), "one flat value"),
        (np.random.default_rng(2).integers(0, 255, (60, 80, 3)).astype(np.uint8), "in colour"),
        (np.round(PLANE.T * 255).astype(np.uint8), "another shape"),
        (np.full((60, 80), np.nan, np.float32), "no number"),
    ],
)
def test_a_useless_map_gets_one_sentence(tmp_path: Path, values: Any, says: str) -> None:
    with pytest.raises(BadFile, match=says):
        GivenDepth(written(tmp_path / "m.tiff", values)).estimate(PICTURE)
