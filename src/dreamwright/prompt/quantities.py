"""Numbers with units, in digits or words: sizes, times, rates, lengths, angles, lenses. Knows no moves."""

from __future__ import annotations

import re
from dataclasses import dataclass

from dreamwright.prompt.draft import Draft
from dreamwright.prompt.lexicon import Mark
from dreamwright.prompt.page import Page

METRES = {"m": 1.0, "km": 1000.0, "ft": 0.3048, "mile": 1609.344}
SPEEDS = {"mps": 1.0, "kmh": 1 / 3.6, "mph": 0.44704, "knot": 0.514444}
RESOLUTIONS = {360: "360p", 540: "540p", 720: "720p", 1080: "1080p", 2160: "4k"}
WINDY = ("wind", "windy", "breeze", "gust", "gale", "gusty", "gale force wind", "strong wind", "gale force", "breezy")
CLOUDY = ("cloud", "cloud cover", "cover", "cumulus", "overcast", "cloudy")
OWN = (
    ("mm", "camera.lens.focal_mm", 4, 1200),
    ("fps", "frame.fps", 1, 120),
    ("k", "look.temperature_k", 2000, 15000),
    ("kelvin", "look.temperature_k", 2000, 15000),
)
"""Units that are one field's own, with its range."""
LIFTED = ("high", "up", "altitude", "above", "height", "overhead", "at", "upward")
RATIOS = {"16:9", "9:16", "1:1", "4:3", "3:4", "21:9", "9:21", "3:2", "2:3", "2:1", "1:2", "3:1", "1:3", "5:4", "4:5",
          "2.39:1", "2.35:1", "2.40:1", "2.4:1", "1.85:1", "2.20:1", "2.2:1", "16:10", "10:16", "18:9", "9:18",
          "1.43:1",
          "32:9", "1.78:1", "1.66:1", "1.33:1", "2.76:1"}  # fmt: skip


@dataclass(frozen=True, eq=False)
class Quantity:
    """A number with its unit, not yet given to a field."""

    value: float
    unit: str
    at: int
    """Index of the number's mark."""
    marks: tuple[Mark, ...]

    @property
    def used(self) -> bool:
        return any(mark.used for mark in self.marks)


def read_quantities(page: Page, draft: Draft) -> list[Quantity]:
    """Fields that numbers set by themselves; what is left is for the camera: degrees, metres, seconds, times."""
    _shapes(page, draft)
    found = [quantity for at, mark in enumerate(page.marks) if (quantity := _quantity(page, at, mark))]
    return [quantity for quantity in found if not _plain(page, draft, quantity)]


def _shapes(page: Page, draft: Draft) -> None:
    for mark in page.marks:
        if mark.token.kind == "stop" and 0.7 <= (stop := float(re.sub(r"[^\d.]", "", mark.key))) <= 64:
            draft.say("camera.lens.f_number", stop, mark)
        elif mark.token.kind == "ratio" and mark.key in RATIOS:
            draft.say("frame.aspect", mark.key, mark)
        elif mark.token.kind == "size":
            _size(draft, mark)


def _size(draft: Draft, mark: Mark) -> None:
    width, height = (int(part) for part in re.split(r"\s?[x×]\s?", mark.key))
    if 16 <= width <= 8192 and 16 <= height <= 8192:
        draft.say("frame.width", width - width % 2, mark)
        draft.say("frame.height", height - height % 2, mark)


def _quantity(page: Page, at: int, mark: Mark) -> Quantity | None:
    value = _number(mark)
    unit = page.next(at)
    if value is None or unit is None or mark.used or unit.used or (name := unit.value("unit")) is None:
        return None
    return Quantity(value, name, at, (mark, unit))


def _number(mark: Mark) -> float | None:
    if mark.size == 1 and mark.token.kind == "number":
        return float(_digits(mark.key))
    count = mark.value("count")
    return None if count is None or mark.key in ("both", "lone", "lonely", "some") else float(count)


def _digits(text: str) -> str:
    """ "1,000" → 1000; "2,5" → 2.5; "1.2.3" → 1.2."""
    text = text[:12].rstrip(".,")
    if re.fullmatch(r"\d{1,3}(,\d{3})+", text):
        return text.replace(",", "")
    return ".".join(re.split(r"[.,]", text)[:2])


def _plain(page: Page, draft: Draft, q: Quantity) -> bool:
    """Whether the quantity was a field's own: lens, rate, resolution, white balance, wind, cover."""
    found = _field(page, q)
    if found is None:
        return False
    draft.say(found[0], found[1], *q.marks)
    return True


def _field(page: Page, q: Quantity) -> tuple[str, float | str] | None:
    for unit, path, low, high in OWN:
        if q.unit == unit and low <= q.value <= high:
            return path, q.value
    if q.unit == "p" and q.value in RESOLUTIONS:
        return "frame.resolution", RESOLUTIONS[int(q.value)]
    if q.unit == "k" and q.value == 4:
        return "frame.resolution", "4k"
    if q.unit in SPEEDS and _near(page, q, WINDY):
        return "scene.wind_mps", min(60.0, round(q.value * SPEEDS[q.unit], 2))
    if q.unit == "percent" and q.value <= 100 and _near(page, q, CLOUDY):
        return "scene.clouds.cover", q.value / 100
    return None


def _near(page: Page, q: Quantity, keys: tuple[str, ...]) -> bool:
    return any(mark.key in keys for _, mark in (*page.after(q.at, 4), *page.before(q.at, 3)))


def read_height(page: Page, draft: Draft, q: Quantity) -> bool:
    """ "200 m up", "at 50 feet", "from a height of 2 km": the camera's height."""
    if q.unit not in METRES or q.used or not _near(page, q, LIFTED):
        return False
    metres = q.value * METRES[q.unit]
    if not 0.05 <= metres <= 20000:
        return False
    words = [mark for _, mark in page.after(q.at + 1, 1) if mark.key in LIFTED and "grammar" not in mark.senses]
    draft.say("camera.height_m", round(metres, 2), *q.marks, *words)
    if metres >= 30:
        draft.imply("camera.angle", "aerial", *q.marks)
    return True
