"""The Shot: one explicit, readable, editable plan of a film.

Every field is declared here once: its default, range, unit and one sentence.
Angles in degrees, lengths in metres, times in seconds, all strengths 0-1.
Knows nothing of words, engines or files.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

SCHEMA = 1
MAX_SEED = 2**53 - 1
MAX_PROMPT = 5000
MAX_KEYFRAMES = 64
MAX_TAKES = 60

PlaceKind = Literal[
    "mountains", "desert", "ocean", "coast", "forest", "plains", "canyon", "arctic", "lake", "river",
    "islands", "volcano", "city", "village", "space", "underwater", "sky",
]  # fmt: skip
TimeOfDay = Literal[
    "dawn", "sunrise", "morning", "noon", "afternoon", "golden_hour", "sunset", "dusk", "blue_hour", "night"
]
Season = Literal["spring", "summer", "autumn", "winter"]
CloudKind = Literal["none", "cirrus", "cumulus", "stratus", "storm"]
PrecipitationKind = Literal["none", "rain", "snow", "dust", "ash", "leaves", "embers", "motes", "fireflies"]
MoveKind = Literal[
    "static", "pan", "tilt", "roll", "zoom", "push_in", "pull_out", "truck", "pedestal", "crane", "orbit",
    "fly", "dolly_zoom",
]  # fmt: skip
Direction = Literal["left", "right", "up", "down", "in", "out", "clockwise", "counterclockwise", "forward"]
Ease = Literal["linear", "in", "out", "in_out"]
Angle = Literal["eye_level", "low", "high", "overhead", "ground", "aerial"]
Projection = Literal["perspective", "tiny_planet"]
Palette = Literal[
    "natural", "warm", "cool", "teal_orange", "pastel", "vivid", "muted", "sepia", "noir", "teal", "rose", "emerald"
]
FilmStock = Literal["none", "print", "vintage", "noir", "bleach_bypass", "super8"]

Region = Literal["sky", "water", "foliage", "smoke", "fire", "person", "waterfall", "hair"]
PictureFit = Literal["crop", "outpaint"]
ContentHash = Annotated[str, Field(pattern=r"^sha256:[0-9a-f]{64}$")]

Strength = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]


def _number(low: float, high: float) -> Any:
    return Field(ge=low, le=high, allow_inf_nan=False)


Second = Annotated[float, _number(0, 60)]
ClockSecond = Annotated[float, _number(-600, 600)]
"""A second of the world's clock, which reads 0 where the first film of a chain of takes began."""


class Part(BaseModel):
    """Frozen, closed to unknown keys, finite numbers only."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False, serialize_by_alias=True,
                              validate_default=True)  # fmt: skip


class FrameSpec(Part):
    """Size, rate and length of the film."""

    width: Annotated[int, _number(16, 8192)] = 1280
    height: Annotated[int, _number(16, 8192)] = 720
    fps: Annotated[float, _number(1, 120)] = 24.0
    duration_s: Annotated[float, _number(0.1, 60)] = 5.0

    @property
    def count(self) -> int:
        """Number of frames, at least 1."""
        return max(1, round(self.fps * self.duration_s))


class Sun(Part):
    """Where the sun stands."""

    elevation_deg: Annotated[float, _number(-90, 90)] = 35.0
    azimuth_deg: Annotated[float, _number(-180, 180)] = 50.0
    """0 = straight ahead of the opening camera, positive to the right."""


class Clouds(Part):
    """The cloud layer."""

    kind: CloudKind = "cumulus"
    cover: Strength = 0.35


class Fog(Part):
    """Ground fog and haze."""

    density: Strength = 0.0
    """0 = clear air; 0.1 = light haze; 0.5 = fog (sight about 1 km); 1 = dense fog (about 100 m)."""
    top_m: Annotated[float, _number(0, 5000)] = 150.0
    """Height above the low ground at which the fog has thinned to a third."""


class Precipitation(Part):
    """What falls, floats or rises in the air."""

    kind: PrecipitationKind = "none"
    rate: Strength = 0.0
    """0.15 = drizzle or flurries, 0.5 = steady, 1 = torrential or blizzard, or a thick swarm."""


class Night(Part):
    """What the dark sky shows."""

    stars: Strength = 1.0
    milky_way: Strength = 0.5
    moon: Strength = 0.0
    """Lit share of the moon's disc; 0 = no moon."""
    moon_elevation_deg: Annotated[float, _number(-90, 90)] = 28.0
    moon_azimuth_deg: Annotated[float, _number(-180, 180)] = -35.0
    aurora: Strength = 0.0


