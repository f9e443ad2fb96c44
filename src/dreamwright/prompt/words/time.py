"""Words for the hour, the sun, the night sky and the passing of time. Knows no other room of the vocabulary."""

from __future__ import annotations

from dreamwright.prompt.sense import Sense, Table, values

ELEVATION, AZIMUTH = "scene.sun.elevation_deg", "scene.sun.azimuth_deg"
MOON, STARS, MILKY, AURORA = "scene.night.moon", "scene.night.stars", "scene.night.milky_way", "scene.night.aurora"
TIME = "scene.time_of_day"


def _sun(time: str, low: float, high: float) -> Sense:
    return Sense("time", time, says={"sun.range": (low, high)})


TIMES: Table = {
    **values("time", {
        "dawn": "dawn, daybreak, first light, crack of dawn, before sunrise, break of day, morning twilight,"
                " breaking dawn, dawn light, early dawn",
        "sunrise": "sunrise, sun rise, rising sun, sunup, the sun is rising, sun rises, sun rising, sunrise light,"
                   " sun coming up",
        "morning": "morning, morning light, morning sun, mid morning, midmorning, breakfast time, am light",
        "noon": "noon, midday, mid day, noonday, noontime, lunchtime, overhead sun, harsh daylight, noon sun",
        "afternoon": "afternoon, afternoon light, afternoon sun, mid afternoon, pm light",
        "golden_hour": "golden hour, sun low on the horizon, low on the horizon, golden light, magic hour, low sun,"
        " golden sunlight, warm sunlight, golden glow,"
                       " golden hour light, golden sun, honeyed light, the golden hour, evening sun, evening light",
        "sunset": "sunset, sun set, setting sun, sundown, sun down, sunset light, sun setting, the sun goes down,"
                  " sun goes down, sun sets, the sun is setting, sunset glow, evening, sunset sky",
        "dusk": "dusk, twilight, nightfall, gloaming, after sunset, evening twilight, dusky, last light,"
                " crepuscular, afterglow, eventide",
        "blue_hour": "blue hour, the blue hour, blue twilight",
        "night": "night, nighttime, night time, midnight, nocturnal, nightscape, dead of night, late night,"
                 " dark night, night shot, nighttime sky, pitch black, night scene, after dark",
    }),
    "early morning, soon after sunrise": _sun("morning", 5, 11),
    "late morning": _sun("morning", 32, 45),
    "high noon, sun at its zenith, zenith": _sun("noon", 70, 80),
    "early afternoon": _sun("afternoon", 45, 55),
    "late afternoon, late day, late in the day": _sun("afternoon", 11, 19),
    "midnight sun": Sense("time", "golden_hour", says={"sun.range": (4, 8)}, implies={"scene.season": "summer"}),
    "early evening": _sun("golden_hour", 4, 8),
    "late evening": Sense("time", "dusk"),
}  # fmt: skip

DAYLIGHT = {TIME: "afternoon", "scene.clouds.cover": 0.3}

LIGHT: Table = {
    "day, daytime, daylight, broad daylight, sunlight, sunlit, sunny, bright sun, bright sunlight, sunshine, sunny day,"
    " bright day, sun drenched, sun kissed, dappled light, sun dappled":
        Sense("set", implies=DAYLIGHT, denies={"scene.clouds.kind": "stratus", "scene.clouds.cover": 0.9}),
    "sun": Sense("sun", denies={"scene.clouds.kind": "stratus", "scene.clouds.cover": 0.95}),
    "long shadow, side light, side lit, sidelit, sidelight, side lighting, raking light, low angle light, cross light":
        Sense("light", "side", implies={"sun.low": True}),
    "backlit, backlight, back lit, backlighting, silhouette, silhouetted, sun behind, against the sun, rim light,"
    " rim lit, contre jour, against the light, into the sun, facing the sun, toward the sun": Sense("light", "back"),
    "front lit, frontlit, sun behind the camera, sun behind us, front light, sun at our back": Sense("light", "front"),
    "sun to the left, sun on the left, sun from the left, light from the left, lit from the left": Sense("light",
    "left"),
    "sun to the right, sun on the right, sun from the right, light from the right, lit from the right":
        Sense("light", "right"),
}  # fmt: skip

OPEN_SKY = {"scene.clouds.kind": "none", "scene.clouds.cover": 0.0}
VEILED_SKY = {"scene.clouds.kind": "cirrus", "scene.clouds.cover": 0.25}

