"""A picture comes alive through the real command and the built-in engine: the main job, end to end."""

from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import av
import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

Run = Callable[..., CompletedProcess[str]]
Pictures = NDArray[np.uint8]
SIZE = (320, 180)
HORIZON = 70
PLAIN = ("--duration", "1", "--quality", "draft", "--seed", "3")


def noise(seed: int) -> NDArray[np.float64]:
    """(H, W, 1) texture of several sizes about 0."""
    field = np.random.default_rng(seed).standard_normal((SIZE[1], SIZE[0]))
    return np.asarray(sum(s * 40 * cv2.GaussianBlur(field, (0, 0), s) for s in (1.2, 3.0)))[..., None]


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """A sky over ground, a disc standing near; beside it near.png, which says how near all of it is."""
    y, x = np.mgrid[: SIZE[1], : SIZE[0]]
    disc = np.hypot(x - 200, y - 85) < 38
    near = np.where(disc, 0.8, np.clip((y - HORIZON) / (SIZE[1] - HORIZON), 0, 1))
    sky, ground, red = np.array([[110, 150, 210], [110, 120, 70], [170, 70, 50]])
    color = np.where((y < HORIZON)[..., None], sky + 0.4 * noise(1), ground + noise(2))
    color = np.where(disc[..., None], red + noise(3), color)
    (tmp_path / "given").mkdir()
    Image.fromarray(np.clip(color, 0, 255).astype(np.uint8)).save(tmp_path / "given" / "photo.png")
    Image.fromarray(np.round(255 * near).astype(np.uint8)).save(tmp_path / "given" / "near.png")
    return tmp_path / "given" / "photo.png"


def pictures(path: Path) -> Pictures:
    """All pictures of a film, (T, H, W, 3)."""
    with av.open(path) as container:
        return np.stack([frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)])


def made(result: CompletedProcess[str]) -> CompletedProcess[str]:
    assert result.returncode == 0, result.stderr
    assert "made by parallax" in result.stdout
    return result


def parallax(film: Pictures) -> float:
    """Pixels by which what is seen moves otherwise than one plane would, from the first to the last picture."""
    first, last = (cv2.cvtColor(film[k], cv2.COLOR_RGB2GRAY) for k in (0, -1))
    corners = cv2.goodFeaturesToTrack(first, 300, 0.01, 6)
    found, there, _ = cv2.calcOpticalFlowPyrLK(first, last, corners, np.empty_like(corners))
    before, after = corners[there[:, 0] > 0], found[there[:, 0] > 0]
    plane, _ = cv2.findHomography(before, after, cv2.RANSAC, 1.0)
    return float(np.percentile(np.linalg.norm(cv2.perspectiveTransform(before, plane) - after, axis=-1), 80))


def test_it_opens_on_the_picture_in_its_shape_and_light(dreamwright: Run, photo: Path, tmp_path: Path) -> None:
    words = "slow push in, clouds drifting"
    result = made(dreamwright("create", words, "--image", photo, "-o", "x.mp4", "--resolution", "360p", *PLAIN))
    assert result.stderr.splitlines()[0].startswith("depth: estimated from the picture")
    film = pictures(tmp_path / "x.mp4")
    assert film.shape == (24, 360, 640, 3)
    asked = np.asarray(Image.open(photo).resize((640, 360), Image.Resampling.BICUBIC)).astype(float)
    assert np.abs(film[0].mean((0, 1)) - asked.mean((0, 1))).max() < 8  # the look's vignette takes a little
    assert np.corrcoef(film[0].ravel(), asked.ravel())[0, 1] > 0.97
    assert np.abs(film[-1].astype(float) - film[0]).mean() > 2


def test_a_push_in_has_parallax_and_a_zoom_none(dreamwright: Run, photo: Path, tmp_path: Path) -> None:
    words = ["--image", photo, "--depth", photo.with_name("near.png"), "--size", "320x180", *PLAIN]
    for name, prompt in {"push.mp4": "push in", "zoom.mp4": "slow zoom in"}.items():
        result = made(dreamwright("create", prompt, "-o", name, *words))
        assert "depth: given" in result.stderr
    push, zoom = (parallax(pictures(tmp_path / name)) for name in ("push.mp4", "zoom.mp4"))
    assert push > 1.0
    assert push > 2 * zoom


def test_it_is_the_same_film_again_and_a_frame_alone_is_its_frame(
    dreamwright: Run, photo: Path, tmp_path: Path
) -> None:
    words = ["--image", photo, "--size", "320x180", *PLAIN]
    made(dreamwright("create", "truck left, snow", "-o", "all.png", "--sequence", *words))
    made(dreamwright("create", "truck left, snow", "-o", "one.png", "--still", "0.5", *words))
    assert (tmp_path / "one.png").read_bytes() == (tmp_path / "all_0012.png").read_bytes()


def test_its_look_can_be_asked_for(dreamwright: Run, photo: Path, tmp_path: Path) -> None:
    made(dreamwright("create", "black and white, static", "--image", photo, "-o", "x.png", "--size", "320x180"))
    grey = np.asarray(Image.open(tmp_path / "x.png").convert("RGB")).astype(int)
    assert np.abs(grey[..., 0] - grey[..., 2]).max() <= 2
    assert grey.std() > 15


def test_what_a_picture_cannot_show_is_told(dreamwright: Run, photo: Path) -> None:
    words = ["--image", photo, "-o", "x.mp4", "--size", "320x180", *PLAIN]
    said = made(dreamwright("create", "a sailboat, push in very far and very fast", *words)).stderr
    assert "not as asked: scene.subjects" in said


def test_a_flat_depth_map_is_refused(dreamwright: Run, photo: Path, tmp_path: Path) -> None:
    Image.new("L", SIZE, 90).save(photo.with_name("flat.png"))
    words = ["--image", photo, "--depth", photo.with_name("flat.png"), "-o", "x.mp4", "--size", "320x180"]
    result = dreamwright("create", "push in", *words)
    assert result.returncode == 2
    assert result.stderr.strip().splitlines()[-1].startswith("dreamwright: The depth map is one flat value")
    assert [path.name for path in tmp_path.iterdir()] == ["given"]
