"""Words for what a given picture shows and how it moves, which set no field. Knows no other room of the vocabulary.

The engine that films pictures looks for them in the prompt itself.
"""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


SURFACES = _words(
    "steam steaming vapour plume chimney exhaust incense smoking smoky hair fur mane beard blossom "
    "blossoms branch branches lawn torrent cascade cascades cascading cataract breakers"
)
"""What may be there."""
MOTIONS = _words(
    "flowing flow flows flowed streaming rushing running pouring gushing falling tumbling plunging rising rises rise "
    "curling curl curls billowing billow billows wafting drifting flickering flicker flickers dancing dance dances "
    "crackling crackle crackles burning burns swaying sway sways rustling rustle rustles waving wave fluttering "
    "flutter flutters blowing blows blown crashing crash crashes breaking break breaks lapping laps surging surge "
    "surges rolling roll rolls rippling ripples moving moves move shimmering shimmer shimmers swirling swirl"
)
"""How it may move."""
