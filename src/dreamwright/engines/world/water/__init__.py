"""Water: seas, lakes, rivers and ice as moving surfaces, and the light they send back.

Knows wind, waves, foam and shores; nothing of cameras, land tables, skies or plans.
"""
