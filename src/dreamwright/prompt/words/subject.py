"""Words for what is to be seen: kinds, actions, numbers,"
" colours and positions. Knows no other room of the vocabulary."""

from __future__ import annotations

from dreamwright.prompt.sense import Table, values

SUBJECTS: Table = values("subject", {
    "sailboat": "sailboat, sailing boat, sail boat, yacht, sailing yacht, catamaran, regatta, dinghy",
    "sailing_ship": "sailing ship, tall ship, galleon, pirate ship, schooner, clipper ship, frigate, viking ship,"
    " longship",
    "ship": "ship, freighter, cargo ship, container ship, ocean liner, cruise ship, vessel, tanker, warship,"
    " steamship, ferry",
    "boat": "boat, fishing boat, motorboat, speedboat, trawler, barge, tugboat, gondola, junk boat, longtail boat,"
    " dhow",
    "rowboat": "rowboat, rowing boat, row boat, wooden boat, small boat",
    "canoe": "canoe", "kayak": "kayak", "raft": "raft, life raft", "buoy": "buoy",
    "submarine": "submarine", "surfer": "surfer", "swimmer": "swimmer",
    "diver": "diver, scuba diver, freediver", "lighthouse": "lighthouse, light house",
    "hot_air_balloon": "hot air balloon, air balloon, balloon", "airship": "airship, zeppelin, blimp",
    "kite": "kite", "airplane": "airplane, plane, aeroplane, airliner, aircraft, passenger jet, jet plane, biplane",
    "helicopter": "helicopter, chopper", "glider": "glider, sailplane", "paraglider": "paraglider, hang glider",
    "rocket": "rocket, rocket ship, missile", "spaceship": "spaceship, spacecraft, starship, space ship",
    "satellite": "satellite, sputnik", "space_station": "space station, iss",
    "astronaut": "astronaut, spaceman, cosmonaut",
    "ufo": "ufo, flying saucer", "comet": "comet", "robot": "robot, android",
    "birds": "bird, songbird, starling, swallow, murmuration, wildfowl, sparrow, dove, pigeon",
    "seagulls": "seagull, gull, sea gull, albatross, seabird, sea bird",
    "eagle": "eagle, bald eagle, hawk, falcon, condor, vulture, raptor, buzzard, kestrel",
    "crow": "crow, raven, blackbird", "owl": "owl", "swan": "swan", "duck": "duck, mallard", "geese": "goose, geese",
    "flamingo": "flamingo", "heron": "heron, egret, crane bird, stork", "penguin": "penguin", "pelican": "pelican",
    "parrot": "parrot, macaw",
    "butterfly": "butterfly, monarch butterfly, moth", "dragonfly": "dragonfly", "bee": "bee, bumblebee, honeybee",
    "bat": "bat", "fish": "fish, tropical fish, sardine, shoal, tuna, salmon, clownfish",
    "shark": "shark, great white, hammerhead", "whale": "whale, humpback, humpback whale, blue whale, sperm whale",
    "orca": "orca, killer whale", "dolphin": "dolphin, porpoise", "turtle": "turtle, sea turtle, tortoise",
    "jellyfish": "jellyfish, jelly fish, medusa", "manta_ray": "manta ray, stingray, manta",
    "octopus": "octopus, squid",
    "seal": "seal, sea lion, walrus", "crab": "crab", "polar_bear": "polar bear",
    "bear": "bear, grizzly, grizzly bear, brown bear", "wolf": "wolf, coyote", "fox": "fox, red fox",
    "dog": "dog, puppy, hound, husky, dog sled, retriever", "cat": "cat, kitten",
    "deer": "deer, stag, doe, fawn, buck, roe deer, red deer",
    "elk": "elk, moose, reindeer, caribou", "horse": "horse, wild horse, stallion, mare, mustang, pony, foal",
    "rider": "rider, horseman, horse rider, cowboy, knight on horseback, horseback rider, knight",
    "cow": "cow, cattle, bull, highland cow", "sheep": "sheep, lamb", "goat": "goat, ibex, mountain goat",
    "bison": "bison, buffalo", "camel": "camel, camel caravan, dromedary", "elephant": "elephant",
    "giraffe": "giraffe", "zebra": "zebra", "antelope": "antelope, gazelle, wildebeest, impala",
    "lion": "lion, lioness",
    "tiger": "tiger", "leopard": "leopard, cheetah, snow leopard, jaguar", "rabbit": "rabbit, hare, bunny",
    "monkey": "monkey, ape, gorilla", "kangaroo": "kangaroo", "snake": "snake", "frog": "frog",
    "dinosaur": "dinosaur, t rex",
    "dragon": "dragon", "unicorn": "unicorn",
    "person": "person, man, woman, figure, traveler, traveller, silhouette of a person, silhouette of a man, girl,"
    " boy, lady, monk, stranger, guy,"
              " human, wanderer, lone figure, old man, old woman, young woman, young man, farmer, fisherman, dancer,"
              " samurai, wizard, nomad, pilgrim, photographer",
    "people": "people, crowd, pedestrian, passerby, tourist, couple, family, villager, anyone, anybody,"
    " nobody, audience, humanity",
    "child": "child, children, toddler, kid", "hiker": "hiker, trekker, backpacker, climber, mountaineer, walker",
    "skier": "skier, snowboarder", "skateboarder": "skateboarder, skater",
    "cyclist": "cyclist, biker, mountain biker", "runner": "runner, jogger",
    "lone_tree": "lone tree, single tree, solitary tree, lonely tree, isolated tree, tree on a hill, one tree",
    "dead_tree": "dead tree, bare tree, gnarled tree, withered tree, leafless tree",
    "bush": "bush, shrub, tumbleweed", "log": "log, driftwood, fallen tree",
    "castle": "castle, fortress, citadel, palace, medieval castle, chateau, fort",
    "tower": "tower, watchtower, clock tower, bell tower, eiffel tower, radio tower, spire tower",
    "church": "church, chapel, cathedral, monastery, abbey, mosque", "temple": "temple, pagoda, shrine,"
    " buddhist temple, torii gate, torii",
    "pyramid": "pyramid, egyptian pyramid", "statue": "statue, monument, sculpture, sphinx",
    "obelisk": "obelisk, monolith, standing stone, stonehenge, menhir",
    "windmill": "windmill, wind mill", "watermill": "watermill, water mill",
    "barn": "barn, farmhouse, farm, silo, stable",
    "house": "house, home, mansion, villa, cottage, manor, stone house, beach house, bungalow",
    "cabin": "cabin, log cabin, hut, shack, chalet, wooden cabin, lodge, shed, wooden hut",
    "tent": "tent, campsite, camp, yurt, teepee", "igloo": "igloo", "campfire": "campfire, camp fire, bonfire, fire,"
    " flame, flames",
    "torch": "torch, lantern, paper lantern, sky lantern, candle", "well": "stone well, water well",
    "bench": "bench, park bench", "gate": "gate, archway",
    "car": "car, automobile, sports car, vintage car, sedan, convertible, suv, jeep, pickup, classic car, racing car,"
    " race car",
    "taxi": "taxi, yellow cab, taxicab", "truck": "lorry, pickup truck, delivery truck, semi truck, fire truck",
    "bus": "bus, double decker, coach bus, camper van, van, caravan, motorhome",
    "motorcycle": "motorcycle, motorbike, scooter, vespa", "bicycle": "bicycle, bike",
    "train": "train, steam train, locomotive, railway, freight train, passenger train, bullet train",
    "tram": "tram, streetcar, trolley", "tractor": "tractor, combine harvester",
    "carriage": "horse carriage, stagecoach, wagon, carriage, sleigh",
    "tank": "army tank, battle tank", "snowman": "snowman", "scarecrow": "scarecrow",
    "flag": "flag, banner, prayer flag", "umbrella": "umbrella, parasol",
    "ferris_wheel": "ferris wheel, carousel", "oil_rig": "oil rig, oil platform",
    "crane_machine": "construction crane, harbor crane",
    "power_line": "power line, pylon, telephone pole, telegraph pole", "shipwreck": "shipwreck, wreck, sunken ship",
    "treasure": "treasure chest",
    "skydiver": "skydiver, parachutist, parachute", "fireworks": "firework, fireworks display",
})  # fmt: skip