NIGHT_SKY: Table = {
    "star, starry, starlight, starlit, starry sky, starry night, stars above, star filled sky, constellation,"
    " night sky,"
    " star field, starfield": Sense("sky", "stars", implies={TIME: "night", MOON: 0.0}, denies={STARS: 0.0, MILKY: 0.0},
                                    grades={STARS: (0.2, 0.5, 1.0, 1.0, 1.0)}),
    "milky way, galactic core, milkyway, band of the galaxy":
        Sense("sky", "milky_way", says={MILKY: 1.0, STARS: 1.0}, implies={TIME: "night", MOON: 0.0, **OPEN_SKY},
        denies={MILKY: 0.0}),
    "star trail, startrail": Sense("sky", "star_trails", says={STARS: 1.0, "scene.time_scale": 600.0},
                                   implies={TIME: "night", MOON: 0.0}),
    "moon, full moon, moonlit, moonlight, harvest moon, supermoon, moon rising, rising moon, moon rise, moonrise,"
    " bright moon, under the moon, blood moon":
        Sense("sky", "moon", says={MOON: 1.0}, implies={TIME: "night", MILKY: 0.15, **VEILED_SKY}, denies={MOON: 0.0}),
    "half moon": Sense("sky", "moon", says={MOON: 0.5}, implies={TIME: "night"}, denies={MOON: 0.0}),
    "gibbous moon": Sense("sky", "moon", says={MOON: 0.8}, implies={TIME: "night"}, denies={MOON: 0.0}),
    "crescent moon, crescent, sliver of moon": Sense("sky", "moon", says={MOON: 0.15}, implies={TIME: "night"}),
    "new moon, moonless": Sense("sky", "moon", says={MOON: 0.0}, implies={TIME: "night"}),
    "aurora, northern light, aurora borealis, polar light, southern light, aurora australis, auroral":
        Sense("sky", "aurora", implies={TIME: "night", MOON: 0.0, **OPEN_SKY},
              denies={AURORA: 0.0}, grades={AURORA: (0.25, 0.45, 0.8, 0.95, 1.0)}),
}  # fmt: skip

LAPSE: Table = {
    "time lapse, timelapse, time lapse video, time lapse photography, time lapsed, sped up, fast forward, time passing,"
    " passage of time": Sense("lapse", "time lapse", denies={"scene.time_scale": 1.0}),
    "hyperlapse, hyper lapse": Sense("lapse", "hyperlapse", denies={"scene.time_scale": 1.0}),
    "slow motion, slow mo, slowmo, slomo, slo mo, slowed down, overcranked":
        Sense("set", says={"scene.time_scale": 0.4}, denies={"scene.time_scale": 1.0}),
    "super slow motion, super slow mo, extreme slow motion, ultra slow motion, very slow motion":
        Sense("set", says={"scene.time_scale": 0.12}, denies={"scene.time_scale": 1.0}),
    "real time, realtime, normal speed": Sense("set", says={"scene.time_scale": 1.0}),
    **values("fade", {
        "golden_hour sunset": "as the sun sets, while the sun sets, as the sun goes down, while the sun goes down,"
                              " as the sun is setting, the sun slowly sets, until the sun sets, fading into sunset",
        "sunset blue_hour": "the light fades, light fades, light fading, as the light fades, fading light,"
                            " the light is fading, the light dies, dusk falls, as dusk falls, dusk falling,"
                            " dusk setting in, fading to dusk, the day ends, as the day ends, day fades",
        "sunset night": "night falls, as night falls, night falling, as darkness falls, darkness falls,"
                        " darkness falling, as it gets dark, it gets dark, getting dark, turns to night,"
                        " turning to night, turns into night, fades to night, fading to night, fades into night,"
                        " becomes night, day turns to night, day turns into night, day turning to night,"
                        " day turning into night, day becomes night, day fades to night, day fades into night",
        "night sunrise": "day breaks, as day breaks, as dawn breaks, dawn breaks, as the sun rises,"
                         " while the sun rises, as the sun comes up, night turns to day,"
                         " night turns into day, night becomes day",
    }),
    "day to night": Sense("lapse", "noon night"),
    "night to day": Sense("lapse", "night noon"),
    "sunrise to sunset": Sense("lapse", "sunrise sunset"),
    "loop, looping, looped, seamless loop, perfect loop, loopable, endless loop, infinite loop, seamlessly looping,"
    " seamless looping,"
    " seamlessly loop, perfectly looping, cinemagraph": Sense("set", says={"loop": True}, denies={"loop": False}),
}  # fmt: skip

HOURS = {"dawn": 5.3, "sunrise": 6.0, "morning": 8.5, "noon": 12.0, "afternoon": 15.0, "golden_hour": 18.0,
         "sunset": 18.6, "dusk": 19.1, "blue_hour": 19.4, "night": 22.0}  # fmt: skip
"""The clock of each time of day, for lapses."""

SUN_HEIGHTS = {"dawn": (-4.0, -1.5), "sunrise": (0.5, 2.5), "morning": (16.0, 28.0), "noon": (58.0, 72.0),
               "afternoon": (28.0, 42.0), "golden_hour": (4.0, 9.0), "sunset": (0.5, 3.0), "dusk": (-4.5, -2.0),
               "blue_hour": (-7.0, -4.5), "night": (-45.0, -22.0)}  # fmt: skip
"""Range of the sun's elevation in degrees for each time of day."""

WITHIN = {"morning": ("dawn", "sunrise", "golden_hour", "blue_hour"), "afternoon": ("golden_hour", "sunset"),
          "noon": ("dawn", "sunrise", "morning", "afternoon", "golden_hour", "sunset"),
          "sunset": ("golden_hour", "dusk", "blue_hour"), "night": ("blue_hour", "dusk"),
          "dusk": ("blue_hour",)}  # fmt: skip
"""Finer times that a coarser one holds: both may be said, the finer wins."""
