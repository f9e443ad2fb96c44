"""Finish: linear frames in, display pictures out: exposure, lens, film, grade, grain, dither.

Knows frames and the plan's look; nothing of engines or files.
"""
