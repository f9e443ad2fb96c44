"""The built-in network: the file that was trained, small, the same each time, and right where the space is known."""

from __future__ import annotations

import hashlib
import subprocess
import sys

import numpy as np
import pytest

from dreamwright.engines.parallax.depth.base import DepthSource
from dreamwright.engines.parallax.depth.choose import choose_depth
from dreamwright.engines.parallax.depth.cues import FAR_LAND, CueDepth
from dreamwright.engines.parallax.depth.network import (
    AREAS,
    CONTRAST,
    STEP,
    WEIGHTS,
    NetworkDepth,
    drawn_out,
    looked_at,
    seen_size,
)

from .landscapes import landscape, linear, with_figure
from .test_cues import EMPTY

TRAINED = "9735d3eaf4c3726c64bf175fd7f3fadfa2befdb70f0c5a4cce947656dcb2f69c"


def test_the_file_is_the_one_that_was_trained_and_small() -> None:
    assert hashlib.sha256(WEIGHTS.read_bytes()).hexdigest() == TRAINED
    assert WEIGHTS.stat().st_size < 10_000_000


def test_it_is_chosen_before_the_cues_where_it_can_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dreamwright.engines.parallax.depth.choose.installed", lambda: False)
    source = choose_depth()
    assert isinstance(source, NetworkDepth)
    assert isinstance(source, DepthSource)
    monkeypatch.setattr("dreamwright.engines.parallax.depth.choose.runnable", lambda: False)
    assert isinstance(choose_depth(), CueDepth)


def test_choosing_does_not_load_it() -> None:
    code = (
        "import sys; from dreamwright.engines.parallax.depth.choose import choose_depth; choose_depth();"
        "sys.exit('onnxruntime' in sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.parametrize("name", EMPTY)
def test_any_picture_has_a_relief(name: str) -> None:
    picture = EMPTY[name]
    relief = NetworkDepth().estimate(picture)
    assert relief.disparity.shape == picture.shape[:2]
    assert relief.disparity.dtype == np.float32
    assert np.isfinite(relief.disparity).all()
    assert relief.disparity.min() >= 0.0
    assert relief.disparity.max() <= 1.0


@pytest.mark.parametrize("area", AREAS)
@pytest.mark.parametrize("size", [(180, 320), (1080, 1920), (500, 500), (700, 400), (100, 1600), (1, 1)])
def test_a_view_has_the_pictures_shape(size: tuple[int, int], area: int) -> None:
    tall, wide = seen_size(*size, area)
    assert tall % STEP == wide % STEP == 0
    assert 0.6 * area < tall * wide < 1.7 * area
    ratio = np.clip(size[1] / size[0], 0.25, 4.0)
    assert 0.7 * ratio < wide / tall < 1.4 * ratio


def test_the_same_picture_has_the_same_relief() -> None:
    picture = linear(landscape())
    first, again = (NetworkDepth().estimate(picture) for _ in range(2))
    np.testing.assert_array_equal(first.disparity, again.disparity)
    assert first.how == again.how
    assert first.how.startswith("estimated from the picture by a network and cues: ")


def test_the_relief_says_what_it_was_estimated_by() -> None:
    assert NetworkDepth().estimate(EMPTY["white"]).how == "estimated from the picture by a network alone"


def test_a_mirrored_picture_is_seen_mirrored() -> None:
    codes = landscape().astype(np.float32)
    seen, mirrored = (np.stack(looked_at(np.ascontiguousarray(one))) for one in (codes, codes[:, ::-1]))
    np.testing.assert_allclose(seen, mirrored[..., ::-1], atol=1e-5)


def test_the_network_itself_knows_the_sky_and_the_ground() -> None:
    near, sky = looked_at(landscape(horizon=0.4).astype(np.float32))
    rows = near.shape[0]
    assert sky[: round(0.3 * rows)].mean() > 0.8
    assert sky[round(0.5 * rows) :].mean() < 0.1
    ground = near[round(0.5 * rows) :].mean(axis=1)
    assert ground[-1] > 2 * ground[0]


def test_a_figure_stands_before_what_is_beside_it() -> None:
    codes, mask = with_figure(landscape())
    disparity = NetworkDepth().estimate(linear(codes)).disparity
    rows, columns = np.nonzero(mask > 0.5)
    upper = rows < np.quantile(rows, 0.5)
    on = disparity[rows[upper], columns[upper]].mean()
    beside = disparity[np.unique(rows[upper])][:, [5, -5]].mean()
    assert on > beside + 0.1


def test_steps_are_drawn_out_from_the_nearest() -> None:
    near = np.linspace(0.5, 0.7, 101, dtype=np.float32)[None, :]
    top = np.quantile(near, 0.98)
    np.testing.assert_array_equal(drawn_out(near, 0.3), near)
    np.testing.assert_allclose(drawn_out(near, 1.5), top - 1.5 * (top - near), atol=1e-6)
    np.testing.assert_array_equal(drawn_out(near, 99.0), drawn_out(near, CONTRAST))
    assert drawn_out(near - 0.45, CONTRAST).min() == pytest.approx(FAR_LAND)
