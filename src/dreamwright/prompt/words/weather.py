"""Words for clouds, fog, rain, snow, wind and storms. Knows no other room of the vocabulary."""

from __future__ import annotations

from dreamwright.prompt.sense import Sense, Table

KIND, COVER = "scene.clouds.kind", "scene.clouds.cover"
FOG, TOP = "scene.fog.density", "scene.fog.top_m"
FALL, RATE = "scene.precipitation.kind", "scene.precipitation.rate"
WIND, LIGHTNING, RAINBOW = "scene.wind_mps", "scene.lightning", "scene.rainbow"
FEATURES, SEASON = "scene.features", "scene.season"

NO_CLOUDS = {KIND: "none", COVER: 0.0}
NO_FOG = {FOG: 0.0}
NO_FALL = {FALL: "none", RATE: 0.0}


def _clouds(kind: str, cover: float) -> Sense:
    return Sense("cloud", kind, says={KIND: kind, COVER: cover}, denies=NO_CLOUDS)


def _fog(*grades: float, top: float | None = None, place: str | None = None) -> Sense:
    a, b, c, d, e = grades
    implies: dict[str, object] = {} if top is None else {TOP: top}
    if place is not None:
        implies["scene.place"] = place
    return Sense("fog", implies=implies, denies=NO_FOG, grades={FOG: (a, b, c, d, e)})


def _fall(kind: str, *grades: float, **implied: object) -> Sense:
    a, b, c, d, e = grades
    implies = {"scene." + path.replace("__", "."): value for path, value in implied.items()}
    return Sense("fall", kind, says={FALL: kind}, implies=implies, denies=NO_FALL, grades={RATE: (a, b, c, d, e)})


def _wind(*grades: float) -> Sense:
    a, b, c, d, e = grades
    return Sense("wind", denies={WIND: 0.5}, grades={WIND: (a, b, c, d, e)})


GRAY_SKY = {"clouds__kind": "stratus", "clouds__cover": 0.9}
SNOW_LAND = {"features": ("snow_cover",), "season": "winter", "clouds__kind": "stratus", "clouds__cover": 0.92}

CLOUDS: Table = {
    "cloud, cloudy sky, cloud above, cloud in the sky":
        Sense("cloud", "", says={}, denies=NO_CLOUDS, grades={COVER: (0.12, 0.3, 0.45, 0.75, 0.95)}),
    "cloudy, clouded, mostly cloudy": Sense("cloud", "", says={COVER: 0.75}, denies=NO_CLOUDS),
    "partly cloudy, partially cloudy": Sense("cloud", "", says={COVER: 0.35}, denies=NO_CLOUDS),
    "cumulus, cumulus cloud, puffy cloud, fluffy cloud, white cloud, cotton cloud, cauliflower cloud, billowing cloud,"
    " puffy white cloud, fluffy white cloud, cotton ball cloud":
        Sense("cloud", "cumulus", says={KIND: "cumulus"}, implies={COVER: 0.4}, denies=NO_CLOUDS),
    "towering cumulus, towering cloud, cumulus congestus, dramatic cloud, dramatic sky": _clouds("cumulus", 0.6),
    "cirrus, cirrus cloud, wispy cloud, wispy, feathery cloud, high cloud, mare's tail, thin cloud, streaky cloud,"
    " high thin cloud, veil of cloud": Sense("cloud", "cirrus", says={KIND: "cirrus"}, implies={COVER: 0.4},
    denies=NO_CLOUDS),
    "stratus, stratus cloud, low cloud, layer of cloud, cloud layer, flat cloud":
        Sense("cloud", "stratus", says={KIND: "stratus"}, implies={COVER: 0.75}, denies=NO_CLOUDS),
    "overcast, overcast sky, gray sky, leaden sky, gray day, sunless, dull sky, white sky, cloud cover, gloomy, dreary,"
    " gray cloud": _clouds("stratus", 0.95),
    "storm cloud, stormcloud, dark cloud, thundercloud, thunderhead, cumulonimbus, ominous cloud, black cloud,"
    " dark sky,"
    " stormy sky, ominous sky, brooding sky, menacing sky, heavy cloud, supercell, mammatus, threatening sky,"
    " angry sky, brooding cloud": _clouds("storm", 0.85),
    "cloudless, cloud free, clear sky, clear blue sky, clear, clear winter sky, clear summer sky,"
    " clear night sky,"
    " clear weather, perfectly clear sky, crystal clear sky, clear day, clear night, no cloud in the sky,"
    " clear starry sky,"
    " fair weather": Sense("cloud", "none", says=NO_CLOUDS, denies={KIND: "stratus", COVER: 0.8}),
}  # fmt: skip