class Subject(Part):
    """Something to be seen: a sailboat, a lighthouse, birds."""

    kind: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
    count: Annotated[int, _number(1, 10000)] = 1
    action: Annotated[str, Field(max_length=60)] | None = None
    position: Literal["left", "center", "right", "foreground", "background", "above"] | None = None
    color: Annotated[str, Field(max_length=40)] | None = None


class Scene(Part):
    """The place, its light and its weather."""

    place: PlaceKind = "mountains"
    features: tuple[Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")], ...] = ()
    """snake_case: waterfall, road, bridge, ruins, iceberg, wildflowers, snow_cover, frozen, reeds…; of light: sun_rays,
    cloud_shadows, flickering_lights."""
    time_of_day: TimeOfDay = "afternoon"
    time_of_day_end: TimeOfDay | None = None
    """Where a time lapse ends; null = the light stays."""
    sun: Sun = Sun()
    sun_end: Sun | None = None
    """Where the sun stands at the end of the film, or of its first take; it goes on so. null = it stays."""
    season: Season = "summer"
    clouds: Clouds = Clouds()
    fog: Fog = Fog()
    precipitation: Precipitation = Precipitation()
    wind_mps: Annotated[float, _number(0, 60)] = 4.0
    wind_toward_deg: Annotated[float, _number(-180, 180)] = 70.0
    """Azimuth the wind blows towards, as the sun's."""
    time_scale: Annotated[float, _number(0.05, 20000)] = 1.0
    """Seconds of the world per second of film; 1 = real time, 0.4 = slow motion of all that moves by itself,
    600 = time lapse: light and clouds alone run on, water and what falls keep life's pace."""
    night: Night = Night()
    lightning: Strength = 0.0
    rainbow: Strength = 0.0
    subjects: tuple[Subject, ...] = ()


class Move(Part):
    """One camera move between two times."""

    kind: MoveKind = "static"
    direction: Direction | None = None
    amount: Annotated[float, _number(0, 100000)] = 0.0
    """Degrees for pan, tilt, roll, orbit; metres for travelling moves; focal ratio for zoom."""
    start_s: ClockSecond = 0.0
    """On the world's clock, as end_s: below 0 is before the first take."""
    end_s: ClockSecond | None = None
    """null = the end of the film."""
    ease: Ease = "in_out"

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.end_s is not None and self.end_s <= self.start_s:
            raise ValueError("a camera move must end after it starts")
        return self


class Lens(Part):
    """The lens, on a sensor 36 mm wide."""

    focal_mm: Annotated[float, _number(4, 1200)] = 28.0
    f_number: Annotated[float, _number(0.7, 64)] = 8.0
    focus_m: Annotated[float, Field(gt=0, le=1e6)] | None = None
    """null = infinity."""
    focus_end_m: Annotated[float, Field(gt=0, le=1e6)] | None = None
    """Where a focus pull ends, eased over the film; null = the focus stays. In a loop it goes there and back."""


class Camera(Part):
    """Path, angle and lens."""

    moves: tuple[Move, ...] = ()
    angle: Angle = "eye_level"
    height_m: Annotated[float, _number(0.05, 20000)] = 1.7
    """Above the ground or water under the camera."""
    pitch_deg: Annotated[float, _number(-90, 90)] | None = None
    """Opening pitch; null = composed: the horizon at a third or by the angle (see camera.py)."""
    subject_m: Annotated[float, _number(0.5, 1e6)] = 60.0
    """Distance to what the camera orbits, cranes or dolly-zooms about."""
    lens: Lens = Lens()
    projection: Projection = "perspective"
    shutter_deg: Annotated[float, _number(0, 360)] = 180.0
    shake: Strength = 0.0


class Look(Part):
    """The grade."""

    palette: Palette = "natural"
    temperature_k: Annotated[float, _number(2000, 15000)] = 6500.0
    """White balance: 6500 is neutral, lower is warmer to the eye, higher is cooler."""
    contrast: Annotated[float, _number(0, 2)] = 1.0
    saturation: Annotated[float, _number(0, 2)] = 1.0
    exposure_ev: Annotated[float, _number(-8, 8)] = 0.0
    """Stops over the automatic exposure."""
    monochrome: bool = False
    grain: Strength = 0.15
    bloom: Strength = 0.25
    vignette: Strength = 0.2
    film: FilmStock = "none"


class Inputs(Part):
    """Pictures and films the shot stands on, by content hash: `sha256:` and 64 hexadecimal digits of the file."""

    start_image: ContentHash | None = None
    """The film begins with this picture."""
    end_image: ContentHash | None = None
    """The film ends with this picture."""
    keyframes: tuple[tuple[Second, ContentHash], ...] = ()
    """Second and picture that stands there, in order of time, at most 64."""
    depth: ContentHash | None = None
    """A map of how near each point of the first picture is: white near, black far."""
    masks: tuple[tuple[Region, ContentHash], ...] = ()
    """What each point of the first picture shows: white where the region is."""
    fit: PictureFit = "crop"
    """How a picture of another shape fills the film: crop it, or outpaint what is missing."""
    style_images: tuple[tuple[ContentHash, Strength], ...] = ()
    """Pictures whose palette, contrast and grain the film takes on, each by a weight."""
    source_video: ContentHash | None = None
    """A film to go on from."""

    @property
    def pictures(self) -> tuple[tuple[float | None, str], ...]:
        """Second and hash of every picture the film shows, in order; null = the film's end."""
        start = ((0.0, self.start_image),) if self.start_image else ()
        end = ((None, self.end_image),) if self.end_image else ()
        return (*start, *self.keyframes, *end)

    @property
    def hashes(self) -> tuple[str, ...]:
        """Every file the film needs, each once."""
        given = [picture for _, picture in self.pictures]
        given += [self.depth or "", *(mask for _, mask in self.masks), *(style for style, _ in self.style_images)]
        return tuple(dict.fromkeys(one for one in (*given, self.source_video or "") if one))

    @model_validator(mode="after")
    def _meet(self) -> Self:
        times = [time for time, _ in self.keyframes]
        if len(times) > MAX_KEYFRAMES:
            raise ValueError(f"there are {len(times)} keyframes, and the most is {MAX_KEYFRAMES}")
        if any(after <= before for before, after in pairwise(times)):
            raise ValueError("keyframes must be in order of time, one at a time")
        if self.start_image and times and times[0] == 0:
            raise ValueError("a start image and a keyframe at 0 s cannot both be shown")
        names = [name for name, _ in self.masks]
        if len(set(names)) < len(names):
            raise ValueError("each region may have one mask")
        if (self.depth or self.masks) and not self.pictures:
            raise ValueError("depth and masks say something of a picture: give a start image as well")
        return self


Exposed = tuple[ClockSecond, Annotated[float, _number(-100, 100)], Strength]


class Take(Part):
    """An earlier film that this one goes on from: its path stays, up to where it is left."""

    fps: Annotated[float, _number(1, 120)]
    begin_s: ClockSecond = 0.0
    """Where it began, on the world's clock."""
    end_s: ClockSecond
    """Where it ended."""
    moves: Annotated[int, _number(0, 1000)] = 0
    """So many of the camera's moves, the first ones, are its own."""
    left_s: ClockSecond
    """Where the camera leaves its path."""
    side: Literal["after", "before"] = "after"
    """Whether the next film goes on after that second, or comes before it."""
    loop: bool = False
    """Whether it went round: its world still does, where the camera has left it."""
    exposed: tuple[Exposed, ...] = ()
    """Seconds on the world's clock whose exposure is known: log2 of the gain, and how far it is night to the eye."""

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.end_s <= self.begin_s:
            raise ValueError("a take must end after it begins")
        if not self.begin_s <= self.left_s <= self.end_s:
            raise ValueError("a take must be left while it lasts")
        return self


class Reading(Part):
    """Words of the prompt that set a field."""

    words: str
    start: Annotated[int, Field(ge=0)]
    end: Annotated[int, Field(ge=0)]
    field: str
    """Dotted path, e.g. scene.clouds.cover."""
    note: str | None = None
    """Why this reading won, where the prompt contradicted itself."""


class Unread(Part):
    """Words of the prompt that were not understood."""

    words: str
    start: Annotated[int, Field(ge=0)]
    end: Annotated[int, Field(ge=0)]


class Shot(Part):
    """The plan of one film."""

    schema_version: Literal[1] = Field(default=1, alias="schema")
    prompt: Annotated[str, Field(max_length=MAX_PROMPT)] = ""
    seed: Annotated[int, _number(0, MAX_SEED)] = 0
    frame: FrameSpec = FrameSpec()
    scene: Scene = Scene()
    camera: Camera = Camera()
    look: Look = Look()
    inputs: Inputs = Inputs()
    loop: bool = False
    anchor_s: ClockSecond = 0.0
    """Second of the film at which the world's clock reads 0 and the camera stands at its opening pose (to the nearest
    frame where it is near one). Above 0 the film begins before that, below 0 later."""
    takes: Annotated[tuple[Take, ...], Field(max_length=MAX_TAKES)] = ()
    """The films that this one goes on from, the first one first; see `dreamwright extend`."""
    readings: tuple[Reading, ...] = ()
    unread: tuple[Unread, ...] = ()

    @property
    def keys(self) -> tuple[tuple[int, str], ...]:
        """Frame and hash of every picture the film shows, in order."""
        last = self.frame.count - 1
        return tuple(
            (last if second is None else min(round((second + self.anchor_s) * self.frame.fps), last), picture)
            for second, picture in self.inputs.pictures
        )

    @model_validator(mode="after")
    def _keyframes_inside(self) -> Self:
        length, closed = self.frame.duration_s, self.inputs.end_image is not None
        for time, _ in self.inputs.keyframes:
            if time > length:
                raise ValueError(f"the keyframe at {time:g} s lies outside the film, which lasts {length:g} s")
            if closed and time == length:
                raise ValueError(f"an end image and a keyframe at {time:g} s cannot both be shown")
        return self

    @model_validator(mode="after")
    def _takes_in_order(self) -> Self:
        counts = [*(take.moves for take in self.takes), len(self.camera.moves)]
        if any(after < before for before, after in pairwise(counts)):
            raise ValueError("a later take must have all moves of the one before, and the film those of all its takes")
        return self

    @model_validator(mode="after")
    def _keyframes_apart(self) -> Self:
        frames = [frame for frame, _ in self.keys]
        for here, after in pairwise(frames):
            if here >= after:
                raise ValueError(
                    f"two pictures fall on frame {after} of the film: move them 1/{self.frame.fps:g} s apart"
                )
        if self.loop and self.inputs.end_image and len(frames) > 1:
            raise ValueError("a loop ends where it began: give the end image as a keyframe inside the film")
        return self
