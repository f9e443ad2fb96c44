"""Words for places, seasons and the features of the land. Knows no other room of the vocabulary."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dreamwright.prompt.sense import Sense, Table, values

FEATURES, SEASON, WIND = "scene.features", "scene.season", "scene.wind_mps"
KIND, COVER = "scene.clouds.kind", "scene.clouds.cover"


def _place(kind: str, *features: str, **implied: Any) -> Sense:
    says: Mapping[str, Any] = {FEATURES: features} if features else {}
    paths = {path.replace("__", "."): value for path, value in implied.items()}
    return Sense("place", kind, says=says, implies=paths, denies={FEATURES: (f"no_{kind}",)})


def _feature(name: str, place: str | None = None, **implied: Any) -> Sense:
    paths = {path.replace("__", "."): value for path, value in implied.items()}
    if place:
        paths["scene.place"] = place
    return Sense("feature", name, says={FEATURES: (name,)}, implies=paths, denies={FEATURES: (f"no_{name}",)})


COLD = {SEASON: "winter"}
STORMY = {KIND: "storm", COVER: 0.92, WIND: 22.0, "scene.fog.density": 0.08}

PLACES: Table = {
    "mountain, mountains, mountain range, mountainous, alps, mountainside, mountain landscape, mountain valley,"
    " highlands,"
    " mountain pass, the rockies, rocky mountains, himalaya, himalayas, andes, sierra, dolomites, summit, massif,"
    " mountain vista, mountaintop, mount everest, everest, matterhorn, valley, glen, green valley": _place("mountains"),
    "peak, mountain peak, alpine peak, alpine, alpine landscape, jagged peak, towering peak, jagged mountain,"
    " towering mountain, rugged mountain, rugged peak, craggy peak, majestic mountain, majestic peak, high peak,"
    " spire, ridgeline, mountain ridge": _place("mountains", "peaks"),
    "snowy mountain, snow capped mountain, snowcapped mountain, snow covered mountain, snow capped peak,"
    " snowcapped peak,"
    " snow covered peak, snowy peak, snowy alpine peak, snowy alp, snow capped, snowcapped":
        _place("mountains", "peaks", "snow_cover", scene__season="winter"),
    "desert, sahara, gobi, arid land, wasteland, badland, outback, namib, mojave, atacama, wadi rum": _place("desert"),
    "dune, sand dune, desert dune, rolling dune, dune sea, sea of sand, erg": _place("desert", "dunes"),
    "mesa, butte, monument valley": _place("desert", "mesa"),
    "oasis": _place("desert", "oasis"),
    "salt flat, salt pan, salt desert, salar": _place("desert", "salt_flat"),
    "ocean, sea, open water, open ocean, open sea, high sea, seascape, pacific, atlantic, ocean wave, sea wave,"
    " mediterranean, the seven seas, offshore, marine": _place("ocean"),
    "stormy sea, stormy ocean, raging sea, raging ocean, storm at sea, wild sea, heavy sea, tempest, violent sea,"
    " turbulent sea, turbulent ocean, sea storm, tempestuous sea": Sense("place", "ocean", says={WIND: 22.0},
    implies=STORMY),
    "rough sea, rough ocean, choppy sea, choppy ocean, angry sea":
        Sense("place", "ocean", says={WIND: 14.0}, implies={KIND: "stratus", COVER: 0.8}),
    "calm sea, calm ocean, still sea, glassy sea, glassy ocean, mirror sea, flat sea": Sense("place", "ocean",
    says={WIND: 1.0}),
    "coast, coastline, shore, shoreline, seashore, seaside, coastal, headland, cape, cove, bay, fjord, harbor,"
    " promontory,"
    " big sur, amalfi": _place("coast"),
    "rocky coast, rocky shore, rocky coastline, rocky shoreline, rugged coast, rugged coastline, sea stack":
        _place("coast", "rocks"),
    "sea cliff, coastal cliff, cliff by the sea, cliff above the sea, cliff over the sea, cliff over the ocean,"
    " white cliff": _place("coast", "cliffs"),
    "beach, sandy beach, sandy shore, tropical beach, seafront, beachfront": _place("coast", "beach"),
    "forest, wood, woodland, rainforest, jungle, grove, redwood, sequoia, taiga, birch forest, birch, thicket, treetop,"
    " forested, bamboo forest, bamboo grove, wooded, copse, forest floor, canopy, forest path": _place("forest"),
    "pine forest, pine, conifer, fir forest, spruce forest, evergreen forest, coniferous forest, pine wood, spruce,"
    " fir":
        _place("forest", "pines"),
    "plain, meadow, grassland, field, prairie, steppe, savanna, savannah, pasture, moor, moorland, farmland,"
    " countryside,"
    " heath, grassy field, open field, serengeti, pampa, paddock, the great plains, alpine meadow": _place("plains"),
    "hill, rolling hill, rolling green hill, green hill, grassy hill, hillside, hillock, hilly, foothill, knoll,"
    " rolling countryside, gentle hill, tuscany, tuscan hill, the shire": _place("plains", "hills"),
    "park, city park, garden, parkland": _place("plains", "trees"),
    "wheat field, cornfield, corn field, barley field, field of wheat, field of corn, field of barley, golden field":
        _place("plains", "crops"),
    "lavender field, field of lavender, poppy field, field of poppy, tulip field, field of tulip, sunflower field,"
    " flower field, field of flower, flower meadow, field of sunflower, wildflower meadow, field of wildflower,"
    " meadow of wildflower": _place("plains", "wildflowers", scene__season="spring"),
    "canyon, gorge, ravine, grand canyon, slot canyon, chasm, gulch, canyonland": _place("canyon"),
    "arctic, antarctica, antarctic, tundra, polar, polar landscape, ice sheet, ice cap, ice field, icy wilderness,"
    " icy landscape, frozen wasteland, north pole, south pole, greenland, pack ice, ice floe, sea ice, icescape,"
    " frozen tundra, svalbard": _place("arctic", scene__season="winter"),
    "arctic sea, arctic ocean, frozen sea, frozen ocean, polar sea, icy sea, icy ocean, icy water":
        _place("arctic", "sea_ice", scene__season="winter"),
    "lake, pond, mountain lake, lakeside, loch, reservoir, alpine lake, tarn, lakeshore, lagoon": _place("lake"),
    "calm lake, still lake, glassy lake, mirror lake, glass lake, quiet lake, placid lake, tranquil lake, serene lake":
        Sense("place", "lake", says={WIND: 1.0}),
    "frozen lake, frozen pond, icy lake, iced lake": _place("lake", "frozen", scene__season="winter"),
    "river, stream, creek, brook, riverbank, riverside, rivulet, delta, wetland, marsh, swamp, estuary,"
    " bayou": _place("river"),
    "whitewater rapid, river rapid, white water, whitewater, raging river": _place("river", "rapids"),
    "winding river, meandering river, river bend": _place("river", "meanders"),
    "frozen river": _place("river", "frozen", scene__season="winter"),
    "island, archipelago, atoll, islet, chain of island, isle, tropical island, small island, tiny island,"
    " chain of small island, maldives, hawaii, small tropical island, desert island, chain of tiny island, cay":
        _place("islands"),
    "volcano, caldera, volcanic crater, mount fuji, etna, vesuvius, volcanic, volcanic landscape": _place("volcano"),
    "erupting volcano, active volcano, volcanic eruption, eruption, lava, magma, lava flow, lava field, lava fountain,"
    " volcano erupting, volcano eruption": _place("volcano", "lava"),
    "city, cityscape, metropolis, downtown, urban, manhattan, new york, tokyo, london, paris, megacity, megalopolis,"
    " city center, town square, times square, new york city, hong kong, chicago, shanghai, dubai": _place("city"),
    "skyline, city skyline, skyscraper, high rise, highrise": _place("city", "skyline"),
    "street, alley, alleyway, city street, boulevard, avenue, empty street, back alley, sidewalk, road junction":
        _place("city", "street"),
    "cyberpunk city, futuristic city, neon city, neon street, sci fi city": _place("city", "neon"),
    "village, hamlet, small town, town, fishing village, medieval village, cottage village, mountain village,"
    " settlement,"
    " farmstead, old town, rural village": _place("village"),
    "space, outer space, deep space, cosmos, galaxy, nebula, orbit of the earth, low earth orbit, interstellar,"
    " universe,"
    " cosmic": _place("space"),
    "planet, small planet, alien planet, exoplanet, gas giant, planet seen from orbit, planet earth, earth from space,"
    " earth seen from space, blue planet, small world, distant planet, tiny world": _place("space", "planet"),
    "asteroid belt, asteroid field": _place("space", "asteroids"),
    "seen from orbit, from orbit, in orbit, from space": _place("space"),
    "underwater, under water, undersea, beneath the sea, under the sea, seabed, sea floor, seafloor, ocean floor,"
    " beneath the wave, beneath the surface, below the surface, deep sea, deep ocean, submarine view, aquatic,"
    " under the ocean, scuba, beneath the ocean": _place("underwater"),
    "coral reef, reef, coral": _place("underwater", "coral"),
    "kelp forest, kelp, seaweed, seagrass": _place("underwater", "kelp"),
    "above the cloud, over the cloud, above a sea of cloud, sea of cloud, cloudscape, cloud sea, above cloud,"
    " ocean of cloud, over a sea of cloud, over cloud, flying through the cloud, fly through the cloud,"
    " flies through the cloud, flying through cloud, flying into the cloud, flying among the cloud,"
    " soaring through the cloud, soaring above the cloud, gliding through the cloud, soaring over the cloud":
        Sense("place", "sky", says={KIND: "stratus", COVER: 0.9}),
    "skyscape, stratosphere": _place("sky"),
    "among the cloud, through the cloud, in the cloud, through cloud, into the cloud, into cloud, between the cloud":
        Sense("set", says={COVER: 0.6}, implies={"scene.place": "sky", KIND: "cumulus"}),
    "mars, surface of mars, planet mars, martian, martian landscape, martian surface, red planet, martian desert":
        _place("desert", "red_rock", scene__fog__density=0.08, scene__clouds__kind="none", scene__clouds__cover=0.0),
    "surface of the moon, lunar surface, lunar landscape, moonscape":
        _place("desert", "crater", scene__clouds__kind="none", scene__clouds__cover=0.0),
    "in the sky, through the sky, high in the sky, up in the sky, up in the air": Sense("set",
    implies={"scene.place": "sky"}),
}  # fmt: skip

FEATURE_WORDS: Table = {
    "waterfall, cascade, cataract, water fall": _feature("waterfall"),
    "road, highway, dirt road, country road, winding road, winding mountain road, mountain road,"
    " winding country road, lane, motorway, coastal road, mountain road,"
    " open road, desert road": _feature("road"),
    "path, footpath, trail, walkway, hiking trail": _feature("path"),
    "bridge, suspension bridge, stone bridge, footbridge, wooden bridge, viaduct, rope bridge": _feature("bridge"),
    "golden gate bridge, golden gate, brooklyn bridge": _feature("bridge", "coast"),
    "ruin, ancient ruin, ruined castle, ruined temple, crumbling wall": _feature("ruins"),
    "iceberg, ice berg": _feature("iceberg", "arctic"),
    "wildflower, flower, wild flower, bloom of flower, lavender, poppy, tulip, sunflower, daisy, blossoming,"
    " blooming flower": _feature("wildflowers", None, scene__season="spring"),
    "cherry blossom, blossom, sakura, cherry tree, petal": _feature("blossoms", None, scene__season="spring"),
    "cliff, cliffs, crag, bluff, escarpment, precipice, sheer cliff, rock face, cliff face, cliff edge, clifftop":
        _feature("cliffs"),
    "rock, boulder, stone, rocky, rocky outcrop, outcrop, rock formation": _feature("rocks"),
    "scree": _feature("scree", "mountains"),
    "glacier, icefall, glacial": _feature("glacier", "mountains", scene__season="winter"),
    "ice, icy": _feature("ice", None, scene__season="winter"),
    "frozen, frozen over, iced over": _feature("frozen", None, scene__season="winter"),
    "snow, snowy, snow covered, snow cover, snowbound, snow field, snowfield, snow on the ground, snowdrift,"
    " powder snow,"
    " fresh snow, deep snow, snowscape, snow blanket, blanket of snow, blanketed in snow, covered in snow,"
    " snowy landscape":
        Sense("feature", "snow_cover", says={FEATURES: ("snow_cover",)}, implies={SEASON: "winter"},
              denies={FEATURES: ("no_snow_cover",)}),
    "frost, frosty, frosted, hoarfrost, rime": _feature("frost", None, scene__season="winter"),
    "reed, cattail, bulrush": _feature("reeds", "lake"),
    "grass, tall grass, long grass, grassy, waving grass": _feature("grass", "plains"),
    "rice terrace, terraced field, rice paddy, rice field, terrace": _feature("terraces", "plains"),
    "vineyard, vine": _feature("vineyard", "plains"),
    "crop, wheat, corn, barley, maize": _feature("crops", "plains"),
    "orchard": _feature("orchard", "plains"),
    "moss, mossy": _feature("moss"),
    "fern, undergrowth": _feature("ferns", "forest"),
    "mushroom": _feature("mushrooms", "forest"),
    "tree, oak, oak tree, maple, willow, cypress, leaf, foliage": Sense("feature", "trees", says={FEATURES: ("trees",)},
                                               denies={FEATURES: ("no_trees",)}),
    "treeless, barren": Sense("feature", "no_trees", says={FEATURES: ("no_trees",)}),
    "palm, palm tree, coconut tree, palm lined": _feature("palms"),
    "cactus, saguaro, cacti": _feature("cacti", "desert"),
    "crashing wave, crashing surf, wave crashing, surf crashing, breaking wave, wave breaking, ocean spray,"
    " pounding surf":
        Sense("feature", "waves", says={WIND: 12.0}, implies={"scene.place": "ocean"}),
    "wave, surf, breaker, swell":
        Sense("feature", "waves", implies={"scene.place": "ocean"}, denies={WIND: 0.8},
              grades={WIND: (2.0, 3.0, 8.0, 16.0, 22.0)}),
    "huge wave, giant wave, massive wave, enormous wave, towering wave, mountainous wave, monster wave, big wave,"
    " gigantic wave, rogue wave": Sense("feature", "waves", says={WIND: 22.0}, implies={"scene.place": "ocean"}),
    "ripple, rippling, rippling water, gently lapping": Sense("feature", "ripples", says={WIND: 2.5}),
    "rocky beach, pebble beach, shingle": _feature("pebbles", "coast", **{"scene.place": "coast"}),
    "white sand": _feature("white_sand"),
    "black sand": _feature("black_sand"),
    "sand, sandy": Sense("feature", "sand", implies={"scene.place": "desert"}),
    "red rock, red sandstone, sandstone, red cliff": _feature("red_rock", "canyon"),
    "turquoise water, turquoise ocean, turquoise sea, turquoise lake, turquoise lagoon, emerald water, azure water,"
    " crystal clear water, azure sea, azure ocean, tropical water, clear blue water":
        _feature("turquoise_water"),
    "still water, calm water, mirror like water, glassy water, quiet water": Sense("feature", "calm_water",
    says={WIND: 1.0}),
    "water, water surface, surface, waterline": Sense("feature", "water"),
    "reflection, reflected, reflecting, mirrored": Sense("feature", "reflections", implies={WIND: 1.0}),
    "lit window, window, glowing window, window light, lit building":
        _feature("lit_windows"),
    "city light, street light, streetlight, street lamp, streetlamp, lamppost, urban light, lantern light":
        _feature("street_lights", "city"),
    "neon, neon light, neon sign, neon glow": _feature("neon", "city"),
    "building, tower block, office tower, rooftop, apartment block": _feature("buildings", "city"),
    "thin ring, ring, planetary ring, saturn ring": _feature("rings", "space"),
    "asteroid, meteoroid": _feature("asteroids", "space"),
    "sun ray, sunray, god ray, light shaft, shaft of light, sunbeam, sun beam, beam of light, crepuscular ray,"
    " light ray,"
    " ray of light, ray of sun, ray of sunlight, shaft of sunlight, volumetric light, light beam, sun shaft":
        _feature("sun_rays", None, scene__fog__density=0.14),
    "shooting star, meteor, meteor shower, falling star, perseid": _feature("meteors", None,
    scene__time_of_day="night"),
    "cloud shadow, shadow of cloud, shadow of the cloud, cloud shadow passing, cloud shadow drifting, passing shadow,"
    " passing cloud shadow, drifting cloud shadow, shadow of passing cloud, shadow of drifting cloud,"
    " moving cloud shadow, shadow of clouds passing":
        _feature("cloud_shadows"),
    "flickering light, flickering lamp, flickering candle, flickering candlelight, flickering lantern,"
    " flickering neon, neon flicker, neon flickering, flickering window, flickering street light, lamp flickering,"
    " light flickering, candle flickering, candlelight flickering, lantern flickering, flickering neon sign,"
    " lamp flicker, light flicker, flickering streetlight, flickering torch, torch flickering, flickering torchlight":
        _feature("flickering_lights"),
    "crater": _feature("crater"),
    "cave, cavern, grotto": _feature("cave"),
    "arch, rock arch, natural arch, stone arch": _feature("arch", "desert"),
    "geyser, hot spring": _feature("geyser"),
    "hoodoo": _feature("hoodoos", "canyon"),
    "strata, layered rock": _feature("strata", "canyon"),
    "wind turbine, wind farm": _feature("wind_turbines"),
    "fence, stone wall, hedge": _feature("fence"),
    "pier, jetty, dock, wharf": _feature("pier", "coast"),
    "empty, deserted, desolate, uninhabited, lonely, abandoned": Sense("feature", "empty", says={FEATURES: ("empty",)}),
    "puddle, wet street, wet road, wet pavement, wet asphalt, rain soaked street": _feature("wet_ground"),
}  # fmt: skip

SEASONS: Table = {
    **values("season", {
        "spring": "spring, springtime, early spring, late spring, in bloom, spring day, april, may morning",
        "summer": "summer, summertime, summery, midsummer, summer day, late summer, july, tropical, lush",
        "winter": "winter, wintertime, wintry, midwinter, winter day, january, december, freezing, icy cold, christmas",
    }),
    "autumn, autumnal, fall season, fall foliage, in the fall, fall day, autumn foliage, october, november, fall color,"
    " late autumn, early autumn": Sense("season", "autumn"),
    "autumn color, autumn leaf, golden leaf, red leaf, orange leaf, autumn tree, fall leaf":
        Sense("season", "autumn", implies={FEATURES: ("autumn_leaves",)}),
}  # fmt: skip

BACKDROPS: Mapping[str, str] = {
    "mountains": "peaks", "desert": "dunes", "ocean": "sea", "coast": "shore", "forest": "trees", "plains": "meadow",
    "canyon": "cliffs", "arctic": "ice", "lake": "lake", "river": "river", "islands": "islands", "volcano": "volcano",
    "city": "buildings", "village": "village", "space": "planet", "underwater": "sea", "sky": "high_clouds",
}  # fmt: skip
"""What a second place becomes beside the first: a feature of it."""

PAIRS: Mapping[frozenset[str], str] = {
    frozenset({"ocean", "islands"}): "islands", frozenset({"ocean", "coast"}): "coast",
    frozenset({"ocean", "arctic"}): "arctic", frozenset({"mountains", "volcano"}): "volcano",
    frozenset({"mountains", "village"}): "village", frozenset({"canyon", "river"}): "canyon",
    frozenset({"canyon", "desert"}): "canyon", frozenset({"forest", "river"}): "forest",
    frozenset({"ocean", "underwater"}): "underwater", frozenset({"islands", "coast"}): "islands",
    frozenset({"plains", "village"}): "village", frozenset({"arctic", "coast"}): "arctic",
    frozenset({"city", "coast"}): "city", frozenset({"city", "river"}): "city", frozenset({"sky", "mountains"}): "sky",
    frozenset({"sky", "ocean"}): "sky", frozenset({"sky", "islands"}): "sky", frozenset({"islands",
    "volcano"}): "volcano",
    frozenset({"lake", "forest"}): "lake", frozenset({"lake", "mountains"}): "lake", frozenset({"lake",
    "plains"}): "lake",
    frozenset({"coast", "village"}): "village", frozenset({"desert", "city"}): "city",
    frozenset({"desert", "village"}): "village",
}  # fmt: skip
"""Two places that are one: where the camera stands when both are named."""

OVERALL = ("space", "underwater")
"""Places that hold whatever else is named."""