BLUE: Table = {
    "blue sky, deep blue sky": Sense("cloud", "none", implies=NO_CLOUDS, denies={KIND: "stratus", COVER: 0.8})
}

COVERS: Table = {
    "scattered, patchy, dotted": Sense("cover", says={COVER: 0.35}),
    "broken": Sense("cover", says={COVER: 0.65}),
    "sparse, occasional, a few, few, stray, lone": Sense("cover", says={COVER: 0.18}),
    "rolling, drifting, racing, passing, moving, fast moving, billowing": Sense("cover"),
}
"""Read as cloud words only right before a cloud."""

AIR: Table = {
    "fog, foggy, fogbank, fog bank, foggy weather": _fog(0.12, 0.3, 0.5, 0.85, 1.0),
    "rolling fog, fog rolling, fog rolling in, drifting fog, fog drifting, creeping fog, fog creeping in,"
    " fog drifting in, fog moving in":
        Sense("fog", implies={WIND: 3.0, TOP: 60.0}, denies=NO_FOG, grades={FOG: (0.12, 0.3, 0.5, 0.85, 1.0)}),
    "rolling mist, mist rolling, mist rolling in, drifting mist, mist drifting, creeping mist, drifting fog bank,"
    " mist drifting in, mist creeping in":
        Sense("fog", implies={WIND: 2.5, TOP: 60.0}, denies=NO_FOG, grades={FOG: (0.08, 0.15, 0.28, 0.45, 0.6)}),
    "mist, misty, vapor, morning mist": _fog(0.08, 0.15, 0.28, 0.45, 0.6, top=70.0),
    "misty valley, valley fog, low fog, ground fog, ground mist, fog in the valley, mist in the valley, low mist,"
    " valley of mist, foggy valley, fog filled valley": _fog(0.12, 0.2, 0.4, 0.6, 0.8, top=60.0, place="mountains"),
    "haze, hazy, smog, smoggy, atmospheric haze, heat haze, smoky, smoke, atmospheric": _fog(0.03, 0.07, 0.12, 0.22,
    0.35, top=600.0),
    "sea fog, sea mist, marine layer": _fog(0.15, 0.3, 0.5, 0.8, 1.0, top=120.0),
    "clear air, crisp air, crisp, crystal clear, transparent air": Sense("fog", says={FOG: 0.0}),
    "pea soup, whiteout, white out, impenetrable fog": Sense("fog", says={FOG: 1.0}),
}  # fmt: skip