PLURAL_COUNTS = {"birds": 12, "seagulls": 9, "fish": 60, "people": 6, "geese": 9, "sheep": 14, "cow": 9, "butterfly": 8,
                 "bee": 10, "bat": 12, "horse": 6, "deer": 4, "penguin": 12, "dolphin": 5, "elephant": 5,
                 "antelope": 12,
                 "bison": 12, "flamingo": 20, "jellyfish": 9, "torch": 12, "fireworks": 6, "hot_air_balloon": 7,
                 "car": 6, "tent": 4, "house": 6, "child": 3, "camel": 6, "zebra": 8}  # fmt: skip
"""How many a bare plural means; 3 for the rest."""

ALWAYS_MANY = ("fish", "birds", "people", "seagulls", "fireworks")
"""Kinds that mean several without a plural ending, unless one is asked for."""

COUNTS: Table = values("count", {
    "1": "one, single, lone, lonely, solitary, sole, isolated",
    "2": "two, pair of, couple of, both, twin", "3": "three, few, trio of, handful of, threesome of", "4": "four, some",
    "5": "five, several, group of, pride of", "6": "six, line of, row of, family of, cluster of",
    "7": "seven, bunch of", "8": "eight, pack of",
    "9": "nine", "10": "ten, fleet of, pod of", "11": "eleven", "12": "twelve, dozen, many, numerous, lots of,"
    " lot of, plenty of, caravan of",
    "15": "fifteen", "20": "twenty, herd of, crowd of", "25": "flock of, swarm of, dozens of, dozen of", "30": "thirty",
    "40": "forty", "45": "forty five", "50": "fifty", "60": "sixty, school of, shoal of", "90": "ninety",
    "100": "hundred, one hundred", "200": "hundreds of, countless, scores of, army of, hundred of",
    "180": "one hundred and eighty, one eighty",
    "360": "three hundred and sixty, three sixty", "1000": "thousand, thousands of, thousand of, one thousand",
})  # fmt: skip

