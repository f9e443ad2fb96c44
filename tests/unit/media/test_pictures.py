"""Every kind of picture file comes in as the same light; a file that lies is refused in one sentence."""

import io
import itertools
import struct
import zlib
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pillow_heif
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageCms, ImageOps

from dreamwright.errors import BadFile
from dreamwright.media.decode import linear
from dreamwright.media.icc import read_profile
from dreamwright.media.pictures import (
    GREY,
    check_picture_file,
    content_hash_of,
    picture_size,
    read_picture,
    read_plane,
)

pillow_heif.register_heif_opener()

EXACT: dict[str, dict[str, Any]] = {
    "a.png": {},
    "a.webp": {"lossless": True},
    "a.tif": {},
    "lzw.tif": {"compression": "tiff_lzw"},
    "deflate.tif": {"compression": "tiff_adobe_deflate"},
}
LOSSY: dict[str, dict[str, Any]] = {
    "a.jpg": {"quality": 98, "subsampling": 0},
    "b.webp": {"quality": 95},
    "a.avif": {"quality": 95, "subsampling": "4:4:4"},
    "a.heic": {"quality": 95, "chroma": 444},
}
ENDINGS = sorted({name.split(".")[1] for name in (*EXACT, *LOSSY)})


def scene(width: int = 64, height: int = 48) -> NDArray[np.uint8]:
    """Smooth colours that differ in each corner."""
    y, x = np.mgrid[0 : 1 : height * 1j, 0 : 1 : width * 1j]
    return np.rint(255 * np.stack([0.15 + 0.8 * x, 0.1 + 0.7 * y, 0.9 - 0.6 * x * y], axis=-1)).astype(np.uint8)


def coded(light: NDArray[np.float32]) -> NDArray[np.float64]:
    """sRGB codes 0-255 of linear light."""
    value = np.clip(light.astype(np.float64), 0, 1)
    return 255 * np.where(value <= 0.0031308, 12.92 * value, 1.055 * value ** (1 / 2.4) - 0.055)


def saved(folder: Path, name: str, picture: NDArray[Any] | Image.Image, **settings: Any) -> Path:
    image = picture if isinstance(picture, Image.Image) else Image.fromarray(picture)
    image.save(folder / name, **{**EXACT.get(name, {}), **LOSSY.get(name, {}), **settings})
    return folder / name


@pytest.mark.parametrize("name", EXACT)
def test_files_without_loss_give_the_very_light(tmp_path: Path, name: str) -> None:
    read = read_picture(saved(tmp_path, name, scene()))
    assert read.color.dtype == np.float32
    assert read.alpha is None
    assert np.allclose(read.color, linear(scene()), atol=1e-6)


@pytest.mark.parametrize("name", LOSSY)
def test_files_with_loss_give_nearly_that_light(tmp_path: Path, name: str) -> None:
    read = read_picture(saved(tmp_path, name, scene()))
    assert np.abs(coded(read.color) - scene()).mean() < 2.5
    assert picture_size(tmp_path / name) == check_picture_file(tmp_path / name) == (64, 48)


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("name", ["a.jpg", "a.png", "a.webp", "a.tif", "a.avif", "a.heic"])
def test_every_orientation_comes_upright(tmp_path: Path, name: str, orientation: int) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    lying = Image.fromarray(scene())
    lying.getexif()[0x0112] = orientation
    path = saved(tmp_path, name, scene(), exif=exif.tobytes())
    upright = np.asarray(ImageOps.exif_transpose(lying))
    assert read_picture(path).color.shape == upright.shape
    assert np.abs(coded(read_picture(path).color) - upright).mean() < 2.5
    assert picture_size(path) == upright.shape[1::-1]