FALLING: Table = {
    "rain, raining, rainy, rainfall, rain falling, raindrop, rain drop, wet weather, falling rain":
        _fall("rain", 0.08, 0.18, 0.45, 0.75, 1.0, **GRAY_SKY),
    "drizzle, drizzling, drizzly, sprinkle of rain, misty rain, sprinkling": _fall("rain", 0.06, 0.1, 0.15, 0.22, 0.3,
    **GRAY_SKY),
    "shower, rain shower": _fall("rain", 0.1, 0.2, 0.35, 0.6, 0.9, clouds__kind="cumulus", clouds__cover=0.7),
    "downpour, pouring rain, pouring, rainstorm, cloudburst, deluge, lashing rain, driving rain, sheets of rain":
        _fall("rain", 0.6, 0.7, 0.88, 0.95, 1.0, clouds__kind="storm", clouds__cover=0.95),
    "torrential rain, torrential, monsoon, torrential downpour, torrent of rain":
        _fall("rain", 0.9, 0.95, 1.0, 1.0, 1.0, clouds__kind="storm", clouds__cover=0.97),
    "sleet, hail, hailstorm": _fall("rain", 0.2, 0.35, 0.55, 0.8, 1.0, **GRAY_SKY),
    "snowing, snowfall, falling snow, snow falling, snowflake, snow drifting down, fresh snowfall, snow in the air,"
    " snow is falling, snow falls,"
    " snow gently falling, snow softly falling, snow blowing, blowing snow, swirling snow, drifting snow":
        _fall("snow", 0.08, 0.18, 0.4, 0.75, 1.0, **SNOW_LAND),
    "light snow": _fall("snow", 0.1, 0.15, 0.18, 0.2, 0.2, **SNOW_LAND),
    "heavy snow, driving snow": _fall("snow", 0.7, 0.75, 0.8, 0.85, 0.9, **SNOW_LAND),
    "flurry, snow flurry, flurries": _fall("snow", 0.08, 0.12, 0.15, 0.3, 0.4, **SNOW_LAND),
    "snowstorm, snow storm": _fall("snow", 0.5, 0.6, 0.85, 0.95, 1.0, **SNOW_LAND, wind_mps=15.0, fog__density=0.3),
    "blizzard": _fall("snow", 0.7, 0.8, 1.0, 1.0, 1.0, **SNOW_LAND, wind_mps=22.0, fog__density=0.55),
    "dust, dusty, dust in the air, blowing dust, blowing sand, drifting sand, sand blowing":
        _fall("dust", 0.08, 0.15, 0.35, 0.6, 0.9),
    "sandstorm, dust storm, sand storm, haboob": _fall("dust", 0.5, 0.6, 0.9, 1.0, 1.0, place="desert", wind_mps=17.0,
                                                        fog__density=0.55),
    "ash, ash in the air, ashfall, falling ash, volcanic ash, ash cloud, ash falling, ash plume":
        _fall("ash", 0.1, 0.2, 0.4, 0.7, 1.0),
    "falling leaf, leaf falling, drifting leaf, autumn leaf falling, falling autumn leaf, leaf drifting,"
    " leaf drifting down, leaf blowing, blowing leaf, swirling leaf, leaf swirling, leaf in the wind, tumbling leaf,"
    " leaf is falling, leaf fall": _fall("leaves", 0.1, 0.2, 0.4, 0.7, 1.0, season="autumn"),
    "ember, ember rising, rising ember, glowing ember, floating ember, ember floating, spark, spark rising,"
    " rising spark, flying spark, spark flying, cinder, ember drifting, drifting ember, fire spark":
        _fall("embers", 0.1, 0.2, 0.4, 0.7, 1.0),
    "dust mote, mote, mote of dust, floating dust, dust floating, dust particle, floating particle, pollen,"
    " floating pollen, drifting pollen, pollen drifting, pollen in the air, dust mote floating, dust mote drifting,"
    " speck of dust, dust dancing, dancing dust":
        _fall("motes", 0.1, 0.2, 0.4, 0.7, 1.0),
    "firefly, lightning bug, glow worm, firefly blinking, blinking firefly, firefly glowing, glowing firefly":
        _fall("fireflies", 0.1, 0.2, 0.4, 0.7, 1.0, time_of_day="night"),
    "dry, rainless": Sense("fall", "none", implies=NO_FALL),
}  # fmt: skip

STORMS: Table = {
    "storm, stormy, stormy weather, stormy day, stormy night, squall":
        Sense("storm", implies={KIND: "storm", COVER: 0.92, WIND: 18.0},
              denies={KIND: "cumulus", COVER: 0.35, LIGHTNING: 0.0, **NO_FALL}),
    "thunderstorm, thunder storm, electrical storm, lightning storm, thunder and lightning":
        Sense("storm", says={LIGHTNING: 0.7, KIND: "storm", COVER: 0.95}, implies={WIND: 14.0, FALL: "rain",
        RATE: 0.55},
              denies={KIND: "cumulus", COVER: 0.35, LIGHTNING: 0.0, **NO_FALL}),
    "hurricane, typhoon, cyclone": Sense("storm", says={WIND: 38.0}, implies={KIND: "storm", COVER: 1.0, FALL: "rain",
    RATE: 0.95}),
    "tornado, twister": Sense("storm", says={WIND: 30.0, FEATURES: ("tornado",)}, implies={KIND: "storm", COVER: 0.95}),
    "lightning, lightning bolt, lightning strike, lightning flash, bolt of lightning, flashes of lightning, thunder,"
    " flash of lightning, lightening":
        Sense("storm", implies={KIND: "storm", COVER: 0.9}, denies={LIGHTNING: 0.0}, grades={LIGHTNING: (0.15, 0.3,
        0.6, 0.85, 1.0)}),
    "rainbow, double rainbow": Sense("storm", implies={KIND: "cumulus", COVER: 0.55}, denies={RAINBOW: 0.0},
                                     grades={RAINBOW: (0.2, 0.4, 0.75, 0.9, 1.0)}),
}  # fmt: skip

WINDS: Table = {
    "wind, windy, breezy, wind blowing": _wind(1.5, 3.0, 8.0, 15.0, 22.0),
    "breeze, light wind": _wind(1.0, 2.5, 4.0, 7.0, 9.0),
    "gust, gusty, blustery, windswept, howling wind, strong wind": _wind(6.0, 8.0, 13.0, 17.0, 22.0),
    "gale, gale force, gale force wind": _wind(17.0, 18.0, 20.0, 23.0, 27.0),
    "windless, still air, calm, dead calm, calm weather, no breeze, breathless": Sense("wind", says={WIND: 0.8}),
    "choppy, choppy water, rough water": Sense("wind", says={WIND: 12.0}),
}  # fmt: skip
