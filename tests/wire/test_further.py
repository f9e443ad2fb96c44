"""What stands on other films and on end images: extended, reversed, interpolated; by the official client."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from PIL import Image
from tests.serving import assert_paid_once, frames, tiny
from tests.wire.conftest import png
from tests.wire.test_films import data_uri, distance, film, red_sky, small

if TYPE_CHECKING:
    from lumaai import LumaAI
    from tests.serving import Serving

pytestmark = pytest.mark.slow


def test_a_film_ends_with_its_end_image(luma: LumaAI) -> None:
    shown = small(
        luma, tiny(2, 0.5, "slow push in"), keyframes={"frame1": {"type": "image", "url": data_uri(png())}}
    )  # fmt: skip
    assert distance(shown[-1], red_sky()) < 12


def test_a_film_goes_from_one_image_to_another(luma: LumaAI) -> None:
    blue = np.ascontiguousarray(red_sky()[:, :, ::-1])
    file = BytesIO()
    Image.fromarray(blue).save(file, "PNG")
    frame0 = {"type": "image", "url": data_uri(png())}
    shown = small(
        luma, tiny(2, 0.5, "static camera"),
        keyframes={"frame0": frame0, "frame1": {"type": "image", "url": data_uri(file.getvalue())}},
    )  # fmt: skip
    assert distance(shown[0], red_sky()) < 12
    assert distance(shown[-1], blue) < 12


def test_a_film_is_gone_on_from(luma: LumaAI, serving: Serving) -> None:
    origin, before = film(luma, extra_body={"plan": tiny(1)})
    keyframes: Any = {"frame0": {"type": "generation", "id": origin.id}}
    made, after = film(luma, keyframes=keyframes, duration="1s")
    first, whole = frames(before), frames(after)
    assert len(whole) == len(first) + 24
    assert distance(whole[: len(first)], first) < 6
    assert distance(whole[len(first)], first[-1]) < 12
    assert_paid_once(serving, {str(made.id): "settled"})


def test_a_film_is_led_up_to(luma: LumaAI) -> None:
    origin, before = film(luma, extra_body={"plan": tiny(1)})
    keyframes: Any = {"frame1": {"type": "generation", "id": origin.id}}
    _, after = film(luma, keyframes=keyframes, prompt="the desert before dusk", duration="1s")
    first, whole = frames(before), frames(after)
    assert len(whole) == len(first) + 24
    assert distance(whole[-len(first) :], first) < 6


def test_a_film_leads_from_one_film_to_another(luma: LumaAI) -> None:
    both = [film(luma, extra_body={"plan": tiny(seed)}) for seed in (1, 2)]
    keyframes: Any = {f"frame{k}": {"type": "generation", "id": made.id} for k, (made, _) in enumerate(both)}
    shown = small(luma, tiny(3, 0.5, "static camera"), keyframes=keyframes)
    assert distance(shown[0], frames(both[0][1])[-1]) < 12
    assert distance(shown[-1], frames(both[1][1])[0]) < 12


def test_a_film_leads_to_an_image(luma: LumaAI) -> None:
    origin, body = film(luma, extra_body={"plan": tiny(1)})
    keyframes: Any = {
        "frame0": {"type": "generation", "id": origin.id},
        "frame1": {"type": "image", "url": data_uri(png())},
    }
    shown = small(luma, tiny(3, 0.5, "static camera"), keyframes=keyframes)
    assert distance(shown[0], frames(body)[-1]) < 12
    assert distance(shown[-1], red_sky()) < 12