COLORS: Table = values("color", {
    "red": "red, crimson, scarlet, ruby", "orange": "orange", "yellow": "yellow", "green": "green, emerald",
    "blue": "blue, azure, navy", "purple": "purple, violet", "pink": "pink, magenta", "white": "white",
    "black": "black", "gray": "gray, silver", "brown": "brown, wooden", "turquoise": "turquoise, teal, cyan",
    "striped": "striped, rainbow colored", "multicolored": "multicolored, multicoloured, multi colored",
})  # fmt: skip

ACTIONS: Table = {"sailing, sails, sail, drifting, drifts, drift, floating, floats, float, gliding, glides, walking,"
" walks, walk, running,"
                  " runs, run, standing, stands, stand, sitting, sits, sit, swimming, swims, swim, jumping, jumps,"
                  " leaping, leaps, galloping,"
                  " gallops, driving, drives, drive, burning, burns, burn, blinking, blinks, grazing, grazes, graze,"
                  " howling, howls, perched, anchored,"
                  " moored, crossing, crosses, circling, circles, soaring, soars, breaching, breaches, dancing,"
                  " dances, resting,"
                  " sleeping, sleeps, waiting, watching, looking, flying, flies, hovering, hovers, swaying, sways,"
                  " waving, shining, shines,"
                  " flashing, flashes, turning, spinning, rotating, riding, rides, climbing, climbs, racing, races,"
                  " passing, passes,"
                  " moving, moves, hunting, feeding, playing, plays, fishing, rowing, surfing, diving, emerging,"
                  " rising, landing,"
                  " taking off, approaching, heading, speeding, cruising, cruises, roaming, migrating, chasing,"
                  " kneeling, praying,"
                  " exploring, hiking, skiing, camping, fluttering, flutters, nesting, drinking, trotting, wandering,"
                  " wanders,"
                  " marching, parked, docked, sinking, launching, leaving, meditating, crackling, falling,"
                  " running away, twirling":
                  values("action", {"action": "x"})["x"]}  # fmt: skip

POSITIONS: Table = values("position", {
    "left": "on the left, at the left, on the left side, in the left third, frame left, left of frame, left third,"
    " left side",
    "right": "on the right, at the right, on the right side, in the right third, frame right, right of frame,"
    " right third, right side",
    "center": "in the center, in the middle, at the center, centered, in the center of the frame, center frame,"
    " center stage,"
              " in the middle of the frame",
    "foreground": "in the foreground, foreground, in front, up close, close to the camera, nearby,"
    " in the near distance",
    "background": "in the background, in the distance, far away, on the horizon, far off, background,"
    " in the far distance, distant,"
                  " faraway, on the skyline, far in the distance, on the far side, backdrop",
    "above": "in the sky above, overhead above, high above us, above us, up above, above our head,"
    " in the air above",
})  # fmt: skip
