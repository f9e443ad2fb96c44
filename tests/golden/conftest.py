"""Lands are built once a session: the land and its cover are pure functions of place, features, season and seed."""

from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest

from dreamwright.engines.world import stage
from dreamwright.shot.plan import Shot


@pytest.fixture(scope="session", autouse=True)
def _lands_built_once() -> Iterator[None]:
    lands: dict[tuple[Any, ...], Any] = {}
    layers: dict[tuple[Any, ...], Any] = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stage, "build", partial(_land, stage.build, lands))
        patch.setattr(stage, "bake", partial(_layers, stage.bake, layers))
        yield


def _land(build: Any, kept: dict[tuple[Any, ...], Any], shot: Shot, quality: str) -> Any:
    key = (shot.scene.place, shot.scene.features, shot.seed, quality)
    if key not in kept:
        kept[key] = build(shot, quality)
    return kept[key]


def _layers(bake: Any, kept: dict[tuple[Any, ...], Any], land: Any, recipe: Any, seed: int) -> Any:
    key = (id(land), recipe, seed)
    if key not in kept:
        kept[key] = bake(land, recipe, seed)
    return kept[key]
