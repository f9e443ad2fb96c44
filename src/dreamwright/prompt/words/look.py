"""Words for the grade, the film stock and the size and length of the film. Knows no other room of the vocabulary."""

from __future__ import annotations

from typing import Any

from dreamwright.prompt.sense import Sense, Table

PALETTE, KELVIN, CONTRAST, SATURATION = "look.palette", "look.temperature_k", "look.contrast", "look.saturation"
EXPOSURE, MONO, GRAIN, BLOOM = "look.exposure_ev", "look.monochrome", "look.grain", "look.bloom"
VIGNETTE, FILM = "look.vignette", "look.film"
ASPECT, RESOLUTION = "frame.aspect", "frame.resolution"


def _palette(name: str, **more: Any) -> Sense:
    return Sense(says={PALETTE: name}, implies={f"look.{key}": value for key, value in more.items()},
                 denies={PALETTE: "natural"})  # fmt: skip


LOOKS: Table = {
    "natural, natural color, realistic color, true color, neutral color, natural light, natural look, neutral grade":
        _palette("natural"),
    "warm, warm light, warm tone, warm color, warm palette, warm grade, golden tone, warm hue, amber, amber light,"
    " warm glow, golden, cozy, warm toned, honey light": _palette("warm"),
    "cool, cool tone, blue light, cold tone, cold light, blue tone, cool color, icy tone, cool light, cool palette,"
    " steely, cold,"
    " bluish, cool grade, chilly, blue tint, cold palette": _palette("cool"),
    "teal and orange, teal orange, orange and teal, blockbuster look, hollywood look": _palette("teal_orange"),
    "pastel, pastel color, soft color, candy color, pastel palette, pastel tone, pastel colored": _palette("pastel"),
    "vivid, vibrant, saturated, vibrantly colored, brightly colored, vibrant color, vivid color, colorful,"
    " rich color, bold color, bright color, technicolor,"
    " saturated color, intense color, high saturation": _palette("vivid", saturation=1.2),
    "muted, muted color, muted palette, subdued, subdued color, faded, earthy tone, earth tone, washed out, muted tone,"
    " understated": _palette("muted", saturation=0.8),
    "desaturated, desaturated color, low saturation, drained color, bleak":
        Sense(says={SATURATION: 0.5}, implies={PALETTE: "muted"}),
    "sepia, sepia tone, sepia toned": _palette("sepia"),
    "black and white film noir, black and white noir, noir, film noir, film noir look, noir look, noir style,"
    " film noir style, neo noir, noirish":
        Sense(says={PALETTE: "noir", FILM: "noir", MONO: True},
              implies={CONTRAST: 1.3, GRAIN: 0.35, VIGNETTE: 0.35}, denies={PALETTE: "natural"}),
    "black and white, monochrome, b and w, bw, monochromatic, grayscale, black white, black and white film, colorless,"
    " in monochrome": Sense(says={MONO: True}, denies={MONO: False}, implies={CONTRAST: 1.15}),
    "in color, full color, color film, in full color": Sense(says={MONO: False}, denies={MONO: True}),
    "color": Sense("absent", denies={MONO: True}),
    "teal tint, teal tone, cyan tone, teal grade, teal light, teal look, greenish blue, aqua tone": _palette("teal"),
    "rose tint, rosy, rose tone, pink tone, pink light, pink sky, purple sky, magenta tone, pink hue, rose light,"
    " pink sunset, pink glow, pink clouds, lavender sky, violet sky, purple hue, rose colored": _palette("rose"),
    "orange sky, red sky, fiery sky, golden sky, red sunset, orange sunset, fiery sunset, amber sky, burning sky,"
    " crimson sky, blood red sky, orange glow, red glow": _palette("warm"),
    "emerald tone, green tint, green tone, emerald tint, green grade, emerald grade, matrix look, green hue, greenish":
        _palette("emerald"),
    "film print, print film, kodak, kodachrome, celluloid, filmic, shot on film, film stock, 35mm film, film look,"
    " analog film, analogue film, on film, movie film, cinestill, imax film, fujifilm, portra, arri, film like":
        Sense(says={FILM: "print"}, denies={FILM: "none"}),
    "vintage, retro, old film, vintage film, nostalgic, seventies, 70s, 1970s, 80s, 1980s, 90s, aged film, polaroid,"
    " old fashioned,"
    " antique, old movie, vintage look": Sense(says={FILM: "vintage"}, implies={PALETTE: "muted", GRAIN: 0.35,
    VIGNETTE: 0.3}),
    "bleach bypass, bleached, bleach bypassed, silver retention": Sense(says={FILM: "bleach_bypass"},
    implies={SATURATION: 0.6, CONTRAST: 1.25}),
    "super 8, super8, super eight, 8mm film, 8 mm film, home movie, 16mm film, 16 mm film":
        Sense(says={FILM: "super8"}, implies={GRAIN: 0.55, VIGNETTE: 0.4, "camera.shake": 0.12}),
    "clean digital, digital look, digital video, clean image": Sense(says={FILM: "none"}, implies={GRAIN: 0.0}),
    "grain, grainy, film grain, noise, noisy, gritty": Sense("look", denies={GRAIN: 0.0}, grades={GRAIN: (0.1, 0.2,
    0.35, 0.6, 0.9)}),
    "bloom, glow, glowing, lens flare, flare, halation, anamorphic flare, glowing light, sun flare, lensflare, halo":
        Sense("look", denies={BLOOM: 0.0}, grades={BLOOM: (0.25, 0.4, 0.55, 0.75, 0.95)}),
    "vignette, vignetting, dark corner, dark edge, darkened edge, vignetted":
        Sense("look", denies={VIGNETTE: 0.0}, grades={VIGNETTE: (0.15, 0.25, 0.45, 0.65, 0.9)}),
    "anamorphic, anamorphic lens": Sense(says={BLOOM: 0.45}, implies={ASPECT: "2.39:1"}),
    "dreamy, dreamlike, ethereal, soft glow, hazy glow, fairy tale, surreal, magical, soft focus, enchanted":
        Sense(says={BLOOM: 0.6, CONTRAST: 0.88}, implies={"scene.fog.density": 0.08}),
    "moody, somber, brooding, melancholy, melancholic, dark mood, sombre, dark and moody":
        Sense(says={CONTRAST: 1.12, SATURATION: 0.8, EXPOSURE: -0.5}, implies={PALETTE: "cool", VIGNETTE: 0.35}),
    "low key, dark, darkness, dim, dimly lit, underexposed, shadowy, murky": Sense(says={EXPOSURE: -0.9},
    denies={EXPOSURE: 0.4}),
    "high key, bright, airy, overexposed, brightly lit, luminous": Sense(says={EXPOSURE: 0.6}, denies={EXPOSURE: -0.5}),
    "high contrast, harsh contrast, strong contrast, contrasty, punchy, harsh light, hard light, stark, deep shadow,"
    " chiaroscuro":
        Sense(says={CONTRAST: 1.3}),
    "low contrast, soft contrast, flat light, flat contrast": Sense(says={CONTRAST: 0.8}),
    "contrast": Sense("look", denies={CONTRAST: 0.75}, grades={CONTRAST: (0.75, 0.9, 1.15, 1.3, 1.5)}),
    "saturation": Sense("look", denies={SATURATION: 0.4}, grades={SATURATION: (0.4, 0.7, 1.15, 1.35, 1.6)}),
    "pale light, pale, soft light, diffused light, diffuse light, gentle light, soft lighting, wan light, thin light,"
    " milky light, weak light": Sense(says={CONTRAST: 0.9, SATURATION: 0.85}),
    "tungsten, candlelight, incandescent, candlelit, firelight, lamplight": Sense(says={KELVIN: 3800.0}),
    "daylight balanced, neutral white balance, white balance": Sense(says={KELVIN: 6500.0}),
}  # fmt: skip

