"""Light of a picture that changes: cloud shadows, the end of day, shafts, lightning, lamps, wonders of the sky."""
