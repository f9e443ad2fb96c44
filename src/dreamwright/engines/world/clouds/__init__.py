"""Clouds as lit volumes: shapes, march, light and shadow. Knows nothing of the sky or the land."""

from dreamwright.engines.world.clouds.clouds import CloudMoment, Clouds
from dreamwright.engines.world.clouds.light import CloudLight

__all__ = ["CloudLight", "CloudMoment", "Clouds"]
