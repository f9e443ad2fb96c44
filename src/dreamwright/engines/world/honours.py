"""Which features of a plan each place shows, by itself or because they are asked for, and why others are not.

Follows terrain/, biome.py and waters.py: whoever draws something new there adds it here. Loads no renderer.
"""

from __future__ import annotations

from dreamwright.shot.plan import Scene

_SNOW = frozenset({"snow_cover"})
_FLOWERS = frozenset({"wildflowers", "flowers"})
_MEADOW = frozenset({"meadow", "grass"}) | _FLOWERS | _SNOW
_TREES = frozenset({"trees", "pines", "woods"})
_PEAKS = frozenset({"mountains", "peak", "peaks"})
_HILLS = frozenset({"hills", "hill", "valley"})
_STONES = frozenset({"rocks", "scree"})
_BUTTES = frozenset({"mesa", "mesas", "butte", "buttes"})
_SAND = frozenset({"sand", "dunes", "ripples"})
_STACKS = frozenset({"cliffs", "rocks", "sea_stack", "sea_stacks"})
_LIQUID = frozenset({"calm_water", "turquoise_water", "ripples", "reflections"})
_WATER = _LIQUID | {"water", "frozen"}
_SEA = _WATER | {"sea"}
_OPEN_SEA = _SEA | _STACKS | {"iceberg", "icebergs", "reef"}
_PLAINS = _MEADOW | _TREES | _HILLS
_DESERT = _SAND | _BUTTES | _SNOW | {"salt_flat"}

SHOWN: dict[str, frozenset[str]] = {
    "mountains": _PEAKS | _STONES | _TREES | _MEADOW | {"valley"},
    "desert": _DESERT,
    "ocean": _OPEN_SEA,
    "coast": _SEA | _STACKS | _MEADOW | _TREES | {"beach", "shore", "sand", "dunes", "hills"},
    "forest": _PLAINS | _STONES,
    "plains": _PLAINS,
    "canyon": _WATER | _STONES | _FLOWERS | _SNOW | {"river", "cliffs", "red_rock", "strata"},
    "arctic": _SEA | _PEAKS | _SNOW | {"iceberg", "icebergs", "sea_ice", "ice", "glacier", "shore"},
    "lake": _WATER | _PEAKS | _STONES | _TREES | _MEADOW | {"lake", "shore", "iceberg"},
    "river": _WATER | _HILLS | _STONES | _TREES | _MEADOW | {"river", "meanders", "pebbles"},
    "islands": _SEA | _MEADOW | _TREES | {"islands", "mountains", "beach", "shore", "sand", "reef"},
    "volcano": _PEAKS | _STONES | _TREES | _MEADOW | {"volcano", "crater"},
    "city": _PLAINS,
    "village": _PLAINS,
    "space": _DESERT,
    "underwater": _OPEN_SEA,
    "sky": _PEAKS | _SNOW | {"high_clouds"},
}
"""Drawn in each place. A place without water cannot freeze; one without trees shows none as asked."""

_HIDES = {"frozen": _LIQUID, "salt_flat": _SAND - {"sand"} | _BUTTES}
"""What is no longer seen where one of these is asked for and shown."""
_ANYWHERE = frozenset({"empty", "no_trees", "cloud_shadows"})
_EVER = frozenset().union(*SHOWN.values())


def shortfall(scene: Scene, feature: str) -> str | None:
    """Why the film of `scene` lacks one of its features; None where it is drawn."""
    name = feature.replace("_", " ")
    shown = SHOWN.get(scene.place, frozenset())
    if feature in _ANYWHERE:
        return None
    for hider, hidden in _HIDES.items():
        if hider in scene.features and hider in shown and feature in hidden:
            return f"{name} cannot be seen where {hider.replace('_', ' ')} is drawn"
    if feature in shown:
        return None
    return f"{name} is not drawn {'in this place' if feature in _EVER else 'yet'} and is left out"
