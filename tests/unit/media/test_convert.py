"""RGB ↔ Y'CbCr against the matrix of BT.709 itself."""

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from av.video.frame import VideoFrame
from numpy.typing import NDArray

from dreamwright.media.convert import as_frame, fitted, to_codec, to_picture

FPS = Fraction(24)
WEIGHTS = np.array([0.2126, 0.7152, 0.0722])


def ycbcr(rgb: NDArray[np.float64], bits: int) -> NDArray[np.float64]:
    """ITU-R BT.709-6, table 3: rgb 0-1 → limited-range codes."""
    luma = rgb @ WEIGHTS
    blue, red = (rgb[..., 2] - luma) / 1.8556, (rgb[..., 0] - luma) / 1.5748
    return np.stack([16 + 219 * luma, 128 + 224 * blue, 128 + 224 * red], -1) * 2.0 ** (bits - 8)


def planes(frame: VideoFrame) -> list[NDArray[Any]]:
    kind = np.uint16 if frame.format.components[0].bits > 8 else np.uint8
    return [np.frombuffer(p, kind).reshape(p.height, -1)[:, : p.width].astype(float) for p in frame.planes]  # type: ignore[call-overload]


def patches() -> NDArray[np.uint8]:
    """216 colours of 16 × 16 pixels, black and white among them."""
    levels = np.array([0, 51, 102, 153, 204, 255], np.uint8)
    cube = np.stack(np.meshgrid(levels, levels, levels, indexing="ij"), -1).reshape(12, 18, 3)
    return cube.repeat(16, 0).repeat(16, 1)


@pytest.mark.parametrize(
    ("deep", "pixel_format", "bits"),
    [(False, "yuv420p", 8), (True, "yuv420p10le", 10), (True, "yuv422p10le", 10)],
)
def test_flat_colours_are_within_one_code(deep: bool, pixel_format: str, bits: int) -> None:
    rgb = patches()
    given = rgb.astype(np.uint16) * np.uint16(257) if deep else rgb
    frame = as_frame(given, 0, FPS)
    got = planes(to_codec(frame, FPS, pixel_format)(frame))
    wanted = ycbcr(rgb / 255, bits)
    for k, plane in enumerate(got):
        down, across = rgb.shape[0] // plane.shape[0], rgb.shape[1] // plane.shape[1]
        centre = plane[8 // down :: 16 // down, 8 // across :: 16 // across]
        assert np.abs(centre - wanted[8::16, 8::16, k]).max() <= 1.1


def test_ten_bits_are_more_than_eight() -> None:
    ramp = np.linspace(20000, 24000, 512).astype(np.uint16)
    frame = as_frame(np.broadcast_to(ramp[None, :, None], (16, 512, 3)), 0, FPS)
    luma = planes(to_codec(frame, FPS, "yuv420p10le")(frame))[0][8]
    assert len(np.unique(luma)) > 50  # 8 bits would give 15
    assert np.abs(luma - ycbcr(np.repeat(ramp[:, None], 3, 1) / 65535, 10)[:, 0]).max() <= 1.1


def test_chroma_stands_left() -> None:
    rgb = np.zeros((64, 128, 3), np.uint8)
    rgb[..., 0] = np.arange(128)[None] * 2
    frame = as_frame(rgb, 0, FPS)
    red = planes(to_codec(frame, FPS, "yuv420p")(frame))[2][16]
    wanted = ycbcr(rgb[0] / 255, 8)[::2, 2]  # at the even pixels, not between two
    assert np.abs(red - wanted)[4:-4].mean() < 0.3


def test_there_and_back_within_two_levels() -> None:
    rgb = patches()
    frame = as_frame(rgb, 0, FPS)
    coded = to_codec(frame, FPS, "yuv420p")(frame)
    back = to_picture(coded, FPS)(coded).to_ndarray(format="rgb24").astype(int)
    assert np.abs(back - rgb)[8::16, 8::16].max() <= 2


def test_pictures_are_fitted_to_the_depth_or_refused() -> None:
    eight = patches()
    assert fitted(eight, eight.shape, 8) is eight
    deep = fitted(eight, eight.shape, 10)
    assert deep.dtype == np.uint16
    assert deep.max() == 65535
    with pytest.raises(ValueError, match="8 bits"):
        fitted(deep, eight.shape, 8)
    with pytest.raises(ValueError, match="film of"):
        fitted(eight[1:], eight.shape, 8)
