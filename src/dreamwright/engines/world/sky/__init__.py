"""The sky of the world engine: atmosphere, sun, moon, stars, aurora, rainbow, lightning and fog.

Start at atmosphere.py: an `Air` holds what does not depend on the sun, a `Light` the light of one moment.
Radiance in kcd/m², irradiance in klux, per linear Rec.709 channel. Knows no land, clouds or camera.
"""