def test_a_turned_picture_is_shrunk_for_what_it_must_cover_upright(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    path = saved(tmp_path, "a.png", scene(400, 200), exif=exif.tobytes())
    assert read_picture(path, (50, 100)).color.shape == (100, 50, 3)


@pytest.mark.parametrize("name", ["a.png", "a.tif"])
def test_sixteen_bits_are_kept(tmp_path: Path, name: str) -> None:
    codes = np.arange(40 * 60 * 3, dtype=np.uint32).reshape(40, 60, 3) * 9 % 65536
    deep = codes.astype(np.uint16)
    cv2.imwrite(str(tmp_path / name), deep[..., ::-1])
    read = read_picture(tmp_path / name)
    code = deep / 65535
    expected = np.where(code <= 0.04045, code / 12.92, ((code + 0.055) / 1.055) ** 2.4)
    assert np.allclose(read.color, expected, atol=1e-6)


@pytest.mark.parametrize("orientation", [1, 3, 5, 6, 8])
def test_a_turned_tiff_of_sixteen_bits(tmp_path: Path, orientation: int) -> None:
    deep = np.arange(40 * 60 * 3, dtype=np.uint16).reshape(40, 60, 3)
    cv2.imwrite(str(tmp_path / "a.tif"), deep[..., ::-1], [cv2.IMWRITE_TIFF_COMPRESSION, 1])
    data = bytearray((tmp_path / "a.tif").read_bytes())
    start = struct.unpack_from("<I", data, 4)[0]
    count = struct.unpack_from("<H", data, start)[0]
    entries = [data[start + 2 + 12 * k :][:12] for k in range(count)] + [
        struct.pack("<HHIHH", 0x0112, 3, 1, orientation, 0)
    ]
    entries = [entry for entry in entries[:-1] if entry[:2] != b"\x12\x01"] + entries[-1:]
    entries.sort(key=lambda entry: struct.unpack_from("<H", entry)[0])
    struct.pack_into("<I", data, 4, len(data))
    data += struct.pack("<H", len(entries)) + b"".join(entries) + b"\0" * 4
    (tmp_path / "a.tif").write_bytes(data)
    planes = []
    for k in range(3):
        lying = Image.fromarray((deep[..., k] % 251).astype(np.uint8))
        lying.getexif()[0x0112] = orientation
        planes.append(np.asarray(ImageOps.exif_transpose(lying)))
    read = np.rint(65535 * coded(read_picture(tmp_path / "a.tif").color) / 255) % 251
    assert np.array_equal(read, np.dstack(planes))


def test_sixteen_bits_of_grey_and_of_alpha(tmp_path: Path) -> None:
    deep = np.linspace(0, 65535, 48 * 64).astype(np.uint16).reshape(48, 64)
    cv2.imwrite(str(tmp_path / "grey.png"), deep)
    cv2.imwrite(str(tmp_path / "alpha.png"), np.dstack([deep, deep, deep, deep]))
    assert np.allclose(read_plane(tmp_path / "grey.png"), deep / 65535, atol=1e-6)
    alpha = read_picture(tmp_path / "alpha.png").alpha
    assert alpha is not None
    assert np.allclose(alpha, deep / 65535, atol=1e-6)


def test_a_float_tiff_is_light_already(tmp_path: Path) -> None:
    light = np.linspace(0, 3, 48 * 64, dtype=np.float32).reshape(48, 64)
    assert np.allclose(read_picture(saved(tmp_path, "a.tif", Image.fromarray(light))).color[..., 1], light)


@pytest.mark.parametrize("mode", ["L", "1", "P", "CMYK"])
@pytest.mark.parametrize("name", ["a.png", "a.tif", "a.jpg"])
def test_other_layouts_look_as_pillow_shows_them(tmp_path: Path, mode: str, name: str) -> None:
    if (mode, name) in (("CMYK", "a.png"), ("P", "a.jpg"), ("1", "a.jpg")):
        pytest.skip("no such file")
    image = Image.fromarray(scene()).convert(mode)
    path = saved(tmp_path, name, image)
    with Image.open(path) as file:
        shown = np.asarray(file.convert("RGB"))
    assert np.abs(coded(read_picture(path).color) - shown).max() < 1


@pytest.mark.parametrize("mode", ["RGBA", "LA"])
@pytest.mark.parametrize("name", ["a.png", "a.webp", "a.tif"])
def test_alpha_is_kept_and_the_ground_is_the_mean_of_what_is_seen(tmp_path: Path, mode: str, name: str) -> None:
    image = Image.fromarray(scene()).convert(mode)
    mask = np.zeros((48, 64), np.uint8)
    mask[8:40, 10:30] = 255
    image.putalpha(Image.fromarray(mask))
    read = read_picture(saved(tmp_path, name, image))
    assert read.alpha is not None
    assert np.allclose(read.alpha, mask / 255)
    flat = linear(np.asarray(Image.fromarray(scene()).convert(mode).convert("RGB")))
    opaque = mask == 255
    assert np.allclose(read.color[opaque], flat[opaque], atol=1e-6)
    assert np.allclose(read.color[~opaque], flat[opaque].mean(axis=0), atol=1e-4)


def test_a_palette_may_have_a_transparent_entry(tmp_path: Path) -> None:
    image = Image.fromarray((scene()[..., 0] > 128).astype(np.uint8), "P")
    image.putpalette([255, 0, 0, 0, 255, 0])
    read = read_picture(saved(tmp_path, "a.png", image, transparency=1))
    assert read.alpha is not None
    assert set(np.unique(read.alpha)) == {0.0, 1.0}
    assert np.allclose(read.color, [1, 0, 0], atol=1e-6)


def test_a_picture_of_nothing_is_grey(tmp_path: Path) -> None:
    read = read_picture(saved(tmp_path, "a.png", np.zeros((16, 16, 4), np.uint8)))
    assert np.allclose(read.color, GREY)


def profile(primaries: Any, curve: bytes, space: bytes = b"RGB ") -> bytes:
    """An ICC profile of a matrix and curves: xy of red, green, blue, for a white of D50."""
    xy = np.array([*primaries, (0.3457, 0.3585)])
    xyz = np.column_stack([xy[:, 0] / xy[:, 1], np.ones(4), (1 - xy.sum(axis=1)) / xy[:, 1]]).T
    colorants = xyz[:, :3] * np.linalg.solve(xyz[:, :3], xyz[:, 3])
    number = [struct.pack(">4sI3i", b"XYZ ", 0, *np.rint(c * 65536).astype(int)) for c in (*colorants.T, xyz[:, 3])]
    text = struct.pack(">4sI", b"text", 0) + b"made for a test\0"
    tags = dict(zip((b"rXYZ", b"gXYZ", b"bXYZ", b"wtpt"), number, strict=True))
    curves = (b"kTRC",) if space == b"GRAY" else (b"rTRC", b"gTRC", b"bTRC")
    tags |= dict.fromkeys(curves, curve) | {b"cprt": text, b"desc": _description()}
    if space == b"GRAY":
        tags = {name: tag for name, tag in tags.items() if not name.endswith(b"XYZ")}
    body, table, start = b"", b"", 132 + 12 * len(tags)
    for name, tag in tags.items():
        table += struct.pack(">4sII", name, start + len(body), len(tag))
        body += tag + b"\0" * (-len(tag) % 4)
    white = struct.pack(">3i", 63190, 65536, 54061)
    head = struct.pack(">II4s4s4s", 0x02400000, 0x6D6E7472, b"", b"", b"")[:0]
    head = struct.pack(">I4sI4s4s4s", 0, b"lcms", 0x02400000, b"mntr", space, b"XYZ ")
    head += struct.pack(">6H4s4sI4s4sQI", 2026, 1, 1, 0, 0, 0, b"acsp", b"APPL", 0, b"", b"", 0, 0) + white
    data = head + b"\0" * (128 - len(head)) + struct.pack(">I", len(tags)) + table + body
    return struct.pack(">I", len(data)) + data[4:]


def _description() -> bytes:
    return struct.pack(">4sII", b"desc", 0, 5) + b"test\0" + b"\0" * 78


ADOBE = ((0.6484, 0.3309), (0.2302, 0.7016), (0.1559, 0.0660))
"""Adobe RGB's primaries, adapted to D50."""
GAMMA = struct.pack(">4sIIH", b"curv", 0, 1, 563)
TABLE = struct.pack(">4sII9H", b"curv", 0, 9, *np.rint(65535 * np.linspace(0, 1, 9) ** 1.8).astype(int))
PARA = struct.pack(">4sIHH5i", b"para", 0, 3, 0, *(round(v * 65536) for v in (2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045)))  # fmt: skip  # noqa: E501


@pytest.mark.parametrize("curve", [GAMMA, TABLE, PARA], ids=["gamma", "table", "para"])
def test_a_profile_is_followed_as_littlecms_does(tmp_path: Path, curve: bytes) -> None:
    data = profile(ADOBE, curve)
    muted = (96 + 0.3 * (scene().astype(float) - 96)).astype(np.uint8)  # inside the gamut of sRGB
    source = ImageCms.ImageCmsProfile(io.BytesIO(data))
    expected = ImageCms.profileToProfile(Image.fromarray(muted), source, ImageCms.createProfile("sRGB"))
    assert expected is not None
    assert np.abs(np.asarray(expected).astype(int) - muted).max() > 5
    read = read_picture(saved(tmp_path, "a.png", muted, icc_profile=data))
    assert np.abs(coded(read.color) - np.asarray(expected)).max() < 1.5


def test_a_profile_keeps_sixteen_bits(tmp_path: Path) -> None:
    ramp = np.repeat(np.linspace(20000, 21000, 64).astype(np.uint16)[None, :, None], 3, axis=2)
    cv2.imwrite(str(tmp_path / "bare.png"), np.repeat(ramp, 16, axis=0))
    bare = (tmp_path / "bare.png").read_bytes()
    body = b"icc\0\0" + zlib.compress(profile(ADOBE, GAMMA))
    chunk = struct.pack(">I", len(body)) + b"iCCP" + body + struct.pack(">I", zlib.crc32(b"iCCP" + body))
    (tmp_path / "a.png").write_bytes(bare[:33] + chunk + bare[33:])
    color = read_picture(tmp_path / "a.png").color
    assert np.allclose(color[0, :, 0], (ramp[0, :, 0] / 65535) ** (563 / 256), rtol=1e-4)
    assert np.unique(color[0, :, 0]).size == 64


def test_a_grey_profile(tmp_path: Path) -> None:
    grey = scene()[..., 0]
    read = read_picture(saved(tmp_path, "a.png", grey, icc_profile=profile(ADOBE, GAMMA, b"GRAY")))
    assert np.allclose(read.color[..., 2], (grey / 255) ** (563 / 256), atol=1e-5)


@pytest.mark.parametrize("data", [b"", b"junk" * 50, profile(ADOBE, GAMMA)[:140], profile(ADOBE, b"none" * 4)])
def test_a_broken_profile_is_passed_over(tmp_path: Path, data: bytes) -> None:
    assert read_profile(data, 3) is None
    read = read_picture(saved(tmp_path, "a.png", scene(), icc_profile=data))
    assert np.allclose(read.color, linear(scene()), atol=1e-6)


def test_a_profile_of_another_layout_is_passed_over(tmp_path: Path) -> None:
    cmyk = Image.fromarray(scene()).convert("CMYK")
    path = saved(tmp_path, "a.tif", cmyk, icc_profile=profile(ADOBE, GAMMA))
    assert np.abs(coded(read_picture(path).color) - np.asarray(cmyk.convert("RGB"))).max() < 1


@pytest.mark.parametrize("name", ["a.png", "a.jpg", "a.tif", "a.heic"])
def test_shrinking_averages_light_and_covers_what_is_asked(tmp_path: Path, name: str) -> None:
    checks = np.tile(np.array([[0, 255], [255, 0]], np.uint8), (240, 320))
    path = saved(tmp_path, name, np.dstack([checks] * 3))
    color = read_picture(path, (100, 80)).color
    assert color.shape[0] >= 80
    assert color.shape[1] >= 100
    assert color.shape[0] < 200
    if name == "a.png":
        assert np.allclose(color, 0.5, atol=1e-4)


def test_shrinking_leaves_a_smaller_picture_alone(tmp_path: Path) -> None:
    assert read_picture(saved(tmp_path, "a.png", scene()), (500, 500)).color.shape == (48, 64, 3)


def test_bands_do_not_show(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = saved(tmp_path, "a.png", scene(211, 157))
    whole = read_picture(path, (70, 50)).color
    monkeypatch.setattr("dreamwright.media.pictures._BAND_PIXELS", 1000)
    assert np.array_equal(read_picture(path, (70, 50)).color, whole)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["big.png", "big.jpg"])
def test_a_hundred_megapixels_are_read(tmp_path: Path, name: str) -> None:
    path = saved(tmp_path, name, cv2.resize(scene(), (11664, 8750), interpolation=cv2.INTER_LINEAR))
    color = read_picture(path, (1280, 720)).color
    assert color.shape[1] >= 1280
    assert color.size * 4 < 150e6
    assert np.abs(coded(color).mean(axis=(0, 1)) - scene().mean(axis=(0, 1))).max() < 3


def test_a_plane_is_what_the_codes_say(tmp_path: Path) -> None:
    grey = scene()[..., 0]
    assert np.allclose(read_plane(saved(tmp_path, "a.png", grey)), grey / 255, atol=1e-6)
    assert np.allclose(read_plane(saved(tmp_path, "c.png", np.dstack([grey] * 3))), grey / 255, atol=1e-6)


def test_the_hash_is_of_the_bytes(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"abc")
    assert content_hash_of(tmp_path / "a") == (
        "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    )
    with pytest.raises(BadFile, match="no file"):
        content_hash_of(tmp_path / "b")


def bomb(width: int, height: int) -> bytes:
    """A PNG that says it is so large, in a few bytes."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = zlib.compress(b"\0" * 10_000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


@pytest.mark.parametrize("size", [(12_000, 12_000), (30_000, 30_000), (2_000_000, 2_000_000)])
def test_a_bomb_is_not_opened(tmp_path: Path, size: tuple[int, int]) -> None:
    (tmp_path / "a.png").write_bytes(bomb(*size))
    for look in (picture_size, check_picture_file, read_picture, read_plane):
        with pytest.raises(BadFile, match="the most is 120 megapixels"):
            look(tmp_path / "a.png")


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("share", [0.5, 0.9])
def test_a_picture_cut_short_is_found_out(tmp_path: Path, ending: str, share: float) -> None:
    noise = np.random.default_rng(2).integers(0, 256, (96, 128, 3), dtype=np.uint8)
    path = saved(tmp_path, f"a.{ending}", noise)
    path.write_bytes(path.read_bytes()[: int(share * path.stat().st_size)])
    for look in (check_picture_file, read_picture):
        with pytest.raises(BadFile, match=r"damaged or cut short|not a picture"):
            look(path)


@pytest.mark.parametrize("name", ["a.png", "a.tif"])
def test_a_deep_picture_cut_short_is_found_out_in_silence(
    tmp_path: Path, name: str, capfd: pytest.CaptureFixture[str]
) -> None:
    noise = np.random.default_rng(2).integers(0, 65536, (96, 128, 3), dtype=np.uint16)
    cv2.imwrite(str(tmp_path / name), noise)
    path = tmp_path / name
    path.write_bytes(path.read_bytes()[: path.stat().st_size * 3 // 5])
    with pytest.raises(BadFile, match=r"damaged or cut short|not a picture"):
        read_picture(path)
    assert capfd.readouterr().err == ""


def test_a_deep_png_with_a_wrong_check_sum_is_not_read_as_a_shallow_one(tmp_path: Path) -> None:
    cv2.imwrite(str(tmp_path / "a.png"), np.random.default_rng(2).integers(0, 65536, (96, 128, 3), dtype=np.uint16))
    data = bytearray((tmp_path / "a.png").read_bytes())
    data[-13] ^= 0xFF  # the check sum of the last piece of pixels
    (tmp_path / "a.png").write_bytes(data)
    with pytest.raises(BadFile, match="damaged or cut short"):
        read_picture(tmp_path / "a.png")


@pytest.mark.parametrize(
    ("content", "mention"),
    [(b"", "empty"), (b"To be, or not to be\n" * 99, "JPEG, PNG"), (b"%!PS-Adobe-3.0 EPSF-3.0\n", "JPEG, PNG"),
     (b"GIF89a" + b"\0" * 50, "JPEG, PNG"), (b"\x89PNG\r\n\x1a\n" + b"x" * 90, "a.png"),
     (b"\0\0\0\x18ftypheic" + b"\0" * 90, "a.png"), (b"\0\0\0\x18ftypavif" + b"\0" * 90, "a.png")],
)  # fmt: skip
def test_a_false_file_is_named(tmp_path: Path, content: bytes, mention: str) -> None:
    (tmp_path / "a.png").write_bytes(content)
    for look in (picture_size, check_picture_file, read_picture, read_plane):
        with pytest.raises(BadFile, match=mention):
            look(tmp_path / "a.png")


def test_what_is_not_a_file(tmp_path: Path) -> None:
    with pytest.raises(BadFile, match="no file"):
        picture_size(tmp_path / "none.png")
    with pytest.raises(BadFile, match="directory"):
        read_picture(tmp_path)


@pytest.mark.parametrize("ending", ENDINGS)
def test_flipped_bytes_never_do_worse_than_a_sentence(tmp_path: Path, ending: str) -> None:
    whole = saved(tmp_path, f"a.{ending}", scene(), icc_profile=profile(ADOBE, GAMMA)).read_bytes()
    dice = np.random.default_rng(7)
    path = tmp_path / f"b.{ending}"
    for count, _ in itertools.product((1, 4, 40), range(25)):
        bent = np.frombuffer(whole, np.uint8).copy()
        bent[dice.integers(0, min(600, bent.size), count)] = dice.integers(0, 256, count)
        path.write_bytes(bent.tobytes())
        assert outcome(path)


def outcome(path: Path) -> bool:
    """Whether reading ends well: in light, or in a sentence that names the file."""
    try:
        return bool(np.isfinite(read_picture(path, (32, 24)).color).all())
    except BadFile as error:
        return str(path) in str(error)
