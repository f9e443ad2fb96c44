"""Words that carry no picture of their own: grammar, negation, degrees, units and filler. Knows no other room."""

from __future__ import annotations

from dreamwright.prompt.sense import Sense, Table, values

GRAMMAR: Table = {
    "a, an, the, of, and, or, with, at, on, in, over, under, to, toward, towards, from, by, for, into, onto, through,"
    " across, along, above, below, beneath, behind, beside, between, among, around, round, near, off, up, down, out,"
    " as, is,"
    " are, was, were, be, been, being, it, its, this, that, these, those, there, here, where, when, which, who,"
    " whose, we,"
    " i, you, he, she, they, them, their, our, my, your, his, her, us, me, has, have, had, do, does, did, will,"
    " would, can,"
    " could, should, may, might, must, also, so, very, quite, rather, some, any, all, each, every, both, more, most,"
    " much,"
    " many, such, than, too, only, just, but, if, about, against, during, within, inside, outside, upon, per, via, s,"
    " t, re,"
    " what, while, other, another, own, same, yet, still, even, again, ever, let, like, make, made, making, get,"
    " gets, go,"
    " goes, going, come, comes, coming, one, use, using, used, want, please, show, shows, showing, shown, see, seen,"
    " sees,"
    " seeing, looks, look, looking, view, views, viewed, have, having, side, way, part, top, bottom, middle, end,"
    " edge, center, bit,"
    " lot, while, amid, amidst, beyond, throughout, upwards, set, sets, appear, appears, appearing, visible, becomes,"
    " become,"
    " becoming, create, creates, generate, give, gives, begin, featuring, features, feature, covered, covers, covering,"
    " filled, full, full of, long, surrounded, surrounding, stretching, stretches, lies, lying, rests, its, them, now,"
    " slowly but surely,"
    " against, dotted, kind, type, almost, nearly, lit, light, lighting, lights, air, sky, skies, horizon, place,"
    " ground, land,"
    " landscape, scenery, scene, world, earth, terrain, environment, setting, weather, day, time, hour, season,"
    " nature, background sky,"
    " direction, speed, angle, level, format, mode, style, look, feel, tone, tones, mood, atmosphere, ambience,"
    " ambiance,"
    " vibe, effect, effects, quality, aesthetic, ar, duration, length, ratio, aspect, resolution, past,"
    " focus, focus on, focused on, focusing on, focuses on, against, alongside,"
    " toward the viewer, next to, following shot, scenes, whole, entire, upon, underneath":
        Sense("grammar"),
    "camera, cam, shot, shots, video, film, clip, footage, movie, image, picture, photo, photograph, frame, sequence,"
    " take, lens,"
    " viewpoint, perspective, viewer, we see, cameraman, render, rendering, animation, still, scene shows,"
    " cinematography":
        Sense("camera"),
    "movement, motion": Sense("camera"),
}  # fmt: skip

FILLER: Table = {
    "cinematic, beautiful, stunning, epic, gorgeous, breathtaking, amazing, awesome, majestic, spectacular,"
    " magnificent, masterpiece,"
    " high quality, best quality, ultra detailed, highly detailed, detailed, photorealistic, realistic,"
    " hyperrealistic, hyper realistic,"
    " photo realistic, professional, award winning, 8k, 16k, hd, hdr, high definition, high resolution, high res,"
    " ultra realistic,"
    " lovely, pretty, nice, wonderful, incredible, scenic, picturesque, impressive, glorious, sublime, idyllic,"
    " perfect, great,"
    " film quality, unreal engine, octane render, trending on artstation, sharp, sharp focus, intricate,"
    " national geographic,"
    " documentary, cinematic shot, cinematic lighting, movie scene, serene, tranquil, peaceful, quiet, mesmerizing,"
    " captivating,"
    " atmospheric perspective, breathtakingly, beautifully, hyperdetailed, photography, iconic, grand, grandiose,"
    " dramatic lighting,"
    " volumetric, evocative, immersive, imax, ultra high quality, stunningly, pristine, untouched, unreal, vast,"
    " endless, infinite,"
    " immense, sprawling": Sense("filler"),
}  # fmt: skip
"""Praise and quality words: read, and honestly mapped to nothing."""

NEGATION: Table = {
    "no, without, without any, not, never, none, zero, free of, devoid of, lacking, minus, no more, not any, nor,"
    " isn't, aren't, don't, doesn't,"
    " lack of, absence of, not a single, with no, and no, but no, not a": Sense("not"),
    "just, but, only, instead, rather": Sense("but"),
    "free, less": Sense("free"),
    "text, watermark, logo, subtitle, caption, title, border, letterboxing, black bar, music, sound, audio, artifact,"
    " distortion, cut, edit,"
    " voice, dialogue, sign, writing, credit, blurry, low quality, deformed, ugly, traffic, animal, creature,"
    " man made object, structure,"
    " civilization, vegetation, life, plant, movement of the camera": Sense("absent"),
}  # fmt: skip

DEGREES: Table = values("degree", {
    "0": "hint of, a hint of, touch of, a touch of, trace of, a trace of, faint, faintly, barely any, a little,"
    " slight, slightly, subtle,"
         " wisp of, wisps of, a wisp of, whisper of, a bit of, very light, very faint, hardly any, little",
    "1": "light, lightly, gentle, gently, soft, softly, thin, mild, fine, low, weak, some, slow, small, modest, a few",
    "3": "heavy, heavily, thick, thickly, dense, densely, strong, strongly, big, intense, lots of, hard, rich,"
    " bright, brilliant, bold, high, brisk, large,"
         " great, harsh, powerful, strong and steady, deep, full of, a lot of, pronounced, frequent, vivid",
    "4": "extreme, extremely, violent, violently, huge, massive, very heavy, very thick, very strong, impenetrable,"
    " raging, blinding, very dense,"
         " enormous, giant, gigantic, fierce, fiercely, howling, wild, ferocious, furious, maximum, constant,"
         " overwhelming, monstrous",
})  # fmt: skip

UNITS: Table = values("unit", {
    "mm": "mm, millimeter", "s": "s, sec, second, seconds, secs", "min": "min, minute",
    "fps": "fps, frame per second, frames per second",
    "degree per second": "degree per second, degree a second, deg per s, degree per s",
    "degree": "degree, deg, degrees", "m": "m, meter, meters", "km": "km, kilometer", "ft": "ft, foot, feet",
    "mile": "mile, miles, mi",
    "mps": "m per s, meter per second, mps, m s", "kmh": "km per h, kmh, kph, km h, kilometer per hour, km per hour",
    "mph": "mph, mile per hour",
    "knot": "knot, kt, kn", "k": "k", "p": "p", "percent": "percent", "x": "x, times", "kelvin": "kelvin",
})  # fmt: skip

LINKS: Table = {
    "into, turning into, turning to, turns to, fading to, fading into, fades to, fades into, until, till, to,"
    " changing to, becoming, becomes,"
    " transitioning to, transition to, through to, giving way to, gives way to, turns into, changes to, passing into,"
    " transitioning into":
        Sense("link"),
}  # fmt: skip
