"""The learned depth: found when its weights are there, never fetched unasked, and really run on a tiny network."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

from dreamwright.engines.parallax.depth import learned
from dreamwright.engines.parallax.depth.choose import choose_depth
from dreamwright.engines.parallax.depth.given import GivenDepth
from dreamwright.engines.parallax.depth.learned import KNOWN, LearnedDepth, cached_model
from dreamwright.engines.parallax.depth.network import NetworkDepth
from dreamwright.errors import BadFile, MissingBackend

PICTURE = np.random.default_rng(4).random((40, 56, 3), np.float32)


def put_weights(cache: Path, name: str) -> None:
    folder = cache / f"models--{name.replace('/', '--')}" / "snapshots" / "abc"
    folder.mkdir(parents=True)
    (folder / "config.json").write_text("{}")
    (folder / "model.safetensors").write_bytes(b"")


def test_weights_are_looked_for_in_the_hubs_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path))
    assert cached_model() is None
    put_weights(tmp_path, KNOWN[1])
    assert cached_model() == KNOWN[1]
    put_weights(tmp_path, KNOWN[0])
    assert cached_model() == KNOWN[0]


def test_the_hubs_home_moves_the_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HF_HUB_CACHE", raising=False)
    monkeypatch.setenv("HF_HOME", str(tmp_path))
    put_weights(tmp_path / "hub", KNOWN[0])
    assert cached_model() == KNOWN[0]


@pytest.mark.parametrize(("packages", "weights", "kind"), [(True, True, LearnedDepth), (True, False, NetworkDepth),
                                                           (False, True, NetworkDepth)])  # fmt: skip
def test_the_learned_one_is_first_when_it_can_be_used(
    packages: bool, weights: bool, kind: type, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path))
    monkeypatch.setattr("dreamwright.engines.parallax.depth.choose.installed", lambda: packages)
    if weights:
        put_weights(tmp_path, KNOWN[0])
    source = choose_depth()
    assert isinstance(source, kind)
    assert not (isinstance(source, LearnedDepth) and source.download)


def test_a_users_map_wins() -> None:
    assert isinstance(choose_depth(np.eye(4, dtype=np.float32), "some/model"), GivenDepth)


def test_only_a_model_that_was_named_may_be_downloaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dreamwright.engines.parallax.depth.choose.installed", lambda: True)
    assert choose_depth(model="some/model") == LearnedDepth("some/model", download=True)
    assert choose_depth(model=str(tmp_path)) == LearnedDepth(str(tmp_path), download=False)


def test_a_missing_package_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dreamwright.engines.parallax.depth.choose.installed", lambda: False)
    with pytest.raises(MissingBackend, match=r"dreamwright\[depth\]"):
        choose_depth(model="some/model")
    monkeypatch.setitem(sys.modules, "torch", None)
    with pytest.raises(MissingBackend, match=r"dreamwright\[depth\]"):
        LearnedDepth("some/model").estimate(PICTURE)


def test_nothing_heavy_is_imported_by_choosing() -> None:
    before = {"torch", "transformers"} & set(sys.modules)
    choose_depth()
    assert {"torch", "transformers"} & set(sys.modules) == before


def tiny(folder: Path) -> Path:
    """A Depth Anything network of a few thousand random weights, saved as a checkpoint."""
    torch = pytest.importorskip("torch", reason="torch is not installed")
    transformers = pytest.importorskip("transformers", reason="transformers is not installed")
    torch.manual_seed(0)
    backbone = transformers.Dinov2Config(
        image_size=28, patch_size=14, hidden_size=16, num_hidden_layers=4, num_attention_heads=2, intermediate_size=32,
        out_features=["stage1", "stage2", "stage3", "stage4"], reshape_hidden_states=False, apply_layernorm=True,
    )  # fmt: skip
    config = transformers.DepthAnythingConfig(
        backbone_config=backbone, reassemble_hidden_size=16, neck_hidden_sizes=[8, 8, 8, 8], fusion_hidden_size=8,
        head_hidden_size=4, patch_size=14,
    )  # fmt: skip
    network = transformers.DepthAnythingForDepthEstimation(config)
    for weight in network.parameters():
        torch.nn.init.normal_(weight, 0.0, 0.3)
    torch.nn.init.constant_(network.head.conv3.bias, 20.0)  # its last step cuts off what is negative
    network.save_pretrained(folder)
    size = {"height": 28, "width": 28}
    transformers.DPTImageProcessor(size=size, ensure_multiple_of=14, keep_aspect_ratio=True).save_pretrained(folder)
    return folder


@pytest.mark.slow
def test_a_checkpoint_is_loaded_and_run(tmp_path: Path) -> None:
    folder = tiny(tmp_path / "tiny")
    relief = LearnedDepth(str(folder)).estimate(PICTURE)
    assert relief.disparity.shape == (40, 56)
    assert relief.disparity.dtype == np.float32
    assert relief.disparity.min() == 0.0
    assert relief.disparity.max() == 1.0
    assert relief.how == f"learned ({folder})"
    np.testing.assert_array_equal(relief.disparity, LearnedDepth(str(folder)).estimate(PICTURE).disparity)


@pytest.mark.slow
def test_a_folder_without_a_network_is_said(tmp_path: Path) -> None:
    pytest.importorskip("transformers", reason="transformers is not installed")
    with pytest.raises(BadFile, match="No depth network"):
        LearnedDepth(str(tmp_path)).estimate(PICTURE)


def test_one_flat_depth_is_a_half() -> None:
    assert (learned._stretched(np.full((4, 5), 3.0, np.float32)) == 0.5).all()