FORMATS: Table = {
    "vertical, portrait, vertical video, portrait mode, portrait orientation, for tiktok, tiktok, for youtube short,"
    " youtube short, for reel, instagram reel, for instagram reel, reel, for instagram story, instagram story,"
    " phone screen, for snapchat, for phone, vertical format, phone wallpaper, mobile format, for mobile, upright,"
    " vertical shot, portrait format": Sense(says={ASPECT: "9:16"}),
    "square, square format, square video, 1x1": Sense(says={ASPECT: "1:1"}),
    "instagram post, for instagram, instagram, for instagram post": Sense(says={ASPECT: "4:5"}),
    "widescreen, landscape format, landscape orientation, horizontal video, hdtv, for youtube, youtube, wide screen,"
    " landscape mode, for tv": Sense(says={ASPECT: "16:9"}),
    "ultrawide format, ultra widescreen, ultrawide monitor, ultra wide screen": Sense(says={ASPECT: "21:9"}),
    "cinemascope, scope, letterbox, letterboxed, anamorphic format, anamorphic widescreen, cinemascope format":
        Sense(says={ASPECT: "2.39:1"}),
    "academy ratio, academy format, old tv, 4x3": Sense(says={ASPECT: "4:3"}),
    "full hd, fullhd, full high definition": Sense(says={RESOLUTION: "1080p"}),
    "ultra hd, uhd, 4k uhd": Sense(says={RESOLUTION: "4k"}),
}  # fmt: skip
